//! The record of one registration for a face without the wizard: `Began` before a key is told to make
//! anything, then what came of it. No leave may be given for a key that the record does not name.

mod late;
mod noting;

use std::path::PathBuf;

use ctap::{AuthenticatorId, NoEntropy, ceremony::Ended};
use webauthn::{Aaguid, Finding, Timestamp, base64url};

use super::{Made, Preflight, Prepared};
use crate::{
    ledger::{
        Abandonment, Actor, Event, EventKind, LedgerStore, RefusedBy, RegistrationId, Scene,
        reason_of,
    },
    outbox::{self, Waiting},
    store::StoreError,
    tenant::{Fido2Method, Parcel, PersonId},
    wizard::means::system_entropy,
};

use late::Late;
pub use noting::Noting;

/// How long a response is of use where its options do not say how long their challenge lives (s).
const UNSAID: i64 = 300;

/// For whom and where a registration is.
#[derive(Clone, Debug)]
pub struct Beginning {
    /// What it is for.
    pub scene: Scene,
    /// The organisation's name, where there is one.
    pub organisation: Option<String>,
    /// The person in its directory.
    pub person: Option<PersonId>,
    /// The organisation's object id.
    pub tenant: Option<String>,
}

/// What is to be written of what a key made.
#[derive(Debug)]
pub struct Creation {
    kind: EventKind,
    /// What was begun on other keys, and which of them may hold one too.
    others: Vec<Attempt>,
    possibly_on: Vec<AuthenticatorId>,
}

/// What a key was told of, and which.
type Attempt = (RegistrationId, AuthenticatorId);

/// Writes the record of one registration.
pub struct Journal {
    record: Late,
    actor: Actor,
    now: fn() -> Timestamp,
    beginning: Beginning,
    rp_id: String,
    user_handle: String,
    account: String,
    expires: Option<Timestamp>,
    /// The next registration's name; keys that are told one after the other each have their own.
    next: u128,
    /// The one that is written about.
    registration: RegistrationId,
    begun: Vec<Attempt>,
    /// Why no key was told anything.
    unwritten: Option<StoreError>,
}

impl Journal {
    /// The record of this registration, on the record in this folder. Nothing is opened yet.
    ///
    /// # Errors
    /// There are no random bytes to name it by.
    pub fn new(
        folder: PathBuf,
        prepared: &Prepared,
        beginning: Beginning,
        actor: Actor,
        now: fn() -> Timestamp,
    ) -> Result<Self, NoEntropy> {
        let mut seed = [0; 16];
        system_entropy().fill(&mut seed)?;
        let seed = u128::from_be_bytes(seed);
        let options = prepared.options();
        Ok(Self {
            record: Late::new(folder),
            actor,
            now,
            beginning,
            rp_id: prepared.rp_id().to_owned(),
            user_handle: base64url::encode(options.user.id.as_bytes()),
            account: options.user.name.clone(),
            expires: options.challenge_timeout,
            next: seed.wrapping_add(1),
            registration: RegistrationId::numbered(seed),
            begun: Vec::new(),
            unwritten: None,
        })
    }

    /// Opens the record and asks the keyring for its key, so that neither takes its time later.
    ///
    /// # Errors
    /// Nothing can be written.
    pub fn ready(&self) -> Result<(), StoreError> {
        self.record.open().map(drop)
    }

    /// Why no key was told anything, where it was the record's doing.
    pub fn take_unwritten(&mut self) -> Option<StoreError> {
        self.unwritten.take()
    }

    /// Writes that this key is about to be told.
    fn begin(
        &mut self,
        authenticator: &AuthenticatorId,
        key: Option<String>,
        aaguid: Option<Aaguid>,
    ) -> Result<(), StoreError> {
        if !self.begun.is_empty() {
            // One that may be on another key already stays on record under its own name.
            self.registration = RegistrationId::numbered(self.next);
            self.next = self.next.wrapping_add(1);
        }
        self.write(EventKind::Began {
            scene: self.beginning.scene,
            organisation: self.beginning.organisation.clone(),
            authenticator: authenticator.to_string(),
            key,
            aaguid: aaguid.map(|aaguid| aaguid.to_string()),
            rp_id: self.rp_id.clone(),
            user_handle: self.user_handle.clone(),
            account: self.account.clone(),
            person: self.beginning.person.as_ref().map(|person| person.0.clone()),
            tenant: self.beginning.tenant.clone(),
        })?;
        self.begun.push((self.registration.clone(), authenticator.clone()));
        Ok(())
    }

    /// No credential was made, as far as is known: what may be on a key stays open on record. `refused`
    /// is what the policy said, where that ended it.
    ///
    /// # Errors
    /// Not all of it was written.
    pub fn not_made(
        &mut self,
        ended: &Ended,
        refused: Option<&Preflight>,
    ) -> Result<(), StoreError> {
        if let (true, Some(refused)) = (self.begun.is_empty(), refused) {
            return self.refused(RefusedBy::Preflight, &refused.admission.findings);
        }
        let begun = std::mem::take(&mut self.begun);
        self.abandon(&begun, &ended.possibly_on, ended.failure.code())
    }

    /// What is to be written of what a key made.
    pub fn creation(&mut self, made: &Made) -> Creation {
        let mut others = std::mem::take(&mut self.begun);
        if let Some(at) = others.iter().rposition(|(_, key)| key == made.authenticator()) {
            self.registration = others.remove(at).0;
        }
        let (id, aaguid) = made.credential().unzip();
        let kind = EventKind::Created {
            credential_id: id.map_or_else(String::new, |id| id.to_string()),
            aaguid: aaguid.map(|aaguid| aaguid.to_string()),
            expires: self.expires.map(|end| end.0),
        };
        Creation { kind, others, possibly_on: made.possibly_on().to_vec() }
    }

    /// A key made a credential. Comes before anything of it leaves, and after [`keep`](Self::keep) where
    /// it is to be sent.
    ///
    /// # Errors
    /// Not all of it was written.
    pub fn made(&self, creation: Creation) -> Result<(), StoreError> {
        let Creation { kind, others, possibly_on } = creation;
        self.write(kind)?;
        self.abandon(&others, &possibly_on, Abandonment::ANOTHER_KEY)
    }

    /// Keeps what is about to be sent, so that a crash loses nothing of it where it can be sealed.
    ///
    /// # Errors
    /// It was not kept.
    pub fn keep(&self, waiting: &Waiting) -> Result<outbox::Kept, StoreError> {
        self.record.open()?.outbox.keep(waiting)
    }

    /// What is about to be sent to this person.
    pub fn waiting(&self, person: &PersonId, parcel: Parcel) -> Waiting {
        let unsaid = || Timestamp((self.now)().0.saturating_add(UNSAID));
        Waiting {
            registration: self.registration.clone(),
            person: person.clone(),
            expires: self.expires.unwrap_or_else(unsaid),
            parcel,
        }
    }

    /// The directory has it; what was kept is let go of.
    ///
    /// # Errors
    /// It was not written.
    pub fn registered(&self, method: &Fido2Method, name: &str) -> Result<(), StoreError> {
        let method_id = method.id.0.clone();
        let name = method.display_name.clone().unwrap_or_else(|| name.to_owned());
        self.write(EventKind::Registered { method_id, name })?;
        self.record.open()?.outbox.discard(&self.registration)
    }

    /// It goes to whoever brought the options.
    ///
    /// # Errors
    /// It was not written.
    pub fn handed_over(&self, proved: bool) -> Result<(), StoreError> {
        self.write(EventKind::HandedOver { proved })
    }

    /// It was refused, for these findings.
    ///
    /// # Errors
    /// It was not written.
    pub fn refused(&self, by: RefusedBy, findings: &[Finding]) -> Result<(), StoreError> {
        self.write(EventKind::Refused { by, reason: reason_of(findings) })
    }

    /// The directory refused it, in its own word; what was kept is of no use.
    ///
    /// # Errors
    /// It was not written.
    pub fn refused_by_directory(&self, reason: String) -> Result<(), StoreError> {
        self.write(EventKind::Refused { by: RefusedBy::Directory, reason })?;
        self.record.open()?.outbox.discard(&self.registration)
    }

    /// It was not let out without proof.
    ///
    /// # Errors
    /// It was not written.
    pub fn kept_back(&self) -> Result<(), StoreError> {
        self.write(EventKind::Abandoned { reason: Abandonment::UNPROVED.to_owned() })
    }

    /// The attempts that certainly made nothing.
    fn abandon(
        &self,
        begun: &[Attempt],
        possibly_on: &[AuthenticatorId],
        reason: &str,
    ) -> Result<(), StoreError> {
        for (registration, _) in begun.iter().filter(|(_, key)| !possibly_on.contains(key)) {
            let kind = EventKind::Abandoned { reason: reason.to_owned() };
            self.append(&Event { registration: registration.clone(), kind })?;
        }
        Ok(())
    }

    fn write(&self, kind: EventKind) -> Result<(), StoreError> {
        self.append(&Event { registration: self.registration.clone(), kind })
    }

    fn append(&self, event: &Event) -> Result<(), StoreError> {
        self.record.open()?.ledger.append(event, (self.now)(), &self.actor).map(drop)
    }
}
