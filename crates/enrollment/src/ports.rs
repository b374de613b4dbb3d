//! The keys at this computer as a ceremony hears of them. What was told once must never be told
//! again as if it were new: that would take a key out of the ceremony's hands.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::RecvTimeoutError,
    },
    thread,
    time::Duration,
};

use ctap::{
    Authenticator, AuthenticatorId, Entropy, SystemEntropy, TransportError,
    ceremony::NotOpen,
    driver::{Arrival, Controls, Opener},
    transport::{self, Access, DeviceDescription, DeviceEvent},
};

#[cfg(test)]
mod tests;

/// How long opening a key may take.
const OPENING: Duration = Duration::from_secs(5);

/// How soon the feed notices that nobody listens any more.
const SLICE: Duration = Duration::from_millis(200);

/// Which keys may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whichever is there, or comes.
    Any,
    /// This one, now or when it comes.
    Only(AuthenticatorId),
}

impl Wanted {
    /// Whether this is one of them.
    pub fn includes(&self, id: &AuthenticatorId) -> bool {
        match self {
            Self::Any => true,
            Self::Only(one) => one == id,
        }
    }
}

/// Tells a ceremony of keys until it is dropped.
#[derive(Debug)]
pub struct Feed(Arc<AtomicBool>);

impl Drop for Feed {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Watches USB and the readers, and tells a ceremony of the keys that are wanted. `heard` hears of
/// everything first, wanted or not.
pub fn feed(
    controls: Controls,
    wanted: Wanted,
    mut heard: impl FnMut(&DeviceEvent) + Send + 'static,
) -> Feed {
    let over = Arc::<AtomicBool>::default();
    let feed = Feed(Arc::clone(&over));
    let run = move || {
        let watch = transport::watch();
        let mut ports = Ports::new(wanted);
        while !over.load(Ordering::SeqCst) {
            let event = match watch.events().recv_timeout(SLICE) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
            };
            heard(&event);
            if let Some(arrival) = ports.translate(event)
                && !controls.arrived(arrival)
            {
                return;
            }
        }
    };
    if let Err(error) = thread::Builder::new().name("ports".to_owned()).spawn(run) {
        tracing::error!(%error, "no thread for the watch on the ports");
    }
    feed
}

/// Opens a key; the nonces of its channel are the system's.
///
/// # Errors
/// See [`transport::open`].
pub fn open(device: &DeviceDescription) -> Result<Box<dyn Authenticator>, TransportError> {
    let mut entropy = SystemEntropy::new();
    let nonces = move || {
        let mut nonce = [0; 8];
        // A nonce that is not random only fails to tell our answer from another program's.
        let _ = entropy.fill(&mut nonce);
        nonce
    };
    transport::open(device, Box::new(nonces), OPENING)
}

/// What the ceremony has been told.
struct Ports {
    wanted: Wanted,
    told: BTreeMap<AuthenticatorId, Access>,
}

impl Ports {
    fn new(wanted: Wanted) -> Self {
        Self { wanted, told: BTreeMap::new() }
    }

    /// What there is to tell; `None` where it is nothing new or not wanted.
    fn translate(&mut self, event: DeviceEvent) -> Option<Arrival> {
        match event {
            DeviceEvent::Added(device) => self.added(device),
            DeviceEvent::Removed(id) => self.told.remove(&id).map(|_| Arrival::Removed(id)),
            DeviceEvent::Enumerated => Some(Arrival::Surveyed),
            DeviceEvent::UsbUnavailable(_) | DeviceEvent::PcscUnavailable(_) => None,
        }
    }

    fn added(&mut self, device: DeviceDescription) -> Option<Arrival> {
        let id = device.id.clone();
        if !self.wanted.includes(&id) || self.told.get(&id) == Some(&device.access) {
            return None;
        }
        self.told.insert(id.clone(), device.access);
        Some(match device.access {
            Access::Openable => {
                let transport = device.transport;
                let opener: Opener = Box::new(move || open(&device));
                Arrival::Attached(id, transport, opener)
            }
            Access::Denied => Arrival::NotOpen(id, NotOpen::NoRight),
            Access::Busy => Arrival::NotOpen(id, NotOpen::InUse),
        })
    }
}
