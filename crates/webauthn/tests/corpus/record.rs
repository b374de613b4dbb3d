//! Recorded registrations of other people, read where they lie. They must never be copied here.

use std::{env, fs, path::PathBuf};

use serde_json::Value;
use webauthn::{
    CoseAlgorithmIdentifier, Expectations, RecordedRegistration, TrustAnchor, UserVerification,
    Verification, base64url, verify,
};

/// The corpus folder, or a word on why the test is skipped.
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = env::var_os("TOUCHSTONE_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: TOUCHSTONE_CORPUS is not set");
    }
    folder
}

pub(crate) fn read(folder: &std::path::Path, file: &str) -> Value {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    serde_json::from_str(&text).unwrap()
}

pub(crate) fn bytes(record: &Value, name: &str) -> Option<Vec<u8>> {
    record[name].as_str().map(|text| base64url::decode(text).unwrap())
}

/// Judges a record with what it says itself was expected.
pub(crate) fn judge(record: &Value, trust_anchors: Vec<TrustAnchor>) -> Verification {
    let text = |name: &str| record[name].as_str().map(ToOwned::to_owned);
    let mut expected = Expectations::at(text("verify_at").unwrap().parse().unwrap());
    expected.challenge = text("challenge");
    expected.origins = text("origin").into_iter().collect();
    expected.rp_id = text("rp_id");
    expected.trust_anchors = trust_anchors;
    if record["require_uv"] == true {
        expected.user_verification = UserVerification::Required;
    }
    expected.algorithms = record["algs"].as_array().map(|algorithms| {
        algorithms.iter().map(|alg| CoseAlgorithmIdentifier(alg.as_i64().unwrap())).collect()
    });
    let client_data_json = bytes(record, "clientDataJSON");
    let credential_id = bytes(record, "credentialId");
    let recorded = RecordedRegistration {
        client_data_json: client_data_json.as_deref(),
        attestation_object: &bytes(record, "attestationObject").unwrap(),
        credential_id: credential_id.as_deref(),
    };
    verify(recorded, &expected)
}
