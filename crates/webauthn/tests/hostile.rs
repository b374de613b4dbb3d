//! Inputs made to be slow or large, of ten million bytes where they may be. None must ever take a
//! second, or 200 MB.
#![cfg(unix)] // CPU time
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use rcgen::{CertificateParams, CustomExtension, KeyPair};
use webauthn::{
    Certificate, Expectations, RecordedRegistration, TrustAnchor, Verdict,
    android::KeyDescription,
    cbor::{self, Value},
    rp_id_hash,
    tpm::{Attest, Public},
    verify,
};

const LARGE: usize = 10_000_000;

/// How much of this process was ever in memory (bytes); nothing where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse().ok());
    kibibytes.unwrap_or(0u64) * 1024
}

/// Milliseconds that this thread has computed: how busy the machine is says nothing of the code.
fn cpu_time() -> i64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}

#[track_caller]
fn within_bounds<T>(name: &str, run: impl FnOnce() -> T) -> T {
    let before = peak();
    let began = cpu_time();
    let result = run();
    let (took, grew) = (cpu_time() - began, peak() - before);
    assert!(took < 1000, "{name} took {took} ms");
    assert!(grew < 200_000_000, "{name} took {grew} bytes");
    result
}

fn judge(client_data: &[u8], object: &[u8], anchors: &[TrustAnchor]) -> Verdict {
    let mut expected = Expectations::at("2026-11-20".parse().unwrap());
    expected.trust_anchors = anchors.to_vec();
    let recorded = RecordedRegistration {
        client_data_json: Some(client_data),
        attestation_object: object,
        credential_id: None,
    };
    verify(recorded, &expected).judgement.verdict
}

#[test]
fn ten_million_bytes_of_anything_are_judged_at_once() {
    let repeated =
        |pattern: &[u8]| -> Vec<u8> { pattern.iter().copied().cycle().take(LARGE).collect() };
    for pattern in [
        &[0x81][..],
        &[0x9F],
        &[0xBF, 0x00],
        &[0xA1, 0x01],
        &[0xDB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x00],
        &[0xFF],
        b"[",
        b"{\"a\":",
        b"\"",
        b"\\u0000",
        &[0x30, 0x80],
        &[0x30, 0x82, 0xFF, 0xFF],
    ] {
        let bytes = repeated(pattern);
        let name = format!("{pattern:x?}");
        let verdict = within_bounds(&name, || judge(&bytes, &bytes, &[]));
        assert_eq!(verdict, Verdict::Invalid);
        within_bounds(&name, || {
            let _ = Certificate::from_der(&bytes);
            let _ = TrustAnchor::from_der(&bytes);
            let _ = KeyDescription::from_der(&bytes);
            let _ = Attest::from_bytes(&bytes);
            let _ = Public::from_bytes(&bytes);
            let _ = webauthn::RecordedResponse::from_json(&bytes);
        });
    }
}

fn object(fmt: &str, statement: Value) -> Vec<u8> {
    let head = [&rp_id_hash("example.org")[..], &[0x45, 0, 0, 0, 0], &[7; 16], &[0, 16], &[9; 16]];
    let auth_data = [&*head.concat(), &[0xA0]].concat();
    let object = [("fmt", fmt.into()), ("attStmt", statement), ("authData", auth_data.into())];
    cbor::encode(&object.into_iter().collect())
}

fn packed(x5c: &[Vec<u8>]) -> Value {
    let x5c: Vec<Value> = x5c.iter().map(|der| der.as_slice().into()).collect();
    [("alg", (-7).into()), ("sig", [1].into()), ("x5c", x5c.into())].into_iter().collect()
}

fn certificate(extensions: u64, size: usize) -> Vec<u8> {
    let mut parameters = CertificateParams::default();
    parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    parameters.custom_extensions = (0..extensions)
        .map(|number| CustomExtension::from_oid_content(&[1, 2, 3, number], vec![5; size]))
        .collect();
    parameters.self_signed(&KeyPair::generate().unwrap()).unwrap().der().to_vec()
}

#[test]
fn certificates_of_thousands_of_extensions_are_refused_at_once() {
    let large = certificate(12_000, 0);
    assert!(large.len() < 250_000);
    within_bounds("a certificate", || assert!(Certificate::from_der(&large).is_err()));
    let object = object("packed", packed(&[large]));
    let verdict = within_bounds("a statement", || judge(b"{}", &object, &[]));
    assert_eq!(verdict, Verdict::Invalid);
}

#[test]
fn the_longest_chains_under_many_anchors_of_one_name_are_judged_in_time() {
    let own = certificate(1, 4000);
    let anchors: Vec<_> =
        (0..40).map(|_| TrustAnchor::from_der(&certificate(0, 0)).unwrap()).collect();
    let chain = vec![own; 15];
    let one: Value =
        [("fmt", Value::from("packed")), ("attStmt", packed(&chain[..3]))].into_iter().collect();
    let compound = object("compound", Value::Array(vec![one; 8]));
    let packed = object("packed", packed(&chain));
    for object in [packed, compound] {
        let verdict = within_bounds("a chain", || judge(b"{}", &object, &anchors));
        assert_eq!(verdict, Verdict::Invalid);
    }
}
