//! Where everything is kept on this computer. It must never fall back to a folder that nobody named.

use std::path::PathBuf;

use enrollment::rooms::{CommandCode, CommandError};
use etcetera::BaseStrategy;

/// Where everything is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The folder of all but the settings; record, outbox and claims lie in it.
    pub(crate) state: PathBuf,
    pub(crate) settings: PathBuf,
    pub(crate) practice_tenant: PathBuf,
    pub(crate) practice_keys: PathBuf,
    /// What the web view keeps: nothing of ours.
    pub(crate) web_view: PathBuf,
}

impl Places {
    /// Below the folder that was named, else the platform's.
    pub(crate) fn new(named: Option<PathBuf>) -> Result<Self, CommandError> {
        let base = || {
            let base = etcetera::choose_base_strategy();
            base.map_err(|error| CommandError::new(CommandCode::Record, error))
        };
        let (settings, state) = match named {
            Some(state) => (state.clone(), state),
            None => {
                (base()?.config_dir().join("touchstone"), base()?.data_dir().join("touchstone"))
            }
        };
        Ok(Self {
            settings: settings.join("settings.toml"),
            practice_tenant: state.join("practice-tenant"),
            practice_keys: state.join("practice-keys"),
            web_view: state.join("web-view"),
            state,
        })
    }
}
