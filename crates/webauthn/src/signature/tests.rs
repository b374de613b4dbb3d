use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair as RsaKeyPair, KeySize},
    signature::{self as lc, EcdsaKeyPair, Ed25519KeyPair, KeyPair},
};

use super::{Verdict, is_supported, verify};
use crate::{
    CoseAlgorithmIdentifier as Algorithm, EcPoint, EllipticCurve, MlDsaParameterSet, PublicKey,
};

const MESSAGE: &[u8] = b"authenticatorData || clientDataHash";

fn expect(algorithm: Algorithm, key: &PublicKey, signature: &[u8]) {
    assert_eq!(verify(algorithm, key, MESSAGE, signature), Verdict::Valid, "{algorithm}");
    assert_eq!(verify(algorithm, key, b"other", signature), Verdict::Invalid, "{algorithm}");
    let mut bent = signature.to_vec();
    *bent.last_mut().unwrap() ^= 1;
    assert_eq!(verify(algorithm, key, MESSAGE, &bent), Verdict::Invalid, "{algorithm}");
    assert_eq!(verify(algorithm, key, MESSAGE, &[]), Verdict::Invalid, "{algorithm}");
}

#[test]
fn ecdsa_verifies_on_its_own_curve_only() {
    for (curve, signing, algorithms) in [
        (
            EllipticCurve::P256,
            &lc::ECDSA_P256_SHA256_ASN1_SIGNING,
            &[Algorithm::ES256, Algorithm::ESP256][..],
        ),
        (
            EllipticCurve::P384,
            &lc::ECDSA_P384_SHA384_ASN1_SIGNING,
            &[Algorithm::ES384, Algorithm::ESP384],
        ),
        (
            EllipticCurve::P521,
            &lc::ECDSA_P521_SHA512_ASN1_SIGNING,
            &[Algorithm::ES512, Algorithm::ESP512],
        ),
        (EllipticCurve::Secp256k1, &lc::ECDSA_P256K1_SHA256_ASN1_SIGNING, &[Algorithm::ES256K]),
    ] {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let point = pair.public_key().as_ref().to_vec();
        let key = PublicKey::Ec(EcPoint::new(curve, point).unwrap());
        let signature = pair.sign(&SystemRandom::new(), MESSAGE).unwrap();
        for algorithm in algorithms {
            expect(*algorithm, &key, signature.as_ref());
        }
        let foreign =
            if curve == EllipticCurve::P256 { Algorithm::ES384 } else { Algorithm::ES256 };
        assert_eq!(verify(foreign, &key, MESSAGE, signature.as_ref()), Verdict::KeyMismatch);
        let rs256 = verify(Algorithm::RS256, &key, MESSAGE, signature.as_ref());
        assert_eq!(rs256, Verdict::KeyMismatch);
    }
}

#[test]
fn ed25519_verifies_under_both_its_names() {
    let pair = Ed25519KeyPair::generate().unwrap();
    let key = PublicKey::Ed25519(pair.public_key().as_ref().try_into().unwrap());
    let signature = pair.sign(MESSAGE);
    expect(Algorithm::EDDSA, &key, signature.as_ref());
    expect(Algorithm::ED25519, &key, signature.as_ref());
}

#[test]
fn rsa_verifies_in_both_paddings() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    // RSAPublicKey in DER: two heads and a sign byte, 256 bytes of modulus, a head, the exponent.
    let public = pair.public_key().as_ref();
    let key = PublicKey::rsa(&public[9..265], &public[267..]).unwrap();
    let paddings: [(_, &'static dyn lc::RsaEncoding); 6] = [
        (Algorithm::RS256, &lc::RSA_PKCS1_SHA256),
        (Algorithm::RS384, &lc::RSA_PKCS1_SHA384),
        (Algorithm::RS512, &lc::RSA_PKCS1_SHA512),
        (Algorithm::PS256, &lc::RSA_PSS_SHA256),
        (Algorithm::PS384, &lc::RSA_PSS_SHA384),
        (Algorithm::PS512, &lc::RSA_PSS_SHA512),
    ];
    for (algorithm, padding) in paddings {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(padding, &SystemRandom::new(), MESSAGE, &mut signature).unwrap();
        expect(algorithm, &key, &signature);
    }
}

#[test]
fn ml_dsa_verifies_and_tells_its_parameter_sets_apart() {
    let pair = lc::PqdsaKeyPair::generate(&lc::ML_DSA_44_SIGNING).unwrap();
    let key = PublicKey::MlDsa {
        parameter_set: MlDsaParameterSet::MlDsa44,
        key: pair.public_key().as_ref().to_vec(),
    };
    let mut signature = vec![0; lc::ML_DSA_44_SIGNING.signature_len()];
    pair.sign(MESSAGE, &mut signature).unwrap();
    expect(Algorithm::ML_DSA_44, &key, &signature);
    assert_eq!(verify(Algorithm::ML_DSA_65, &key, MESSAGE, &signature), Verdict::KeyMismatch);
}

#[test]
fn what_this_build_cannot_do_is_said_not_guessed() {
    let ed448 = PublicKey::Ed448([1; 57]);
    assert_eq!(verify(Algorithm::ED448, &ed448, MESSAGE, &[0; 114]), Verdict::Unsupported);
    assert_eq!(verify(Algorithm(-90_000), &ed448, MESSAGE, &[]), Verdict::Unsupported);
    assert_eq!(verify(Algorithm::ES256, &PublicKey::Unknown, MESSAGE, &[]), Verdict::Unsupported);
    let small = PublicKey::rsa(&[0xFF; 64], &[3]).unwrap();
    assert_eq!(verify(Algorithm::RS256, &small, MESSAGE, &[0; 64]), Verdict::Unsupported);
    assert!(is_supported(Algorithm::ES256K));
    assert!(!is_supported(Algorithm::ED448) && !is_supported(Algorithm(-90_000)));
}
