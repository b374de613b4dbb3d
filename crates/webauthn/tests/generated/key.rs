//! Keys of every algorithm, made anew. None must ever be kept beyond a run.

use std::{rc::Rc, sync::OnceLock};

use aws_lc_rs::{
    encoding::AsDer,
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self as lc, EcdsaKeyPair, Ed25519KeyPair, KeyPair, PqdsaKeyPair, RsaKeyPair},
};
use webauthn::{EcPoint, EllipticCurve, MlDsaParameterSet, PublicKey, cbor::Value};

use crate::der;

pub(crate) const ALGORITHMS: [i64; 11] = [-7, -35, -36, -47, -8, -257, -258, -37, -48, -49, -50];

pub(crate) struct Key {
    pub(crate) alg: i64,
    pair: Pair,
}

enum Pair {
    Ec(EllipticCurve, EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(&'static RsaKeyPair),
    MlDsa(MlDsaParameterSet, PqdsaKeyPair),
}

/// RSA keys take long to make: a few for each run.
fn rsa(which: usize) -> &'static RsaKeyPair {
    static KEYS: [OnceLock<RsaKeyPair>; 4] = [const { OnceLock::new() }; 4];
    KEYS[which % 4].get_or_init(|| RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
}

impl Key {
    /// `which`: of the few RSA keys, this one.
    pub(crate) fn new(alg: i64, which: usize) -> Rc<Self> {
        let ec = |curve, algorithm| Pair::Ec(curve, EcdsaKeyPair::generate(algorithm).unwrap());
        let pqdsa = |set, algorithm| Pair::MlDsa(set, PqdsaKeyPair::generate(algorithm).unwrap());
        let pair = match alg {
            -7 | -9 => ec(EllipticCurve::P256, &lc::ECDSA_P256_SHA256_ASN1_SIGNING),
            -35 | -51 => ec(EllipticCurve::P384, &lc::ECDSA_P384_SHA384_ASN1_SIGNING),
            -36 | -52 => ec(EllipticCurve::P521, &lc::ECDSA_P521_SHA512_ASN1_SIGNING),
            -47 => ec(EllipticCurve::Secp256k1, &lc::ECDSA_P256K1_SHA256_ASN1_SIGNING),
            -8 | -19 => Pair::Ed(Ed25519KeyPair::generate().unwrap()),
            -48 => pqdsa(MlDsaParameterSet::MlDsa44, &lc::ML_DSA_44_SIGNING),
            -49 => pqdsa(MlDsaParameterSet::MlDsa65, &lc::ML_DSA_65_SIGNING),
            -50 => pqdsa(MlDsaParameterSet::MlDsa87, &lc::ML_DSA_87_SIGNING),
            _ => Pair::Rsa(rsa(which)),
        };
        Rc::new(Self { alg, pair })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ec(_, pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Ed(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair) => {
                let padding: &'static dyn lc::RsaEncoding = match self.alg {
                    -258 => &lc::RSA_PKCS1_SHA384,
                    -259 => &lc::RSA_PKCS1_SHA512,
                    -37 => &lc::RSA_PSS_SHA256,
                    -38 => &lc::RSA_PSS_SHA384,
                    -39 => &lc::RSA_PSS_SHA512,
                    _ => &lc::RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature).unwrap();
                signature
            }
            Pair::MlDsa(_, pair) => {
                let mut signature = vec![0; pair.algorithm().signature_len()];
                let length = pair.sign(message, &mut signature).unwrap();
                signature.truncate(length);
                signature
            }
        }
    }

    /// The key's own bytes: a point, or the encoded key.
    pub(crate) fn public(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Ec(_, pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Rsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::MlDsa(_, pair) => pair.public_key().as_ref().to_vec(),
        }
    }

    /// Modulus and exponent. RSAPublicKey in DER: two heads and a sign byte, 256 bytes, a head.
    pub(crate) fn rsa_numbers(&self) -> (Vec<u8>, Vec<u8>) {
        let der = self.public();
        (der[9..265].to_vec(), der[267..].to_vec())
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => pair.public_key().as_der().unwrap().as_ref().to_vec(),
            Pair::Ec(curve, _) => {
                PublicKey::Ec(EcPoint::new(*curve, self.public()).unwrap()).to_spki_der().unwrap()
            }
            Pair::Ed(_) => {
                PublicKey::Ed25519(self.public().try_into().unwrap()).to_spki_der().unwrap()
            }
            Pair::MlDsa(parameter_set, _) => {
                let key = PublicKey::MlDsa { parameter_set: *parameter_set, key: self.public() };
                key.to_spki_der().unwrap()
            }
        }
    }

    /// `AlgorithmIdentifier` of certificates that the key signs.
    pub(crate) fn certificate_algorithm(&self) -> Vec<u8> {
        let ecdsa = |last| der::sequence(&[der::oid(&[1, 2, 840, 10045, 4, 3, last])]);
        match self.alg {
            -35 => ecdsa(3),
            -36 => ecdsa(4),
            -8 => der::sequence(&[der::oid(&[1, 3, 101, 112])]),
            -48 => der::sequence(&[der::oid(&[2, 16, 840, 1, 101, 3, 4, 3, 17])]),
            -257 => der::sequence(&[der::oid(&[1, 2, 840, 113549, 1, 1, 11]), der::tlv(5, &[])]),
            _ => ecdsa(2),
        }
    }

    /// `COSE_Key`, as entries.
    pub(crate) fn cose(&self) -> Vec<(Value, Value)> {
        let public = self.public();
        let mut entries: Vec<(Value, Value)> =
            vec![(1.into(), 2.into()), (3.into(), self.alg.into())];
        match &self.pair {
            Pair::Ec(curve, _) => {
                let id = match curve {
                    EllipticCurve::P256 => 1,
                    EllipticCurve::P384 => 2,
                    EllipticCurve::P521 => 3,
                    EllipticCurve::Secp256k1 => 8,
                };
                let (x, y) = public[1..].split_at(curve.coordinate_length());
                entries.extend([
                    ((-1).into(), id.into()),
                    ((-2).into(), x.into()),
                    ((-3).into(), y.into()),
                ]);
            }
            Pair::Ed(_) => {
                entries[0].1 = 1.into();
                entries.extend([((-1).into(), 6.into()), ((-2).into(), public.into())]);
            }
            Pair::Rsa(_) => {
                entries[0].1 = 3.into();
                let (n, e) = self.rsa_numbers();
                entries.extend([((-1).into(), n.into()), ((-2).into(), e.into())]);
            }
            Pair::MlDsa(..) => {
                entries[0].1 = 7.into();
                entries.push(((-1).into(), public.into()));
            }
        }
        entries
    }
}
