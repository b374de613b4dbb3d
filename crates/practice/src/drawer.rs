//! A drawer of practice keys and the ports they go into, for a window that plays both hands. No key
//! may lie in two ports, and a touch must never count for a key that did not ask.

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

use enrollment::rooms::PracticeAct;
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
    /// What a finger touches, one for each of [`MODELS`].
    buttons: [TouchButton; MODELS.len()],
    ports: Arc<Mutex<Ports>>,
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

/// What a ceremony hears of the ports; false where it is over.
pub type Hears = Box<dyn Fn(&Model, Arrival) -> bool + Send>;

/// The ports, as many as there are keys, and the ceremonies that watch them.
#[derive(Default)]
struct Ports {
    plugged: Vec<Plugged>,
    watching: Vec<(u64, Hears)>,
    watches: u64,
}

struct Plugged {
    id: AuthenticatorId,
    model: Model,
    button: TouchButton,
    /// The hand at it, once a ceremony has opened it.
    plug: Arc<Mutex<Option<Plug>>>,
}

/// Tells a ceremony of the ports until it is dropped.
#[derive(Debug)]
pub struct Feed {
    ports: Arc<Mutex<Ports>>,
    watch: u64,
}

impl Drawer {
    /// Opens the drawer in this folder; keys that are not there yet are made, without a PIN.
    ///
    /// # Errors
    /// A key could not be made.
    pub fn open(folder: PathBuf) -> Result<Self, PracticeError> {
        for model in &MODELS {
            let folder = folder.join(slug(model));
            if !PracticeKey::is_in(&folder) {
                open_key(&folder, model, &TouchButton::default())?;
            }
        }
        Ok(Self { folder, buttons: Default::default(), ports: Arc::default() })
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

    /// Which ones are plugged in, in the order in which they came.
    pub fn plugged(&self) -> Vec<AuthenticatorId> {
        lock(&self.ports).plugged.iter().map(|plugged| plugged.id.clone()).collect()
    }

    /// Puts this key into a port; one that is in already is taken out before. False: there is no such
    /// key.
    pub fn plug(&self, id: &str) -> bool {
        let Some((model, button)) = self.find(id) else { return false };
        let mut ports = lock(&self.ports);
        ports.pull(id);
        let id = AuthenticatorId::new(id);
        let plugged = Plugged { id, model: *model, button: button.clone(), plug: Arc::default() };
        ports.tell(|| (*model, plugged.arrival(&self.folder)));
        ports.plugged.push(plugged);
        true
    }

    /// Takes this key out, in mid-request as well.
    pub fn pull(&self, id: &str) {
        lock(&self.ports).pull(id);
    }

    /// Touches this key. While it does not ask for a touch, nothing happens.
    pub fn touch(&self, id: &str) {
        if let Some((_, button)) = self.find(id) {
            button.touch();
        }
    }

    /// Declines on this key. While it does not ask, nothing happens.
    pub fn decline(&self, id: &str) {
        if let Some((_, button)) = self.find(id) {
            button.decline();
        }
    }

    /// Does with this key what a hand would. False: there is no such key.
    pub fn hand(&self, id: &str, act: PracticeAct) -> bool {
        match act {
            PracticeAct::Plug => return self.plug(id),
            PracticeAct::Pull => self.pull(id),
            PracticeAct::Touch => self.touch(id),
            PracticeAct::Decline => self.decline(id),
        }
        self.find(id).is_some()
    }

    /// Tells of the keys in the ports, now and whenever they change, until the feed is dropped.
    pub fn feed(&self, hears: Hears) -> Feed {
        let mut ports = lock(&self.ports);
        for plugged in &ports.plugged {
            hears(&plugged.model, plugged.arrival(&self.folder));
        }
        ports.watches += 1;
        let watch = ports.watches;
        ports.watching.push((watch, hears));
        Feed { ports: Arc::clone(&self.ports), watch }
    }

    fn find(&self, id: &str) -> Option<(&Model, &TouchButton)> {
        MODELS.iter().zip(&self.buttons).find(|(model, _)| slug(model) == id)
    }
}

impl Ports {
    fn pull(&mut self, id: &str) {
        let Some(place) = self.plugged.iter().position(|one| one.id.to_string() == id) else {
            return;
        };
        let Plugged { id, model, plug, .. } = self.plugged.remove(place);
        if let Some(plug) = lock(&plug).take() {
            plug.pull();
        }
        self.tell(|| (model, Arrival::Removed(id.clone())));
    }

    fn tell(&mut self, news: impl Fn() -> (Model, Arrival)) {
        self.watching.retain(|(_, hears)| {
            let (model, arrival) = news();
            hears(&model, arrival)
        });
    }
}

impl Plugged {
    /// How it is told of.
    fn arrival(&self, folder: &Path) -> Arrival {
        let (folder, button) = (folder.join(slug(&self.model)), self.button.clone());
        let (named, made, plug) = (self.id.clone(), self.model, Arc::clone(&self.plug));
        let opener: Opener = Box::new(move || {
            let key = open_key(&folder, &made, &button).map_err(failed)?.named(named);
            *lock(&plug) = Some(key.plug());
            Ok(boxed(key))
        });
        Arrival::Attached(self.id.clone(), AuthenticatorTransport::Internal, opener)
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        lock(&self.ports).watching.retain(|(watch, _)| *watch != self.watch);
    }
}

impl fmt::Debug for Ports {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plugged: Vec<_> = self.plugged.iter().map(|plugged| plugged.id.to_string()).collect();
        write!(out, "Ports({plugged:?}, {} watching)", self.watching.len())
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
