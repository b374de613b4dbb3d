//! `TPMT_PUBLIC` (TPM 2.0 part 2 §12.2.4), the public area of a key in a TPM. It must never make a
//! key out of numbers that are none.

use super::{StructureError, reader::Reader};
use crate::{
    CoseAlgorithmIdentifier, EcPoint, EllipticCurve, PublicKey,
    signature::{Hash, SchemeFamily},
};

const RSA: u16 = 0x0001;
const ECC: u16 = 0x0023;
const NULL: u16 = 0x0010;

/// `pubArea`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public<'a> {
    raw: &'a [u8],
    /// `nameAlg`.
    pub name_alg: NameAlg,
    /// `objectAttributes`.
    pub object_attributes: u32,
    /// The signature scheme that the key is restricted to, where it is to one.
    pub scheme: Option<SignatureScheme>,
    /// `parameters` and `unique` together.
    pub key: Key<'a>,
}

/// A hash algorithm of a Name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameAlg(pub u16);

/// `TPMT_RSA_SCHEME` or `TPMT_ECC_SCHEME`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureScheme {
    /// `scheme`, a `TPM_ALG_ID`.
    pub scheme: u16,
    /// `hashAlg`, where the scheme has one.
    pub hash: Option<u16>,
}

/// The key's numbers, as they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key<'a> {
    /// `TPM_ALG_RSA`.
    Rsa {
        /// `keyBits`.
        key_bits: u16,
        /// `exponent`; 0 stands for 65537.
        exponent: u32,
        /// The modulus.
        modulus: &'a [u8],
    },
    /// `TPM_ALG_ECC`.
    Ecc {
        /// `curveID`.
        curve_id: u16,
        /// The x coordinate.
        x: &'a [u8],
        /// The y coordinate.
        y: &'a [u8],
    },
}

impl<'a> Public<'a> {
    /// Reads the structure.
    ///
    /// # Errors
    /// See [`StructureError`]; a type other than RSA and ECC is [`StructureError::Unknown`].
    pub fn from_bytes(raw: &'a [u8]) -> Result<Self, StructureError> {
        let mut reader = Reader::new(raw);
        let r#type = reader.u16("type")?;
        let name_alg = NameAlg(reader.u16("nameAlg")?);
        let object_attributes = reader.u32("objectAttributes")?;
        reader.sized("authPolicy")?;
        if r#type != RSA && r#type != ECC {
            return Err(StructureError::Unknown("type"));
        }
        if reader.u16("symmetric")? != NULL {
            // TPMT_SYM_DEF_OBJECT of a block cipher, the only kind an asymmetric key may have.
            reader.u16("symmetric.keyBits")?;
            reader.u16("symmetric.mode")?;
        }
        let scheme = scheme(&mut reader)?;
        let key = if r#type == RSA {
            let key_bits = reader.u16("keyBits")?;
            let exponent = reader.u32("exponent")?;
            Key::Rsa { key_bits, exponent, modulus: reader.sized("unique")? }
        } else {
            let curve_id = reader.u16("curveID")?;
            if reader.u16("kdf")? != NULL {
                reader.u16("kdf.hashAlg")?;
            }
            Key::Ecc { curve_id, x: reader.sized("unique.x")?, y: reader.sized("unique.y")? }
        };
        reader.end()?;
        Ok(Self { raw, name_alg, object_attributes, scheme, key })
    }

    /// The Name of the key (TPM 2.0 part 1 §16). `None`: its hash is not known here.
    pub fn name(&self) -> Option<Vec<u8>> {
        let hash = self.name_alg.hash()?;
        Some([&self.name_alg.0.to_be_bytes(), hash.digest(self.raw).as_ref()].concat())
    }

    /// The key. `None`: its numbers are those of no key, or of one on another curve.
    pub fn public_key(&self) -> Option<PublicKey> {
        match &self.key {
            Key::Rsa { exponent, modulus, .. } => {
                let exponent = if *exponent == 0 { 65_537 } else { *exponent };
                PublicKey::rsa(modulus, &exponent.to_be_bytes())
            }
            Key::Ecc { curve_id, x, y } => {
                // TPM_ECC_CURVE.
                let curve = match curve_id {
                    0x0003 => EllipticCurve::P256,
                    0x0004 => EllipticCurve::P384,
                    0x0005 => EllipticCurve::P521,
                    _ => return None,
                };
                let length = curve.coordinate_length();
                let mut point = vec![4];
                for coordinate in [x, y] {
                    // A TPM may leave out leading zeros.
                    let missing = length.checked_sub(coordinate.len())?;
                    point.resize(point.len() + missing, 0);
                    point.extend_from_slice(coordinate);
                }
                EcPoint::new(curve, point).ok().map(PublicKey::Ec)
            }
        }
    }
}

impl NameAlg {
    pub(crate) fn hash(self) -> Option<Hash> {
        match self.0 {
            0x0004 => Some(Hash::Sha1),
            0x000B => Some(Hash::Sha256),
            0x000C => Some(Hash::Sha384),
            0x000D => Some(Hash::Sha512),
            _ => None,
        }
    }
}

impl SignatureScheme {
    /// Whether a key restricted to this can make signatures of the algorithm.
    pub(crate) fn allows(self, algorithm: CoseAlgorithmIdentifier) -> bool {
        let family = match self.scheme {
            0x0014 => Some(SchemeFamily::RsaPkcs1),
            0x0016 => Some(SchemeFamily::RsaPss),
            0x0018 => Some(SchemeFamily::Ecdsa),
            _ => None,
        };
        let hash = self.hash.and_then(|hash| NameAlg(hash).hash());
        family.zip(hash) == algorithm.signature_family().zip(algorithm.hash())
    }
}

fn scheme(reader: &mut Reader<'_>) -> Result<Option<SignatureScheme>, StructureError> {
    let scheme = reader.u16("scheme")?;
    let hash = match scheme {
        NULL => return Ok(None),
        // TPM_ALG_RSAES has no hash.
        0x0015 => None,
        // RSASSA, RSAPSS, OAEP, ECDSA, ECDH, SM2, ECSCHNORR, ECMQV.
        0x0014 | 0x0016..=0x0019 | 0x001B..=0x001D => Some(reader.u16("scheme.hashAlg")?),
        // ECDAA, with a counter.
        0x001A => {
            let hash = reader.u16("scheme.hashAlg")?;
            reader.u16("scheme.count")?;
            Some(hash)
        }
        _ => return Err(StructureError::Unknown("scheme")),
    };
    Ok(Some(SignatureScheme { scheme, hash }))
}
