//! What a window may ask for, one intent a file. A command must never be longer than its hand-over
//! to the crates.

pub(crate) mod about;
pub(crate) mod pin;
