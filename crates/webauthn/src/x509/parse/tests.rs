use x509_parser::{prelude::FromDer, x509::AlgorithmIdentifier};

use super::scheme;
use crate::{
    der,
    signature::{Hash, Scheme},
};

/// `id-RSASSA-PSS` and `id-mgf1`: 1.2.840.113549.1.1.10 and .8.
const PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
const MGF1: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x08];

/// A hash of NIST's: 2.16.840.1.101.3.4.2.x.
fn hash(number: u8) -> Vec<u8> {
    der::sequence(&der::oid(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, number]))
}

fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap();
    [&[0xA0 | number, length], content].concat()
}

fn pss(hashed: u8, masked: u8, salt: u8, trailer: u8) -> Option<Scheme> {
    let mask = der::sequence(&[der::oid(MGF1), hash(masked)].concat());
    let parameters = [
        explicit(0, &hash(hashed)),
        explicit(1, &mask),
        explicit(2, &der::unsigned(&[salt])),
        explicit(3, &der::unsigned(&[trailer])),
    ];
    let whole = der::sequence(&[der::oid(PSS), der::sequence(&parameters.concat())].concat());
    let (_, algorithm) = AlgorithmIdentifier::from_der(&whole).unwrap();
    scheme(&algorithm)
}

// RFC 4055 §3.1: saltLength may be any, 20 where nothing is said.
#[test]
fn rsa_pss_is_known_with_the_salt_and_mask_that_can_be_verified_and_unknown_with_others() {
    assert_eq!(pss(1, 1, 32, 1), Some(Scheme::RsaPss(Hash::Sha256)));
    assert_eq!(pss(2, 2, 48, 1), Some(Scheme::RsaPss(Hash::Sha384)));
    assert_eq!(pss(3, 3, 64, 1), Some(Scheme::RsaPss(Hash::Sha512)));
    for (what, parameters) in [
        ("the salt that is the default", pss(1, 1, 20, 1)),
        ("a salt of another hash", pss(1, 1, 64, 1)),
        ("a mask with another hash", pss(1, 2, 32, 1)),
        ("another trailer", pss(1, 1, 32, 2)),
        ("a hash of nobody", pss(9, 9, 32, 1)),
    ] {
        assert_eq!(parameters, None, "{what}");
    }
}
