use data_encoding::HEXLOWER as HEX;

use super::{Attest, Attested, Key, NameAlg, Public, StructureError, bare_signature};
use crate::{CoseAlgorithmIdentifier as Algorithm, PublicKey};

/// `TPMS_ATTEST` of WebAuthn L3 §16, "TPM Attestation with ES256 Credential".
const CERT_INFO: &str = "ff544347801700000020277d0e05579dd013215a62273f7f3a3e7e191ead2654a3036d75a5a\
    3ee37a6b0000000000000000011111111222222223300000000000000000022000b9c42d8aad5939331b9af3711af179f1\
    7123178098c9a7d0ca89fcd1fc800f3c70000";
/// `TPMT_PUBLIC` of the same.
const PUB_AREA: &str = "0023000b0004000000000010001000030010002041202698c9d9753fb4bb3f27cd09fe6b8af\
    db76438ee2ae54d7c9dade10d864b0020d8735115cdb330a63ea1d6e43d5000f4bd56f99bce83ee1d73301fc270116d07";

fn hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    HEX.decode(digits.as_bytes()).unwrap()
}

#[test]
fn the_structures_of_the_standard_are_read_and_fit_together() {
    let cert_info = hex(CERT_INFO);
    let attest = Attest::from_bytes(&cert_info).unwrap();
    assert_eq!((attest.magic, attest.r#type), (Attest::GENERATED, Attest::CERTIFY));
    assert_eq!((attest.extra_data.len(), attest.clock_safe), (32, 0x33));
    let pub_area = hex(PUB_AREA);
    let public = Public::from_bytes(&pub_area).unwrap();
    let Attested::Certify { name, .. } = attest.attested else { unreachable!() };
    assert_eq!(public.name().unwrap(), name);
    assert!(matches!(public.public_key(), Some(PublicKey::Ec(_))));
    assert_eq!(public.scheme, None);
}

#[test]
fn each_byte_missing_or_more_is_noticed() {
    type Read = fn(&[u8]) -> Option<StructureError>;
    let readers: [(&str, Read); 2] = [
        (CERT_INFO, |bytes| Attest::from_bytes(bytes).err()),
        (PUB_AREA, |bytes| Public::from_bytes(bytes).err()),
    ];
    for (text, read) in readers {
        let bytes = hex(text);
        for length in 0..bytes.len() {
            assert!(matches!(read(&bytes[..length]), Some(StructureError::Truncated(_))));
        }
        assert_eq!(read(&[&*bytes, &[0]].concat()), Some(StructureError::Trailing(1)));
    }
}

#[test]
fn a_structure_of_another_type_is_read_as_far_as_it_is_known() {
    let mut cert_info = hex(CERT_INFO);
    cert_info[5] = 0x18; // TPM_ST_ATTEST_QUOTE
    let attest = Attest::from_bytes(&cert_info).unwrap();
    assert_eq!((attest.r#type, attest.attested), (0x8018, Attested::Other));
    let mut pub_area = hex(PUB_AREA);
    pub_area[1] = 0x25; // TPM_ALG_SYMCIPHER
    assert_eq!(Public::from_bytes(&pub_area), Err(StructureError::Unknown("type")));
}

fn rsa(scheme: &str, exponent: &str) -> Vec<u8> {
    let modulus = "c1".repeat(256);
    hex(&format!("0001000b00060472000000 10{scheme}0800{exponent}0100{modulus}"))
}

#[test]
fn rsa_keys_have_their_exponent_and_their_scheme() {
    let plain = rsa("0010", "00000000");
    let Some(PublicKey::Rsa { e, n }) = Public::from_bytes(&plain).unwrap().public_key() else {
        unreachable!()
    };
    // TPM 2.0 part 2 §12.2.3.5: 0 means 2^16 + 1.
    assert_eq!((e, n.len()), (vec![1, 0, 1], 256));
    let three = rsa("0014000b", "00000003");
    let public = Public::from_bytes(&three).unwrap();
    assert!(matches!(public.key, Key::Rsa { exponent: 3, key_bits: 2048, .. }));
    // RSASSA with SHA-256.
    let scheme = public.scheme.unwrap();
    assert!(scheme.allows(Algorithm::RS256));
    assert!(!scheme.allows(Algorithm::PS256) && !scheme.allows(Algorithm::RS1));
    assert!(!scheme.allows(Algorithm::ES256));
    let unknown = rsa("00ff", "00000000");
    assert_eq!(Public::from_bytes(&unknown), Err(StructureError::Unknown("scheme")));
}

#[test]
fn coordinates_may_lack_leading_zeros_but_must_be_on_the_curve() {
    let mut pub_area = hex(PUB_AREA);
    let last = pub_area.len() - 1;
    pub_area[last] ^= 1;
    assert_eq!(Public::from_bytes(&pub_area).unwrap().public_key(), None);
    let mut other_curve = hex(PUB_AREA);
    other_curve[15] = 4; // TPM_ECC_NIST_P384
    assert_eq!(Public::from_bytes(&other_curve).unwrap().public_key(), None);
    // x = 5 on P-256: y from the curve equation y^2 = x^3 - 3x + b.
    let y = "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
    let short = hex(&format!("0023000b0004000000000010001000030010000105 0020{y}"));
    assert!(Public::from_bytes(&short).unwrap().public_key().is_some());
}

#[test]
fn a_name_of_an_unknown_hash_is_not_made_up() {
    assert_eq!(NameAlg(0x0027).hash(), None);
    let mut pub_area = hex(PUB_AREA);
    pub_area[3] = 0x27; // TPM_ALG_SHA3_256
    assert_eq!(Public::from_bytes(&pub_area).unwrap().name(), None);
}

#[test]
fn signatures_are_unwrapped_only_where_the_wrapping_is_whole() {
    let wrapped = hex("0014000b000401020304");
    assert_eq!(*bare_signature(&wrapped), [1, 2, 3, 4]);
    let ecdsa = hex("0018000b000200ff000101");
    assert_eq!(*bare_signature(&ecdsa), [0x30, 7, 2, 2, 0, 0xFF, 2, 1, 1]);
    for bare in [&[0x14][..], &[0, 0x14, 0, 0xB, 0, 4, 1], &[0x30, 6, 2, 1, 1, 2, 1, 1]] {
        assert_eq!(*bare_signature(bare), *bare);
    }
}
