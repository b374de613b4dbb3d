//! The drawer as a registration and a window know it: a source of keys, names of models, a picture. A
//! real key must never be asked for what is practice.

use std::{
    any::Any,
    sync::{Arc, Mutex, PoisonError},
};

use ctap::{
    AuthenticatorTransport,
    driver::{Arrival, Controls},
};
use enrollment::{
    ports::Wanted,
    rooms::{PracticeDrawer, PracticeKey},
    wizard::means::{Heard, KeySeen, KeySource, Models, Ports},
};
use webauthn::Aaguid;

use super::{Drawer, Feed, InDrawer};
use crate::{
    PracticeError,
    models::{self, Model, UserVerification},
};

/// Where keys come from.
#[derive(Debug)]
pub enum Keys {
    /// The practice keys: a real one would lose a slot to the practice.
    Practice(Arc<Drawer>),
    /// These, and whatever is plugged into this computer.
    All(Arc<Drawer>),
}

impl KeySource for Keys {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        let heard: Shared = Arc::new(Mutex::new(heard));
        match self {
            Self::Practice(drawer) => {
                let feed = feed(drawer, controls.clone(), heard);
                controls.arrived(Arrival::Surveyed);
                Box::new(feed)
            }
            Self::All(drawer) => {
                let feed = feed(drawer, controls.clone(), Arc::clone(&heard));
                let heard: Heard = Box::new(move |seen| hear(&heard, seen));
                Box::new((feed, Ports(Wanted::Any).feed(controls, heard)))
            }
        }
    }
}

type Shared = Arc<Mutex<Heard>>;

fn hear(heard: &Shared, seen: KeySeen) {
    heard.lock().unwrap_or_else(PoisonError::into_inner)(seen);
}

fn feed(drawer: &Drawer, controls: Controls, heard: Shared) -> Feed {
    drawer.feed(Box::new(move |model, arrival| {
        if let Arrival::Attached(id, ..) = &arrival {
            let (transport, name) = (transport(model), Some(model.name.to_owned()));
            hear(&heard, KeySeen { id: id.clone(), transport, name });
        }
        controls.arrived(arrival)
    }))
}

/// As a real one of its kind would be reached.
fn transport(model: &Model) -> AuthenticatorTransport {
    match model.transports.first() {
        Some(&"nfc") => AuthenticatorTransport::Nfc,
        _ => AuthenticatorTransport::Usb,
    }
}

/// What practice models are called.
#[derive(Clone, Copy, Debug)]
pub struct PracticeModels;

impl Models for PracticeModels {
    fn name(&self, aaguid: Aaguid) -> Option<String> {
        models::find(aaguid).map(|model| model.name.to_owned())
    }

    fn is_security_key(&self, aaguid: Aaguid) -> bool {
        models::is_security_key(aaguid)
    }
}

impl Drawer {
    /// The drawer as a window draws it.
    ///
    /// # Errors
    /// A key's memory cannot be read.
    pub fn view(&self) -> Result<PracticeDrawer, PracticeError> {
        let plugged = self.plugged().iter().map(ToString::to_string).collect();
        Ok(PracticeDrawer { keys: self.keys()?.iter().map(drawn).collect(), plugged })
    }
}

fn drawn(key: &InDrawer) -> PracticeKey {
    PracticeKey {
        key: key.id.to_string(),
        name: key.model.name.to_owned(),
        transport: transport(&key.model),
        listed: models::LISTED.contains(&key.model),
        fingerprint: key.model.user_verification == UserVerification::PinAndFingerprint,
        pin_set: key.has_pin,
    }
}
