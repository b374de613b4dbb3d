//! What Touchstone runs on when there is no hardware: a security key in software with the logic of
//! real firmware. It must never pass for the real thing: its root is its own, and says practice.

mod error;
pub mod key;

pub use error::PracticeError;
