//! The hashes that tie each entry to the one before, and the check of them all. An entry that does
//! not follow must never be passed over.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context, SHA256};
use webauthn::Timestamp;

use super::{
    Actor, Entry, EntryHash, EventKind, Personal, RegistrationId, Sequence,
    personal::{self, Opening},
};

/// An entry as it lies in a store.
pub(crate) struct Stored {
    pub(crate) sequence: Sequence,
    pub(crate) at: Timestamp,
    /// The actor's commitment.
    pub(crate) actor: String,
    /// The event with commitments, in its one spelling.
    pub(crate) event: String,
    /// The openings as JSON; `None` once they were dropped.
    pub(crate) personal: Option<String>,
    pub(crate) hash: EntryHash,
}

impl Stored {
    /// The hash that it must have after this one.
    pub(crate) fn hash_after(&self, previous: EntryHash) -> EntryHash {
        let mut context = Context::new(&SHA256);
        context.update(b"touchstone ledger entry 1\0");
        context.update(&previous.0);
        context.update(&self.sequence.0.to_be_bytes());
        context.update(&self.at.0.to_be_bytes());
        for part in [&self.actor, &self.event] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            context.update(&length.to_be_bytes());
            context.update(part.as_bytes());
        }
        EntryHash(context.finish().as_ref().try_into().unwrap_or_default())
    }

    /// The entry. `None`: it is none, or its personal fields are not those it was written with.
    pub(crate) fn entry(&self) -> Option<Entry> {
        let openings: Option<Vec<Opening>> = match &self.personal {
            Some(text) => Some(serde_json::from_str(text).ok()?),
            None => None,
        };
        let (event, actor) = personal::open(&self.event, &self.actor, openings.as_deref())?;
        Some(Entry {
            sequence: self.sequence,
            at: self.at,
            actor: Actor(actor),
            event,
            personal: if openings.is_some() { Personal::Kept } else { Personal::Erased },
            hash: self.hash,
        })
    }
}

/// A check of the chain, entry by entry.
#[derive(Default)]
pub(crate) struct Links {
    last: Sequence,
    hash: EntryHash,
    /// Registrations that lack their personal fields with nothing yet to say why.
    unexplained: BTreeMap<RegistrationId, Sequence>,
}

impl Links {
    /// Takes the next entry.
    ///
    /// # Errors
    /// The place at which the chain is broken.
    pub(crate) fn follow(&mut self, stored: &Stored) -> Result<(), Sequence> {
        let place = self.last.next();
        let entry = stored.entry().ok_or(place)?;
        if stored.sequence != place || stored.hash != stored.hash_after(self.hash) {
            return Err(place);
        }
        (self.last, self.hash) = (place, stored.hash);
        let registration = entry.event.registration;
        if matches!(entry.event.kind, EventKind::Erased { .. }) {
            self.unexplained.remove(&registration);
        }
        if entry.personal == Personal::Erased {
            self.unexplained.entry(registration).or_insert(place);
        }
        Ok(())
    }

    /// Ends the check.
    ///
    /// # Errors
    /// The first entry whose personal fields are gone although nobody erased them.
    pub(crate) fn end(self) -> Result<(), Sequence> {
        self.unexplained.into_values().min().map_or(Ok(()), Err)
    }
}
