//! Where everything is kept on this computer. It must never fall back to a folder that nobody named.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

/// The folder of this program within the platform's.
const OURS: &str = "touchstone";

/// The platform says where a person's data live only if it knows the person's home.
#[derive(Debug, thiserror::Error)]
#[error("the home folder is unknown")]
pub struct NoHome;

/// Where everything is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The folder of all but the settings; record, outbox and claims lie in it.
    pub state: PathBuf,
    /// The file of the settings.
    pub settings: PathBuf,
}

impl Places {
    /// Below the folder that was named, else the platform's.
    ///
    /// # Errors
    /// None was named and the platform has none.
    pub fn new(named: Option<&Path>) -> Result<Self, NoHome> {
        if let Some(named) = named {
            return Ok(Self { state: named.to_owned(), settings: named.join("settings.toml") });
        }
        let base = etcetera::choose_base_strategy().map_err(|_| NoHome)?;
        let settings = base.config_dir().join(OURS).join("settings.toml");
        Ok(Self { state: base.data_dir().join(OURS), settings })
    }

    /// The file of the sign-in, sealed.
    pub fn sign_in(&self) -> PathBuf {
        self.state.join("sign-in")
    }

    /// The practice organisation's folder.
    pub fn practice_tenant(&self) -> PathBuf {
        self.state.join("practice-tenant")
    }

    /// The folder of the window's practice keys.
    pub fn practice_keys(&self) -> PathBuf {
        self.state.join("practice-keys")
    }

    /// The folder of the command line's practice key.
    pub fn practice_key(&self) -> PathBuf {
        self.state.join("practice-key")
    }

    /// The file of the kept FIDO metadata.
    pub fn metadata(&self) -> PathBuf {
        self.state.join("fido-metadata")
    }

    /// What the web view keeps: nothing of ours.
    pub fn web_view(&self) -> PathBuf {
        self.state.join("web-view")
    }
}
