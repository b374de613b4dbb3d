//! Any registration before the judge: every check is reported, and nothing is admitted whose client
//! data or attestation object cannot be read.

#![no_main]

use std::sync::OnceLock;

use touchstone_fuzz::Script;
use webauthn::{
    AttestationObject, Check, CollectedClientData, Expectations, RecordedRegistration, Timestamp,
    TrustAnchor, Verdict, verify,
};

/// Some anchor, so that a chain is followed and not only read.
static ANCHOR: OnceLock<Option<TrustAnchor>> = OnceLock::new();

/// 2026-11-20.
const NOW: Timestamp = Timestamp(1_795_132_800);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let (Some(client_data), Some(object)) = (script.piece(8192), script.piece(16384)) else {
        return;
    };
    let mut expected = Expectations::at(NOW);
    if let Some(anchor) = script.piece(4096) {
        let first = || TrustAnchor::from_der(anchor).ok();
        expected.trust_anchors.extend(ANCHOR.get_or_init(first).clone());
    }
    let recorded = RecordedRegistration {
        client_data_json: Some(client_data),
        attestation_object: object,
        credential_id: None,
    };
    let judgement = verify(recorded, &expected).judgement;
    for check in Check::VERIFICATION {
        let reported = judgement.findings.iter().any(|finding| finding.check == check);
        assert!(reported, "{} is not reported", check.as_str());
    }
    // Without a challenge, an origin and an RP ID to compare with, nothing can be admitted.
    assert_ne!(judgement.verdict, Verdict::Admitted);
    if CollectedClientData::from_json(client_data).is_err()
        || AttestationObject::from_bytes(object).is_err()
    {
        assert_eq!(judgement.verdict, Verdict::Invalid);
    }
});
