//! How a removal ends. A credential that may have been deleted must never be reported as still there,
//! nor one that may be there as gone.

use std::fmt;

use crate::{AuthenticatorId, ceremony::Failure};

/// The end of a removal.
#[derive(Debug, PartialEq, Eq)]
pub struct RemovalOutcome {
    /// What was found, and what became of it.
    pub finding: Finding,
    /// Keys whose PIN was changed on the way, or may have been: they never answered.
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
        credentials: Vec<StoredCredential>,
    },
    /// The key has deleted it.
    Deleted {
        /// The key.
        authenticator: AuthenticatorId,
        /// What was deleted.
        credential: StoredCredential,
    },
    /// The key was searched and lists none that is meant: it is the wrong key, or nothing is left.
    NotThere {
        /// The key.
        authenticator: AuthenticatorId,
        /// Its model, as it says.
        aaguid: [u8; 16],
    },
    /// The key has no credential management, so that nobody knows.
    NotSupported {
        /// The key.
        authenticator: AuthenticatorId,
    },
    /// It came to no answer.
    Ended {
        /// Why.
        failure: Failure,
        /// This key was told to delete the credential and never said whether it did.
        possibly_deleted_from: Option<AuthenticatorId>,
    },
}

/// A discoverable credential as its key lists it (CTAP 2.1 §6.8.4). Its names are what some relying
/// party once said.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCredential {
    /// The credential ID, at most 1,023 bytes.
    pub id: Vec<u8>,
    /// The user handle, at most 64 bytes.
    pub user_handle: Vec<u8>,
    /// The account's name, where the key kept it; at most 256 code points.
    pub name: Option<String>,
    /// The person's name, likewise.
    pub display_name: Option<String>,
}

/// It names a person: only its size is printed.
impl fmt::Debug for StoredCredential {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("StoredCredential")
            .field("id_bytes", &self.id.len())
            .finish_non_exhaustive()
    }
}
