//! What a registration claims to be, read before it is judged: which model, and by which certificates.
//! It must never be taken for proved.

use entra_policy::{Admission, RegistrationFacts};
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, Certificate, Check, CoseAlgorithmIdentifier,
    CosePublicKey, Outcome, cbor,
    judgement::AttestationSummary,
    metadata::{Attested, Demand},
};

/// Most certificates of a statement that are looked at to find its model.
const MOST_CERTIFICATES: usize = 16;

/// What a registration claims to be; nothing, where it cannot be read.
#[derive(Default)]
pub(crate) struct Claim {
    pub(crate) auth_data: Option<AuthenticatorData>,
    /// Of the statement, the attestation certificate first.
    pub(crate) certificates: Vec<Certificate>,
}

impl Claim {
    pub(crate) fn of(object: &AttestationObject) -> Self {
        let x5c = object.statement().get("x5c").and_then(cbor::Value::as_array);
        let read = |one: &cbor::Value| Certificate::from_der(one.as_bytes()?).ok();
        let x5c = x5c.into_iter().flatten().take(MOST_CERTIFICATES);
        Self {
            auth_data: AuthenticatorData::from_bytes(object.auth_data()).ok(),
            certificates: x5c.filter_map(read).collect(),
        }
    }

    /// The same of an attestation object that somebody recorded.
    pub(crate) fn recorded(object: &[u8]) -> Self {
        AttestationObject::from_bytes(object).as_ref().map(Self::of).unwrap_or_default()
    }

    /// The algorithm of the new credential.
    pub(crate) fn algorithm(&self) -> Option<CoseAlgorithmIdentifier> {
        let attested = self.auth_data.as_ref()?.attested_credential_data.as_ref()?;
        attested.credential_public_key.as_ref().ok().map(CosePublicKey::algorithm)
    }

    /// As metadata is asked about it.
    pub(crate) fn attested(&self, firmware_version: Option<u64>) -> Attested<'_> {
        let certificates = &self.certificates;
        Attested { aaguid: self.aaguid(), certificates, firmware_version }
    }

    /// As a policy is asked about it.
    pub(crate) fn facts(&self, attestation: &AttestationSummary) -> RegistrationFacts {
        self.auth_data.as_ref().map_or_else(
            || RegistrationFacts::unreadable(attestation),
            |auth_data| RegistrationFacts::new(auth_data, attestation),
        )
    }

    fn aaguid(&self) -> Option<Aaguid> {
        Some(self.auth_data.as_ref()?.attested_credential_data.as_ref()?.aaguid)
    }
}

/// Metadata have to vouch where every profile that may be the person's enforces attestation.
pub(crate) fn demand(admission: &Admission) -> Demand {
    let mut rules =
        admission.findings.iter().filter(|one| one.check == Check::PolicyAttestation).peekable();
    let asks = |outcome| match outcome {
        Outcome::Pass | Outcome::Fail | Outcome::Warn | Outcome::Unknown => true,
        Outcome::Skipped => false,
    };
    // `alone`: what the rule says where another profile decides.
    let enforced = rules.peek().is_some()
        && rules.all(|one| asks(one.outcome) || one.evidence.contains("alone"));
    if enforced { Demand::Enforced } else { Demand::Informative }
}
