//! What a ticket is judged on besides itself, as the room shows it. A policy must never be taken for an
//! organisation's that was not read from it.

use entra_policy::Registrant;
use serde::{Deserialize, Serialize};
use webauthn::TrustAnchor;

use crate::{
    OrganisationPolicy,
    metadata::Metadata,
    rooms::{Account, CommandCode, CommandError, KeptMetadataView},
    tenant::{Tenant, TenantError},
};

/// What a ticket is judged on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct GivenView {
    /// The organisation whose policy it is held against.
    pub policy: Option<String>,
    /// When it has to hold, in seconds since 1970; `None`: when its record says, else now.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub at: Option<i64>,
    /// The file with creation options.
    pub options: Option<String>,
    /// The file with roots.
    pub anchors: Option<String>,
    /// The FIDO metadata.
    pub metadata: Option<GivenMetadata>,
}

/// FIDO metadata that it is judged on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "from", rename_all = "camelCase")]
pub enum GivenMetadata {
    /// Out of a file.
    File {
        /// The file.
        name: String,
        /// `no`; `None` where nobody stands for them.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        number: Option<u64>,
    },
    /// Those that are kept at this computer.
    Kept(KeptMetadataView),
}

/// Against which policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PolicyChoice {
    /// None: whether it verifies.
    None,
    /// The practice organisation's, with the roots of its practice keys.
    Practice,
}

/// An organisation's policy for a person, and the roots it trusts.
#[derive(Clone, Debug)]
pub struct PolicyGrounds {
    /// Its name.
    pub organisation: String,
    /// The policy.
    pub policy: OrganisationPolicy,
    /// Roots of its keys.
    pub trust_anchors: Vec<TrustAnchor>,
}

impl PolicyGrounds {
    /// Reads it as a registration does.
    ///
    /// # Errors
    /// [`CommandCode::Directory`].
    pub fn read(
        tenant: &dyn Tenant,
        account: &Account,
        trust_anchors: Vec<TrustAnchor>,
    ) -> Result<Self, CommandError> {
        let failed = |error: TenantError| CommandError::new(CommandCode::Directory, error);
        let organisation = tenant.organisation().map_err(failed)?.display_name;
        let person = tenant.person(&account.person).map_err(failed)?;
        let configuration = tenant.fido2_configuration().map_err(failed)?;
        let policy = OrganisationPolicy::for_person(&configuration, &person, Registrant::Oneself)
            .map_err(|error| CommandError::new(CommandCode::Directory, error))?;
        Ok(Self { organisation, policy, trust_anchors })
    }
}

impl GivenMetadata {
    pub(super) fn of_file(name: String, opened: &Metadata) -> Self {
        Self::File { name, number: opened.number() }
    }
}
