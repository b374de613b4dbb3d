use data_encoding::HEXLOWER;
use rcgen::{CertificateParams, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use serde_json::json;

use super::service::{AAGUID, Service, entry, now, payload, standard, time};
use crate::{
    TrustAnchor,
    metadata::{BlobError, IndexWarning, MetadataBlob, MetadataRoots, Opening, Stored},
};

fn one() -> serde_json::Value {
    payload(vec![entry(|_| {})])
}

#[test]
fn a_signed_blob_is_opened_and_says_who_stands_for_it() {
    let service = Service::new();
    let blob = service.open(&service.sign(&one())).unwrap();
    assert_eq!((blob.number(), blob.len()), (7, 1));
    assert_eq!(blob.next_update(), Some(time("2026-07-01")));
    let signed_by = blob.signed_by().unwrap();
    assert_eq!(signed_by.signer, "CN=mds.fidoalliance.org");
    assert_eq!(signed_by.anchor, "CN=Metadata Test Root");
    assert_eq!(blob.model(AAGUID.parse().unwrap()), Some("Exemplar Key 1"));
}

#[test]
fn the_algorithms_of_jws_are_verified() {
    for (name, algorithm) in [
        ("ES256", &PKCS_ECDSA_P256_SHA256),
        ("ES384", &PKCS_ECDSA_P384_SHA384),
        ("EdDSA", &PKCS_ED25519),
    ] {
        let service = Service::with(algorithm, |_| {});
        let jws = service.sign_under(&service.header(name), one().to_string().as_bytes());
        assert!(service.open(&jws).is_ok(), "{name}");
    }
}

#[test]
fn a_bare_payload_is_read_and_nobody_stands_for_it() {
    let blob = Service::new().open(one().to_string().as_bytes()).unwrap();
    assert_eq!(blob.signed_by(), None);
    assert_eq!(blob.len(), 1);
}

#[test]
fn any_bit_of_header_payload_or_signature_that_turns_is_noticed() {
    let service = Service::new();
    let jws = service.sign(&one());
    for at in [5, jws.len() / 2, jws.len() - 5] {
        let mut bent = jws.clone();
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        assert!(service.open(&bent).is_err(), "{at}");
    }
    let mut other = jws.clone();
    let dots: Vec<_> = (0..jws.len()).filter(|at| jws[*at] == b'.').collect();
    other[dots[0] + 9] ^= 1;
    assert_eq!(service.open(&other).unwrap_err(), BlobError::SignatureInvalid);
}

#[test]
fn neither_none_nor_a_mac_is_a_signature() {
    let service = Service::new();
    for alg in ["none", "HS256", "", "RS256x"] {
        let jws = service.sign_under(&service.header(alg), one().to_string().as_bytes());
        let expected = BlobError::AlgorithmUnsupported(alg.to_owned());
        assert_eq!(service.open(&jws).unwrap_err(), expected);
    }
}

// RFC 7518 §3.4: ES256 is of P-256 only.
#[test]
fn an_algorithm_of_another_key_is_refused() {
    let service = Service::with(&PKCS_ECDSA_P384_SHA384, |_| {});
    for alg in ["ES256", "RS256", "EdDSA"] {
        let jws = service.sign_under(&service.header(alg), one().to_string().as_bytes());
        assert_eq!(service.open(&jws).unwrap_err(), BlobError::SignatureInvalid, "{alg}");
    }
}

// RFC 7515 §4.1.11.
#[test]
fn critical_header_parameters_are_refused() {
    let service = Service::new();
    let mut header = service.header("ES256");
    header["crit"] = json!(["b64"]);
    header["b64"] = json!(false);
    let jws = service.sign_under(&header, one().to_string().as_bytes());
    assert_eq!(service.open(&jws).unwrap_err(), BlobError::CriticalHeader);
}

#[test]
fn certificates_must_be_there_be_certificates_and_lead_to_a_root() {
    let service = Service::new();
    let with = |x5c: serde_json::Value| {
        let header = json!({ "alg": "ES256", "x5c": x5c });
        service.open(&service.sign_under(&header, one().to_string().as_bytes())).unwrap_err()
    };
    assert_eq!(with(json!(null)), BlobError::NoCertificates);
    assert_eq!(with(json!([])), BlobError::NoCertificates);
    assert_eq!(with(json!(["AAAA"])), BlobError::CertificateMalformed);
    let many = vec![standard(&service.leaf_der); 9];
    assert_eq!(with(json!(many)), BlobError::CertificateMalformed);
    // Another certificate of the same root did not sign this.
    assert_eq!(with(json!([standard(&service.another())])), BlobError::SignatureInvalid);
    // RFC 7515 §4.1.5; FIDO MDS v3.0 §3.1.7 has either.
    let header = json!({ "alg": "ES256", "x5u": "https://mds.example/certificates" });
    let elsewhere = service.open(&service.sign_under(&header, one().to_string().as_bytes()));
    assert_eq!(elsewhere.unwrap_err(), BlobError::CertificatesElsewhere);
    let stranger = Service::new();
    assert_eq!(service.open(&stranger.sign(&one())).unwrap_err(), BlobError::Untrusted);
}

#[test]
fn certificates_are_judged_at_the_time_that_is_given() {
    let service = Service::new();
    let (jws, roots) = (service.sign(&one()), service.roots());
    let open = |at| {
        let opening = Opening { roots: &roots, at: time(at), previous: None };
        MetadataBlob::open(&jws, opening).map(|blob| blob.len())
    };
    assert_eq!(open("2026-06-01"), Ok(1));
    assert_eq!(open("2025-06-01"), Err(BlobError::CertificateNotYetValid));
    assert_eq!(open("2027-06-01"), Err(BlobError::CertificateExpired));
    assert_eq!(open("2041-06-01"), Err(BlobError::CertificateExpired));
}

// FIDO MDS v3.0 §3.1.6: the number only grows.
#[test]
fn the_number_never_goes_back() {
    let service = Service::new();
    let (jws, roots) = (service.sign(&one()), service.roots());
    let open = |previous| {
        let opening = Opening { roots: &roots, at: now(), previous };
        MetadataBlob::open(&jws, opening).map(|blob| blob.number())
    };
    assert_eq!(open(None), Ok(7));
    assert_eq!(open(Some(6)), Ok(7));
    assert_eq!(open(Some(7)), Ok(7));
    assert_eq!(open(Some(8)), Err(BlobError::Older { number: 7, previous: 8 }));
}

#[test]
fn past_its_next_update_it_is_stale_and_not_before_that_day_is_over() {
    let blob = Service::new().open(one().to_string().as_bytes()).unwrap();
    assert!(!blob.is_stale(time("2026-07-01T23:59:59Z")));
    assert!(blob.is_stale(time("2026-07-02")));
    let undated = json!({ "no": 1, "entries": [] }).to_string();
    assert!(Service::new().open(undated.as_bytes()).unwrap().is_stale(time("2000-01-01")));
}

#[test]
fn what_is_no_blob_is_refused() {
    let service = Service::new();
    for bytes in [&b""[..], b"x", b"a.b", b"..", b"e30..", b"[]", b"\xEF\xBB\xBF"] {
        assert!(service.open(bytes).is_err());
    }
    for payload in
        ["{", "{}", r#"{"no":1}"#, r#"{"no":-1,"entries":[]}"#, r#"{"no":1,"entries":{}}"#]
    {
        let error = service.open(payload.as_bytes()).unwrap_err();
        assert!(matches!(error, BlobError::Payload(_)), "{payload}: {error}");
    }
}

// The built-in roots certify web servers of everybody.
#[test]
fn under_the_public_roots_only_the_service_itself_signs() {
    let own = Service::new();
    let public = |anchor: TrustAnchor| {
        let mut roots = MetadataRoots::fido();
        roots.anchors.push(anchor);
        roots
    };
    let open = |service: &Service| {
        let opening = Opening { roots: &public(service.anchor()), at: now(), previous: None };
        MetadataBlob::open(&service.sign(&one()), opening).map(|blob| blob.len())
    };
    assert_eq!(open(&own), Ok(1));
    let named = |names: &[&str], common: &str| {
        let names = names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let common = common.to_owned();
        Service::with(&PKCS_ECDSA_P256_SHA256, move |leaf: &mut CertificateParams| {
            leaf.subject_alt_names = CertificateParams::new(names).unwrap().subject_alt_names;
            leaf.distinguished_name.push(rcgen::DnType::CommonName, common);
        })
    };
    assert_eq!(open(&named(&["www.example.org", "mds.fidoalliance.org"], "x")), Ok(1));
    for other in [
        named(&["www.example.org"], "www.example.org"),
        named(&["www.example.org"], "mds.fidoalliance.org"),
        named(&[], "mds.fidoalliance.org.example"),
    ] {
        assert!(matches!(open(&other), Err(BlobError::OtherSigner(_))));
    }
}

#[test]
fn the_built_in_roots_are_globalsign_s_r3_and_r46() {
    let roots = MetadataRoots::fido();
    let hash = |anchor: &TrustAnchor| {
        let digest =
            aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, anchor.certificate().as_der());
        HEXLOWER.encode(digest.as_ref())
    };
    let hashes: Vec<_> = roots.anchors.iter().map(hash).collect();
    assert_eq!(
        hashes,
        [
            "cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b",
            "4fa3126d8d3a11d1c4855a4f807cbad6cf919d3a5a88b03bea2c6372d93c40c9",
        ]
    );
}

#[test]
fn an_odd_entry_is_a_warning_and_the_rest_is_there() {
    let odd = [
        json!(7),
        json!({ "aaguid": "no" }),
        json!({ "statusReports": [] }),
        json!({ "attestationCertificateKeyIdentifiers": ["xyz"] }),
        json!({ "attestationCertificateKeyIdentifiers": 1, "aaid": "1234#5678" }),
        entry(|_| {}),
        entry(|entry| entry["metadataStatement"] = json!([])),
    ];
    let blob = Service::new().open(payload(odd.to_vec()).to_string().as_bytes()).unwrap();
    let warnings: Vec<_> =
        blob.warnings().iter().map(|IndexWarning { entry, oddity }| (*entry, *oddity)).collect();
    assert_eq!(
        warnings,
        [
            (0, Stored::NotAnEntry),
            (1, Stored::NoAaguid),
            (2, Stored::Nameless),
            (3, Stored::NoKeyIdentifier),
            (4, Stored::NoKeyIdentifier),
            (6, Stored::NamedTwice),
        ]
    );
    assert_eq!(blob.entries().count(), 7);
    // The first of a name counts.
    assert!(blob.by_aaguid(AAGUID.parse().unwrap()).unwrap().statement.is_some());
}
