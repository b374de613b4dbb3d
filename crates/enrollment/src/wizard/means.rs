//! What a registration works with: a directory, the record, keys, a clock. Nothing here may be reached
//! for by itself: a face hands it all in.

mod claiming;

use std::{any::Any, sync::Arc, time::SystemTime};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, Entropy, SystemEntropy,
    driver::Controls,
    transport::{DeviceDescription, DeviceEvent},
};
use entra_policy::Registrant;
use webauthn::{Aaguid, TrustAnchor};

use crate::{
    ledger::{Actor, LedgerStore, Scene},
    metadata::Metadata,
    outbox::Outbox,
    ports::{self, Wanted},
    tenant::Tenant,
};

pub use claiming::Claiming;

/// Everything that a registration works with. Cheap to clone: each registration gets its own.
#[derive(Clone)]
pub struct Means {
    /// Who is signed in; `None`: only options that a person brought can be used.
    pub directory: Option<Directory>,
    /// The record.
    pub ledger: Arc<dyn LedgerStore>,
    /// Where responses wait for the directory.
    pub outbox: Arc<dyn Outbox>,
    /// Who registers, for the record.
    pub actor: Actor,
    /// Where keys come from.
    pub keys: Arc<dyn KeySource>,
    /// What models are called.
    pub models: Arc<dyn Models>,
    /// What attestation is held against.
    pub trust_anchors: Vec<TrustAnchor>,
    /// What models are held against besides, where it is kept here.
    pub metadata: Option<Metadata>,
    /// RP IDs whose enterprise attestation the settings allow.
    pub enterprise_attestation: Vec<String>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Random bytes, anew for each ceremony.
    pub entropy: fn() -> Box<dyn Entropy>,
}

/// A directory and what it is to whom.
#[derive(Clone)]
pub struct Directory {
    /// [`Scene::Practice`] or [`Scene::Tenant`].
    pub scene: Scene,
    /// The directory.
    pub tenant: Arc<dyn Tenant>,
    /// Whether people register for themselves.
    pub registrant: Registrant,
    /// The organisation's object id, where whoever signed in brought it.
    pub id: Option<String>,
}

/// The system's random bytes.
pub fn system_entropy() -> Box<dyn Entropy> {
    Box::new(SystemEntropy::new())
}

/// Where keys come from: the ports of this computer, or a practice key.
pub trait KeySource: Send + Sync {
    /// Tells a ceremony of keys until what it answers is dropped. `heard` is called for every key,
    /// before the ceremony hears of it.
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send>;
}

/// Hears of keys.
pub type Heard = Box<dyn Fn(KeySeen) + Send>;

/// A key that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySeen {
    /// Its place.
    pub id: AuthenticatorId,
    /// How it is reached.
    pub transport: AuthenticatorTransport,
    /// What it or its reader is called.
    pub name: Option<String>,
}

impl From<&DeviceDescription> for KeySeen {
    fn from(device: &DeviceDescription) -> Self {
        Self { id: device.id.clone(), transport: device.transport, name: device.name.clone() }
    }
}

/// The ports of this computer.
#[derive(Clone, Debug)]
pub struct Ports(pub Wanted);

impl KeySource for Ports {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        Box::new(ports::feed(controls, self.0.clone(), move |event| {
            if let DeviceEvent::Added(device) = event {
                heard(device.into());
            }
        }))
    }
}

/// What models are called.
pub trait Models: Send + Sync {
    /// The name, where one is known.
    fn name(&self, aaguid: Aaguid) -> Option<String>;

    /// Whether the model is known to be a security key. A name is no proof of it: password managers have some too.
    fn is_security_key(&self, _aaguid: Aaguid) -> bool {
        false
    }
}

/// No names.
#[derive(Clone, Copy, Debug)]
pub struct NoModels;

impl Models for NoModels {
    fn name(&self, _: Aaguid) -> Option<String> {
        None
    }
}

/// Milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnixMillis(pub u64);

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> UnixMillis;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMillis {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        UnixMillis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
    }
}
