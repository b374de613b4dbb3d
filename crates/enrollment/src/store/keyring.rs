//! Where the key of this computer's record and outbox is kept: the system's keyring. The key must
//! never lie in a file, a log or an error.

mod system;
#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use ctap::Entropy;
use zeroize::Zeroizing;

pub use system::system;

use crate::{ledger::KeyId, outbox::SealingKey};

/// A key as a keyring keeps it.
pub type Secret = Zeroizing<[u8; 32]>;

/// What our key is called in every keyring.
const NAME: &str = "state";

/// A keyring. Calls must come back within seconds, whatever the system does.
pub trait KeyStore: Send + Sync {
    /// The key of this name; `None` where the keyring works and has none.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError>;

    /// Keeps a key under a name.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn store(&self, name: &str, secret: &Secret) -> Result<(), KeyStoreError>;

    /// Has no key of this name any more. None is no error.
    ///
    /// # Errors
    /// See [`KeyStoreError`].
    fn remove(&self, name: &str) -> Result<(), KeyStoreError>;

    /// How long it keeps what it was given.
    fn keeps(&self) -> Keeps;
}

/// How long a keyring keeps what it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// Until somebody removes it.
    ForGood,
    /// Until this computer starts anew.
    UntilRestart,
}

/// Why a keyring did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyStoreError {
    /// There is none, or no way to it.
    #[error("no keyring: {0}")]
    Absent(String),
    /// It is locked, and was not opened for us.
    #[error("the keyring is locked")]
    Locked,
    /// It did not answer in time.
    #[error("the keyring did not answer in time")]
    TimedOut,
    /// What it has under our name is no key of ours.
    #[error("the keyring has something else under our name")]
    Malformed,
    /// It failed.
    #[error("the keyring failed: {0}")]
    Failed(String),
}

/// The keyrings of this computer, the best first. Empty: nothing that is secret goes to the disk.
#[derive(Default)]
pub struct Keyring {
    stores: Vec<Box<dyn KeyStore>>,
}

/// The keys that the keyrings gave.
#[derive(Default)]
pub(crate) struct Keys {
    /// What is written is written under the first; the rest opens what was written under them.
    known: Vec<StateKey>,
    keeps: Option<Keeps>,
}

/// One key and what is made of it.
pub(crate) struct StateKey {
    pub(crate) id: KeyId,
    pub(crate) head: hmac::Key,
    pub(crate) seal: SealingKey,
}

impl Keyring {
    /// These, the best first.
    pub fn new(stores: Vec<Box<dyn KeyStore>>) -> Self {
        Self { stores }
    }

    /// No keyring: memory only.
    pub fn none() -> Self {
        Self::default()
    }

    /// The keys of another name, the best keyring's first.
    pub(crate) fn named(&self, name: &str) -> Vec<(Secret, Keeps)> {
        let load = |store: &dyn KeyStore| match store.load(name) {
            Ok(secret) => secret.map(|secret| (secret, store.keeps())),
            Err(error) => {
                tracing::info!(%error, keeps = ?store.keeps(), "keyring not used");
                None
            }
        };
        self.stores.iter().filter_map(|store| load(&**store)).collect()
    }

    /// Keeps a key in the best keyring that works.
    pub(crate) fn put(&self, name: &str, secret: &Secret) {
        let kept = self.stores.iter().find(|store| store.store(name, secret).is_ok());
        tracing::debug!(keeps = ?kept.map(|store| store.keeps()), "a key was made");
    }

    /// Takes a key out of every keyring that has one. It is replaced first: a keyring may keep for a while
    /// what was taken out. Answers why it may be in one still.
    pub(crate) fn take_out(&self, name: &str, other: &Secret) -> Vec<KeyStoreError> {
        let mut left = Vec::new();
        for store in &self.stores {
            if let Ok(None) = store.load(name) {
                continue;
            }
            // Each for itself: one that cannot be replaced may be taken out all the same.
            if let Err(error) = store.store(name, other) {
                tracing::warn!(%error, "a key was not replaced");
            }
            if let Err(error) = store.remove(name) {
                tracing::warn!(%error, "a key was not taken out");
                left.push(error);
            }
        }
        left
    }

    /// The keys there are.
    pub(crate) fn load(&self) -> Loaded {
        let mut loaded = Loaded { keys: Keys::default(), best: None };
        for store in &self.stores {
            match store.load(NAME) {
                Ok(secret) => {
                    let best = if secret.is_some() { Best::HasKey } else { Best::Empty };
                    loaded.best.get_or_insert(best);
                    if let Some(secret) = secret {
                        loaded.keys.take(&secret, store.keeps());
                    }
                }
                Err(error) => tracing::info!(%error, keeps = ?store.keeps(), "keyring not used"),
            }
        }
        loaded
    }

    /// Sees to it that the best keyring that works has a key: the one of a lesser keyring, else a new
    /// one. What counts is what the keyring then gives. Must be called by one process at a time.
    pub(crate) fn fill(&self, entropy: &mut dyn Entropy) -> Keys {
        let loaded = self.load();
        if loaded.is_complete() {
            return loaded.keys;
        }
        let mut secret = Secret::new([0; 32]);
        let lesser = self.stores.iter().find_map(|store| store.load(NAME).ok().flatten());
        match lesser {
            Some(lesser) => secret = lesser,
            None if entropy.fill(secret.as_mut_slice()).is_err() => return loaded.keys,
            None => {}
        }
        for store in &self.stores {
            match store.store(NAME, &secret) {
                Ok(()) => break,
                Err(error) => tracing::info!(%error, keeps = ?store.keeps(), "keyring not used"),
            }
        }
        self.load().keys
    }
}

/// What the keyrings gave.
pub(crate) struct Loaded {
    pub(crate) keys: Keys,
    best: Option<Best>,
}

/// The best keyring that works.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Best {
    HasKey,
    Empty,
}

impl Loaded {
    /// Whether nothing is to be filled.
    pub(crate) fn is_complete(&self) -> bool {
        self.best != Some(Best::Empty)
    }
}

impl Keys {
    fn take(&mut self, secret: &Secret, keeps: Keeps) {
        let Some(key) = StateKey::new(secret) else { return };
        if self.by_id(key.id).is_none() {
            self.keeps.get_or_insert(keeps);
            self.known.push(key);
        }
    }

    /// The one to write under.
    pub(crate) fn first(&self) -> Option<&StateKey> {
        self.known.first()
    }

    pub(crate) fn by_id(&self, id: KeyId) -> Option<&StateKey> {
        self.known.iter().find(|key| key.id == id)
    }

    /// How long the first is kept; `None` where there is none.
    pub(crate) fn keeps(&self) -> Option<Keeps> {
        self.keeps
    }
}

impl StateKey {
    fn new(secret: &Secret) -> Option<Self> {
        let root = hmac::Key::new(HMAC_SHA256, secret.as_slice());
        let derive = |label: &[u8]| {
            let tag = hmac::sign(&root, label);
            tag.as_ref().try_into().ok().map(Zeroizing::<[u8; 32]>::new)
        };
        let id = derive(b"touchstone key id 1")?;
        let head = derive(b"touchstone ledger head 1")?;
        let seal = derive(b"touchstone outbox 1")?;
        Some(Self {
            id: KeyId(id.first_chunk().copied()?),
            head: hmac::Key::new(HMAC_SHA256, head.as_slice()),
            seal: SealingKey::new(&seal)?,
        })
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Keyring({})", self.stores.len())
    }
}
