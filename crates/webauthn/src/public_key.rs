//! A public key, whatever it came wrapped in (COSE, X.509). It must never hold a point that was
//! not checked to lie on its curve.

pub(crate) mod edwards;
mod number;
mod p256;

use crate::{der, signature};

/// An elliptic curve over a prime field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EllipticCurve {
    /// NIST P-256 (secp256r1).
    P256,
    /// NIST P-384 (secp384r1).
    P384,
    /// NIST P-521 (secp521r1).
    P521,
    /// secp256k1 (RFC 8812).
    Secp256k1,
}

impl EllipticCurve {
    /// Bytes of one coordinate.
    pub fn coordinate_length(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The object identifier of the curve, in DER without its head.
    fn oid(self) -> &'static [u8] {
        match self {
            Self::P256 => &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07],
            Self::P384 => &[0x2B, 0x81, 0x04, 0x00, 0x22],
            Self::P521 => &[0x2B, 0x81, 0x04, 0x00, 0x23],
            Self::Secp256k1 => &[0x2B, 0x81, 0x04, 0x00, 0x0A],
        }
    }
}

/// A parameter set of ML-DSA (FIPS 204).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MlDsaParameterSet {
    /// ML-DSA-44.
    MlDsa44,
    /// ML-DSA-65.
    MlDsa65,
    /// ML-DSA-87.
    MlDsa87,
}

impl MlDsaParameterSet {
    /// Bytes of a public key (FIPS 204 table 2).
    pub fn public_key_length(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }
}

/// A point in uncompressed form, known to lie on its curve.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EcPoint {
    curve: EllipticCurve,
    uncompressed: Vec<u8>,
}

/// The bytes are no point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the point is not on its curve")]
pub struct NotOnCurve;

impl EcPoint {
    /// Takes `04 || x || y` after checking that it is a point of the curve.
    ///
    /// # Errors
    /// It is of another length or form, or not on the curve.
    pub fn new(curve: EllipticCurve, uncompressed: Vec<u8>) -> Result<Self, NotOnCurve> {
        if uncompressed.len() == 1 + 2 * curve.coordinate_length()
            && uncompressed.first() == Some(&4)
            && is_on_curve(curve, &uncompressed)
        {
            Ok(Self { curve, uncompressed })
        } else {
            Err(NotOnCurve)
        }
    }

    /// The curve.
    pub fn curve(&self) -> EllipticCurve {
        self.curve
    }

    /// `04 || x || y`.
    pub fn uncompressed(&self) -> &[u8] {
        &self.uncompressed
    }
}

fn is_on_curve(curve: EllipticCurve, uncompressed: &[u8]) -> bool {
    if curve == EllipticCurve::P256
        && let [4, coordinates @ ..] = uncompressed
        && let Some((x, y)) = coordinates.split_first_chunk()
        && let Ok(y) = y.try_into()
    {
        p256::is_on_curve(x, y)
    } else {
        signature::is_on_curve(curve, uncompressed)
    }
}

/// A public key that can be written down; not all kinds can be verified with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PublicKey {
    /// ECDSA over one of four curves.
    Ec(EcPoint),
    /// Ed25519 (RFC 8032).
    Ed25519([u8; 32]),
    /// Ed448 (RFC 8032).
    Ed448([u8; 57]),
    /// RSA; both numbers big-endian without leading zeros.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The public exponent.
        e: Vec<u8>,
    },
    /// ML-DSA.
    MlDsa {
        /// Which one.
        parameter_set: MlDsaParameterSet,
        /// The encoded key.
        key: Vec<u8>,
    },
    /// A kind of key that this build knows nothing about.
    Unknown,
}

impl PublicKey {
    /// An RSA key from numbers that may have leading zeros. `None`: not the numbers of an RSA key.
    pub fn rsa(n: &[u8], e: &[u8]) -> Option<Self> {
        let odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        let trimmed = |number: &[u8]| -> Vec<u8> {
            number.iter().copied().skip_while(|byte| *byte == 0).collect()
        };
        let (n, e) = (trimmed(n), trimmed(e));
        (odd(&n) && odd(&e) && e != [1] && e.len() < n.len()).then_some(Self::Rsa { n, e })
    }

    /// The bits of an RSA modulus.
    pub(crate) fn rsa_bits(&self) -> Option<usize> {
        if let Self::Rsa { n, .. } = self { Some(signature::bits(n)) } else { None }
    }

    /// SubjectPublicKeyInfo in DER, the form of `getPublicKey()` (WebAuthn L3 §5.2.1.1).
    ///
    /// `None` where there is no such form: a kind of key that this build does not know.
    pub fn to_spki_der(&self) -> Option<Vec<u8>> {
        const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
        const RSA_ENCRYPTION: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
        const NULL: &[u8] = &[0x05, 0x00];
        match self {
            Self::Ec(point) => {
                let curve = der::oid(point.curve.oid());
                Some(spki(EC_PUBLIC_KEY, &curve, &point.uncompressed))
            }
            Self::Ed25519(key) => Some(spki(&[0x2B, 0x65, 0x70], &[], key)),
            Self::Ed448(key) => Some(spki(&[0x2B, 0x65, 0x71], &[], key)),
            Self::Rsa { n, e } => {
                let numbers = [der::unsigned(n), der::unsigned(e)].concat();
                Some(spki(RSA_ENCRYPTION, NULL, &der::sequence(&numbers)))
            }
            Self::MlDsa { parameter_set, key } => {
                let last = match parameter_set {
                    MlDsaParameterSet::MlDsa44 => 17,
                    MlDsaParameterSet::MlDsa65 => 18,
                    MlDsaParameterSet::MlDsa87 => 19,
                };
                // RFC 9881 §4: id-ml-dsa-*, parameters absent.
                Some(spki(&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03, last], &[], key))
            }
            Self::Unknown => None,
        }
    }
}

fn spki(algorithm: &[u8], parameters: &[u8], key: &[u8]) -> Vec<u8> {
    let identifier = der::sequence(&[&der::oid(algorithm), parameters].concat());
    der::sequence(&[identifier, der::bit_string(key)].concat())
}

#[cfg(test)]
mod tests;
