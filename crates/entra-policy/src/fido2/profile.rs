//! Passkey profiles and what they demand. A word that is not known must stay one, not become a yes.

use serde::{Serialize, Serializer};
use serde_json::Value;
use webauthn::Aaguid;

use super::read::{Place, PolicyError};
use crate::ObjectId;

/// `passkeyProfile`: a passkey is allowed by it only where it meets all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyProfile {
    /// `id`.
    pub id: ObjectId,
    /// `name`.
    pub name: Option<String>,
    /// `passkeyTypes`; `None` where the document does not say.
    pub passkey_types: Option<PasskeyTypes>,
    /// `attestationEnforcement`; `None` where the document does not say.
    pub attestation_enforcement: Option<AttestationEnforcement>,
    /// `keyRestrictions`; `None`: no restriction.
    pub key_restrictions: Option<KeyRestrictions>,
}

/// `passkeyTypes`, flags in one string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasskeyTypes(Vec<String>);

/// `attestationEnforcement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttestationEnforcement {
    /// `disabled`.
    Disabled,
    /// `registrationOnly`.
    RegistrationOnly,
    /// Another word, as it came.
    Other(String),
}

/// `fido2KeyRestrictions`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRestrictions {
    /// `isEnforced`; `None` where the document does not say.
    pub is_enforced: Option<bool>,
    /// `enforcementType`; `None` where the document does not say.
    pub enforcement_type: Option<EnforcementType>,
    /// `aaGuids`, as listed. One may stand there twice.
    pub aaguids: Vec<Aaguid>,
}

/// `enforcementType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EnforcementType {
    /// `allow`: only those listed.
    Allow,
    /// `block`: all but those listed.
    Block,
    /// Another word, as it came.
    Other(String),
}

impl PasskeyProfile {
    pub(super) fn read(place: &Place, value: &Value) -> Result<Self, PolicyError> {
        let object = place.object(value)?;
        let at = |name: &str| place.member(object, name);
        Ok(Self {
            id: at("id").required(Place::guid)?,
            name: at("name").text()?.map(str::to_owned),
            passkey_types: at("passkeyTypes").text()?.map(PasskeyTypes::from),
            attestation_enforcement: at("attestationEnforcement")
                .text()?
                .map(AttestationEnforcement::from),
            key_restrictions: at("keyRestrictions").optional(KeyRestrictions::read)?,
        })
    }
}

impl KeyRestrictions {
    pub(super) fn read(place: &Place, value: &Value) -> Result<Self, PolicyError> {
        let object = place.object(value)?;
        let at = |name: &str| place.member(object, name);
        Ok(Self {
            is_enforced: at("isEnforced").bool()?,
            enforcement_type: at("enforcementType").text()?.map(EnforcementType::from),
            aaguids: at("aaGuids").list(Place::aaguid)?,
        })
    }
}

impl PasskeyTypes {
    /// Whether `deviceBound` is among them.
    pub fn device_bound(&self) -> bool {
        self.0.iter().any(|word| word == "deviceBound")
    }

    /// Whether `synced` is among them.
    pub fn synced(&self) -> bool {
        self.0.iter().any(|word| word == "synced")
    }

    /// The flags that are not known here.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        let known = ["deviceBound", "synced"];
        self.0.iter().map(String::as_str).filter(move |word| !known.contains(word))
    }
}

impl From<&str> for PasskeyTypes {
    fn from(flags: &str) -> Self {
        let words = flags.split(',').map(str::trim).filter(|word| !word.is_empty());
        Self(words.map(str::to_owned).collect())
    }
}

impl From<&str> for AttestationEnforcement {
    fn from(word: &str) -> Self {
        match word {
            "disabled" => Self::Disabled,
            "registrationOnly" => Self::RegistrationOnly,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<&str> for EnforcementType {
    fn from(word: &str) -> Self {
        match word {
            "allow" => Self::Allow,
            "block" => Self::Block,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl EnforcementType {
    /// The word in the document.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Allow => "allow",
            Self::Block => "block",
            Self::Other(word) => word,
        }
    }
}

impl Serialize for EnforcementType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
