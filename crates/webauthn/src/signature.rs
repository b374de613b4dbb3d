//! Signature verification, the only module that calls the cryptographic back end for it. It must
//! never guess: what it cannot verify is [`Verdict::Unsupported`].

use aws_lc_rs::{
    digest::{self, Digest},
    rsa,
    signature::{self as lc, ParsedPublicKey, RsaParameters, VerificationAlgorithm},
};

use crate::{
    cose::CoseAlgorithmIdentifier as Algorithm,
    public_key::{EllipticCurve, MlDsaParameterSet, PublicKey},
};

/// What became of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was made with the private half of the key over exactly this message.
    Valid,
    /// It was not.
    Invalid,
    /// The key is not one that the algorithm works with.
    KeyMismatch,
    /// This build cannot verify the algorithm, or a key of this kind or size.
    Unsupported,
}

/// A hash function of a signature scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn digest(self, bytes: &[u8]) -> Digest {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes)
    }
}

/// How a signature is made, without the hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemeFamily {
    Ecdsa,
    RsaPkcs1,
    RsaPss,
}

impl Algorithm {
    /// The hash that the algorithm signs; none where it takes the message whole, or is not known.
    pub(crate) fn hash(self) -> Option<Hash> {
        match self {
            Self::ES256 | Self::ESP256 | Self::ES256K | Self::RS256 | Self::PS256 => {
                Some(Hash::Sha256)
            }
            Self::ES384 | Self::ESP384 | Self::RS384 | Self::PS384 => Some(Hash::Sha384),
            Self::ES512 | Self::ESP512 | Self::RS512 | Self::PS512 => Some(Hash::Sha512),
            Self::RS1 => Some(Hash::Sha1),
            Self(_) => None,
        }
    }

    /// Its family, where it has a hash.
    pub(crate) fn signature_family(self) -> Option<SchemeFamily> {
        match self {
            Self::ES256 | Self::ESP256 | Self::ES256K | Self::ES384 | Self::ESP384 => {
                Some(SchemeFamily::Ecdsa)
            }
            Self::ES512 | Self::ESP512 => Some(SchemeFamily::Ecdsa),
            Self::RS1 | Self::RS256 | Self::RS384 | Self::RS512 => Some(SchemeFamily::RsaPkcs1),
            Self::PS256 | Self::PS384 | Self::PS512 => Some(SchemeFamily::RsaPss),
            Self(_) => None,
        }
    }

    /// Whether nobody should rely on its signatures any more (RFC 8812 §2 on SHA-1).
    pub(crate) fn is_weak(self) -> bool {
        self.hash() == Some(Hash::Sha1)
    }
}

/// A signature scheme, however it was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Ecdsa(Hash),
    RsaPkcs1(Hash),
    RsaPss(Hash),
    Ed25519,
    Ed448,
    MlDsa(MlDsaParameterSet),
}

/// Verifies a WebAuthn signature (L3 §6.5.5: ECDSA in ASN.1, the others raw).
pub fn verify(algorithm: Algorithm, key: &PublicKey, message: &[u8], signature: &[u8]) -> Verdict {
    // WebAuthn L3 §5.8.5 ties each ECDSA algorithm to one curve.
    let ecdsa = |hash, curve| match key {
        PublicKey::Ec(point) if point.curve() == curve => Some(Scheme::Ecdsa(hash)),
        PublicKey::Ec(_)
        | PublicKey::Ed25519(_)
        | PublicKey::Ed448(_)
        | PublicKey::Rsa { .. }
        | PublicKey::MlDsa { .. }
        | PublicKey::Unknown => None,
    };
    let scheme = match algorithm {
        Algorithm::ES256 | Algorithm::ESP256 => ecdsa(Hash::Sha256, EllipticCurve::P256),
        Algorithm::ES384 | Algorithm::ESP384 => ecdsa(Hash::Sha384, EllipticCurve::P384),
        Algorithm::ES512 | Algorithm::ESP512 => ecdsa(Hash::Sha512, EllipticCurve::P521),
        Algorithm::ES256K => ecdsa(Hash::Sha256, EllipticCurve::Secp256k1),
        Algorithm::EDDSA | Algorithm::ED25519 => Some(Scheme::Ed25519),
        Algorithm::ED448 => Some(Scheme::Ed448),
        Algorithm::RS1 => Some(Scheme::RsaPkcs1(Hash::Sha1)),
        Algorithm::RS256 => Some(Scheme::RsaPkcs1(Hash::Sha256)),
        Algorithm::RS384 => Some(Scheme::RsaPkcs1(Hash::Sha384)),
        Algorithm::RS512 => Some(Scheme::RsaPkcs1(Hash::Sha512)),
        Algorithm::PS256 => Some(Scheme::RsaPss(Hash::Sha256)),
        Algorithm::PS384 => Some(Scheme::RsaPss(Hash::Sha384)),
        Algorithm::PS512 => Some(Scheme::RsaPss(Hash::Sha512)),
        Algorithm::ML_DSA_44 => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa44)),
        Algorithm::ML_DSA_65 => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa65)),
        Algorithm::ML_DSA_87 => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa87)),
        Algorithm(_) => return Verdict::Unsupported,
    };
    scheme.map_or_else(|| mismatch(key), |scheme| verify_with(scheme, key, message, signature))
}

/// Whether this build can verify signatures of the algorithm at all.
pub fn is_supported(algorithm: Algorithm) -> bool {
    // An unknown key fits no known algorithm, so only an unknown algorithm says Unsupported here.
    algorithm != Algorithm::ED448 && algorithm.name().is_some()
}

/// Whether this build can verify signatures made with the key: the back end has bounds for RSA.
pub(crate) fn is_usable(key: &PublicKey) -> bool {
    if let PublicKey::Rsa { n, e } = key { within_bounds(n, e, 1024) } else { true }
}

fn within_bounds(n: &[u8], e: &[u8], smallest: usize) -> bool {
    (smallest..=8192).contains(&bits(n)) && bits(e) <= 33
}

fn mismatch(key: &PublicKey) -> Verdict {
    if *key == PublicKey::Unknown { Verdict::Unsupported } else { Verdict::KeyMismatch }
}

/// Verifies a signature of a scheme that fixes neither curve nor size, as X.509 has them.
pub(crate) fn verify_with(
    scheme: Scheme,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    match (scheme, key) {
        (Scheme::Ed448, _) => Verdict::Unsupported,
        (Scheme::Ecdsa(hash), PublicKey::Ec(point)) => ecdsa(point.curve(), hash)
            .map_or(Verdict::Unsupported, |algorithm| {
                check(algorithm, point.uncompressed(), message, signature)
            }),
        (Scheme::RsaPkcs1(hash), PublicKey::Rsa { n, e }) => {
            rsa_verify(pkcs1(hash), n, e, message, signature)
        }
        (Scheme::RsaPss(hash), PublicKey::Rsa { n, e }) => {
            rsa_verify(pss(hash), n, e, message, signature)
        }
        (Scheme::Ed25519, PublicKey::Ed25519(key)) => check(&lc::ED25519, key, message, signature),
        (Scheme::MlDsa(scheme), PublicKey::MlDsa { parameter_set, key })
            if scheme == *parameter_set =>
        {
            let algorithm: &'static dyn VerificationAlgorithm = match parameter_set {
                MlDsaParameterSet::MlDsa44 => &lc::ML_DSA_44,
                MlDsaParameterSet::MlDsa65 => &lc::ML_DSA_65,
                MlDsaParameterSet::MlDsa87 => &lc::ML_DSA_87,
            };
            check(algorithm, key, message, signature)
        }
        (
            Scheme::Ecdsa(_)
            | Scheme::RsaPkcs1(_)
            | Scheme::RsaPss(_)
            | Scheme::Ed25519
            | Scheme::MlDsa(_),
            key,
        ) => mismatch(key),
    }
}

/// Whether `04 || x || y` is a point of the curve.
pub(crate) fn is_on_curve(curve: EllipticCurve, uncompressed: &[u8]) -> bool {
    let algorithm: &'static dyn VerificationAlgorithm = match curve {
        EllipticCurve::P256 => &lc::ECDSA_P256_SHA256_ASN1,
        EllipticCurve::P384 => &lc::ECDSA_P384_SHA384_ASN1,
        EllipticCurve::P521 => &lc::ECDSA_P521_SHA512_ASN1,
        EllipticCurve::Secp256k1 => &lc::ECDSA_P256K1_SHA256_ASN1,
    };
    ParsedPublicKey::new(algorithm, uncompressed).is_ok()
}

fn ecdsa(curve: EllipticCurve, hash: Hash) -> Option<&'static dyn VerificationAlgorithm> {
    match (curve, hash) {
        (EllipticCurve::P256, Hash::Sha1) => Some(&lc::ECDSA_P256_SHA1_ASN1),
        (EllipticCurve::P256, Hash::Sha256) => Some(&lc::ECDSA_P256_SHA256_ASN1),
        (EllipticCurve::P256, Hash::Sha384) => Some(&lc::ECDSA_P256_SHA384_ASN1),
        (EllipticCurve::P256, Hash::Sha512) => Some(&lc::ECDSA_P256_SHA512_ASN1),
        (EllipticCurve::P384, Hash::Sha256) => Some(&lc::ECDSA_P384_SHA256_ASN1),
        (EllipticCurve::P384, Hash::Sha384) => Some(&lc::ECDSA_P384_SHA384_ASN1),
        (EllipticCurve::P384, Hash::Sha512) => Some(&lc::ECDSA_P384_SHA512_ASN1),
        (EllipticCurve::P521, Hash::Sha1) => Some(&lc::ECDSA_P521_SHA1_ASN1),
        (EllipticCurve::P521, Hash::Sha256) => Some(&lc::ECDSA_P521_SHA256_ASN1),
        (EllipticCurve::P521, Hash::Sha384) => Some(&lc::ECDSA_P521_SHA384_ASN1),
        (EllipticCurve::P521, Hash::Sha512) => Some(&lc::ECDSA_P521_SHA512_ASN1),
        (EllipticCurve::Secp256k1, Hash::Sha256) => Some(&lc::ECDSA_P256K1_SHA256_ASN1),
        (EllipticCurve::P384, Hash::Sha1)
        | (EllipticCurve::Secp256k1, Hash::Sha1 | Hash::Sha384 | Hash::Sha512) => None,
    }
}

/// The parameters, and the smallest modulus in bits that the back end takes with them.
type RsaScheme = Option<(&'static RsaParameters, usize)>;

fn pkcs1(hash: Hash) -> RsaScheme {
    // Old attestation keys and roots have 1024 bits. Whether to trust them is the caller's anchors'
    // business; what the mathematics says is ours.
    Some(match hash {
        Hash::Sha1 => (&lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, 1024),
        Hash::Sha256 => (&lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, 1024),
        Hash::Sha384 => (&lc::RSA_PKCS1_2048_8192_SHA384, 2048),
        Hash::Sha512 => (&lc::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, 1024),
    })
}

fn pss(hash: Hash) -> RsaScheme {
    match hash {
        Hash::Sha1 => None,
        Hash::Sha256 => Some((&lc::RSA_PSS_2048_8192_SHA256, 2048)),
        Hash::Sha384 => Some((&lc::RSA_PSS_2048_8192_SHA384, 2048)),
        Hash::Sha512 => Some((&lc::RSA_PSS_2048_8192_SHA512, 2048)),
    }
}

fn rsa_verify(scheme: RsaScheme, n: &[u8], e: &[u8], message: &[u8], signature: &[u8]) -> Verdict {
    let Some((parameters, smallest)) = scheme else { return Verdict::Unsupported };
    // The back end refuses such keys with the same word as a wrong signature.
    if !within_bounds(n, e, smallest) {
        return Verdict::Unsupported;
    }
    let valid = rsa::PublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok();
    if valid { Verdict::Valid } else { Verdict::Invalid }
}

/// The bits of a number without leading zeros.
pub(crate) fn bits(number: &[u8]) -> usize {
    let Some((first, rest)) = number.split_first() else { return 0 };
    let unused = usize::try_from(first.leading_zeros()).unwrap_or(8);
    8 - unused + 8 * rest.len()
}

fn check(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Verdict {
    match algorithm.verify_sig(key, message, signature) {
        Ok(()) => Verdict::Valid,
        Err(aws_lc_rs::error::Unspecified) => Verdict::Invalid,
    }
}

#[cfg(test)]
mod tests;
