//! The practice organisation and its keys. It must never be reached by anybody but this program.

use std::{fs, path::Path, sync::Arc};

use enrollment::rooms::{CommandCode, CommandError};
use entra_graph::{BearerToken, Endpoint, GraphClient};
use faces::Places;
use practice::{
    drawer::Drawer,
    tenant::{PracticeTenant, Running, Settings, faults},
};

/// The practice organisation and its keys.
pub(crate) struct Practice {
    pub(crate) tenant: Arc<GraphClient>,
    pub(crate) drawer: Arc<Drawer>,
    pub(crate) running: Running,
}

impl Practice {
    /// Starts it; what goes wrong on purpose stands in the script.
    pub(crate) fn start(places: &Places, script: Option<&Path>) -> Result<Self, CommandError> {
        let drawer = Drawer::open(places.practice_keys()).map_err(failed)?;
        let script = script.map(fs::read).transpose().map_err(CommandError::file)?;
        let settings = Settings {
            faults: script.map_or(Ok(Vec::new()), |json| faults::read(&json)).map_err(failed)?,
            key_folders: vec![places.practice_keys()],
            ..Settings::default()
        };
        let running = PracticeTenant::start(&places.practice_tenant(), settings).map_err(failed)?;
        let endpoint = Endpoint::parse(running.base_url()).map_err(failed)?;
        let token = BearerToken::new(running.start_secret().reveal().to_owned().into());
        let tenant = GraphClient::new(endpoint, token, entra_graph::Settings::default());
        Ok(Self { tenant: Arc::new(tenant), drawer: Arc::new(drawer), running })
    }
}

pub(crate) fn failed(error: impl std::error::Error) -> CommandError {
    tracing::warn!(%error, "practice");
    CommandError::new(CommandCode::Practice, error)
}
