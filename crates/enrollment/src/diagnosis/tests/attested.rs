use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use rcgen::{CertificateParams, KeyPair};
use webauthn::{
    Finding,
    cbor::{self, Value as Cbor},
    client_data_hash,
    metadata::MetadataEntry,
};

use super::*;

const AAGUID: [u8; 16] = [7; 16];

fn map<const N: usize>(members: [(&str, Cbor); N]) -> Cbor {
    members.into_iter().collect()
}

/// The record, attested by the credential's own key, or under a certificate that it made itself.
fn packed(is_certified: bool, mds_entry: &Value) -> Recorded {
    let mut recorded = Recorded::from_value(&record()).unwrap();
    let key = KeyPair::generate().unwrap();
    let signing =
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.serialized_der()).unwrap();
    let (x, y) = signing.public_key().as_ref()[1..].split_at(32);
    let cose = [(1, Cbor::from(2)), (3, (-7).into()), (-1, 1.into()), (-2, x.to_vec().into())];
    let cose: Cbor = cose.into_iter().chain([(-3, y.to_vec().into())]).collect();
    let data = [
        &webauthn::rp_id_hash("example.org")[..],
        &[0x45, 0, 0, 0, 0],
        &AAGUID,
        &[0, 16],
        &[9; 16],
        &cbor::encode(&cose),
    ]
    .concat();
    let hash = client_data_hash(recorded.client_data_json.as_ref().unwrap());
    let signature = signing.sign(&SystemRandom::new(), &[&data[..], &hash[..]].concat()).unwrap();
    let sig = Cbor::from(signature.as_ref().to_vec());
    let statement = if is_certified {
        let certificate = CertificateParams::default().self_signed(&key).unwrap().der().to_vec();
        let x5c = Cbor::Array(vec![certificate.into()]);
        map([("alg", (-7).into()), ("sig", sig), ("x5c", x5c)])
    } else {
        map([("alg", (-7).into()), ("sig", sig)])
    };
    let object = map([("fmt", "packed".into()), ("attStmt", statement), ("authData", data.into())]);
    recorded.attestation_object = cbor::encode(&object);
    recorded.credential_id = None;
    recorded.mds_entry = Some(MetadataEntry::from_value(mds_entry));
    recorded
}

fn entry(types: &Value, roots: &Value) -> Value {
    json!({
        "aaguid": webauthn::Aaguid(AAGUID),
        "metadataStatement": {
            "aaguid": webauthn::Aaguid(AAGUID),
            "attestationTypes": types,
            "attestationRootCertificates": roots,
        },
    })
}

fn found(recorded: &Recorded, reason: Reason) -> Option<(Check, Outcome)> {
    let judgement = diagnose(recorded, &Grounds::at(NOW));
    let is = |one: &&Finding| one.reason == Some(reason);
    judgement.findings.iter().find(is).map(|one| (one.check, one.outcome))
}

#[test]
fn what_was_proved_is_compared_with_the_attestation_types_of_the_model() {
    let said = |types| {
        let recorded = packed(false, &entry(&types, &json!([])));
        assert_eq!(diagnose(&recorded, &Grounds::at(NOW)).verdict, Verdict::Admitted);
        found(&recorded, Reason::MetadataAttestationType)
    };
    assert_eq!(said(json!(["basic_full"])), Some((Check::Metadata, Outcome::Warn)));
    assert_eq!(said(json!(["basic_full", "basic_surrogate"])), None);
}

#[test]
fn a_root_of_the_model_that_cannot_be_read_leaves_the_chain_open() {
    let said = |roots| {
        let recorded = packed(true, &entry(&json!(["basic_full"]), &roots));
        found(&recorded, Reason::AnchorUnreadable)
    };
    assert_eq!(said(json!(["AAAA"])), Some((Check::Chain, Outcome::Unknown)));
    assert_eq!(said(json!([5])), Some((Check::Chain, Outcome::Unknown)));
    assert_eq!(said(json!([])), None);
}
