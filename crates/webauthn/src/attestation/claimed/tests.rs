use rcgen::{CertificateParams, KeyPair};
use serde_json::json;

use super::ClaimedStatement;
use crate::{
    Aaguid, AttestationObject, Check, Outcome, Timestamp,
    cbor::{self, Value},
    metadata::{Attested, Consulted, Demand, MetadataEntry, findings},
};

fn certificate() -> Vec<u8> {
    let key = KeyPair::generate().unwrap();
    CertificateParams::default().self_signed(&key).unwrap().der().to_vec()
}

fn map<const N: usize>(members: [(&str, Value); N]) -> Value {
    members.into_iter().collect()
}

fn claimed(fmt: &str, statement: Value) -> Vec<ClaimedStatement> {
    let auth_data = Value::from([0; 37]);
    let object = map([("fmt", fmt.into()), ("attStmt", statement), ("authData", auth_data)]);
    AttestationObject::from_bytes(&cbor::encode(&object)).unwrap().claimed()
}

fn x5c(der: &[u8]) -> Value {
    map([("x5c", Value::Array(vec![Value::from(der.to_vec())]))])
}

fn safetynet(der: &[u8]) -> Value {
    let x5c = [data_encoding::BASE64.encode(der)];
    let header = json!({ "alg": "RS256", "x5c": x5c }).to_string();
    let parts = [header.as_str(), r#"{"nonce":"n"}"#, "signature"];
    let parts = parts.map(|part| data_encoding::BASE64URL_NOPAD.encode(part.as_bytes()));
    map([("ver", "1".into()), ("response", Value::from(parts.join(".").into_bytes()))])
}

fn compound(parts: Vec<(&str, Value)>) -> Value {
    let part = |(fmt, statement): (&str, Value)| map([("fmt", fmt.into()), ("attStmt", statement)]);
    Value::Array(parts.into_iter().map(part).collect())
}

/// Whether a report on the batch of this certificate refuses what brought these statements.
fn is_reported(der: &[u8], statements: &[ClaimedStatement]) -> bool {
    let batch = data_encoding::BASE64.encode(der);
    let entry = MetadataEntry::from_value(&json!({
        "aaguid": Aaguid([7; 16]),
        "statusReports": [{ "status": "ATTESTATION_KEY_COMPROMISE", "batchCertificate": batch }],
    }));
    let attested = Attested { aaguid: Some(Aaguid([7; 16])), statements, ..Attested::default() };
    let found = findings(Consulted::Entry(&entry), attested, Demand::Informative, Timestamp(0));
    found.iter().any(|one| one.check == Check::MetadataStatus && one.outcome == Outcome::Fail)
}

// FIDO MDS v3.0 §3.1.4: the certificate of a report is that of a batch, wherever a registration has it.
#[test]
fn a_reported_batch_is_found_in_every_format_and_in_each_statement_of_a_compound() {
    let (own, other) = (certificate(), certificate());
    let second = |fmt, statement| {
        claimed("compound", compound(vec![("packed", x5c(&other)), (fmt, statement)]))
    };
    for (is, statements) in [
        ("packed", claimed("packed", x5c(&own))),
        ("android-safetynet", claimed("android-safetynet", safetynet(&own))),
        ("compound with packed", second("packed", x5c(&own))),
        ("compound with android-safetynet", second("android-safetynet", safetynet(&own))),
    ] {
        assert!(is_reported(&own, &statements), "{is}");
        assert!(!is_reported(&certificate(), &statements), "{is}");
    }
}

#[test]
fn what_is_no_statement_or_certificate_is_left_out() {
    let nested = compound(vec![("compound", compound(vec![("packed", x5c(&certificate()))]))]);
    assert_eq!(claimed("compound", nested), []);
    assert_eq!(claimed("compound", Value::Null), []);
    let broken = Value::Array(vec![Value::from([1, 2, 3]), Value::from(certificate())]);
    let [one] = &claimed("packed", map([("x5c", broken)]))[..] else { panic!("not one") };
    // What follows a gap is nobody's attestation certificate.
    assert_eq!((one.fmt.as_str(), one.certificates.len()), ("packed", 0));
    let many = Value::Array(vec![Value::from(certificate()); 20]);
    assert_eq!(claimed("tpm", map([("x5c", many)]))[0].certificates.len(), 16);
}
