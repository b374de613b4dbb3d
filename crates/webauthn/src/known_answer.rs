//! A known answer: a registration of the practice key of which one bit was changed. A judge that does
//! not say so, on this processor and as it was built, must judge nothing.

use crate::{
    Expectations, Judgement, Outcome, Reason, RecordedRegistration, Timestamp, UserVerification,
    Verdict, verify,
};

#[cfg(test)]
mod tests;

const ATTESTATION_OBJECT: &[u8] = include_bytes!("known_answer/attestation-object.cbor");
const CLIENT_DATA_JSON: &[u8] = br#"{"type":"webauthn.create","challenge":"Y2hhbGxlbmdlIG9mIGEgc2FtcGxlLCBuZXZlciByZXVzZWQ","origin":"https://login.example.org","crossOrigin":false}"#;

/// A place within the signature's `r`: a bit changed here leaves everything well formed.
const IN_THE_SIGNATURE: usize = 44;

/// 2026-01-01, while its certificate holds.
const AT: Timestamp = Timestamp(1_767_225_600);

/// The judge gives another answer than it must.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the judge does not give its known answer")]
pub struct Unsound;

/// Judges the changed one: everything about it must hold but the signature. It costs about as much as
/// one registration, and needs neither a key nor a network.
///
/// # Errors
/// [`Unsound`].
pub fn known_answer() -> Result<(), Unsound> {
    let judgement = judge(&with_one_bit_changed());
    let mut failed = judgement.findings.iter().filter(|one| one.outcome == Outcome::Fail);
    let signature = failed.next().and_then(|one| one.reason);
    let told = signature == Some(Reason::StatementSignatureInvalid) && failed.next().is_none();
    if told && judgement.verdict == Verdict::Invalid { Ok(()) } else { Err(Unsound) }
}

fn with_one_bit_changed() -> Vec<u8> {
    let mut changed = ATTESTATION_OBJECT.to_vec();
    if let Some(byte) = changed.get_mut(IN_THE_SIGNATURE) {
        *byte ^= 1;
    }
    changed
}

fn judge(attestation_object: &[u8]) -> Judgement {
    let recorded = RecordedRegistration {
        client_data_json: Some(CLIENT_DATA_JSON),
        attestation_object,
        credential_id: None,
    };
    let expected = Expectations {
        challenge: Some("Y2hhbGxlbmdlIG9mIGEgc2FtcGxlLCBuZXZlciByZXVzZWQ".to_owned()),
        origins: vec!["https://login.example.org".to_owned()],
        rp_id: Some("login.example.org".to_owned()),
        user_verification: UserVerification::Required,
        ..Expectations::at(AT)
    };
    verify(recorded, &expected).judgement
}
