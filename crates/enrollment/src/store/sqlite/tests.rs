use std::{collections::BTreeMap, fs, ops::ControlFlow, sync::Arc};

use ctap::SystemEntropy;
use serde_json::json;
use tempfile::TempDir;
use webauthn::CredentialId;

use super::*;
use crate::{
    ledger::{
        Actor, Authenticated, ChainState, ChecksBy, Entry, Erasure, Event, EventKind, LedgerStore,
        Order, Personal, Scene, Sequence, Standing,
    },
    outbox::{Kept, Outbox, Seal, Waiting},
    store::keyring::{KeyStore, KeyStoreError, Secret},
    tenant::Parcel,
};

mod crash;
mod damage;
mod outbox;
mod prompts;
mod record;

/// A keyring in memory, shared by the stores that a test opens one after the other.
#[derive(Clone, Default)]
pub(crate) struct Purse(Arc<Mutex<BTreeMap<String, Secret>>>);

impl KeyStore for Purse {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }

    fn store(&self, name: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }

    fn keeps(&self) -> Keeps {
        Keeps::ForGood
    }
}

/// A folder with a record, and the keyring that belongs to it.
struct Desk {
    folder: TempDir,
    purse: Purse,
}

const NOW: Timestamp = Timestamp(1_795_000_000);

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), purse: Purse::default() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("state").join("ledger.db")
    }

    fn open(&self) -> SqliteStore {
        self.try_open().unwrap()
    }

    fn try_open(&self) -> Result<SqliteStore, StoreError> {
        let keyring = Keyring::new(vec![Box::new(self.purse.clone())]);
        SqliteStore::open(&self.path(), keyring, Box::new(SystemEntropy::new()))
    }

    fn open_without_keyring(&self) -> SqliteStore {
        let entropy = Box::new(SystemEntropy::new());
        SqliteStore::open(&self.path(), Keyring::none(), entropy).unwrap()
    }

    /// SQLite itself, for what nobody should do.
    fn raw(&self) -> Connection {
        let raw = Connection::open(self.path()).unwrap();
        for trigger in ["entry_stays", "entry_stays_as_it_is", "personal_is_only_dropped"] {
            raw.execute_batch(&format!("DROP TRIGGER IF EXISTS {trigger}")).unwrap();
        }
        raw
    }

    /// Everything that lies in the folder, as bytes.
    fn bytes(&self) -> Vec<u8> {
        let folder = self.path().parent().unwrap().to_owned();
        let files = fs::read_dir(folder).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

fn contains(bytes: &[u8], marker: &str) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker.as_bytes())
}

fn id(name: &str) -> RegistrationId {
    RegistrationId(name.to_owned())
}

fn actor() -> Actor {
    Actor("desk-operator".to_owned())
}

fn began(name: &str) -> Event {
    let kind = EventKind::Began {
        scene: Scene::Tenant,
        organisation: Some("Contoso".to_owned()),
        authenticator: "usb:1-2".to_owned(),
        key: Some("Practice Key".to_owned()),
        aaguid: None,
        rp_id: "login.microsoft.com".to_owned(),
        user_handle: "T0Y6aGFuZGxl".to_owned(),
        account: format!("{name}@contoso.example"),
        person: Some(format!("person-of-{name}")),
        tenant: None,
    };
    Event { registration: id(name), kind }
}

fn abandoned(name: &str) -> Event {
    let kind = EventKind::Abandoned { reason: "cancelled".to_owned() };
    Event { registration: id(name), kind }
}

fn add(store: &SqliteStore, event: &Event) -> Entry {
    store.append(event, NOW, &actor()).unwrap()
}

fn all(store: &SqliteStore) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut visit = |entry: Result<Entry, _>| {
        found.push(entry.unwrap());
        ControlFlow::Continue(())
    };
    store.entries(Order::OldestFirst, &mut visit).unwrap();
    found
}

fn standing(store: &SqliteStore) -> Standing {
    store.verify_chain(None).unwrap().standing
}

fn intact(from: u64, to: u64) -> Standing {
    Standing::Intact(Authenticated { from: Sequence(from), to: Sequence(to) })
}

fn waiting(name: &str, marker: &str) -> Waiting {
    let credential = CredentialId::from(vec![7; 16]);
    let body =
        json!({ "displayName": marker, "publicKeyCredential": { "id": credential.to_string() } });
    Waiting {
        registration: id(name),
        person: PersonId(format!("person-of-{name}")),
        expires: Timestamp(NOW.0 + 300),
        parcel: Parcel::unsealed(Zeroizing::new(body.to_string().into_bytes())).unwrap(),
    }
}
