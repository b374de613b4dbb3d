//! Where settings, the practice key and the practice tenant live. It must never fall back to a folder that nobody named.

use std::path::{Path, PathBuf};

use enrollment::{ledger::Actor, rooms::Kept, store::StoreError};
use etcetera::BaseStrategy;

/// The folder of this program within the platform's.
const OURS: &str = "touchstone";

/// The platform says where a person's data live only if it knows the person's home.
#[derive(Debug, thiserror::Error)]
#[error("the home folder is unknown")]
pub(crate) struct NoHome;

/// The folder that `--state` names, or the platform's.
///
/// # Errors
/// None was named and the platform has none.
pub(crate) fn folder(named: Option<PathBuf>) -> Result<PathBuf, NoHome> {
    match named {
        Some(folder) => Ok(folder),
        None => {
            let base = etcetera::choose_base_strategy().map_err(|_| NoHome)?;
            Ok(base.data_dir().join(OURS))
        }
    }
}

/// Record, outbox and claims within it.
///
/// # Errors
/// See [`StoreError`].
pub(crate) fn kept(state: &Path) -> Result<Kept, StoreError> {
    Kept::open(state)
}

/// Whose account of this computer it is, for the record.
pub(crate) fn actor() -> Actor {
    #[cfg(unix)]
    let account = format!("uid {}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    let account = std::env::var("USERNAME").unwrap_or_default();
    Actor(account)
}

/// The practice tenant's folder within it.
pub(crate) fn practice_tenant(state: &Path) -> PathBuf {
    state.join("practice-tenant")
}

/// The practice key's folder within it.
pub(crate) fn practice_key(state: &Path) -> PathBuf {
    state.join("practice-key")
}
