//! A key in hand as the readiness checks look at it. What it does not say must stay unsaid.

use ctap::AuthenticatorInfo;
use entra_policy::readiness::{KeyInHand, Trial};
use webauthn::{Aaguid, CredentialId, Judgement};

use crate::registration::key_facts;

/// What a key says of itself (CTAP 2.1 §6.4).
pub fn key_in_hand(info: &AuthenticatorInfo, trial: Option<Trial>) -> KeyInHand {
    KeyInHand {
        facts: key_facts(info),
        algorithms: (!info.algorithms.is_empty()).then(|| info.algorithms.clone()),
        room: info.remaining_discoverable_credentials,
        trial,
    }
}

/// What a rehearsal showed of a key.
#[derive(Clone, Debug, PartialEq)]
pub struct Tried {
    /// What the key made, which no other one answers for.
    pub credential: CredentialId,
    /// The model that the attestation names.
    pub model: Option<Aaguid>,
    /// What it showed.
    pub trial: Trial,
}

/// What a rehearsal showed of its attestation.
pub fn trial(judgement: &Judgement) -> Trial {
    Trial { fmt: judgement.attestation.fmt.clone(), findings: judgement.findings.clone() }
}
