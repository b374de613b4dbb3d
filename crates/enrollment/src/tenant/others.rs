//! Methods besides passkeys that can be taken out of a directory. A kind of which the documents name no deletion
//! must never be among them.

use serde::{Deserialize, Serialize};

use super::{Administration, MethodId, MethodKind, PersonId, TenantError};

/// Kinds that Graph's documents name a deletion of (graph.md, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum OtherKind {
    /// Microsoft Authenticator.
    MicrosoftAuthenticator,
    /// Windows Hello for Business.
    WindowsHelloForBusiness,
}

impl OtherKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::MicrosoftAuthenticator, Self::WindowsHelloForBusiness];

    /// As the lists have it.
    pub const fn kind(self) -> MethodKind {
        match self {
            Self::MicrosoftAuthenticator => MethodKind::MicrosoftAuthenticator,
            Self::WindowsHelloForBusiness => MethodKind::WindowsHelloForBusiness,
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MicrosoftAuthenticator => "Microsoft Authenticator",
            Self::WindowsHelloForBusiness => "Windows Hello for Business",
        }
    }
}

/// Takes methods besides passkeys out. Calls block.
pub trait OtherMethods: Administration {
    /// Takes one out.
    ///
    /// # Errors
    /// [`TenantError::NotFound`] where there is none with this id, [`TenantError::Unanswered`] where it may be gone.
    fn delete_other(
        &self,
        person: &PersonId,
        kind: OtherKind,
        method: &MethodId,
    ) -> Result<(), TenantError>;
}
