//! The record: what was begun, made, registered, refused or given up. Entries are added, each with
//! the hash of the one before, and must never be changed; none holds a PIN, a challenge or a token.

mod canonical;
mod chain;
mod entry;
mod event;
mod export;
mod forgetting;
mod head;
mod personal;
mod reading;
#[cfg(test)]
mod tests;

use std::ops::ControlFlow;

use webauthn::Timestamp;

use crate::store::StoreError;

pub(crate) use chain::{Links, Stored};
pub use entry::{Actor, Entry, EntryHash, Personal, Sequence, Unreadable};
pub use event::{
    Abandonment, Erasure, Event, EventKind, Issuing, RefusedBy, RegistrationId, Scene,
    Unregistering, reason_of,
};
pub use export::cell as csv_cell;
pub use export::{write_csv, write_json_lines};
pub use forgetting::{Forgotten, forget_old, forget_person};
pub use head::{Authenticated, ChainState, Checkpoint, ChecksBy, Standing};
pub(crate) use head::{Head, KeyId, LedgerId};
pub(crate) use personal::{Committed, Salt, commit};
pub use reading::{Filter, Found, Line, Page, Wanted, read};

/// Where the record is kept. Calls block until what they say is true on the disk.
pub trait LedgerStore: Send + Sync {
    /// Adds an event. When this returns it survives a crash of everything.
    ///
    /// # Errors
    /// Nothing was added; see [`StoreError`].
    fn append(&self, event: &Event, at: Timestamp, actor: &Actor) -> Result<Entry, StoreError>;

    /// Tells of the entries until `visit` breaks off. It must not call the store meanwhile.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn entries(
        &self,
        order: Order,
        visit: &mut dyn FnMut(Result<Entry, Unreadable>) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Reads everything again and says whether it is what was written. A `checkpoint` that was kept
    /// elsewhere also shows a record that was put back to an older state as a whole.
    ///
    /// # Errors
    /// See [`StoreError`]. A chain that is broken is no error but an answer.
    fn verify_chain(&self, checkpoint: Option<&Checkpoint>) -> Result<ChainState, StoreError>;

    /// The last entry, to be kept elsewhere. `None` while there is none.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError>;

    /// Drops the personal fields of these registrations for good and says so in the record. What the
    /// chain covers stays. Must only be called for registrations that are over: see
    /// [`recovery`](crate::recovery).
    ///
    /// # Errors
    /// Nothing was dropped; see [`StoreError`].
    fn erase(
        &self,
        registrations: &[RegistrationId],
        why: Erasure,
        at: Timestamp,
        actor: &Actor,
    ) -> Result<(), StoreError>;
}

/// In which order entries are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As they were written.
    OldestFirst,
    /// The last one first.
    NewestFirst,
}
