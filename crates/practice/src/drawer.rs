//! A drawer of practice keys and the one port they go into, for a window that plays both hands. No
//! key may lie in two ports, and a touch must never count for a key that did not ask.

mod ports;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, TransportError,
    driver::{Arrival, Opener},
};

use webauthn::TrustAnchor;

pub use ports::{Keys, PracticeModels};

use crate::{
    PracticeError,
    key::{Plug, PracticeKey, Settings, attestation::ROOT_CERTIFICATE, presence::TouchButton},
    models::{self, Model},
};

/// The models in the drawer.
const MODELS: [Model; 3] =
    [models::PRACTICE_KEY_C, models::PRACTICE_KEY_BIO, models::PRACTICE_KEY_N];

/// A drawer of practice keys, one of each model, each in a folder of its own.
#[derive(Debug)]
pub struct Drawer {
    folder: PathBuf,
    button: TouchButton,
    port: Arc<Mutex<Port>>,
}

/// A key in the drawer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InDrawer {
    /// Its place, also the name of its folder.
    pub id: AuthenticatorId,
    /// What it is.
    pub model: Model,
    /// Whether it has a PIN.
    pub has_pin: bool,
}

/// What a ceremony hears of the port; false where it is over.
pub type Hears = Box<dyn Fn(&Model, Arrival) -> bool + Send>;

/// The port: at most one key, and the ceremonies that watch it.
#[derive(Default)]
struct Port {
    plugged: Option<Plugged>,
    watching: Vec<(u64, Hears)>,
    watches: u64,
}

struct Plugged {
    id: AuthenticatorId,
    model: Model,
    /// The hand at it, once a ceremony has opened it.
    plug: Arc<Mutex<Option<Plug>>>,
}

/// Tells a ceremony of the port until it is dropped.
#[derive(Debug)]
pub struct Feed {
    port: Arc<Mutex<Port>>,
    watch: u64,
}

impl Drawer {
    /// Opens the drawer in this folder; keys that are not there yet are made, without a PIN.
    ///
    /// # Errors
    /// A key could not be made.
    pub fn open(folder: PathBuf) -> Result<Self, PracticeError> {
        let drawer = Self { folder, button: TouchButton::default(), port: Arc::default() };
        for model in MODELS {
            let folder = drawer.folder.join(slug(&model));
            if !PracticeKey::is_in(&folder) {
                open_key(&folder, &model, &drawer.button)?;
            }
        }
        Ok(drawer)
    }

    /// The keys, in the drawer's order.
    ///
    /// # Errors
    /// A key's memory cannot be read.
    pub fn keys(&self) -> Result<Vec<InDrawer>, PracticeError> {
        let look = |model: &Model| {
            let id = slug(model);
            let has_pin = PracticeKey::has_pin_in(&self.folder.join(&id))?;
            Ok(InDrawer { id: AuthenticatorId::new(id), model: *model, has_pin })
        };
        MODELS.iter().map(look).collect()
    }

    /// The practice roots that the keys attest below.
    ///
    /// # Errors
    /// One cannot be read, or is none.
    pub fn roots(&self) -> Result<Vec<TrustAnchor>, PracticeError> {
        let root = |model| {
            let path = self.folder.join(slug(model)).join(ROOT_CERTIFICATE);
            let text = crate::store::read(&path)?.unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            TrustAnchor::from_text(&text).map_err(|_| PracticeError::RootDamaged(path))
        };
        MODELS.iter().map(root).collect()
    }

    /// Which one is plugged in.
    pub fn plugged(&self) -> Option<AuthenticatorId> {
        lock(&self.port).plugged.as_ref().map(|plugged| plugged.id.clone())
    }

    /// Puts this key into the port, where another one was taken out. False: there is no such key.
    pub fn plug(&self, id: &str) -> bool {
        let Some(model) = MODELS.iter().find(|model| slug(model) == id) else { return false };
        let mut port = lock(&self.port);
        port.pull();
        let id = AuthenticatorId::new(id);
        port.plugged = Some(Plugged { id, model: *model, plug: Arc::default() });
        port.tell(|port| port.arrival(&self.folder, &self.button));
        true
    }

    /// Takes the key out, in mid-request as well.
    pub fn pull(&self) {
        lock(&self.port).pull();
    }

    /// Touches the key. While it does not ask for a touch, nothing happens.
    pub fn touch(&self) {
        self.button.touch();
    }

    /// Declines. While the key does not ask, nothing happens.
    pub fn decline(&self) {
        self.button.decline();
    }

    /// Tells of the key in the port, now and whenever it changes, until the feed is dropped.
    pub fn feed(&self, hears: Hears) -> Feed {
        let mut port = lock(&self.port);
        if let Some((model, arrival)) = port.arrival(&self.folder, &self.button) {
            hears(&model, arrival);
        }
        port.watches += 1;
        let watch = port.watches;
        port.watching.push((watch, hears));
        Feed { port: Arc::clone(&self.port), watch }
    }
}

impl Port {
    fn pull(&mut self) {
        let Some(Plugged { id, model, plug }) = self.plugged.take() else { return };
        if let Some(plug) = lock(&plug).take() {
            plug.pull();
        }
        self.tell(|_| Some((model, Arrival::Removed(id.clone()))));
    }

    /// How the key in the port is told of.
    fn arrival(&self, folder: &Path, button: &TouchButton) -> Option<(Model, Arrival)> {
        let Plugged { id, model, plug } = self.plugged.as_ref()?;
        let (folder, button) = (folder.join(slug(model)), button.clone());
        let (named, made, plug) = (id.clone(), *model, Arc::clone(plug));
        let opener: Opener = Box::new(move || {
            let key = open_key(&folder, &made, &button).map_err(failed)?.named(named);
            *lock(&plug) = Some(key.plug());
            Ok(boxed(key))
        });
        let transport = AuthenticatorTransport::Internal;
        Some((*model, Arrival::Attached(id.clone(), transport, opener)))
    }

    fn tell(&mut self, news: impl Fn(&Self) -> Option<(Model, Arrival)>) {
        let mut watching = std::mem::take(&mut self.watching);
        watching
            .retain(|(_, hears)| news(self).is_none_or(|(model, arrival)| hears(&model, arrival)));
        self.watching = watching;
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        lock(&self.port).watching.retain(|(watch, _)| *watch != self.watch);
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugged = self.plugged.as_ref().map(|plugged| plugged.id.to_string());
        write!(out, "Port({plugged:?}, {} watching)", self.watching.len())
    }
}

/// Its model's name as a folder: `practice-key-c`.
fn slug(model: &Model) -> String {
    model.name.to_lowercase().replace(' ', "-")
}

fn open_key(
    folder: &Path,
    model: &Model,
    button: &TouchButton,
) -> Result<PracticeKey, PracticeError> {
    let settings = Settings { aaguid: Some(model.aaguid.0), ..Settings::default() };
    PracticeKey::open_or_create(folder, settings, Box::new(button.clone()))
}

fn boxed(key: PracticeKey) -> Box<dyn Authenticator> {
    Box::new(key)
}

fn failed(error: PracticeError) -> TransportError {
    TransportError::Io { attempted: "opening the practice key", message: error.to_string() }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
