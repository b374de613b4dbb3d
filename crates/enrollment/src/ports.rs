//! The keys at this computer as a ceremony hears of them. What was told once must never be told
//! again as if it were new: that would take a key out of the ceremony's hands.

use std::{collections::BTreeMap, time::Duration};

use ctap::{
    Authenticator, AuthenticatorId, Entropy, SystemEntropy, TransportError,
    ceremony::NotOpen,
    driver::{Arrival, Controls, Opener},
    transport::{Access, DeviceDescription, DeviceEvent, Opening, Sought, Watching, watch_with},
};

#[cfg(test)]
mod tests;

/// How long opening a key may take.
const OPENING: Duration = Duration::from_secs(5);

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

    /// Where it is worth looking for them.
    fn sought(&self) -> Sought {
        match self {
            Self::Any => Sought::Everywhere,
            Self::Only(one) => Sought::of(one),
        }
    }
}

/// Tells a ceremony of keys until it is dropped.
#[derive(Debug)]
pub struct Feed {
    #[expect(dead_code, reason = "it watches until it is dropped")]
    watching: Watching,
}

/// Watches USB and the readers, and tells a ceremony of the keys that are wanted. `heard` hears of
/// everything first, wanted or not. Keys that are told of are being opened already.
pub fn feed(
    controls: Controls,
    wanted: Wanted,
    mut heard: impl FnMut(&DeviceEvent) + Send + 'static,
) -> Feed {
    let sought = wanted.sought();
    let mut ports = Ports::new(wanted);
    let watching = watch_with(sought, move |event| {
        heard(&event);
        ports.translate(event).is_none_or(|arrival| controls.arrived(arrival))
    });
    Feed { watching }
}

/// Opens a key; the nonces of its channel are the system's.
///
/// # Errors
/// See [`ctap::transport::open`].
pub fn open(device: &DeviceDescription) -> Result<Box<dyn Authenticator>, TransportError> {
    finish(Opening::begin(device.clone()))
}

fn finish(opening: Opening) -> Result<Box<dyn Authenticator>, TransportError> {
    let mut entropy = SystemEntropy::new();
    let nonces = move || {
        let mut nonce = [0; 8];
        // A nonce that is not random only fails to tell our answer from another program's.
        let _ = entropy.fill(&mut nonce);
        nonce
    };
    opening.finish(Box::new(nonces), OPENING)
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
                let opening = Opening::begin(device);
                let opener: Opener = Box::new(move || finish(opening));
                Arrival::Attached(id, transport, opener)
            }
            Access::Denied => Arrival::NotOpen(id, NotOpen::NoRight),
            Access::Busy => Arrival::NotOpen(id, NotOpen::InUse),
        })
    }
}
