//! What the window and the command line both need: where things are kept, the log, whose account it is, the
//! organisation that they work for, and what is seen of this computer. It must never decide anything about a key or a registration.

mod at_work;
pub mod browser;
pub mod computer;
pub mod log;
pub mod organisation;
mod places;
pub mod practising;
pub mod sign_in;
pub mod signing_in;
mod standing;

pub use at_work::{AtWork, Opens};
pub use places::{NoHome, Places};
pub use standing::Standing;

/// The account of this computer, for the record.
pub fn account() -> String {
    #[cfg(unix)]
    return format!("uid {}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    std::env::var("USERNAME").unwrap_or_default()
}
