//! The record: what was begun, made, registered, refused or given up. Entries are added, each with
//! the hash of the one before, and must never be changed; none holds a PIN, a challenge or a token.

mod event;

pub use event::{Event, EventKind, RefusedBy, RegistrationId, Scene};
