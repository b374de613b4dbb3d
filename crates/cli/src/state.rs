//! Where settings, the practice key and the practice tenant live. It must never fall back to a folder that nobody named.

use std::path::PathBuf;

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

/// The file of FIDO metadata within it.
pub(crate) fn metadata(state: &std::path::Path) -> PathBuf {
    state.join("fido-metadata")
}

/// The practice tenant's folder within it.
pub(crate) fn practice_tenant(state: &std::path::Path) -> PathBuf {
    state.join("practice-tenant")
}

/// The practice key's folder within it.
pub(crate) fn practice_key(state: &std::path::Path) -> PathBuf {
    state.join("practice-key")
}
