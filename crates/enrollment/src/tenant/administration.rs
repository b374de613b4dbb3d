//! A directory as its administrators read and change it: policies, who registered what, who is in a
//! group. Only an [`Editor`] may change anything, and it must change no more than it is told.

use serde_json::Value;
use webauthn::Timestamp;

use super::{PersonId, TenantError};

/// What an administrator reads of a directory. Calls block.
pub trait Administration: Send + Sync {
    /// `authenticationMethodsPolicy` of one of Graph's trees, unread.
    ///
    /// # Errors
    /// See [`TenantError`]; so for all of these.
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError>;

    /// The entries of `userRegistrationDetails`, unread.
    ///
    /// # Errors
    /// See [`TenantError`]. Graph wants `AuditLog.Read.All` for it, and a premium licence.
    fn registration_details(&self) -> Result<Vec<Value>, TenantError>;

    /// Object ids of everybody in a group, through nested groups too.
    ///
    /// # Errors
    /// [`TenantError::NotFound`] where there is no such group.
    fn group_members(&self, group: &str) -> Result<Vec<String>, TenantError>;

    /// `userType`; `None` where Graph does not say.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn user_type(&self, person: &PersonId) -> Result<Option<String>, TenantError>;

    /// The methods of a kind that a person has, unread.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn methods(&self, person: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError>;

    /// A Windows Hello method with the computer that it is on, unread: a list leaves the computer out.
    ///
    /// # Errors
    /// [`TenantError::NotFound`] where the person has none with this id.
    fn hello_method(&self, person: &PersonId, method: &str) -> Result<Value, TenantError>;

    /// Groups, then people, whose names begin like this: no more than a person looks through.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn beginning_with(&self, beginning: &str) -> Result<Vec<DirectoryObject>, TenantError>;

    /// What a group or a person is called.
    ///
    /// # Errors
    /// [`TenantError::NotFound`] where there is none with this id.
    fn display_name(&self, kind: ObjectKind, id: &str) -> Result<String, TenantError>;
}

/// `loggedByService` of whatever changes somebody's sign-in methods.
pub const AUTHENTICATION_METHODS: &str = entra_policy::readiness::AUTHENTICATION_METHODS;

/// What a directory has written down of changes to it. Calls block.
pub trait AuditLog: Send + Sync {
    /// Entries of `auditLogs/directoryAudits` about sign-in methods from this time on, unread.
    ///
    /// # Errors
    /// See [`TenantError`]; also where there are more than anybody reads, because a part would count too
    /// little. Graph wants `AuditLog.Read.All` for it and a role that reads logs; it has what the licence
    /// keeps, seven days or thirty.
    fn method_audits(&self, since: Timestamp) -> Result<Vec<Value>, TenantError>;
}

/// What a directory says of how somebody signs in. Calls block.
pub trait SignInPreferences: Send + Sync {
    /// `signInPreferences` of a person, unread; only beta has it.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn sign_in_preferences(&self, person: &PersonId) -> Result<Value, TenantError>;
}

/// A group or a person of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectoryObject {
    /// Which of them.
    pub kind: ObjectKind,
    /// The object id.
    pub id: String,
    /// `displayName`.
    pub name: String,
    /// A person's `userPrincipalName`.
    pub account: Option<String>,
}

/// What a campaign or a policy can be aimed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectKind {
    /// A group.
    Group,
    /// A person.
    User,
}

/// Changes policy documents. Whoever calls it has shown the change to a person.
pub trait Editor: Administration {
    /// The document at a path below a tree.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn document(&self, tree: Tree, path: &str) -> Result<Value, TenantError>;

    /// Sends a change to it.
    ///
    /// # Errors
    /// [`TenantError::Unanswered`] where it may have been made: read the document again.
    fn patch(&self, tree: Tree, path: &str, body: &Value) -> Result<(), TenantError>;
}

/// Graph's trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// `v1.0`.
    V1,
    /// `beta`.
    Beta,
}

impl Tree {
    /// The tree with this name in an address.
    pub fn named(name: &str) -> Option<Self> {
        [Self::V1, Self::Beta].into_iter().find(|tree| tree.as_str() == name)
    }

    /// Its name in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1.0",
            Self::Beta => "beta",
        }
    }
}

/// Kinds of method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MethodKind {
    /// Passkeys.
    Fido2,
    /// Microsoft Authenticator.
    MicrosoftAuthenticator,
    /// Windows Hello for Business.
    WindowsHelloForBusiness,
    /// Platform credentials, such as Platform SSO of macOS.
    PlatformCredential,
    /// Temporary Access Passes; the pass itself is never among what is read.
    TemporaryAccessPass,
}

impl MethodKind {
    /// What the collection is called in Graph.
    pub const fn collection(self) -> &'static str {
        match self {
            Self::Fido2 => "fido2Methods",
            Self::MicrosoftAuthenticator => "microsoftAuthenticatorMethods",
            Self::WindowsHelloForBusiness => "windowsHelloForBusinessMethods",
            Self::PlatformCredential => "platformCredentialMethods",
            Self::TemporaryAccessPass => "temporaryAccessPassMethods",
        }
    }
}
