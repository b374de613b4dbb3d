//! What a registration works with: the product's own store and client, each saying what it has just
//! done. It must change nothing about what they do but the time it takes.

use std::{
    any::Any,
    env, fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use ctap::{
    AuthenticatorId, AuthenticatorTransport, SystemEntropy,
    driver::{Arrival, Controls, Opener},
};
use enrollment::{
    ledger::{
        Actor, ChainState, Checkpoint, Entry, Erasure, Event, EventKind, LedgerStore, Order,
        RegistrationId, Scene, Unreadable,
    },
    outbox::{Kept, Outbox, Slip, Waiting},
    store::{
        SealedFile, SqliteStore, StoreError,
        keyring::{Keeps, KeyStore, KeyStoreError, Keyring, Secret},
    },
    tenant::{
        ChallengeLife, Fido2Method, MethodId, Organisation, Parcel, Person, PersonId, Tenant,
        TenantError,
    },
    wizard::means::{
        Directory, Heard, KeySeen, KeySource, Means, NoModels, SystemClock, system_entropy,
    },
};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use entra_policy::Registrant;
use practice::key::PRACTICE;
use serde_json::Value;
use webauthn::{PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor};

use crate::wire::{Remote, say};

/// The variables in which the process that is killed is told of its directory.
pub const BASE_URL: &str = "TOUCHSTONE_CRASH_BASE_URL";
/// See [`BASE_URL`].
pub const START_SECRET: &str = "TOUCHSTONE_CRASH_START_SECRET";
/// How long a response waits on its way out, in milliseconds: the time between `Created` and sent is
/// too short to be hit otherwise.
pub const PAUSE: &str = "TOUCHSTONE_CRASH_PAUSE";

/// Where the key lies in a folder; its own process is not the one that is killed.
pub fn key_folder(folder: &Path) -> PathBuf {
    folder.join("keys").join("practice")
}

/// What the product keeps, and nothing else.
pub fn state_folder(folder: &Path) -> PathBuf {
    folder.join("state")
}

/// Record and outbox.
pub fn open_store(folder: &Path) -> SqliteStore {
    let keyring = Keyring::new(vec![Box::new(InFile(folder.join("keyring")))]);
    let path = state_folder(folder).join("ledger.db");
    SqliteStore::open(&path, keyring, Box::new(SystemEntropy::new())).unwrap()
}

/// Where a sign-in is kept.
pub fn vault(folder: &Path) -> SealedFile {
    let keyring = Keyring::new(vec![Box::new(InFile(folder.join("keyring-of-sign-in")))]);
    SealedFile::at(&state_folder(folder).join("sign-in"), keyring)
}

/// A client of the directory.
pub fn client(base_url: &str, secret: &str) -> GraphClient {
    let endpoint = Endpoint::parse(base_url).unwrap();
    GraphClient::new(endpoint, BearerToken::new(secret.to_owned().into()), Settings::default())
}

/// All of it.
pub struct Desk {
    /// For a wizard.
    pub means: Means,
    /// The directory.
    pub tenant: Arc<dyn Tenant>,
    /// Record and outbox.
    pub store: Arc<Telling>,
}

impl Desk {
    /// As the parent process prepared it in this folder.
    pub fn open(folder: &Path) -> Self {
        let told = |name| env::var(name).unwrap();
        let pause = Duration::from_millis(told(PAUSE).parse().unwrap());
        let graph = client(&told(BASE_URL), &told(START_SECRET));
        let tenant: Arc<dyn Tenant> = Arc::new(Paced { graph, pause });
        let root = fs::read_to_string(key_folder(folder).join("practice-root.pem")).unwrap();
        let store = Arc::new(Telling(open_store(folder)));
        let means = Means {
            directory: Some(Directory {
                scene: Scene::Practice,
                tenant: Arc::clone(&tenant),
                registrant: Registrant::Oneself,
                id: None,
            }),
            ledger: store.clone(),
            outbox: store.clone(),
            actor: Actor("test".to_owned()),
            keys: Arc::new(Port),
            models: Arc::new(NoModels),
            trust_anchors: vec![TrustAnchor::from_text(&root).unwrap()],
            metadata: None,
            enterprise_attestation: Vec::new(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        };
        Self { means, tenant, store }
    }
}

/// The port with the key in it.
struct Port;

impl KeySource for Port {
    fn feed(&self, controls: Controls, heard: Heard) -> Box<dyn Any + Send> {
        let id = AuthenticatorId::new(PRACTICE);
        let transport = AuthenticatorTransport::Internal;
        heard(KeySeen { id: id.clone(), transport, name: Some("The practice key".to_owned()) });
        let remote = Remote::new(id.clone());
        let open: Opener = Box::new(move || Ok(Box::new(remote)));
        controls.arrived(Arrival::Attached(id, transport, open));
        controls.arrived(Arrival::Surveyed);
        Box::new(())
    }
}

/// A keyring in a file, which outlives the process. For tests only: the product has none.
struct InFile(PathBuf);

impl KeyStore for InFile {
    fn load(&self, _: &str) -> Result<Option<Secret>, KeyStoreError> {
        let Ok(bytes) = fs::read(&self.0) else { return Ok(None) };
        bytes.try_into().map(|bytes| Some(Secret::new(bytes))).map_err(|_| KeyStoreError::Malformed)
    }

    fn store(&self, _: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        let written = self.0.with_extension("new");
        fs::write(&written, secret.as_slice()).unwrap();
        fs::rename(written, &self.0).unwrap();
        Ok(())
    }

    fn remove(&self, _: &str) -> Result<(), KeyStoreError> {
        let _ = fs::remove_file(&self.0);
        Ok(())
    }

    fn keeps(&self) -> Keeps {
        Keeps::ForGood
    }
}

/// The store, telling of what it has written.
pub struct Telling(pub SqliteStore);

impl LedgerStore for Telling {
    fn append(&self, event: &Event, at: Timestamp, actor: &Actor) -> Result<Entry, StoreError> {
        let entry = self.0.append(event, at, actor)?;
        say(&format!("wrote {}", word(&event.kind)));
        Ok(entry)
    }

    fn entries(
        &self,
        order: Order,
        visit: &mut dyn FnMut(Result<Entry, Unreadable>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.0.entries(order, visit)
    }

    fn verify_chain(&self, checkpoint: Option<&Checkpoint>) -> Result<ChainState, StoreError> {
        self.0.verify_chain(checkpoint)
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        self.0.checkpoint()
    }

    fn erase(
        &self,
        registrations: &[RegistrationId],
        why: Erasure,
        at: Timestamp,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        self.0.erase(registrations, why, at, actor)
    }
}

impl Outbox for Telling {
    fn keep(&self, waiting: &Waiting) -> Result<Kept, StoreError> {
        let kept = self.0.keep(waiting)?;
        assert_eq!(kept, Kept::Sealed);
        say("kept");
        Ok(kept)
    }

    fn seals(&self) -> Result<bool, StoreError> {
        self.0.seals()
    }

    fn slips(&self) -> Result<Vec<Slip>, StoreError> {
        self.0.slips()
    }

    fn open(&self, registration: &RegistrationId) -> Result<Option<Waiting>, StoreError> {
        self.0.open(registration)
    }

    fn discard(&self, registration: &RegistrationId) -> Result<(), StoreError> {
        self.0.discard(registration)?;
        say("discarded");
        Ok(())
    }

    fn discard_expired(&self, now: Timestamp) -> Result<Vec<RegistrationId>, StoreError> {
        self.0.discard_expired(now)
    }
}

/// What an event is called here.
pub fn word(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Began { .. } => "began",
        EventKind::Created { .. } => "created",
        EventKind::Registered { .. } => "registered",
        EventKind::HandedOver { .. } => "handed-over",
        EventKind::Refused { .. } => "refused",
        EventKind::Abandoned { .. } => "abandoned",
        EventKind::Removed { .. } => "removed",
        EventKind::FoundNothing => "found-nothing",
        EventKind::Unregistered { .. } => "unregistered",
        EventKind::PassIssued { .. } => "pass-issued",
        EventKind::Erased { .. } => "erased",
    }
}

/// The directory's client, with a pause before it sends.
struct Paced {
    graph: GraphClient,
    pause: Duration,
}

impl Tenant for Paced {
    fn organisation(&self) -> Result<Organisation, TenantError> {
        self.graph.organisation()
    }

    fn person(&self, id_or_upn: &str) -> Result<Person, TenantError> {
        self.graph.person(id_or_upn)
    }

    fn fido2_configuration(&self) -> Result<Value, TenantError> {
        self.graph.fido2_configuration()
    }

    fn creation_options(
        &self,
        person: &PersonId,
        life: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
        self.graph.creation_options(person, life)
    }

    fn register(&self, person: &PersonId, parcel: &Parcel) -> Result<Fido2Method, TenantError> {
        thread::sleep(self.pause);
        say("sends");
        self.graph.register(person, parcel)
    }

    fn fido2_methods(&self, person: &PersonId) -> Result<Vec<Fido2Method>, TenantError> {
        self.graph.fido2_methods(person)
    }

    fn delete_fido2_method(&self, person: &PersonId, method: &MethodId) -> Result<(), TenantError> {
        self.graph.delete_fido2_method(person, method)
    }
}
