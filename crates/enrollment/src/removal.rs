//! What an interrupted registration may have left on a key: found, and taken away where a person says
//! so. It must never delete what was not named, nor call a key searched that was not.

use std::time::Duration;

use ctap::{
    AuthenticatorId, Entropy,
    ceremony::{self, Failure, RemovalOutcome, RemovalRequest, Search, Then, WhenUnusable},
    driver::{Driver, Face},
};
use webauthn::{Aaguid, CredentialId, RpId, UserHandle};

use crate::{ledger::EventKind, oneself};

#[cfg(test)]
mod tests;

/// How long a key may wait for a finger or a touch.
const TOUCH: Duration = Duration::from_secs(60);

/// How long all of it may take: a key to be fetched, and a PIN to be remembered.
const LIMIT: Duration = Duration::from_secs(300);

/// A search that may begin. Keys list discoverable credentials only; others take no room on them.
#[derive(Clone, Debug)]
pub struct Removal(RemovalRequest);

impl Removal {
    /// Is this credential on a key?
    pub fn look_for(rp_id: &RpId, credential: &CredentialId) -> Self {
        Self::new(rp_id, Search::Credential(credential.as_bytes().to_vec()), Then::Report)
    }

    /// Is this credential of Microsoft Entra on a key?
    pub fn look_for_entra(credential: &CredentialId) -> Self {
        let rp_id = oneself::RP_ID.to_owned();
        let search = Search::Credential(credential.as_bytes().to_vec());
        Self::request(rp_id, search, Then::Report)
    }

    /// What has a registration for this account left, of which no id is on record? `known` are the
    /// ids that the directory has.
    pub fn look_for_leftovers(
        rp_id: &RpId,
        user_handle: &UserHandle,
        known: &[CredentialId],
    ) -> Self {
        let search = Search::OfUser {
            user_handle: user_handle.as_bytes().to_vec(),
            known: known.iter().map(|id| id.as_bytes().to_vec()).collect(),
        };
        Self::new(rp_id, search, Then::Report)
    }

    /// Takes this one away.
    pub fn delete(rp_id: &RpId, credential: &CredentialId) -> Self {
        let id = credential.as_bytes().to_vec();
        Self::new(rp_id, Search::Credential(id.clone()), Then::Delete(id))
    }

    fn new(rp_id: &RpId, search: Search, then: Then) -> Self {
        Self::request(rp_id.as_str().to_owned(), search, then)
    }

    fn request(rp_id: String, search: Search, then: Then) -> Self {
        Self(RemovalRequest {
            rp_id,
            search,
            then,
            touch_deadline: TOUCH,
            when_unusable: WhenUnusable::End,
        })
    }

    /// Goes on watching for another key where the one in hand cannot be searched, instead of ending.
    #[must_use]
    pub fn awaiting_another(mut self) -> Self {
        self.0.when_unusable = WhenUnusable::AwaitAnother;
        self
    }

    /// Runs the ceremony to its end. The driver's keys come through its controls; its face judges a
    /// key by whether it can be the one that is meant.
    pub fn run(self, driver: Driver, entropy: Box<dyn Entropy>, face: &mut dyn Face) -> Removed {
        Removed::from(driver.remove(self.0, entropy, LIMIT, face))
    }
}

/// The end of a removal.
#[derive(Debug, PartialEq, Eq)]
pub struct Removed {
    /// What was found, and what became of it.
    pub finding: Finding,
    /// Keys whose PIN was changed on the way, or may have been.
    pub pin_changed_on: Vec<AuthenticatorId>,
}

/// What was found, and what became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Finding {
    /// The key holds these, at least one. Nothing was deleted.
    Found {
        /// The key.
        authenticator: AuthenticatorId,
        /// In the key's order.
        credentials: Vec<OnKey>,
    },
    /// It is gone.
    Deleted {
        /// The key.
        authenticator: AuthenticatorId,
        /// The credential's id.
        credential_id: CredentialId,
    },
    /// The key was searched and has none that is meant. Whether it is the right key, nobody but its
    /// holder knows; a model other than the record's says that it is not.
    NotThere {
        /// The key.
        authenticator: AuthenticatorId,
        /// Its model, as it says.
        aaguid: Aaguid,
    },
    /// The key does not tell what it holds. What may be on it stays possibly there.
    NotSupported {
        /// The key.
        authenticator: AuthenticatorId,
    },
    /// It came to no answer.
    Ended {
        /// Why.
        failure: Failure,
        /// This key was told to delete it and never said whether it did.
        possibly_deleted_from: Option<AuthenticatorId>,
    },
}

/// A credential as its key lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnKey {
    /// Its id.
    pub credential_id: CredentialId,
    /// The account's name, where the key kept it.
    pub account: Option<String>,
    /// The person's name, likewise.
    pub display_name: Option<String>,
}

impl Removed {
    /// What the record says of it, where it is certain whatever key it was.
    pub fn event(&self) -> Option<EventKind> {
        match &self.finding {
            Finding::Deleted { credential_id, .. } => Some(EventKind::Removed {
                credential_id: webauthn::base64url::encode(credential_id.as_bytes()),
            }),
            Finding::Found { .. }
            | Finding::NotThere { .. }
            | Finding::NotSupported { .. }
            | Finding::Ended { .. } => None,
        }
    }
}

impl From<RemovalOutcome> for Removed {
    fn from(outcome: RemovalOutcome) -> Self {
        let RemovalOutcome { finding, pin_changed_on } = outcome;
        Self { finding: finding.into(), pin_changed_on }
    }
}

impl From<ceremony::Finding> for Finding {
    fn from(finding: ceremony::Finding) -> Self {
        match finding {
            ceremony::Finding::Found { authenticator, credentials } => {
                let credentials = credentials.into_iter().map(OnKey::from).collect();
                Self::Found { authenticator, credentials }
            }
            ceremony::Finding::Deleted { authenticator, credential } => {
                Self::Deleted { authenticator, credential_id: credential.id.into() }
            }
            ceremony::Finding::NotThere { authenticator, aaguid } => {
                Self::NotThere { authenticator, aaguid: Aaguid(aaguid) }
            }
            ceremony::Finding::NotSupported { authenticator } => {
                Self::NotSupported { authenticator }
            }
            ceremony::Finding::Ended { failure, possibly_deleted_from } => {
                Self::Ended { failure, possibly_deleted_from }
            }
        }
    }
}

impl From<ceremony::StoredCredential> for OnKey {
    fn from(stored: ceremony::StoredCredential) -> Self {
        Self {
            credential_id: stored.id.into(),
            account: stored.name,
            display_name: stored.display_name,
        }
    }
}
