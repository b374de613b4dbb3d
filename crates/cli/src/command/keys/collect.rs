//! Looks once at USB and the readers, and asks each key that opens what it is. A key that hangs must
//! never hold up the others.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use ctap::{
    Authenticator, InspectError, Inspection, TransportError, inspect,
    transport::{self, Access, DeviceDescription, DeviceEvent, nfc::PcscUnavailable},
};
use practice::key::Settings;

use crate::practice_key;

/// The first look ends itself sooner; this is for when it does not.
const LOOK: Duration = Duration::from_secs(5);

/// How long one question to a key may take.
const ANSWER: Duration = Duration::from_secs(3);

/// What is there.
pub(crate) struct Found {
    /// The keys.
    pub(crate) keys: Vec<Seen>,
    /// Ways to keys that are closed.
    pub(crate) unavailable: Vec<Unavailable>,
}

/// One key.
pub(crate) struct Seen {
    /// What is known without opening it.
    pub(crate) device: DeviceDescription,
    /// What it says.
    pub(crate) what: What,
}

/// What a key says.
pub(crate) enum What {
    /// It cannot be opened.
    NotOpened,
    /// What it says of itself.
    Told(Box<Inspection>),
    /// It was asked, and told nothing.
    Silent(InspectError),
    /// The practice key, which another program has or which is damaged.
    Unopened(practice::PracticeError),
}

/// A way to keys that is closed.
pub(crate) enum Unavailable {
    /// USB, in the system's words.
    Usb(String),
    /// Smart card readers.
    Pcsc(PcscUnavailable),
}

/// Looks, and asks.
pub(crate) fn collect(practice: Option<&Path>) -> Found {
    let (devices, unavailable) = survey();
    let asked: Vec<_> = devices
        .into_iter()
        .map(|device| match device.access {
            Access::Openable => {
                let asking = device.clone();
                (device, thread::Builder::new().spawn(move || ask(&asking)).ok())
            }
            Access::Denied | Access::Busy => (device, None),
        })
        .collect();
    let mut keys: Vec<Seen> = asked
        .into_iter()
        .map(|(device, thread)| {
            let what = thread.map(thread::JoinHandle::join).and_then(Result::ok);
            Seen { device, what: what.unwrap_or(What::NotOpened) }
        })
        .collect();
    keys.extend(practice.map(ask_practice));
    Found { keys, unavailable }
}

/// What is there, unasked.
pub(crate) fn survey() -> (Vec<DeviceDescription>, Vec<Unavailable>) {
    let (mut devices, mut unavailable) = (Vec::<DeviceDescription>::new(), Vec::new());
    let watch = transport::watch();
    let end = Instant::now() + LOOK;
    while let Ok(event) = watch.events().recv_timeout(end.saturating_duration_since(Instant::now()))
    {
        match event {
            DeviceEvent::Added(device) => {
                devices.retain(|one| one.id != device.id);
                devices.push(device);
            }
            DeviceEvent::Removed(id) => devices.retain(|one| one.id != id),
            DeviceEvent::UsbUnavailable(message) => unavailable.push(Unavailable::Usb(message)),
            DeviceEvent::PcscUnavailable(why) => unavailable.push(Unavailable::Pcsc(why)),
            DeviceEvent::Enumerated => break,
        }
    }
    (devices, unavailable)
}

fn ask(device: &DeviceDescription) -> What {
    match enrollment::ports::open(device) {
        Ok(mut key) => ask_open(key.as_mut()),
        Err(error) => What::Silent(InspectError::Transport(error)),
    }
}

fn ask_open(key: &mut dyn Authenticator) -> What {
    match inspect(key, ANSWER) {
        Ok(inspection) => What::Told(Box::new(inspection)),
        Err(error) => What::Silent(error),
    }
}

fn ask_practice(folder: &Path) -> Seen {
    let mut device = DeviceDescription::in_process(practice_key::id(), practice_key::NAME);
    let what = match practice_key::open(folder, Settings::default(), Duration::ZERO) {
        Ok(mut key) => ask_open(&mut key),
        Err(error) => {
            device.access = Access::Busy;
            What::Unopened(error)
        }
    };
    Seen { device, what }
}

/// Whether a key that was asked turned out to be closed after all.
pub(crate) fn access(seen: &Seen) -> Access {
    match &seen.what {
        What::Silent(InspectError::Transport(TransportError::Denied)) => Access::Denied,
        What::Silent(InspectError::Transport(TransportError::Busy)) => Access::Busy,
        What::NotOpened | What::Told(_) | What::Silent(_) | What::Unopened(_) => seen.device.access,
    }
}
