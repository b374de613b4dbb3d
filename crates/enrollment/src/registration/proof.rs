//! Whether the new credential signs: an assertion over a challenge of our own. It must leave this
//! module as a yes or no, and as nothing that could sign anybody in.

use ctap::{StatusCode, ceremony::Proof};
use webauthn::{
    AuthenticatorData, CosePublicKey, RpId,
    cbor::{Value, decode},
    signature::{self, Verdict},
};

/// What became of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofOfPossession {
    /// The new credential signed.
    Holds,
    /// What the key sent is no signature of the new credential.
    Fails,
    /// The key refused to sign without another verification.
    Refused(StatusCode),
    /// Not possible, or this build cannot verify such signatures.
    Unknown,
}

pub(super) fn check(proof: &Proof, key: Option<&CosePublicKey>, rp_id: &RpId) -> ProofOfPossession {
    let (client_data_hash, response) = match proof {
        Proof::Signed { client_data_hash, response } => (client_data_hash, response),
        Proof::Refused(status) => return ProofOfPossession::Refused(*status),
        Proof::NotTried => return ProofOfPossession::Unknown,
    };
    let Some(key) = key else { return ProofOfPossession::Unknown };
    match verdict(client_data_hash, response, key, rp_id) {
        Some(Verdict::Valid) => ProofOfPossession::Holds,
        Some(Verdict::Unsupported) => ProofOfPossession::Unknown,
        Some(Verdict::Invalid | Verdict::KeyMismatch) | None => ProofOfPossession::Fails,
    }
}

/// CTAP 2.1 §6.2.2: the signature (0x03) is over authData (0x02) and the hash. `None` where the
/// response is no assertion for this RP ID.
fn verdict(
    client_data_hash: &[u8; 32],
    response: &[u8],
    key: &CosePublicKey,
    rp_id: &RpId,
) -> Option<Verdict> {
    let members = decode(response).ok()?.value;
    let bytes = |label: u8| members.get(label).and_then(Value::as_bytes);
    let (auth_data, signature) = (bytes(0x02)?, bytes(0x03)?);
    if AuthenticatorData::from_bytes(auth_data).ok()?.rp_id_hash != rp_id.hash() {
        return None;
    }
    let message = [auth_data, client_data_hash].concat();
    Some(signature::verify(key.algorithm(), key.key(), &message, signature))
}
