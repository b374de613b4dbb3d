//! What a removal looks for, and what it does then. It must never name a credential to delete that
//! the caller did not.

use std::time::Duration;

use super::StoredCredential;
use crate::ceremony::WhenUnusable;

/// Everything the ceremony needs to know.
#[derive(Clone, Debug)]
pub struct RemovalRequest {
    /// The RP ID; credentials of others are never looked at.
    pub rp_id: String,
    /// Which of its credentials are meant.
    pub search: Search,
    /// What becomes of them.
    pub then: Then,
    /// How long a key may take for a person: a finger, or a touch where it wants one.
    pub touch_deadline: Duration,
    /// What to do with a key that cannot be searched.
    pub when_unusable: WhenUnusable,
}

impl RemovalRequest {
    /// Whether nothing that the key has still to list could change the answer.
    pub(super) fn is_answered_by(&self, credential: &StoredCredential) -> bool {
        match (&self.search, &self.then) {
            (_, Then::Delete(id)) | (Search::Credential(id), Then::Report) => *id == credential.id,
            (Search::OfUser { .. }, Then::Report) => false,
        }
    }
}

/// Which discoverable credentials of the RP ID are meant. Others a key does not list.
#[derive(Clone, Debug)]
pub enum Search {
    /// The one with this ID.
    Credential(Vec<u8>),
    /// What an interrupted registration may have left: those of this user handle that nobody knows.
    OfUser {
        /// The user handle.
        user_handle: Vec<u8>,
        /// IDs of credentials that are where they belong, and so not meant.
        known: Vec<Vec<u8>>,
    },
}

impl Search {
    pub(super) fn means(&self, credential: &StoredCredential) -> bool {
        match self {
            Self::Credential(id) => *id == credential.id,
            Self::OfUser { user_handle, known } => {
                *user_handle == credential.user_handle && !known.contains(&credential.id)
            }
        }
    }
}

/// What becomes of those that are found.
#[derive(Clone, Debug)]
pub enum Then {
    /// Nothing: they are reported.
    Report,
    /// The one with this ID is deleted, if it is among them.
    Delete(Vec<u8>),
}
