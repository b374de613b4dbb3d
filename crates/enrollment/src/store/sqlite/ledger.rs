//! The record's port on SQLite. An entry and what authenticates it are written in one transaction;
//! neither must ever be there without the other.

use std::ops::ControlFlow;

use ctap::Entropy;
use rusqlite::{OptionalExtension as _, Row, Transaction};
use webauthn::Timestamp;

use super::{Fault, Inner, SqliteStore, heads};
use crate::{
    ledger::{
        Actor, ChainState, Checkpoint, Committed, Entry, EntryHash, Erasure, Event, EventKind,
        LedgerStore, Order, RegistrationId, Salt, Sequence, Stored, Unreadable, commit,
    },
    store::StoreError,
};

/// What [`read`] reads.
pub(super) const COLUMNS: &str = "sequence, at, actor, event, personal, hash";

impl LedgerStore for SqliteStore {
    fn append(&self, event: &Event, at: Timestamp, actor: &Actor) -> Result<Entry, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, entropy, keys, .. } = &mut *inner;
        let key = keys.as_ref().and_then(|keys| keys.first());
        self.write(connection, |transaction| {
            let stored = add(transaction, event, at, actor, entropy.as_mut())?;
            heads::advance(transaction, self.ledger, key, &stored)?;
            stored.entry().ok_or(Fault::Store(StoreError::Unkeepable))
        })
    }

    fn entries(
        &self,
        order: Order,
        visit: &mut dyn FnMut(Result<Entry, Unreadable>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut inner = self.lock();
        self.read(&mut inner.connection, |transaction| {
            let order = match order {
                Order::OldestFirst => "ASC",
                Order::NewestFirst => "DESC",
            };
            let query = format!("SELECT {COLUMNS} FROM entry ORDER BY sequence {order}");
            let mut statement = transaction.prepare(&query)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let stored = read(row)?;
                let entry = stored.entry().ok_or(Unreadable(stored.sequence));
                if visit(entry).is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    fn verify_chain(&self, checkpoint: Option<&Checkpoint>) -> Result<ChainState, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, keys, .. } = &mut *inner;
        self.read(connection, |transaction| {
            heads::verify(transaction, self.ledger, keys.as_ref(), checkpoint)
        })
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, keys, .. } = &mut *inner;
        let key = keys.as_ref().and_then(|keys| keys.first());
        self.read(connection, |transaction| heads::checkpoint(transaction, self.ledger, key))
    }

    fn erase(
        &self,
        registrations: &[RegistrationId],
        why: Erasure,
        at: Timestamp,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, entropy, keys, memory } = &mut *inner;
        let key = keys.as_ref().and_then(|keys| keys.first());
        memory.retain(|id, _| !registrations.contains(id));
        self.write(connection, |transaction| {
            for registration in registrations {
                let kind = EventKind::Erased { why };
                let event = Event { registration: registration.clone(), kind };
                let stored = add(transaction, &event, at, actor, entropy.as_mut())?;
                heads::advance(transaction, self.ledger, key, &stored)?;
                transaction.execute(
                    "UPDATE entry SET personal = NULL WHERE registration = ?1 AND sequence < ?2",
                    (&registration.0, stored.sequence.0),
                )?;
                transaction
                    .execute("DELETE FROM outbox WHERE registration = ?1", [&registration.0])?;
            }
            Ok(())
        })?;
        // The log still holds the pages as they were.
        let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        emptied.map_err(|error| self.failed(error))
    }
}

/// Adds an event after the last entry.
fn add(
    transaction: &Transaction<'_>,
    event: &Event,
    at: Timestamp,
    actor: &Actor,
    entropy: &mut dyn Entropy,
) -> Result<Stored, Fault> {
    let last = last(transaction)?;
    let previous = last.as_ref().map_or_else(EntryHash::default, |last| last.hash);
    let sequence = last.map_or_else(Sequence::default, |last| last.sequence).next();
    let mut none = None;
    let salt = || {
        let mut salt: Salt = [0; 32];
        entropy.fill(&mut salt).map_err(|error| none = Some(error)).ok().map(|()| salt)
    };
    let Some(Committed { actor, event, openings }) = commit(event, &actor.0, salt) else {
        return Err(Fault::Store(none.map_or(StoreError::Unkeepable, StoreError::NoEntropy)));
    };
    let personal = serde_json::to_string(&openings).map_err(|_| StoreError::Unkeepable)?;
    let hash = EntryHash::default();
    let mut stored = Stored { sequence, at, actor, event, personal: Some(personal), hash };
    stored.hash = stored.hash_after(previous);
    transaction.execute(
        "INSERT INTO entry (sequence, at, actor, event, personal, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            stored.sequence.0,
            stored.at.0,
            &stored.actor,
            &stored.event,
            &stored.personal,
            stored.hash.0.as_slice(),
        ),
    )?;
    Ok(stored)
}

/// The last entry.
pub(super) fn last(transaction: &Transaction<'_>) -> Result<Option<Stored>, rusqlite::Error> {
    let query = format!("SELECT {COLUMNS} FROM entry ORDER BY sequence DESC LIMIT 1");
    transaction.query_row(&query, [], read).optional()
}

/// What lies there, whatever it is: what does not fit breaks the chain, not the reading.
pub(super) fn read(row: &Row<'_>) -> Result<Stored, rusqlite::Error> {
    let hash: Vec<u8> = row.get(5)?;
    Ok(Stored {
        sequence: Sequence(u64::try_from(row.get::<_, i64>(0)?).unwrap_or_default()),
        at: Timestamp(row.get(1)?),
        actor: row.get(2)?,
        event: row.get(3)?,
        personal: row.get(4)?,
        hash: EntryHash(hash.try_into().unwrap_or_default()),
    })
}
