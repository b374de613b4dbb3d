//! The practice key: firmware in a folder, behind the trait that every attached key implements. It
//! must never share a folder with another process, nor go on without its memory.
//!
//! # Files it keeps
//!
//! All in the folder given, readable for their owner only:
//!
//! | file | what |
//! |---|---|
//! | `practice-key.cbor` | the key's memory: model, batch key and certificate, credentials, PIN verifier, tries, settings; CBOR and its SHA-256 |
//! | `practice-root.pem` | the practice root's certificate, to be named by `--trust` |
//! | `practice-root.key` | its private key, for batches of other models |
//! | `practice-key.lock` | empty; locked while the key is in use |
//! | `*.new` | what was being written when the power went; ignored and overwritten |

pub(crate) mod attestation;
mod board;
pub mod firmware;
pub mod presence;
#[cfg(test)]
mod tests;

use std::{
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use ctap::{
    Authenticator, AuthenticatorId, AuthenticatorTransport, Canceller, Keepalive, TransportError,
};
use zeroize::Zeroizing;

use self::{
    board::{HostBoard, MEMORY, Request, Signals},
    firmware::{Attestation, Factory, Firmware, PinPreset, PowerUpError},
    presence::Presence,
};
use crate::{PracticeError, store::Store};

/// The name of the practice key: what a person passes to `--key`.
pub const PRACTICE: &str = "practice";
/// The model of a practice key unless told otherwise: 9e0e8d5b-5d0f-4c1e-9c53-746f75636873, whose
/// end spells "touchs".
pub const PRACTICE_AAGUID: [u8; 16] = [
    0x9E, 0x0E, 0x8D, 0x5B, 0x5D, 0x0F, 0x4C, 0x1E, 0x9C, 0x53, 0x74, 0x6F, 0x75, 0x63, 0x68, 0x73,
];

/// The file that is locked while the key is in use.
const LOCK: &str = "practice-key.lock";

/// How a new practice key is made. A key that is there already keeps what it was made with; only a
/// model that differs is an error.
pub struct Settings {
    /// The model; `None`: [`PRACTICE_AAGUID`] for a new key, any for one that is there.
    pub aaguid: Option<[u8; 16]>,
    /// How it attests.
    pub attestation: AttestationChoice,
    /// Slots for discoverable credentials; 0 makes a key that is full.
    pub max_resident_keys: u16,
    /// The minimum PIN length that a reset goes back to (code points, 4 to 63).
    pub min_pin_length: u8,
    /// A PIN set at the factory; `None`: the first ceremony sets one.
    pub pin: Option<PinPreset>,
}

/// How a practice key attests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AttestationChoice {
    /// With a batch certificate below the practice root.
    #[default]
    Batch,
    /// With the credential's own key.
    SelfSigned,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            aaguid: None,
            attestation: AttestationChoice::Batch,
            max_resident_keys: 25,
            min_pin_length: 4,
            pin: None,
        }
    }
}

/// A practice key, powered up. Opening it plugs it in; dropping it takes it out.
///
/// As a key it is a roaming one (`getInfo` says `usb`); as an [`Authenticator`] its transport is
/// [`AuthenticatorTransport::Internal`], for it lives in this process and no bus leads to it.
pub struct PracticeKey {
    id: AuthenticatorId,
    firmware: Firmware,
    store: Store,
    presence: Box<dyn Presence>,
    clock: Instant,
    signals: Arc<Signals>,
    insertions_seen: u64,
}

impl PracticeKey {
    /// Opens the practice key in this folder, or makes one there.
    ///
    /// # Errors
    /// The folder cannot be used, another program uses it, the key in it is damaged or of another
    /// model, or the settings make no key.
    pub fn open_or_create(
        folder: &Path,
        settings: Settings,
        presence: Box<dyn Presence>,
    ) -> Result<Self, PracticeError> {
        let asked = settings.aaguid;
        let store = Store::open(folder, LOCK)?;
        let clock = Instant::now();
        let mut board = HostBoard::idle(&store, clock);
        let firmware = match store.read(MEMORY)? {
            Some(image) => match Firmware::power_up(&image, &mut board) {
                Ok(firmware) => firmware,
                Err(PowerUpError::Board(_)) => return Err(board.into_failure()),
                Err(PowerUpError::Image(source)) => {
                    return Err(PracticeError::Damaged { path: store.path(MEMORY), source });
                }
            },
            None => match Firmware::manufacture(factory(&store, settings)?, &mut board) {
                Ok(firmware) => firmware,
                Err(_) => return Err(board.into_failure()),
            },
        };
        if asked.is_some_and(|asked| asked != firmware.aaguid()) {
            return Err(PracticeError::OtherAaguid(folder.to_owned()));
        }
        let id = AuthenticatorId::new(PRACTICE);
        let signals = Arc::new(Signals::default());
        Ok(Self { id, firmware, store, presence, clock, signals, insertions_seen: 0 })
    }

    /// Whether there is a key in this folder.
    pub fn is_in(folder: &Path) -> bool {
        folder.join(MEMORY).is_file()
    }

    /// Whether the key in this folder has a PIN. It may be in use meanwhile: its memory is replaced
    /// as a whole.
    ///
    /// # Errors
    /// The memory cannot be read, or is damaged.
    pub fn has_pin_in(folder: &Path) -> Result<bool, PracticeError> {
        let path = folder.join(MEMORY);
        let image = crate::store::read(&path)?.unwrap_or_default();
        Firmware::image_has_pin(&image).map_err(|source| PracticeError::Damaged { path, source })
    }

    /// Gives the key another name than [`PRACTICE`], for where there are several.
    #[must_use]
    pub fn named(self, id: AuthenticatorId) -> Self {
        Self { id, ..self }
    }

    /// The certificate of the practice root, PEM: a trust anchor for what this key attests. A key
    /// that attests for itself has none.
    pub fn root_certificate(&self) -> PathBuf {
        self.store.path(attestation::ROOT_CERTIFICATE)
    }

    /// The model.
    pub fn aaguid(&self) -> [u8; 16] {
        self.firmware.aaguid()
    }

    /// PIN tries left, of eight.
    pub fn pin_retries(&self) -> u8 {
        self.firmware.pin_retries()
    }

    /// Takes the key out and puts it back at once.
    ///
    /// # Errors
    /// The operating system gave no random bytes.
    pub fn power_cycle(&mut self) -> Result<(), PracticeError> {
        let mut board = HostBoard::idle(&self.store, self.clock);
        self.firmware.power_cycle(&mut board).map_err(|_| board.into_failure())
    }

    /// What takes this key out of its port, from any thread and in mid-request.
    pub fn plug(&self) -> Plug {
        Plug(Arc::clone(&self.signals))
    }

    /// Powers up again where the key was put back since the last request.
    fn notice_insertion(&mut self) -> Result<(), TransportError> {
        let insertions = self.signals.insertions.load(Ordering::SeqCst);
        if insertions == self.insertions_seen {
            return Ok(());
        }
        let moment = self.signals.inserted_at().unwrap_or_else(Instant::now);
        let mut board = HostBoard::idle(&self.store, self.clock).at(moment);
        self.firmware.power_cycle(&mut board).map_err(|_| TransportError::Removed)?;
        self.insertions_seen = insertions;
        Ok(())
    }
}

impl Authenticator for PracticeKey {
    fn id(&self) -> &AuthenticatorId {
        &self.id
    }

    fn transport(&self) -> AuthenticatorTransport {
        AuthenticatorTransport::Internal
    }

    fn send_cbor(
        &mut self,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if self.signals.is_pulled() {
            return Err(TransportError::Removed);
        }
        self.notice_insertion()?;
        self.signals.cancelled.store(false, Ordering::SeqCst);
        self.signals.working.store(true, Ordering::SeqCst);
        let mut board = HostBoard::idle(&self.store, self.clock).working(Request {
            presence: self.presence.as_mut(),
            events,
            signals: &self.signals,
            deadline: Instant::now().checked_add(deadline),
        });
        let response = self.firmware.process(request, &mut board);
        let timed_out = board.timed_out();
        self.signals.working.store(false, Ordering::SeqCst);
        // Pulled and put back while it worked: that answer never came out either.
        let reinserted = self.signals.insertions.load(Ordering::SeqCst) != self.insertions_seen;
        if self.signals.is_pulled() || reinserted {
            return Err(TransportError::Removed);
        }
        if timed_out { Err(TransportError::TimedOut) } else { Ok(response) }
    }

    /// The practice key has no CTAP1, and its getInfo does not say `U2F_V2`.
    fn send_msg(&mut self, _: &[u8], _: Duration) -> Result<Vec<u8>, TransportError> {
        if self.signals.is_pulled() {
            return Err(TransportError::Removed);
        }
        Err(TransportError::Unsupported)
    }

    fn wink(&mut self) -> Result<(), TransportError> {
        if self.signals.is_pulled() {
            return Err(TransportError::Removed);
        }
        self.presence.wink();
        Ok(())
    }

    fn canceller(&self) -> Canceller {
        let signals = Arc::clone(&self.signals);
        Canceller::new(move || {
            if signals.working.load(Ordering::SeqCst) {
                signals.cancelled.store(true, Ordering::SeqCst);
            }
        })
    }
}

/// The hand at the practice key's port.
#[derive(Clone)]
pub struct Plug(Arc<Signals>);

impl Plug {
    /// Takes the key out. A request under way ends with [`TransportError::Removed`], and so does
    /// every later one until the key is put back.
    pub fn pull(&self) {
        self.0.pulled.store(true, Ordering::SeqCst);
    }

    /// Puts the key back, which is a power-up; where it is in already, nothing happens.
    pub fn insert(&self) {
        if self.0.is_pulled() {
            self.0.insert(Instant::now());
        }
    }

    /// Whether the key is in its port.
    pub fn is_inserted(&self) -> bool {
        !self.0.is_pulled()
    }
}

/// What the firmware is made from.
fn factory(store: &Store, settings: Settings) -> Result<Factory, PracticeError> {
    if !(4..=63).contains(&settings.min_pin_length) {
        return Err(PracticeError::Settings("the minimum PIN length is 4 to 63 code points"));
    }
    if let Some(PinPreset { pin, retries, .. }) = &settings.pin {
        // CTAP 2.1 §6.5.1: at least four code points, at most 63 bytes, no zero at the end.
        if pin.chars().count() < 4 || pin.len() > 63 || pin.ends_with('\0') {
            return Err(PracticeError::Settings(
                "a PIN has 4 code points at least, 63 bytes at most",
            ));
        }
        if *retries > 8 {
            return Err(PracticeError::Settings("a PIN has 8 tries at most"));
        }
    }
    let aaguid = settings.aaguid.unwrap_or(PRACTICE_AAGUID);
    Ok(Factory {
        aaguid,
        attestation: match settings.attestation {
            AttestationChoice::Batch => attestation::batch(store, &aaguid)?,
            AttestationChoice::SelfSigned => Attestation::SelfSigned,
        },
        max_resident_keys: settings.max_resident_keys,
        min_pin_length: settings.min_pin_length,
        pin: settings.pin,
    })
}
