//! What a directory stored, beside what was made. What either of them does not say must never count as alike.

use entra_policy::RegistrationFacts;
use serde::Serialize;
use serde_json::Value;
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, CredentialId, base64url,
    judgement::{AttestationSummary, AttestationType},
    options::AttestationConveyancePreference,
};

use super::{Fido2Method, Parcel, Sought};
use crate::{OrganisationPolicy, Preflight};

/// What a registration says of the credential that it registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AsMade {
    id: CredentialId,
    aaguid: Option<Aaguid>,
    level: Option<&'static str>,
    kind: Option<&'static str>,
    facts: Option<RegistrationFacts>,
}

/// One member, as it was made and as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Stored {
    /// Which.
    pub member: StoredMember,
    /// What the registration says; `None`: nothing that could be compared.
    pub made: Option<String>,
    /// What the directory says; `None`: nothing that could be compared.
    pub stored: Option<String>,
    /// Whether they are alike; `None` where one of them says nothing.
    pub alike: Option<bool>,
}

/// A member of a directory's `fido2AuthenticationMethod` (graph.md, section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum StoredMember {
    /// `id`.
    Id,
    /// `aaGuid`.
    Aaguid,
    /// `attestationLevel`.
    AttestationLevel,
    /// `passkeyType`.
    PasskeyType,
}

impl AsMade {
    /// Reads the registration that is sent.
    pub fn of(parcel: &Parcel) -> Self {
        let object = object(parcel.body());
        let data =
            object.as_ref().and_then(|one| AuthenticatorData::from_bytes(one.auth_data()).ok());
        let attested = data.as_ref().and_then(|data| data.attested_credential_data.as_ref());
        Self {
            id: parcel.credential_id().clone(),
            aaguid: attested.map(|attested| attested.aaguid),
            level: object.as_ref().and_then(level),
            kind: data
                .as_ref()
                .map(|data| if data.flags.backup_eligible() { "synced" } else { "deviceBound" }),
            facts: data.as_ref().zip(object.as_ref()).map(facts),
        }
    }

    /// What a policy says of it. Its attestation is verified nowhere here: what hangs on that stays open. `None`
    /// where the registration cannot be read.
    pub fn under(&self, policy: &OrganisationPolicy) -> Option<Preflight> {
        let admission = policy.admit(self.facts.as_ref()?, AttestationConveyancePreference::Direct);
        Some(Preflight { admission, aaguid: self.aaguid, model: None, metadata: Vec::new() })
    }

    /// What is looked for in a directory's list, made then by the directory's clock under this name.
    pub fn sought<'s>(&'s self, name: &'s str, made: i64) -> Sought<'s> {
        Sought { id: Some(&self.id), aaguid: self.aaguid, name: Some(name), made }
    }

    /// Holds it against what the directory stored.
    pub fn beside(&self, method: &Fido2Method) -> Vec<Stored> {
        let id = method.id.credential_id();
        let text = |aaguid: Aaguid| aaguid.to_string();
        let level = (self.level.map(str::to_owned), method.attestation_level.clone());
        let kind = (self.kind.map(str::to_owned), method.passkey_type.clone());
        vec![
            Stored::of(StoredMember::Id, (Some(self.id.to_string()), id.map(|id| id.to_string()))),
            Stored::of(StoredMember::Aaguid, (self.aaguid.map(text), method.aaguid.map(text))),
            Stored::of(StoredMember::AttestationLevel, level),
            Stored::of(StoredMember::PasskeyType, kind),
        ]
    }
}

impl Stored {
    fn of(member: StoredMember, (made, stored): (Option<String>, Option<String>)) -> Self {
        let alike = made.as_ref().zip(stored.as_ref()).map(|(made, stored)| made == stored);
        Self { member, made, stored, alike }
    }
}

fn facts((data, object): (&AuthenticatorData, &AttestationObject)) -> RegistrationFacts {
    let r#type = match object.fmt() {
        "none" => AttestationType::None,
        _ => AttestationType::Unverified,
    };
    let fmt = Some(object.fmt().to_owned());
    RegistrationFacts::new(
        data,
        &AttestationSummary { fmt, r#type, trusted: None, anchor: None, covers_aaguid: false },
    )
}

fn object(body: &[u8]) -> Option<AttestationObject> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let object = body.pointer("/publicKeyCredential/response/attestationObject")?.as_str()?;
    AttestationObject::from_bytes(&base64url::decode(object)?).ok()
}

/// Without a statement there is nothing to attest; whether a self attestation counts is the directory's word.
fn level(object: &AttestationObject) -> Option<&'static str> {
    if object.fmt() == "none" {
        return Some("notAttested");
    }
    object.statement().get("x5c").map(|_| "attested")
}
