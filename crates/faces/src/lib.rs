//! What the window and the command line both need of this computer: where things are kept, the log,
//! whose account it is. It must never decide anything about a key or a registration.

pub mod log;
mod places;

pub use places::{NoHome, Places};

/// The account of this computer, for the record.
pub fn account() -> String {
    #[cfg(unix)]
    return format!("uid {}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    std::env::var("USERNAME").unwrap_or_default()
}
