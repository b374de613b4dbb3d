//! An organisation's directory, as a registration needs it: who, under which policy, with which
//! options, and where the result goes. It must never take a registration that was not packed from a
//! sendable one.

mod administration;
mod claims;
mod error;
mod life;
mod nobody;
mod others;
mod parcel;
mod passes;
mod sought;
mod stored;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use entra_policy::ObjectId;
use webauthn::{Aaguid, CredentialId, PublicKeyCredentialCreationOptions, Timestamp, base64url};

pub use administration::{
    AUTHENTICATION_METHODS, Administration, AuditLog, DirectoryObject, Editor, MethodKind,
    ObjectKind, SignInPreferences, Tree,
};
pub use claims::Claims;
pub use error::{NewSignIn, TenantError, TenantRefusal};
pub use life::ChallengeLife;
pub use nobody::Nobody;
pub use others::{OtherKind, OtherMethods};
pub use parcel::{Parcel, ParcelError};
pub use passes::{IssuedPass, PassWish, Passes, pass_terms};
pub use sought::{Match, Sought};
pub use stored::{AsMade, Stored, StoredMember};

/// A directory: Microsoft Graph, or the practice tenant that answers like it. Calls block; whoever
/// has a window to draw makes them on a thread of their own.
pub trait Tenant: Send + Sync {
    /// The organisation.
    ///
    /// # Errors
    /// See [`TenantError`]; so for all of these.
    fn organisation(&self) -> Result<Organisation, TenantError>;

    /// A person by object id or user principal name.
    ///
    /// # Errors
    /// [`TenantError::NotFound`] where there is none.
    fn person(&self, id_or_upn: &str) -> Result<Person, TenantError>;

    /// Whether this person is a guest, who cannot register passkeys here (graph.md, section 7); `None` where that is
    /// not known.
    fn is_guest(&self, _person: &PersonId) -> Option<bool> {
        None
    }

    /// The FIDO2 method's configuration as Graph writes it, unread.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn fido2_configuration(&self) -> Result<serde_json::Value, TenantError>;

    /// Options for a new key of this person. Their challenge lives so long, and ends by this computer's clock.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn creation_options(
        &self,
        person: &PersonId,
        life: ChallengeLife,
    ) -> Result<PublicKeyCredentialCreationOptions, TenantError>;

    /// By how many seconds its clock is ahead of this computer's, as far as its last answer said; 0 where that
    /// is not known, or is nothing.
    fn ahead(&self) -> i64 {
        0
    }

    /// Hands a registration over.
    ///
    /// # Errors
    /// [`TenantError::Unanswered`] where it may have arrived: ask [`Self::fido2_methods`] first,
    /// before it is sent once more.
    fn register(&self, person: &PersonId, parcel: &Parcel) -> Result<Fido2Method, TenantError>;

    /// The keys that this person has.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn fido2_methods(&self, person: &PersonId) -> Result<Vec<Fido2Method>, TenantError>;

    /// Takes one of them away.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn delete_fido2_method(&self, person: &PersonId, method: &MethodId) -> Result<(), TenantError>;
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its object id.
    pub id: String,
    /// Its name.
    pub display_name: String,
}

/// The object id of a user.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(pub String);

/// A user of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The object id.
    pub id: PersonId,
    /// The name for people.
    pub display_name: String,
    /// `userPrincipalName`.
    pub user_principal_name: String,
    /// Object ids of the groups, nested ones included; `None` where they could not be read.
    pub groups: Option<BTreeSet<String>>,
}

/// The id of an authentication method. Opaque; [`MethodId::credential_id`] reads it where it is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodId(pub String);

/// A key as the directory lists it (`fido2AuthenticationMethod`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fido2Method {
    /// Its id.
    pub id: MethodId,
    /// The name that it was given.
    pub display_name: Option<String>,
    /// `aaGuid`.
    pub aaguid: Option<Aaguid>,
    /// `model`.
    pub model: Option<String>,
    /// `createdDateTime`.
    pub created: Option<Timestamp>,
    /// `attestationLevel`, as written: `attested`, `notAttested`.
    pub attestation_level: Option<String>,
    /// `passkeyType`, as written: `deviceBound`, `synced`.
    pub passkey_type: Option<String>,
}

impl MethodId {
    /// Whether it names this credential.
    pub fn is_of(&self, credential: &CredentialId) -> bool {
        self.credential_id().as_ref() == Some(credential)
    }

    /// The credential that the id names: base64url and one digit, the number of `=` taken away.
    /// `None` where it is an id of another kind: a GUID, of which one in sixteen reads like that too.
    pub fn credential_id(&self) -> Option<CredentialId> {
        if self.0.parse::<ObjectId>().is_ok() {
            return None;
        }
        let (text, pad) = self.0.split_at_checked(self.0.len().checked_sub(1)?)?;
        let pad: usize = pad.parse().ok()?;
        let bytes = base64url::decode(text)?;
        let fits = pad == (3 - bytes.len() % 3) % 3 && base64url::is_canonical(text);
        (fits && !bytes.is_empty()).then(|| CredentialId::from(bytes))
    }
}
