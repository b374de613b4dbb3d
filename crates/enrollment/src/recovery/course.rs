//! One registration, followed through its entries. Whatever their order, it must never forget a
//! credential that a key may hold before an entry says what became of it.

use std::collections::BTreeSet;

use webauthn::Timestamp;

use super::NotToSend;
use crate::{
    ledger::{Abandonment, Entry, EventKind, RefusedBy, Scene},
    tenant::MethodId,
};

/// The place of what was done without a key.
const IN_THE_DIRECTORY: &str = "directory";

/// What a registration was begun with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// When.
    pub at: Timestamp,
    /// What it is for.
    pub scene: Scene,
    /// The organisation's name, where there is one.
    pub organisation: Option<String>,
    /// The key that was asked first.
    pub attempt: Attempt,
    /// The RP ID.
    pub rp_id: String,
    /// The user handle, base64url.
    pub user_handle: String,
    /// The account's name.
    pub account: String,
    /// The object id of the person in the directory.
    pub person: Option<String>,
    /// The organisation's object id, where the record has it.
    pub tenant: Option<String>,
}

impl Beginning {
    /// Whether it was begun for another organisation than this one; where either is not known it may be
    /// the same.
    pub fn is_elsewhere(&self, tenant: Option<&str>) -> bool {
        let known = self.tenant.as_deref().zip(tenant);
        known.is_some_and(|(theirs, ours)| !theirs.eq_ignore_ascii_case(ours))
    }
}

/// A key that was told to make a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Its place.
    pub authenticator: String,
    /// What it is called.
    pub key: Option<String>,
    /// Its model, in getInfo's words.
    pub aaguid: Option<String>,
}

/// What came of a registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    #[default]
    Open,
    /// The directory has it.
    Registered,
    /// The response went to the person.
    HandedOver,
    /// It was refused.
    Refused,
    /// It was given up.
    Abandoned,
    /// It was taken off the key again.
    Removed,
    /// The key holds none.
    FoundNothing,
}

/// A credential that is on a key and in no directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OnKey {
    pub(super) credential_id: String,
    pub(super) expires: Option<Timestamp>,
    /// Why its response is not to be sent, where somebody said so.
    pub(super) closed: Option<NotToSend>,
}

/// One registration up to an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    beginning: Option<Beginning>,
    unanswered: Vec<Attempt>,
    on_keys: Vec<OnKey>,
    /// Every credential that an entry has named as made, whatever became of it.
    made: BTreeSet<String>,
    outcome: Outcome,
    erased: bool,
    last: Option<Timestamp>,
}

impl Course {
    /// What it was begun with.
    pub fn beginning(&self) -> Option<&Beginning> {
        self.beginning.as_ref()
    }

    /// What came of it, whether or not a credential is left on a key.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// Whether nothing is left to decide.
    pub fn is_over(&self) -> bool {
        self.unanswered.is_empty() && self.on_keys.is_empty()
    }

    /// Whether its personal fields were dropped.
    pub fn is_erased(&self) -> bool {
        self.erased
    }

    /// When the last entry about it was written.
    pub fn last(&self) -> Option<Timestamp> {
        self.last
    }

    /// Keys that were told to make a credential and have not answered.
    pub fn unanswered(&self) -> &[Attempt] {
        &self.unanswered
    }

    pub(super) fn on_keys(&self) -> &[OnKey] {
        &self.on_keys
    }

    pub(super) fn made(&self) -> &BTreeSet<String> {
        &self.made
    }

    pub(super) fn follow(&mut self, entry: &Entry) {
        self.last = Some(entry.at);
        match &entry.event.kind {
            EventKind::Began { .. } => self.began(entry),
            EventKind::Created { credential_id, expires, .. } => {
                self.created(credential_id, expires.map(Timestamp));
            }
            EventKind::Registered { method_id, .. } => {
                self.delivered(
                    MethodId(method_id.clone()).credential_id().map(|id| id.to_string()),
                );
                self.outcome = Outcome::Registered;
            }
            EventKind::HandedOver { .. } => {
                self.delivered(None);
                self.outcome = Outcome::HandedOver;
            }
            EventKind::Refused { by, .. } => self.refused(*by),
            EventKind::Abandoned { reason } => self.abandoned(reason, entry.at),
            EventKind::Removed { credential_id } => self.removed(credential_id),
            EventKind::FoundNothing => {
                self.unanswered.clear();
                self.on_keys.clear();
                self.close(Outcome::FoundNothing);
            }
            EventKind::Unregistered { scene, organisation, account, person, .. }
            | EventKind::PassIssued { scene, organisation, account, person, .. } => {
                // Nothing was begun on a key; whose it was is looked for as ever.
                self.beginning.get_or_insert(Beginning {
                    at: entry.at,
                    scene: *scene,
                    organisation: organisation.clone(),
                    attempt: Attempt {
                        authenticator: IN_THE_DIRECTORY.to_owned(),
                        key: None,
                        aaguid: None,
                    },
                    rp_id: String::new(),
                    user_handle: String::new(),
                    account: account.clone(),
                    person: person.clone(),
                    tenant: None,
                });
            }
            EventKind::Erased { .. } => {
                self.unanswered.clear();
                self.on_keys.clear();
                self.beginning = None;
                self.erased = true;
            }
        }
    }

    fn began(&mut self, entry: &Entry) {
        let EventKind::Began {
            scene,
            organisation,
            authenticator,
            key,
            aaguid,
            rp_id,
            user_handle,
            account,
            person,
            tenant,
        } = entry.event.kind.clone()
        else {
            return;
        };
        let attempt = Attempt { authenticator, key, aaguid };
        self.unanswered.push(attempt.clone());
        self.outcome = Outcome::Open;
        let at = entry.at;
        self.beginning.get_or_insert(Beginning {
            at,
            scene,
            organisation,
            attempt,
            rp_id,
            user_handle,
            account,
            person,
            tenant,
        });
    }

    /// The key that was asked last has answered.
    fn created(&mut self, credential_id: &str, expires: Option<Timestamp>) {
        self.unanswered.pop();
        self.on_keys.retain(|made| made.credential_id != credential_id);
        self.made.insert(credential_id.to_owned());
        let credential_id = credential_id.to_owned();
        self.on_keys.push(OnKey { credential_id, expires, closed: None });
        self.outcome = Outcome::Open;
    }

    /// Somebody has the response: of the credential that is named, else of the last one. Where no
    /// entry says `Created`, the key asked last has made it all the same.
    fn delivered(&mut self, credential_id: Option<String>) {
        let made = match &credential_id {
            Some(id) => self.made.contains(id),
            None => self.on_keys.pop().is_some(),
        };
        if !made {
            self.unanswered.pop();
        }
        self.on_keys.retain(|one| Some(&one.credential_id) != credential_id.as_ref());
        self.made.extend(credential_id);
    }

    fn refused(&mut self, by: RefusedBy) {
        match by {
            // Before anything was asked of the key.
            RefusedBy::Preflight => drop(self.unanswered.pop()),
            RefusedBy::Judge | RefusedBy::Directory => {
                if let Some(made) = self.on_keys.last_mut() {
                    made.closed = Some(NotToSend::Refused(by));
                }
            }
        }
        self.close(Outcome::Refused);
    }

    fn abandoned(&mut self, reason: &str, at: Timestamp) {
        if reason == Abandonment::LEFT {
            self.unanswered.clear();
            self.on_keys.clear();
        } else if self.unanswered.pop().is_none()
            && let Some(made) = self.on_keys.last_mut()
        {
            let expired = made.expires.is_some_and(|expires| expires <= at);
            let why = if expired { NotToSend::Expired } else { NotToSend::GivenUp };
            made.closed.get_or_insert(why);
        }
        self.close(Outcome::Abandoned);
    }

    /// A credential that no entry names was found by searching the key that had not answered.
    fn removed(&mut self, credential_id: &str) {
        let before = self.on_keys.len();
        self.on_keys.retain(|made| made.credential_id != credential_id);
        if self.on_keys.len() == before && !self.made.contains(credential_id) {
            self.unanswered.clear();
        }
        self.close(Outcome::Removed);
    }

    /// What somebody has already is not undone by what comes after, and a refusal is remembered.
    fn close(&mut self, outcome: Outcome) {
        match self.outcome {
            Outcome::Open | Outcome::Abandoned | Outcome::Removed | Outcome::FoundNothing => {
                self.outcome = outcome;
            }
            Outcome::Registered | Outcome::HandedOver | Outcome::Refused => {}
        }
    }
}
