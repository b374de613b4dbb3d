use std::collections::VecDeque;

use aws_lc_rs::agreement::{self, ECDH_P256, PrivateKey, UnparsedPublicKey};
use webauthn::cbor::Value;

use super::{
    PinUvAuthError, PinUvAuthProtocol, PlatformKey, SharedSecret, block, cose_key, uncompressed,
};
use crate::{Entropy, NoEntropy, SystemEntropy};

/// The authenticator's half, from the same primitives: the point here is the two directions.
fn authenticator() -> (PrivateKey, Value) {
    let key = PrivateKey::from_private_key(&ECDH_P256, &[0x11; 32]).unwrap();
    let cose = cose_key(key.compute_public_key().unwrap().as_ref()).unwrap();
    (key, cose)
}

fn platform_key() -> PlatformKey {
    PlatformKey::generate(&mut SystemEntropy::new()).unwrap()
}

fn shared(protocol: PinUvAuthProtocol) -> (SharedSecret, SharedSecret) {
    let (theirs, cose) = authenticator();
    let (ours, platform) = SharedSecret::encapsulate(protocol, &cose, platform_key()).unwrap();
    let point = uncompressed(&ours).unwrap();
    let authenticator = agreement::agree(
        &theirs,
        UnparsedPublicKey::new(&ECDH_P256, &point),
        PinUvAuthError::KeyAgreement,
        |z| SharedSecret::derive(protocol, z),
    )
    .unwrap();
    (platform, authenticator)
}

#[test]
fn a_token_sealed_by_the_other_side_is_opened_and_macs_agree() {
    for protocol in [PinUvAuthProtocol::One, PinUvAuthProtocol::Two] {
        let (platform, authenticator) = shared(protocol);
        let sealed = authenticator.encrypt(&[0x5A; 32], &mut SystemEntropy::new()).unwrap();
        let token = platform.open_token(&sealed).unwrap();
        assert_eq!(*token.token, [0x5A; 32]);
        assert_eq!(platform.authenticate(b"m"), authenticator.authenticate(b"m"));
    }
}

#[test]
fn lengths_are_those_of_the_protocol() {
    // CTAP 2.1 §6.5.6 and §6.5.7: 16-byte MAC and token of 16 or 32; 32-byte MAC, IV, token of 32.
    let (one, _) = shared(PinUvAuthProtocol::One);
    assert_eq!(one.authenticate(b"m").len(), 16);
    assert!(one.open_token(&[0; 16]).is_ok() && one.open_token(&[0; 32]).is_ok());
    let (two, _) = shared(PinUvAuthProtocol::Two);
    assert_eq!(two.authenticate(b"m").len(), 32);
    assert!(two.open_token(&[0; 48]).is_ok());
    for (secret, length) in [(&one, 0), (&one, 48), (&one, 17), (&two, 16), (&two, 32), (&two, 47)]
    {
        assert_eq!(secret.open_token(&vec![0; length]).err(), Some(PinUvAuthError::Token));
    }
}

#[test]
fn aes_256_cbc_matches_nist_sp_800_38a_f_2_5() {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    let iv = hex("000102030405060708090a0b0c0d0e0f");
    let (key, iv) = (key.as_slice().try_into().unwrap(), iv.as_slice().try_into().unwrap());
    let plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    let cipher = hex("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d");
    assert_eq!(block::encrypt(key, iv, &plain), cipher);
    assert_eq!(*block::decrypt(key, iv, &cipher), plain);
}

#[test]
fn a_key_agreement_key_that_is_none_is_refused() {
    let (_, good) = authenticator();
    let Value::Map(entries) = &good else { panic!("a COSE key is a map") };
    let refused = |entries: Vec<(Value, Value)>| {
        let key = Value::Map(entries);
        SharedSecret::encapsulate(PinUvAuthProtocol::One, &key, platform_key()).is_err()
    };
    assert!(!refused(entries.clone()));
    for left_out in [0, 2, 3, 4] {
        let mut fewer = entries.clone();
        fewer.remove(left_out);
        assert!(refused(fewer), "without member {left_out}");
    }
    let mut off_curve = entries.clone();
    off_curve[4].1 = Value::from([9u8; 32]);
    assert!(refused(off_curve));
}

#[test]
fn the_first_protocol_of_the_keys_list_that_is_known_is_taken() {
    use PinUvAuthProtocol::{One, Two};
    assert_eq!(PinUvAuthProtocol::preferred(&[]), Some(One));
    assert_eq!(PinUvAuthProtocol::preferred(&[2, 1]), Some(Two));
    assert_eq!(PinUvAuthProtocol::preferred(&[9, 1, 2]), Some(One));
    assert_eq!(PinUvAuthProtocol::preferred(&[9]), None);
}

#[test]
fn without_randomness_nothing_is_sent() {
    struct Dry(VecDeque<()>);
    impl Entropy for Dry {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), NoEntropy> {
            self.0.pop_front().ok_or(NoEntropy)
        }
    }
    let made = PlatformKey::generate(&mut Dry(VecDeque::new()));
    assert!(matches!(made, Err(PinUvAuthError::NoEntropy(_))));
}
