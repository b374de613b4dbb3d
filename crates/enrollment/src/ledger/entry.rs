//! One entry of the record as it is read back. It must never be made from anything but the store.

use std::fmt;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use webauthn::Timestamp;

use super::Event;

/// The place of an entry, counted from 1.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Sequence(pub u64);

impl Sequence {
    /// The one after it.
    pub(crate) fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// Who did it: an account of this computer or of the directory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Actor(pub String);

/// SHA-256 over an entry and the hash of the one before.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryHash(pub [u8; 32]);

impl EntryHash {
    /// Reads the hexadecimal form.
    pub fn from_hex(text: &str) -> Option<Self> {
        HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }
}

impl fmt::Display for EntryHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for EntryHash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "EntryHash({self})")
    }
}

/// Whether the fields that name a person are still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// As they were written.
    Kept,
    /// Dropped: they read as empty, and so does the actor.
    Erased,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub sequence: Sequence,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: Event,
    /// Whether the fields that name a person are still there.
    pub personal: Personal,
    /// Its hash.
    pub hash: EntryHash,
}

/// What lies at this place is no entry, or not the one that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable(pub Sequence);
