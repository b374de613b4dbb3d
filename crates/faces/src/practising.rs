//! The practice organisation of a program and the practice keys in its drawer. It must never be reached by anybody
//! but this program.

use std::sync::Arc;

use enrollment::rooms::{CommandCode, CommandError};
use entra_graph::{BearerToken, Endpoint, GraphClient};
use practice::{
    drawer::Drawer,
    tenant::{PracticeTenant, Running, Settings, faults},
};

use crate::Places;

/// The practice organisation and its keys.
pub struct Practising {
    /// Its directory.
    pub tenant: Arc<GraphClient>,
    /// Its keys.
    pub drawer: Arc<Drawer>,
    /// It runs until this is dropped.
    pub running: Running,
}

impl Practising {
    /// Starts it; what goes wrong on purpose stands in the script.
    ///
    /// # Errors
    /// [`CommandCode::Practice`].
    pub fn start(places: &Places, script: Option<&[u8]>) -> Result<Self, CommandError> {
        let drawer = Drawer::open(places.practice_keys()).map_err(failed)?;
        let settings = Settings {
            faults: script.map_or(Ok(Vec::new()), faults::read).map_err(failed)?,
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

/// Practice did not do it.
pub fn failed(error: impl std::error::Error) -> CommandError {
    tracing::warn!(%error, "practice");
    CommandError::new(CommandCode::Practice, error)
}
