//! What an earlier run left unfinished, read out of the record and the outbox. It must never take a
//! credential that may be on a key for one that is not.

mod course;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use webauthn::Timestamp;

use crate::{
    ledger::{Entry, LedgerStore, Order, RefusedBy, RegistrationId, Sequence},
    outbox::{Kept, Outbox, Seal, Slip},
    store::StoreError,
};

pub use course::{Attempt, Beginning, Course, Outcome};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovery {
    /// What a person has to decide, oldest first. A registration can stand here more than once where
    /// several keys were asked.
    pub unfinished: Vec<Unfinished>,
    /// Responses that nobody needs any more: to be discarded.
    pub stale: Vec<RegistrationId>,
    /// Entries that cannot be read; what they said is not taken into account.
    pub unreadable: Vec<Sequence>,
}

/// A registration that is not over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Which.
    pub registration: RegistrationId,
    /// What it was begun with. `None` where the entry is not there or cannot be read.
    pub beginning: Option<Beginning>,
    /// What is left of it.
    pub what: Left,
}

/// What is left of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// A key was told to make a credential, and nobody knows what came of it.
    PossiblyOnKey(Attempt),
    /// A credential is on a key, and its response can still be sent.
    Pending {
        /// Its id, base64url.
        credential_id: String,
        /// Until when.
        expires: Timestamp,
        /// Whether the response also outlasts this program.
        kept: Kept,
    },
    /// A credential is on a key and in no directory that confirmed it, and nothing can be sent.
    OnKey {
        /// Its id, base64url; `None` where the response that names it cannot be opened.
        credential_id: Option<String>,
        /// Why not.
        why: NotToSend,
    },
}

/// Why a response cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotToSend {
    /// The challenge has expired.
    Expired,
    /// It was not kept, or in memory only.
    NotKept,
    /// It is kept, and the keyring does not give the key that opens it. It may, later.
    Locked,
    /// What is kept is not what was sealed.
    SealBroken,
    /// It was refused.
    Refused(RefusedBy),
    /// The person did not want it sent.
    GivenUp,
}

impl Recovery {
    /// Reads record and outbox. The outbox is read first: what another program finishes in between is
    /// then over, and not taken for lost.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn read(
        ledger: &dyn LedgerStore,
        outbox: &dyn Outbox,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let slips = outbox.slips()?;
        let mut courses = Courses::default();
        let mut unreadable = Vec::new();
        ledger.entries(Order::OldestFirst, &mut |entry| {
            match entry {
                Ok(entry) => courses.follow(&entry),
                Err(place) => unreadable.push(place.0),
            }
            ControlFlow::Continue(())
        })?;
        Ok(Self { unreadable, ..courses.recover(&slips, now) })
    }
}

impl Recovery {
    /// Without those that a program is at work on: it will end them itself.
    #[must_use]
    pub fn except(mut self, claimed: &BTreeSet<RegistrationId>) -> Self {
        self.unfinished.retain(|one| !claimed.contains(&one.registration));
        self.stale.retain(|one| !claimed.contains(one));
        self
    }
}

/// The courses of all registrations.
#[derive(Clone, Debug, Default)]
pub struct Courses {
    of: BTreeMap<RegistrationId, Course>,
}

impl Courses {
    /// Takes the next entry, oldest first.
    pub fn follow(&mut self, entry: &Entry) {
        let course = self.of.entry(entry.event.registration.clone()).or_default();
        course.follow(entry);
    }

    /// The course of one.
    pub fn of(&self, registration: &RegistrationId) -> Option<&Course> {
        self.of.get(registration)
    }

    /// Registrations that are over and of which nothing was written since this time, to let the names
    /// in them go.
    pub fn over_since(&self, time: Timestamp) -> Vec<RegistrationId> {
        let over = self.of.iter().filter(|(_, course)| course.is_over() && !course.is_erased());
        let old = over.filter(|(_, course)| course.last().is_some_and(|last| last < time));
        old.map(|(registration, _)| registration.clone()).collect()
    }

    /// Registrations of a person, by object id or account's name.
    pub fn of_person(&self, person_or_account: &str) -> Vec<RegistrationId> {
        let theirs = self.of.iter().filter(|(_, course)| {
            course.beginning().is_some_and(|beginning| {
                beginning.account == person_or_account
                    || beginning.person.as_deref() == Some(person_or_account)
            })
        });
        theirs.map(|(registration, _)| registration.clone()).collect()
    }

    /// What is not over, given what waits.
    pub fn recover(&self, slips: &[Slip], now: Timestamp) -> Recovery {
        let mut found = Recovery::default();
        for (registration, course) in &self.of {
            let slip = slips.iter().find(|slip| slip.registration == *registration);
            let (left, needed) = weigh(course, slip, now);
            if slip.is_some() && needed == Needed::NoMore {
                found.stale.push(registration.clone());
            }
            found.unfinished.extend(left.into_iter().map(|what| Unfinished {
                registration: registration.clone(),
                beginning: course.beginning().cloned(),
                what,
            }));
        }
        for slip in slips.iter().filter(|slip| !self.of.contains_key(&slip.registration)) {
            let (what, needed) = waits(slip, slip.credential_id.clone(), now);
            if needed == Needed::NoMore {
                found.stale.push(slip.registration.clone());
            }
            let registration = slip.registration.clone();
            found.unfinished.push(Unfinished { registration, beginning: None, what });
        }
        let began = |one: &Unfinished| one.beginning.as_ref().map(|beginning| beginning.at);
        found.unfinished.sort_by_key(began);
        found
    }
}

/// Whether somebody still needs what waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Yes,
    NoMore,
}

/// What is left of one registration, and whether what waits for it is of use.
fn weigh(course: &Course, slip: Option<&Slip>, now: Timestamp) -> (Vec<Left>, Needed) {
    let mut attempts = course.unanswered().to_vec();
    let mut left = Vec::new();
    let mut needed = Needed::NoMore;
    let owner = slip.and_then(|slip| owner(course, slip));
    for (place, made) in course.on_keys().iter().enumerate() {
        let on_key = |why| Left::OnKey { credential_id: Some(made.credential_id.clone()), why };
        left.push(match (made.closed, slip) {
            (Some(why), _) => on_key(why),
            (None, Some(slip)) if owner == Some(Owner::Made(place)) => {
                let (what, still) = waits(slip, Some(made.credential_id.clone()), now);
                needed = still;
                what
            }
            (None, _) if made.expires.is_some_and(|expires| expires <= now) => {
                on_key(NotToSend::Expired)
            }
            (None, _) => on_key(NotToSend::NotKept),
        });
    }
    if let Some(slip) = slip.filter(|_| owner == Some(Owner::LastAttempt)) {
        attempts.pop();
        let (what, still) = waits(slip, slip.credential_id.clone(), now);
        needed = still;
        left.push(what);
    }
    left.extend(attempts.into_iter().map(Left::PossiblyOnKey));
    (left, needed)
}

/// Whose response waits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// That of the credential in this place.
    Made(usize),
    /// That of the key asked last: the program ended after the response was kept and before the
    /// record said `Created`.
    LastAttempt,
}

/// `None`: of one that is over.
fn owner(course: &Course, slip: &Slip) -> Option<Owner> {
    let last_attempt = || (!course.unanswered().is_empty()).then_some(Owner::LastAttempt);
    let Some(id) = &slip.credential_id else {
        // What cannot be opened names nothing: the last credential is the likeliest.
        let last = course.on_keys().len().checked_sub(1).map(Owner::Made);
        return last.or_else(|| last_attempt().filter(|_| course.made().is_empty()));
    };
    if course.made().contains(id) {
        return course.on_keys().iter().position(|it| it.credential_id == *id).map(Owner::Made);
    }
    last_attempt()
}

fn waits(slip: &Slip, credential_id: Option<String>, now: Timestamp) -> (Left, Needed) {
    let on_key = |credential_id, why| Left::OnKey { credential_id, why };
    if slip.expires <= now {
        return (on_key(credential_id, NotToSend::Expired), Needed::NoMore);
    }
    match (slip.seal, credential_id) {
        (Seal::Holds(kept), Some(credential_id)) => {
            (Left::Pending { credential_id, expires: slip.expires, kept }, Needed::Yes)
        }
        (Seal::OtherKey, id) => (on_key(id, NotToSend::Locked), Needed::Yes),
        (Seal::Holds(_) | Seal::Broken, id) => (on_key(id, NotToSend::SealBroken), Needed::NoMore),
    }
}
