//! What a registration claims to be, read before it is judged: which model, and by which certificates.
//! It must never be taken for proved.

use entra_policy::{Admission, RegistrationFacts};
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, Certificate, Check, ClaimedStatement,
    CoseAlgorithmIdentifier, CosePublicKey, Outcome,
    judgement::AttestationSummary,
    metadata::{Attested, Demand},
};

/// What a registration claims to be; nothing, where it cannot be read.
#[derive(Default)]
pub(crate) struct Claim {
    pub(crate) auth_data: Option<AuthenticatorData>,
    /// The statement, or those of a compound.
    statements: Vec<ClaimedStatement>,
}

impl Claim {
    pub(crate) fn of(object: &AttestationObject) -> Self {
        Self {
            auth_data: AuthenticatorData::from_bytes(object.auth_data()).ok(),
            statements: object.claimed(),
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
        Attested {
            aaguid: self.aaguid(),
            statements: &self.statements,
            attestation_type: None,
            firmware_version,
        }
    }

    /// The first attestation certificate.
    pub(crate) fn certificate(&self) -> Option<&Certificate> {
        self.statements.iter().find_map(|statement| statement.certificates.first())
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
