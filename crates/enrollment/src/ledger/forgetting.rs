//! Names that are to be forgotten: a person's who asks for it, and those whose time is over. It must
//! never take the name from a registration that somebody still has to end.

use std::ops::ControlFlow;

use webauthn::Timestamp;

use super::{Actor, Erasure, LedgerStore, Order, RegistrationId};
use crate::{recovery::Courses, store::StoreError};

const DAY: i64 = 86_400;

/// What came of forgetting a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Of these registrations the names are gone.
    pub erased: Vec<RegistrationId>,
    /// These have to be ended first: a credential is, or may be, on a key.
    pub still_open: Vec<RegistrationId>,
}

/// Forgets a person, by object id or account's name.
///
/// # Errors
/// Nothing was dropped; see [`StoreError`].
pub fn forget_person(
    store: &dyn LedgerStore,
    person_or_account: &str,
    at: Timestamp,
    actor: &Actor,
) -> Result<Forgotten, StoreError> {
    let courses = courses(store)?;
    let over = |id: &RegistrationId| courses.of(id).is_some_and(|course| course.is_over());
    let (erased, still_open) = courses.of_person(person_or_account).into_iter().partition(over);
    let forgotten = Forgotten { erased, still_open };
    if !forgotten.erased.is_empty() {
        store.erase(&forgotten.erased, Erasure::Asked, at, actor)?;
    }
    Ok(forgotten)
}

/// Forgets the names in registrations that are over and of which nothing was written for so many days.
/// Says how many there were.
///
/// # Errors
/// Nothing was dropped; see [`StoreError`].
pub fn forget_old(
    store: &dyn LedgerStore,
    retention_days: u32,
    now: Timestamp,
    actor: &Actor,
) -> Result<usize, StoreError> {
    let since = Timestamp(now.0.saturating_sub(i64::from(retention_days).saturating_mul(DAY)));
    let old = courses(store)?.over_since(since);
    if !old.is_empty() {
        store.erase(&old, Erasure::Retention, now, actor)?;
    }
    Ok(old.len())
}

fn courses(store: &dyn LedgerStore) -> Result<Courses, StoreError> {
    let mut courses = Courses::default();
    store.entries(Order::OldestFirst, &mut |entry| {
        entry.iter().for_each(|entry| courses.follow(entry));
        ControlFlow::Continue(())
    })?;
    Ok(courses)
}
