use super::{AuthenticatorData, Flaw, TooShort};
use crate::{CoseAlgorithmIdentifier, cbor};

/// The base point of P-256 (SEC 2 §2.4.2) as an ES256 key.
fn key() -> Vec<u8> {
    let hex = "a5010203262001215820\
        6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296225820\
        4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
    data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap()
}

fn data(flags: u8, rest: &[&[u8]]) -> Vec<u8> {
    [&[0xAB; 32][..], &[flags], &7u32.to_be_bytes(), &rest.concat()].concat()
}

fn attested(rest: &[u8]) -> Vec<u8> {
    [&[0xCD; 16][..], &[0, 3], b"id!", &key(), rest].concat()
}

#[test]
fn every_field_is_read_and_the_bytes_are_kept() {
    let bytes = data(0xC5, &[&attested(&[]), &[0xA1, 0x61, b'x', 0xF5]]);
    let read = AuthenticatorData::from_bytes(&bytes).unwrap();
    assert_eq!((read.rp_id_hash, read.sign_count), ([0xAB; 32], 7));
    assert!(read.flags.user_present() && read.flags.user_verified());
    assert!(!read.flags.backup_eligible() && !read.flags.backup_state());
    let attested = read.attested_credential_data.as_ref().unwrap();
    assert_eq!(attested.aaguid.0, [0xCD; 16]);
    assert_eq!(attested.credential_id.as_bytes(), b"id!");
    assert_eq!(attested.credential_public_key_bytes, key());
    let algorithm = attested.credential_public_key.as_ref().unwrap().algorithm();
    assert_eq!(algorithm, CoseAlgorithmIdentifier::ES256);
    assert_eq!(read.extensions.as_ref().unwrap().get("x").unwrap().as_bool(), Some(true));
    assert_eq!((read.flaws.as_slice(), read.as_bytes()), (&[][..], bytes.as_slice()));
}

#[test]
fn a_broken_layout_is_a_flaw_and_the_rest_is_still_read() {
    let flaws = |bytes: &[u8]| AuthenticatorData::from_bytes(bytes).unwrap().flaws;
    assert_eq!(flaws(&data(0x41, &[&attested(&[1, 2])])), [Flaw::TrailingBytes(2)]);
    assert_eq!(flaws(&data(0x01, &[&attested(&[])])), [Flaw::TrailingBytes(98)]);
    assert_eq!(flaws(&data(0x41, &[&[0; 17]])), [Flaw::AttestedCredentialDataTruncated]);
    assert_eq!(
        flaws(&data(0x41, &[&[0; 16], &[0xFF, 0xFF]])),
        [Flaw::AttestedCredentialDataTruncated]
    );
    let no_key = data(0x41, &[&[0; 18]]);
    assert_eq!(flaws(&no_key), [Flaw::PublicKeyNotCbor(cbor::DecodeError::Truncated(0))]);
    assert_eq!(flaws(&data(0x81, &[])), [Flaw::ExtensionsMalformed]);
    assert_eq!(flaws(&data(0x81, &[&[0x80]])), [Flaw::ExtensionsMalformed]);
    let attested_only = AuthenticatorData::from_bytes(&data(0xC1, &[&attested(&[])])).unwrap();
    assert_eq!(attested_only.flaws, [Flaw::ExtensionsMalformed]);
    assert!(attested_only.attested_credential_data.is_some());
}

#[test]
fn fewer_than_37_bytes_are_no_authenticator_data() {
    for length in 0..37 {
        assert_eq!(AuthenticatorData::from_bytes(&vec![0; length]), Err(TooShort(length)));
    }
    assert!(AuthenticatorData::from_bytes(&[0; 37]).is_ok());
}
