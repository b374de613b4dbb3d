//! COSE_Key to [`PublicKey`], for every CBOR value. It must never accept a key that carries its
//! private half.

use crate::{
    cbor::Value,
    public_key::{
        EcPoint, EllipticCurve, MlDsaParameterSet, PublicKey,
        edwards::{self, Point},
    },
};

use super::CoseAlgorithmIdentifier as Algorithm;

/// A credential public key: the algorithm it is for, and the key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CosePublicKey {
    algorithm: Algorithm,
    key: PublicKey,
    optional_parameters: Vec<i64>,
}

/// Why a COSE key cannot be a credential public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicKeyError {
    /// Missing, ill-typed or contradictory parameters; the text says which.
    #[error("the credential public key is malformed: {0}")]
    Malformed(&'static str),
    /// The point is not one of its curve.
    #[error("the point of the credential public key is not on its curve")]
    NotOnCurve,
    /// The private key is in it.
    #[error("the credential public key carries its private part")]
    PrivatePart,
}

const KTY: i64 = 1;
const ALG: i64 = 3;
const OKP: i64 = 1;
const EC2: i64 = 2;
const RSA: i64 = 3;
const SYMMETRIC: i64 = 4;
const AKP: i64 = 7;

impl CosePublicKey {
    /// Reads a COSE_Key (RFC 9052 §7) under WebAuthn's rules (L3 §5.8.5, §6.5.1.1).
    ///
    /// A key type, curve or algorithm that this build does not know is kept as
    /// [`PublicKey::Unknown`].
    ///
    /// # Errors
    /// See [`PublicKeyError`].
    pub fn from_cbor(value: &Value) -> Result<Self, PublicKeyError> {
        let entries = value.as_map().ok_or(PublicKeyError::Malformed("it is not a map"))?;
        let key_type = integer(value, KTY, "kty is missing or not an integer")?;
        let algorithm = integer(value, ALG, "alg is missing or not an integer");
        // The labels of one key type mean other things in another.
        if let Ok(algorithm) = algorithm {
            fits(Algorithm(algorithm), key_type)?;
        }
        let private: &[i64] = match key_type {
            OKP | EC2 => &[-4],
            // RFC 8230 §4: d, p, q, dP, dQ, qInv, other, r_i, d_i, t_i.
            RSA => &[-3, -4, -5, -6, -7, -8, -9, -10, -11, -12],
            AKP => &[-2],
            _ => &[],
        };
        if private.iter().any(|label| value.get(*label).is_some()) {
            return Err(PublicKeyError::PrivatePart);
        }
        let algorithm = Algorithm(algorithm?);
        let (key, own_labels): (_, &[i64]) = match key_type {
            EC2 => (ec2(value, algorithm)?, &[-1, -2, -3]),
            OKP => (okp(value, algorithm)?, &[-1, -2]),
            RSA => (rsa(value, algorithm)?, &[-1, -2]),
            AKP => (akp(value, algorithm)?, &[-1]),
            SYMMETRIC => return Err(PublicKeyError::Malformed("it is a symmetric key")),
            _ => (PublicKey::Unknown, &[]),
        };
        let optional_parameters = entries
            .iter()
            .filter_map(|(label, _)| label.as_i64())
            .filter(|label| ![KTY, ALG].contains(label) && !own_labels.contains(label))
            .filter(|_| key != PublicKey::Unknown)
            .collect();
        Ok(Self { algorithm, key, optional_parameters })
    }

    /// The algorithm it says it is for.
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Labels that WebAuthn L3 §6.5.1.1 does not want in a credential public key.
    pub fn optional_parameters(&self) -> &[i64] {
        &self.optional_parameters
    }
}

/// The key type an algorithm is for.
fn family(algorithm: Algorithm) -> Option<i64> {
    match algorithm {
        Algorithm::ES256 | Algorithm::ESP256 | Algorithm::ES384 | Algorithm::ESP384 => Some(EC2),
        Algorithm::ES512 | Algorithm::ESP512 | Algorithm::ES256K => Some(EC2),
        Algorithm::EDDSA | Algorithm::ED25519 | Algorithm::ED448 => Some(OKP),
        Algorithm::RS256 | Algorithm::RS384 | Algorithm::RS512 | Algorithm::RS1 => Some(RSA),
        Algorithm::PS256 | Algorithm::PS384 | Algorithm::PS512 => Some(RSA),
        Algorithm::ML_DSA_44 | Algorithm::ML_DSA_65 | Algorithm::ML_DSA_87 => Some(AKP),
        Algorithm(_) => None,
    }
}

fn fits(algorithm: Algorithm, key_type: i64) -> Result<(), PublicKeyError> {
    match family(algorithm) {
        Some(family) if family != key_type => {
            Err(PublicKeyError::Malformed("kty does not fit alg"))
        }
        Some(_) | None => Ok(()),
    }
}

fn ec2(value: &Value, algorithm: Algorithm) -> Result<PublicKey, PublicKeyError> {
    let curve = match integer(value, -1, "crv is missing or not an integer")? {
        1 => Some(EllipticCurve::P256),
        2 => Some(EllipticCurve::P384),
        3 => Some(EllipticCurve::P521),
        8 => Some(EllipticCurve::Secp256k1),
        _ => None,
    };
    let wanted = match algorithm {
        Algorithm::ES256 | Algorithm::ESP256 => Some(EllipticCurve::P256),
        Algorithm::ES384 | Algorithm::ESP384 => Some(EllipticCurve::P384),
        Algorithm::ES512 | Algorithm::ESP512 => Some(EllipticCurve::P521),
        Algorithm::ES256K => Some(EllipticCurve::Secp256k1),
        Algorithm(_) => None,
    };
    if wanted.is_some() && curve != wanted {
        return Err(PublicKeyError::Malformed("crv is not the one alg demands"));
    }
    let Some(curve) = curve else { return Ok(PublicKey::Unknown) };
    let x = bytes(value, -2, "x is missing or not a byte string")?;
    // A y that is true or false is the compressed form, which WebAuthn L3 §5.8.5 excludes.
    let y = bytes(value, -3, "y is missing or not a byte string")?;
    if [x.len(), y.len()] != [curve.coordinate_length(); 2] {
        return Err(PublicKeyError::Malformed("a coordinate is not as long as the field"));
    }
    EcPoint::new(curve, [&[4], x, y].concat())
        .map(PublicKey::Ec)
        .map_err(|_| PublicKeyError::NotOnCurve)
}

fn okp(value: &Value, algorithm: Algorithm) -> Result<PublicKey, PublicKeyError> {
    const LENGTH: PublicKeyError = PublicKeyError::Malformed("x has not the length of its curve");
    let curve = integer(value, -1, "crv is missing or not an integer")?;
    let wanted = match algorithm {
        // WebAuthn L3 §5.8.5: EdDSA is Ed25519 only.
        Algorithm::EDDSA | Algorithm::ED25519 => Some(6),
        Algorithm::ED448 => Some(7),
        Algorithm(_) => None,
    };
    if wanted.is_some_and(|wanted| wanted != curve) {
        return Err(PublicKeyError::Malformed("crv is not the one alg demands"));
    }
    let x = bytes(value, -2, "x is missing or not a byte string")?;
    match curve {
        6 => ed25519(x.try_into().map_err(|_| LENGTH)?),
        7 => x.try_into().map(PublicKey::Ed448).map_err(|_| LENGTH),
        _ => Ok(PublicKey::Unknown),
    }
}

fn ed25519(encoded: [u8; 32]) -> Result<PublicKey, PublicKeyError> {
    match edwards::point(&encoded) {
        Point::Usable => Ok(PublicKey::Ed25519(encoded)),
        Point::SmallOrder => Err(PublicKeyError::Malformed("x is a point of small order")),
        Point::None => Err(PublicKeyError::NotOnCurve),
    }
}

fn rsa(value: &Value, algorithm: Algorithm) -> Result<PublicKey, PublicKeyError> {
    let n = bytes(value, -1, "n is missing or not a byte string")?;
    let e = bytes(value, -2, "e is missing or not a byte string")?;
    let key = PublicKey::rsa(n, e);
    let key = key.ok_or(PublicKeyError::Malformed("n and e are not those of an RSA key"))?;
    // RFC 8230 §2, RFC 8812 §2: "a key of size 2048 bits or larger MUST be used".
    if key.rsa_bits().is_some_and(|bits| bits < 2048) && family(algorithm).is_some() {
        return Err(PublicKeyError::Malformed("n is shorter than 2048 bits"));
    }
    Ok(key)
}

fn akp(value: &Value, algorithm: Algorithm) -> Result<PublicKey, PublicKeyError> {
    let key = bytes(value, -1, "pub is missing or not a byte string")?;
    let parameter_set = match algorithm {
        Algorithm::ML_DSA_44 => MlDsaParameterSet::MlDsa44,
        Algorithm::ML_DSA_65 => MlDsaParameterSet::MlDsa65,
        Algorithm::ML_DSA_87 => MlDsaParameterSet::MlDsa87,
        Algorithm(_) => return Ok(PublicKey::Unknown),
    };
    if key.len() == parameter_set.public_key_length() {
        Ok(PublicKey::MlDsa { parameter_set, key: key.to_vec() })
    } else {
        Err(PublicKeyError::Malformed("pub has not the length of its parameter set"))
    }
}

fn integer(value: &Value, label: i64, flaw: &'static str) -> Result<i64, PublicKeyError> {
    value.get(label).and_then(Value::as_i64).ok_or(PublicKeyError::Malformed(flaw))
}

fn bytes<'a>(value: &'a Value, label: i64, flaw: &'static str) -> Result<&'a [u8], PublicKeyError> {
    value.get(label).and_then(Value::as_bytes).ok_or(PublicKeyError::Malformed(flaw))
}
