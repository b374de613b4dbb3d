use data_encoding::HEXLOWER_PERMISSIVE as HEX;

use super::{CoseAlgorithmIdentifier as Algorithm, CosePublicKey, PublicKeyError};
use crate::{cbor::Value, public_key::PublicKey};

// The base point of P-256 (SEC 2 §2.4.2), a point like any other.
const X: &str = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296";
const Y: &str = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

fn hex(text: &str) -> Value {
    Value::from(HEX.decode(text.as_bytes()).unwrap())
}

fn es256() -> Vec<(i64, Value)> {
    vec![(1, 2.into()), (3, (-7).into()), (-1, 1.into()), (-2, hex(X)), (-3, hex(Y))]
}

fn parse(entries: Vec<(i64, Value)>) -> Result<CosePublicKey, PublicKeyError> {
    CosePublicKey::from_cbor(&entries.into_iter().collect())
}

fn with(label: i64, value: Value) -> Result<CosePublicKey, PublicKeyError> {
    let mut entries = es256();
    entries.retain(|(known, _)| *known != label);
    entries.push((label, value));
    parse(entries)
}

fn is_malformed(result: Result<CosePublicKey, PublicKeyError>) -> bool {
    matches!(result, Err(PublicKeyError::Malformed(_)))
}

#[test]
fn an_es256_key_is_read() {
    let key = parse(es256()).unwrap();
    assert_eq!(key.algorithm(), Algorithm::ES256);
    assert!(matches!(key.key(), PublicKey::Ec(_)));
    assert!(key.optional_parameters().is_empty());
}

#[test]
fn a_point_off_the_curve_is_named_as_such() {
    assert_eq!(with(-3, hex(X)), Err(PublicKeyError::NotOnCurve));
    assert_eq!(with(-3, Value::from([0; 32])), Err(PublicKeyError::NotOnCurve));
}

#[test]
fn a_private_part_is_refused_whatever_else_is_right() {
    assert_eq!(with(-4, Value::from([1; 32])), Err(PublicKeyError::PrivatePart));
    let rsa = vec![
        (1, 3.into()),
        (3, (-257).into()),
        (-1, Value::from([0xFF; 256])),
        (-2, Value::from([1, 0, 1])),
        (-3, Value::from([1; 256])),
    ];
    assert_eq!(parse(rsa), Err(PublicKeyError::PrivatePart));
}

#[test]
fn webauthn_l3_5_8_5_ties_algorithm_curve_and_form() {
    assert!(is_malformed(with(-1, 2.into())), "ES256 on P-384");
    assert!(is_malformed(with(3, (-35).into())), "ES384 on P-256");
    assert!(is_malformed(with(3, (-257).into())), "RS256 with an EC2 key");
    assert!(is_malformed(with(3, (-8).into())), "EdDSA with an EC2 key");
    assert!(is_malformed(with(-3, true.into())), "compressed point");
    assert!(is_malformed(with(1, 1.into())), "ES256 with an OKP key");
    assert!(is_malformed(with(1, 77.into())), "ES256 with a key type nobody knows");
    let ed448_as_eddsa =
        vec![(1, 1.into()), (3, (-8).into()), (-1, 7.into()), (-2, Value::from([1; 57]))];
    assert!(is_malformed(parse(ed448_as_eddsa)));
}

#[test]
fn missing_and_ill_typed_parameters_are_malformed() {
    for label in [1, 3, -1, -2, -3] {
        let mut entries = es256();
        entries.retain(|(known, _)| *known != label);
        assert!(is_malformed(parse(entries)), "{label}");
        assert!(is_malformed(with(label, Value::Null)), "{label}");
    }
    assert!(is_malformed(with(-2, Value::from([1; 31]))));
    assert!(is_malformed(CosePublicKey::from_cbor(&Value::Null)));
    assert!(is_malformed(parse(vec![(1, 4.into()), (3, 5.into()), (-1, Value::from([1; 32]))])));
}

#[test]
fn an_algorithm_nobody_knows_is_kept() {
    let key = parse(vec![(1, 77.into()), (3, (-90_000).into()), (-1, 1.into())]).unwrap();
    assert_eq!((key.algorithm().0, key.key()), (-90_000, &PublicKey::Unknown));
    assert_eq!(key.algorithm().to_string(), "-90000");
    assert_eq!(Algorithm::RS256.to_string(), "RS256 (-257)");
}

#[test]
fn parameters_that_webauthn_does_not_want_are_reported() {
    // L3 §6.5.1.1: no other OPTIONAL parameters. 2 is kid.
    assert_eq!(with(2, Value::from([1])).unwrap().optional_parameters(), [2]);
}

#[test]
fn rsa_numbers_are_checked_and_trimmed() {
    let mut n = [0xFF; 257];
    n[0] = 0;
    let key = |n: &[u8], e: &[u8]| {
        parse(vec![(1, 3.into()), (3, (-257).into()), (-1, n.into()), (-2, e.into())])
    };
    let PublicKey::Rsa { n: modulus, e } = key(&n, &[1, 0, 1]).unwrap().key().clone() else {
        unreachable!()
    };
    assert_eq!((modulus.len(), e), (256, vec![1, 0, 1]));
    for (n, e) in [(&n[..], &[1, 0][..]), (&n, &[1]), (&n, &[]), (&[], &[3]), (&[0xFE; 256], &[3])]
    {
        assert!(is_malformed(key(n, e)));
    }
}
