//! `fido2AuthenticationMethodConfiguration` of Microsoft Graph, v1.0 and beta, with passkey profiles
//! or with the properties from before them. What is not known here must be kept, never guessed.

mod profile;
mod read;
mod target;
#[cfg(test)]
mod tests;

use serde_json::Value;

pub use profile::{
    AttestationEnforcement, EnforcementType, KeyRestrictions, PasskeyProfile, PasskeyTypes,
};
pub use read::PolicyError;
pub(crate) use target::targets;
pub use target::{ExcludeTarget, IncludeTarget, TargetId, TargetType};

use crate::ObjectId;

/// The passkey (FIDO2) method of a tenant. It cannot be changed: a change is a document of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Fido2Policy {
    document: Value,
    state: Option<MethodState>,
    self_service: Option<bool>,
    include_targets: Vec<IncludeTarget>,
    exclude_targets: Vec<ExcludeTarget>,
    default_passkey_profile: Option<ObjectId>,
    passkey_profiles: Vec<PasskeyProfile>,
    attestation_enforced: Option<bool>,
    key_restrictions: Option<KeyRestrictions>,
}

/// `state` of an authentication method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodState {
    /// `enabled`.
    Enabled,
    /// `disabled`.
    Disabled,
    /// Another word, as it came.
    Other(String),
}

impl Fido2Policy {
    /// Graph keeps a policy under 20 KB; a document with every method may be larger (bytes).
    pub const MAX_LENGTH: usize = 256 << 10;

    /// Reads the configuration itself, a list of configurations, or the authentication methods
    /// policy they stand in, each with or without Graph's `value` around it.
    ///
    /// # Errors
    /// See [`PolicyError`]; each names the place in the document.
    pub fn parse(document: &Value) -> Result<Self, PolicyError> {
        let (place, configuration) = read::find(document)?;
        let at = |name: &str| place.member(configuration, name);
        let profiles = at("passkeyProfiles").list(PasskeyProfile::read)?;
        Ok(Self {
            state: at("state").text()?.map(MethodState::from),
            self_service: at("isSelfServiceRegistrationAllowed").bool()?,
            include_targets: at("includeTargets").list(IncludeTarget::read)?,
            exclude_targets: at("excludeTargets").list(ExcludeTarget::read)?,
            default_passkey_profile: at("defaultPasskeyProfile").guid()?,
            passkey_profiles: profiles,
            attestation_enforced: at("isAttestationEnforced").bool()?,
            key_restrictions: at("keyRestrictions").optional(KeyRestrictions::read)?,
            document: Value::Object(configuration.clone()),
        })
    }

    /// Reads a document of JSON text; see [`Fido2Policy::parse`].
    ///
    /// # Errors
    /// It is larger than [`Fido2Policy::MAX_LENGTH`], not JSON, or not such a document.
    pub fn from_json(json: &[u8]) -> Result<Self, PolicyError> {
        if json.len() > Self::MAX_LENGTH {
            return Err(PolicyError::TooLarge(json.len()));
        }
        let document: Value =
            serde_json::from_slice(json).map_err(|why| PolicyError::Json(why.to_string()))?;
        Self::parse(&document)
    }

    /// The configuration as it was read, with every member it had.
    pub fn to_json(&self) -> Value {
        self.document.clone()
    }

    /// `state`; `None` where the document does not say.
    pub fn state(&self) -> Option<&MethodState> {
        self.state.as_ref()
    }

    /// `isSelfServiceRegistrationAllowed`.
    pub fn is_self_service_registration_allowed(&self) -> Option<bool> {
        self.self_service
    }

    /// `includeTargets`.
    pub fn include_targets(&self) -> &[IncludeTarget] {
        &self.include_targets
    }

    /// `excludeTargets`.
    pub fn exclude_targets(&self) -> &[ExcludeTarget] {
        &self.exclude_targets
    }

    /// `defaultPasskeyProfile`.
    pub fn default_passkey_profile(&self) -> Option<ObjectId> {
        self.default_passkey_profile
    }

    /// `passkeyProfiles`.
    pub fn passkey_profiles(&self) -> &[PasskeyProfile] {
        &self.passkey_profiles
    }

    /// `isAttestationEnforced`, which counts only without profiles.
    pub fn is_attestation_enforced(&self) -> Option<bool> {
        self.attestation_enforced
    }

    /// `keyRestrictions`, which count only without profiles.
    pub fn key_restrictions(&self) -> Option<&KeyRestrictions> {
        self.key_restrictions.as_ref()
    }

    /// Whether the tenant has passkey profiles. Without any and without a default one it has not
    /// opted in, and the properties from before them count.
    pub fn has_profiles(&self) -> bool {
        !self.passkey_profiles.is_empty() || self.default_passkey_profile.is_some()
    }

    /// What stands at a path such as `passkeyProfiles[0].keyRestrictions`; null where nothing does.
    pub fn value_at(&self, path: &str) -> Value {
        read::pointer(path)
            .and_then(|pointer| self.document.pointer(&pointer))
            .cloned()
            .unwrap_or(Value::Null)
    }
}

impl From<&str> for MethodState {
    fn from(word: &str) -> Self {
        match word {
            "enabled" => Self::Enabled,
            "disabled" => Self::Disabled,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl MethodState {
    /// The word in the document.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
            Self::Other(word) => word,
        }
    }
}
