//! A policy and all models that there are: which ones it admits, and what it would have to list for
//! some. What a model can is what its metadata says, and must never be called what a key answered.

mod allow_list;
#[cfg(test)]
mod tests;

use webauthn::{
    Aaguid, Timestamp,
    judgement::{AttestationSummary, AttestationType},
    metadata::{Answer, MetadataEntry, Requirement, WrittenRequirements},
};

pub use allow_list::{AllowList, AllowListChange, AllowListError, Listed};

use crate::{
    Fido2Policy,
    admission::{
        Admission, Capability, KeyFacts, PasskeyType, Registrant, RegistrationFacts, Subject,
        admit, preflight,
    },
};

/// What a policy says of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAdmission<'a> {
    /// The model.
    pub aaguid: Aaguid,
    /// What it is called.
    pub name: Option<&'a str>,
    /// What the policy says, with the line that decides.
    pub admission: Admission,
    /// What that was held against.
    pub basis: Basis,
    /// What Microsoft writes a key must have where attestation is enforced. Its own list decides.
    pub written: WrittenRequirements,
}

/// What a policy was held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A registration of the model with an attestation that is trusted, as its metadata promises: it
    /// meets all that Microsoft writes.
    TrustedAttestation,
    /// A key of the model. Whether an enforced attestation would hold is open.
    Key,
}

/// What a policy says of each FIDO2 model, in the order given. Models that have no AAGUID are not
/// asked about: no list of a policy can name them.
pub fn admitted_models<'a>(
    policy: &Fido2Policy,
    subject: &Subject,
    registrant: Registrant,
    models: impl IntoIterator<Item = &'a MetadataEntry>,
    at: Timestamp,
) -> Vec<ModelAdmission<'a>> {
    let admission = |entry: &'a MetadataEntry| {
        let aaguid = entry.aaguid?;
        let written = WrittenRequirements::of(entry, at);
        let facts = facts(entry, &written);
        let (admission, basis) = if written.are_met() {
            let registration = attested(&facts);
            (admit(policy, subject, registrant, &registration), Basis::TrustedAttestation)
        } else {
            (preflight(policy, subject, registrant, &facts), Basis::Key)
        };
        Some(ModelAdmission { aaguid, name: entry.model(), admission, basis, written })
    };
    models.into_iter().filter_map(admission).collect()
}

/// A registration of the model as its metadata promises it.
fn attested(facts: &KeyFacts) -> RegistrationFacts {
    RegistrationFacts {
        aaguid: facts.aaguid,
        passkey_type: Some(facts.passkey_type),
        attestation: AttestationSummary {
            fmt: Some("packed".to_owned()),
            r#type: AttestationType::Basic,
            trusted: Some(true),
            anchor: None,
            covers_aaguid: true,
        },
    }
}

/// What the metadata says of any key of the model.
fn facts(entry: &MetadataEntry, written: &WrittenRequirements) -> KeyFacts {
    let copies = entry.statement.as_ref().is_some_and(|statement| statement.is_multi_device());
    let capability = |requirement| match written.answer(requirement) {
        Answer::Met => Capability::Present,
        Answer::NotMet => Capability::Absent,
        Answer::NotStated => Capability::Unknown,
    };
    KeyFacts {
        aaguid: entry.aaguid,
        passkey_type: if copies { PasskeyType::Synced } else { PasskeyType::DeviceBound },
        packed_attestation: capability(Requirement::PackedAttestation),
        resident_key: capability(Requirement::ResidentKey),
        user_verification: capability(Requirement::UserVerification),
    }
}
