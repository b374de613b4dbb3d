//! What Microsoft writes that a security key must have where attestation is enforced, held against
//! a model's metadata. The answer must never be called Microsoft's: its own list decides, and some
//! models are on it that do not meet what is written.

use serde::Serialize;

use super::{
    entry::MetadataEntry,
    get_info::GetInfoStatement,
    status::Certification,
    words::{AttestationTypeName, ProtocolFamily},
};
use crate::Timestamp;

/// One thing demanded (Microsoft Entra, attestation for FIDO2 security key vendors).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// Certified by the FIDO Alliance, at any level.
    Certified,
    /// FIDO 2.0 or later.
    Fido2,
    /// Discoverable credentials.
    ResidentKey,
    /// Verification by PIN or by itself.
    UserVerification,
    /// hmac-secret or PRF.
    HmacSecret,
    /// `packed` attestation with a chain to a root in the metadata.
    PackedAttestation,
}

/// Whether it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The metadata shows it.
    Met,
    /// The metadata shows that it is not.
    NotMet,
    /// The metadata does not say.
    NotStated,
}

/// All of them, with their answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRequirements(Vec<(Requirement, Answer)>);

impl WrittenRequirements {
    /// What the metadata of a model shows at a time.
    pub fn of(entry: &MetadataEntry, at: Timestamp) -> Self {
        let info = entry.statement.as_ref().and_then(|statement| statement.get_info.as_ref());
        Self(vec![
            (Requirement::Certified, certified(entry, at)),
            (Requirement::Fido2, fido2(entry, info)),
            // CTAP 2.1 §6.4: without the option the key cannot.
            (Requirement::ResidentKey, told(info, |info| info.option("rk") == Some(true))),
            (Requirement::UserVerification, user_verification(entry, info)),
            (Requirement::HmacSecret, hmac_secret(entry, info)),
            (Requirement::PackedAttestation, packed(entry, info)),
        ])
    }

    /// Each with its answer.
    pub fn answers(&self) -> &[(Requirement, Answer)] {
        &self.0
    }

    /// The answer to one.
    pub fn answer(&self, requirement: Requirement) -> Answer {
        let own = self.0.iter().find(|(own, _)| *own == requirement);
        own.map_or(Answer::NotStated, |(_, answer)| *answer)
    }

    /// Those with this answer.
    pub fn that_are(&self, answer: Answer) -> Vec<Requirement> {
        let those = self.0.iter().filter(|(_, own)| *own == answer);
        those.map(|(requirement, _)| *requirement).collect()
    }

    /// Whether the metadata shows all of it.
    pub fn are_met(&self) -> bool {
        self.0.iter().all(|(_, answer)| *answer == Answer::Met)
    }
}

fn if_so(met: bool) -> Answer {
    if met { Answer::Met } else { Answer::NotMet }
}

fn told(info: Option<&GetInfoStatement>, met: impl Fn(&GetInfoStatement) -> bool) -> Answer {
    info.map_or(Answer::NotStated, |info| if_so(met(info)))
}

fn certified(entry: &MetadataEntry, at: Timestamp) -> Answer {
    match entry.status.certification(at) {
        Certification::Certified(..) => Answer::Met,
        Certification::NotCertified | Certification::SelfAsserted => Answer::NotMet,
        Certification::Unstated => Answer::NotStated,
    }
}

fn fido2(entry: &MetadataEntry, info: Option<&GetInfoStatement>) -> Answer {
    let Some(statement) = &entry.statement else { return Answer::NotStated };
    if statement.protocol_family != Some(ProtocolFamily::Fido2) {
        return Answer::NotMet;
    }
    match info {
        Some(info) => if_so(info.is_fido2()),
        // Of this family, 1.0 is FIDO 2.0 (Metadata Statement v3.0 §4, `upv`).
        None if statement.upv.is_empty() => Answer::NotStated,
        None => if_so(statement.upv.iter().any(|version| version.major >= 1)),
    }
}

/// By the options, whether set up or not; else by the methods of the statement.
fn user_verification(entry: &MetadataEntry, info: Option<&GetInfoStatement>) -> Answer {
    let by_options =
        info.is_some_and(|info| ["uv", "clientPin"].iter().any(|name| info.option(name).is_some()));
    let methods = entry.statement.iter().flat_map(|one| &one.user_verification_details).flatten();
    let verifies =
        |method: &str| !["none", "presence_internal", "location_internal"].contains(&method);
    let mut stated = false;
    for method in methods {
        if verifies(method) {
            return Answer::Met;
        }
        stated = true;
    }
    match (by_options, info.is_some() || stated) {
        (true, _) => Answer::Met,
        (false, true) => Answer::NotMet,
        (false, false) => Answer::NotStated,
    }
}

fn hmac_secret(entry: &MetadataEntry, info: Option<&GetInfoStatement>) -> Answer {
    let named = |name: &String| ["hmac-secret", "prf"].contains(&name.as_str());
    let supported = entry.statement.as_ref().map(|statement| &statement.supported_extensions);
    if supported.is_some_and(|names| names.iter().any(named)) {
        return Answer::Met;
    }
    told(info, |info| info.extensions.iter().any(named))
}

fn packed(entry: &MetadataEntry, info: Option<&GetInfoStatement>) -> Answer {
    let Some(statement) = &entry.statement else { return Answer::NotStated };
    let chained = [AttestationTypeName::BasicFull, AttestationTypeName::AttCa];
    let has_chain = statement.attestation_types.iter().any(|one| chained.contains(one));
    if !has_chain || statement.attestation_root_certificates.is_empty() {
        return Answer::NotMet;
    }
    let formats = info.and_then(|info| info.attestation_formats.as_ref());
    formats.map_or(
        // CTAP 2.1 §6.4: a key that does not say which makes packed.
        if info.is_some() { Answer::Met } else { Answer::NotStated },
        |formats| if_so(formats.iter().any(|format| format == "packed")),
    )
}
