//! The practice key at its port. It is only ever offered to somebody who asked for it by name.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, TransportError,
    driver::{Arrival, Controls, Opener},
};
use practice::{
    PracticeError,
    key::{PRACTICE, PracticeKey, Settings, presence::Habit},
};

/// How long the folder may still be in use by the key that was just taken out.
const LETTING_GO: Duration = Duration::from_secs(2);

/// The file by which a practice key is known to be there.
const MEMORY: &str = "practice-key.cbor";

/// What it is called.
pub(crate) const NAME: &str = "The practice key";

/// Its ID.
pub(crate) fn id() -> AuthenticatorId {
    AuthenticatorId::new(PRACTICE)
}

/// Whether one has been made in this folder.
pub(crate) fn exists(folder: &Path) -> bool {
    folder.join(MEMORY).is_file()
}

/// Opens it, or makes one with these settings.
///
/// # Errors
/// See [`PracticeKey::open_or_create`].
pub(crate) fn open(
    folder: &Path,
    settings: Settings,
    touch: Duration,
) -> Result<PracticeKey, PracticeError> {
    PracticeKey::open_or_create(folder, settings, Box::new(Habit::touches_after(touch)))
}

/// Where the practice key is plugged in.
pub(crate) struct Port {
    folder: PathBuf,
    touch: Duration,
    controls: Mutex<Controls>,
}

impl Port {
    pub(crate) fn new(folder: PathBuf, touch: Duration, controls: Controls) -> Self {
        Self { folder, touch, controls: Mutex::new(controls) }
    }

    /// Plugs a key in that is open already.
    pub(crate) fn insert(&self, key: PracticeKey) {
        let open: Opener = Box::new(move || Ok(Box::new(key)));
        self.arrived(Arrival::Attached(id(), AuthenticatorTransport::Internal, open));
        self.arrived(Arrival::Surveyed);
    }

    /// Plugs in the key of the folder, which opens once it is asked.
    pub(crate) fn plug_in(&self) {
        let (folder, touch) = (self.folder.clone(), self.touch);
        let open: Opener = Box::new(move || open_again(&folder, touch));
        self.arrived(Arrival::Attached(id(), AuthenticatorTransport::Internal, open));
    }

    /// Takes it out and puts it back.
    pub(crate) fn reinsert(&self) {
        self.arrived(Arrival::Removed(id()));
        self.plug_in();
    }

    fn arrived(&self, arrival: Arrival) {
        let controls = self.controls.lock().unwrap_or_else(PoisonError::into_inner);
        // A ceremony that is over needs no key.
        let _ = controls.arrived(arrival);
    }
}

/// The key that was taken out lets go of its folder when its thread ends, which may take a moment.
fn open_again(folder: &Path, touch: Duration) -> Result<Box<dyn Authenticator>, TransportError> {
    let end = Instant::now() + LETTING_GO;
    loop {
        match open(folder, Settings::default(), touch) {
            Ok(key) => return Ok(Box::new(key)),
            Err(PracticeError::InUse(_)) if Instant::now() < end => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(error) => {
                let message = error.to_string();
                return Err(TransportError::Io { attempted: "opening the practice key", message });
            }
        }
    }
}
