//! The three keys behind one handle. Each call of the opener is a new channel to the same key.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Entropy, SystemEntropy, TransportError,
    driver::Opener,
    transport::hid::{HidAuthenticator, Reports, frame::Report},
};
use practice::key::{
    PracticeKey, Settings,
    firmware::PinPreset,
    presence::{Habit, Presence},
};
use test_keys::{
    Brand, MemoryKey, Options, Touch,
    link::{Link, Memory},
    plug_in,
};
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    OpenSk,
    Trussed,
    Practice,
}

pub(crate) fn kinds() -> &'static [Kind] {
    if cfg!(feature = "trussed") {
        &[Kind::OpenSk, Kind::Trussed, Kind::Practice]
    } else {
        &[Kind::OpenSk, Kind::Practice]
    }
}

struct Wish<'a> {
    pin: Option<&'a str>,
    room: u16,
    touched: bool,
}

impl Kind {
    pub(crate) fn with_pin(self, pin: Option<&str>) -> Plugged {
        self.plugged(&Wish { pin, room: 25, touched: true })
    }

    pub(crate) fn with_room_for_one(self, pin: &str) -> Plugged {
        self.plugged(&Wish { pin: Some(pin), room: 1, touched: true })
    }

    pub(crate) fn never_touched(self, pin: &str) -> Plugged {
        self.plugged(&Wish { pin: Some(pin), room: 25, touched: false })
    }

    fn plugged(self, wish: &Wish<'_>) -> Plugged {
        match self {
            Self::OpenSk => memory(Brand::OpenSk, wish),
            Self::Trussed => memory(Brand::Trussed, wish),
            Self::Practice => in_a_folder(wish),
        }
    }
}

/// A key that can be opened again and again.
pub(crate) enum Plugged {
    Memory(Arc<Mutex<MemoryKey>>),
    Folder { folder: tempfile::TempDir, touched: bool },
}

fn memory(brand: Brand, wish: &Wish<'_>) -> Plugged {
    let key = plug_in(&Options {
        pin: wish.pin.map(str::to_owned),
        max_resident_keys: wish.room.into(),
        touch: if wish.touched { Touch::After(Duration::ZERO) } else { Touch::Never },
        ..Options::new(brand)
    });
    Plugged::Memory(Arc::new(Mutex::new(key.unwrap())))
}

fn in_a_folder(wish: &Wish<'_>) -> Plugged {
    let folder = tempfile::tempdir().unwrap();
    let pin = wish.pin.map(|pin| PinPreset {
        pin: Zeroizing::new(pin.to_owned()),
        retries: 8,
        force_change: false,
    });
    let settings = Settings { pin, max_resident_keys: wish.room, ..Settings::default() };
    drop(PracticeKey::open_or_create(folder.path(), settings, presence(wish.touched)).unwrap());
    Plugged::Folder { folder, touched: wish.touched }
}

fn presence(touched: bool) -> Box<dyn Presence> {
    Box::new(if touched { Habit::touches_after(Duration::ZERO) } else { Habit::never_touches() })
}

impl Plugged {
    pub(crate) fn id(&self) -> AuthenticatorId {
        AuthenticatorId::new("key")
    }

    pub(crate) fn transport(&self) -> AuthenticatorTransport {
        match self {
            Self::Memory(_) => AuthenticatorTransport::Usb,
            Self::Folder { .. } => AuthenticatorTransport::Internal,
        }
    }

    /// The root its attestation chains to, in DER.
    pub(crate) fn root(&self) -> Vec<u8> {
        match self {
            Self::Memory(key) => key.lock().unwrap().attestation.root.clone(),
            Self::Folder { folder, .. } => {
                let pem = std::fs::read_to_string(folder.path().join("practice-root.pem")).unwrap();
                let lines = pem.lines().filter(|line| !line.starts_with('-'));
                let base64: String = lines.collect();
                data_encoding::BASE64.decode(base64.as_bytes()).unwrap()
            }
        }
    }

    pub(crate) fn opener(&self) -> Opener {
        match self {
            Self::Memory(key) => memory_opener(Arc::clone(key)),
            Self::Folder { folder, touched } => {
                let (path, touched) = (folder.path().to_owned(), *touched);
                let id = self.id();
                Box::new(move || {
                    let key =
                        PracticeKey::open_or_create(&path, Settings::default(), presence(touched));
                    let io = |error: practice::PracticeError| TransportError::Io {
                        attempted: "opening the practice key",
                        message: error.to_string(),
                    };
                    Ok(Box::new(key.map_err(io)?.named(id)))
                })
            }
        }
    }
}

/// Opens a key on a wire in this process.
pub(crate) fn memory_opener(key: Arc<Mutex<MemoryKey>>) -> Opener {
    Box::new(move || {
        let nonces = Box::new(|| {
            let mut nonce = [0; 8];
            SystemEntropy::new().fill(&mut nonce).unwrap();
            nonce
        });
        let (id, wait) = (AuthenticatorId::new("key"), Duration::from_secs(5));
        Ok(Box::new(HidAuthenticator::new(id, Wire(key), nonces, wait)?))
    })
}

/// The client's end of a wire, as our framing wants it.
struct Wire(Arc<Mutex<MemoryKey>>);

impl Wire {
    fn link<T>(
        &self,
        act: impl FnOnce(&mut Memory) -> std::io::Result<T>,
    ) -> Result<T, TransportError> {
        act(&mut self.0.lock().unwrap().link).map_err(|_| TransportError::Removed)
    }
}

impl Reports for Wire {
    fn send(&mut self, reports: &[Report], _: Duration) -> Result<(), TransportError> {
        reports.iter().try_for_each(|report| self.link(|link| link.send(report)))
    }

    fn receive(&mut self, report: &mut Report, wait: Duration) -> Result<usize, TransportError> {
        let Some(received) = self.link(|link| link.recv(wait))? else { return Ok(0) };
        *report = received;
        Ok(received.len())
    }
}
