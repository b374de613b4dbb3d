use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use data_encoding::HEXUPPER as HEX;
use proptest::prelude::*;

use super::is_on_curve;
use crate::{EllipticCurve, signature};

fn ours(point: &[u8; 64]) -> bool {
    is_on_curve(point[..32].try_into().unwrap(), point[32..].try_into().unwrap())
}

fn theirs(point: &[u8; 64]) -> bool {
    signature::is_on_curve(EllipticCurve::P256, &[&[4], &point[..]].concat())
}

fn made() -> [u8; 64] {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    pair.public_key().as_ref()[1..].try_into().unwrap()
}

fn of(x: &str, y: &str) -> bool {
    let bytes = |hex: &str| HEX.decode(hex.as_bytes()).unwrap().try_into().unwrap();
    is_on_curve(&bytes(x), &bytes(y))
}

const GX: &str = "6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296";
const GY: &str = "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5";

#[test]
fn the_base_point_and_its_negative_are_points() {
    // SP 800-186 §3.2.1.3.
    assert!(of(GX, GY));
    assert!(of(GX, "B01CBD1C01E58065711814B583F061E9D431CCA994CEA1313449BF97C840AE0A"));
    assert!(!of(GY, GX));
}

#[test]
fn the_points_with_x_of_zero_are_points_in_one_spelling_only() {
    const P: &str = "FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF";
    let zero = "00".repeat(32);
    // A root of b.
    let y = "66485C780E2F83D72433BD5D84A06BB6541C2AF31DAE871728BF856A174F93F4";
    assert!(of(&zero, y));
    assert!(!of(P, y), "zero is not written as P");
    assert!(!of(&"FF".repeat(32), y));
    assert!(!of(&zero, &zero));
}

#[test]
fn whatever_the_back_end_makes_is_a_point_and_with_one_bit_changed_is_what_it_says() {
    for _ in 0..50 {
        let point = made();
        assert!(ours(&point));
        for bit in 0..512 {
            let mut other = point;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(ours(&other), theirs(&other), "{other:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_what_the_back_end_says_they_are(x: [u8; 32], y: [u8; 32], ones in 0..32usize) {
        let mut point: [u8; 64] = [x, y].concat().try_into().unwrap();
        prop_assert_eq!(ours(&point), theirs(&point));
        point[..ones].fill(0xFF);
        prop_assert_eq!(ours(&point), theirs(&point));
    }
}
