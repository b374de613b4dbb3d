//! What Touchstone runs on when there is no hardware and no organisation: a security key in software
//! with the logic of real firmware, and a tenant on loopback that really verifies. Neither must ever
//! pass for the real thing: the root is its own, and says practice.

pub mod drawer;
mod error;
pub mod key;
pub mod models;
mod roots;
mod store;
pub mod tenant;

pub use error::PracticeError;
pub use roots::roots;
