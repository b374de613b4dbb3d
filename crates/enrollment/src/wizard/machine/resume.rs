//! What an earlier run left, taken up again: a response to be sent, a credential to be taken off, or a
//! key to be searched. A response of an earlier run may have arrived, so the directory is asked first.

use std::sync::Arc;

use ctap::AuthenticatorId;
use webauthn::{Aaguid, CredentialId, RpId, UserHandle, base64url};

use super::{
    Machine, Task,
    state::{Credential, Dispatch, LeftBehind, Traces},
};
use crate::{
    PolicyGate,
    ledger::{RegistrationId, Scene},
    outbox::{Kept, Outbox, Waiting},
    recovery::{Attempt, Left, NotToSend, Unfinished},
    store::StoreError,
    tenant::PersonId,
    wizard::{KeyView, Remedy, Subject},
};

/// What the record says of a registration that is not over.
#[derive(Clone, Debug)]
pub struct OnRecord {
    /// Its name.
    pub registration: RegistrationId,
    /// What it was for.
    pub scene: Scene,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// The place of the key.
    pub authenticator: AuthenticatorId,
    /// What the key is called.
    pub key: Option<String>,
    /// Its model, as it said.
    pub aaguid: Option<Aaguid>,
    /// The RP ID.
    pub rp_id: RpId,
    /// The user handle.
    pub user_handle: UserHandle,
    /// The account's name.
    pub account: String,
    /// When the challenge expires, in seconds since 1970.
    pub expires: Option<i64>,
    /// The person in the directory; `None` where it certainly is not there.
    pub person: Option<PersonId>,
    /// When the key was told to make it, in seconds since 1970.
    pub began: i64,
}

/// What is to be done about it.
#[derive(Debug)]
pub enum Resumption {
    /// Send the response that waits.
    Send {
        /// The registration.
        record: OnRecord,
        /// What waits.
        waiting: Arc<Waiting>,
        /// How safely.
        kept: Kept,
    },
    /// Take this credential off the key.
    Remove {
        /// The registration.
        record: OnRecord,
        /// The credential.
        credential: CredentialId,
    },
    /// Look for what the key may hold.
    Search {
        /// The registration.
        record: OnRecord,
        /// Credentials of this account that belong on the key.
        known: Vec<CredentialId>,
    },
}

impl OnRecord {
    /// What the record says of it; `None` where its beginning cannot be read any more.
    pub fn of(unfinished: &Unfinished) -> Option<Self> {
        let beginning = unfinished.beginning.as_ref()?;
        let (attempt, expires): (&Attempt, _) = match &unfinished.what {
            Left::PossiblyOnKey(attempt) => (attempt, None),
            Left::Pending { expires, .. } => (&beginning.attempt, Some(expires.0)),
            Left::OnKey { .. } => (&beginning.attempt, None),
        };
        let certain = match &unfinished.what {
            Left::OnKey { why: NotToSend::Refused(_) | NotToSend::GivenUp, .. } => true,
            Left::OnKey { .. } | Left::Pending { .. } | Left::PossiblyOnKey(_) => false,
        };
        let user_handle = base64url::decode(&beginning.user_handle)?;
        Some(Self {
            registration: unfinished.registration.clone(),
            scene: beginning.scene,
            organisation: beginning.organisation.clone(),
            authenticator: AuthenticatorId::new(attempt.authenticator.as_str()),
            key: attempt.key.clone(),
            aaguid: attempt.aaguid.as_ref().and_then(|aaguid| aaguid.parse().ok()),
            rp_id: RpId::parse(&beginning.rp_id).ok()?,
            user_handle: UserHandle::try_from(user_handle).ok()?,
            account: beginning.account.clone(),
            expires,
            person: beginning.person.clone().filter(|_| !certain).map(PersonId),
            began: beginning.at.0,
        })
    }
}

impl Resumption {
    /// To send what waits; `None` where nothing waits that can be sent.
    ///
    /// # Errors
    /// The outbox cannot be read.
    pub fn send(unfinished: &Unfinished, outbox: &dyn Outbox) -> Result<Option<Self>, StoreError> {
        let Left::Pending { kept, .. } = &unfinished.what else { return Ok(None) };
        let Some(record) = OnRecord::of(unfinished) else { return Ok(None) };
        let waiting = outbox.open(&unfinished.registration)?;
        Ok(waiting.map(|waiting| Self::Send { record, waiting: Arc::new(waiting), kept: *kept }))
    }

    /// To take off the key what is known to be there, else to look for it. `known`: credentials of
    /// this account that belong on keys. `None` where the record says too little.
    pub fn remove(unfinished: &Unfinished, known: Vec<CredentialId>) -> Option<Self> {
        let record = OnRecord::of(unfinished)?;
        let id = match &unfinished.what {
            Left::Pending { credential_id, .. } => Some(credential_id),
            Left::OnKey { credential_id, .. } => credential_id.as_ref(),
            Left::PossiblyOnKey(_) => None,
        };
        let id = id.and_then(|id| base64url::decode(id)).filter(|id| !id.is_empty());
        Some(match id {
            Some(id) => Self::Remove { record, credential: CredentialId::from(id) },
            None => Self::Search { record, known },
        })
    }
}

impl Machine {
    pub(super) fn take_up(&mut self, resumption: Resumption) {
        match resumption {
            Resumption::Send { record, waiting, kept } => {
                self.recall(&record);
                let credential = Credential {
                    registration: record.registration.clone(),
                    authenticator: record.authenticator,
                    id: Some(waiting.parcel.credential_id().clone()),
                    aaguid: record.aaguid,
                    // What the key can do, only the key can say: asked when it comes to that.
                    remedy: Remedy::RemoveHere,
                    not_removed: None,
                    made: record.began,
                    signs: None,
                    slots_left: None,
                    judgement: None,
                };
                let name = waiting.parcel.name().unwrap_or_default();
                let survives = kept == Kept::Sealed;
                self.send(Box::new(Dispatch {
                    credential,
                    waiting,
                    name,
                    survives,
                    uncertain: true,
                    repeated: false,
                    tries: 0,
                    leaving: false,
                    others: Vec::new(),
                }));
            }
            Resumption::Remove { record, credential } => {
                self.recall(&record);
                self.remove_left_behind(LeftBehind {
                    registration: record.registration,
                    rp_id: record.rp_id,
                    authenticator: record.authenticator,
                    id: credential,
                    aaguid: record.aaguid,
                    account: Some(record.account),
                    began: record.began,
                    person: record.person,
                    not_removed: None,
                });
            }
            Resumption::Search { record, known } => {
                self.recall(&record);
                self.search(Traces {
                    registration: record.registration,
                    rp_id: record.rp_id,
                    user_handle: record.user_handle,
                    known,
                    authenticator: record.authenticator,
                    aaguid: record.aaguid,
                    began: record.began,
                    person: record.person,
                });
            }
        }
    }

    fn recall(&mut self, record: &OnRecord) {
        self.registration = record.registration.clone();
        self.subject = Some(Subject {
            scene: record.scene,
            organisation: record.organisation.clone(),
            display_name: String::new(),
            account: record.account.clone(),
            rp_id: record.rp_id.as_str().to_owned(),
            origin: String::new(),
            expires: record.expires,
            policy_read: None,
            ahead: 0,
        });
        self.keys.push(KeyView {
            id: record.authenticator.clone(),
            transport: ctap::AuthenticatorTransport::Internal,
            name: record.key.clone(),
            aaguid: record.aaguid.map(|aaguid| aaguid.to_string()),
            model: record.aaguid.and_then(|aaguid| self.setup.models.name(aaguid)),
            refusal: None,
        });
        self.task = Some(Task {
            scene: record.scene,
            organisation: record.organisation.clone(),
            tenant: None,
            person: None,
            name: String::new(),
            rp_id: Some(record.rp_id.clone()),
            user_handle: Some(record.user_handle.clone()),
            account: record.account.clone(),
            expires: record.expires,
            gate: PolicyGate::default(),
            policy: None,
            ahead: 0,
            later: false,
        });
    }
}
