//! DER to [`Certificate`]; the only place that knows the parser. It must never fail on what a
//! verifier can do without.

use std::fmt::{self, Write};

use x509_parser::{
    certificate::X509Certificate,
    der_parser::oid::Oid,
    extensions::ParsedExtension,
    oid_registry::{OID_X509_EXT_BASIC_CONSTRAINTS, OID_X509_EXT_KEY_USAGE},
    prelude::FromDer,
    public_key::PublicKey as Spki,
    signature_algorithm::RsaSsaPssParams,
    x509::{AlgorithmIdentifier, SubjectPublicKeyInfo, X509Name},
};

use super::{BasicConstraints, Certificate, CertificateError, Extension, Name};
use crate::{
    EcPoint, EllipticCurve, MlDsaParameterSet, PublicKey, Timestamp,
    der::{Reader, Tag, is_strict},
    signature::{Hash, Scheme},
};

/// More extensions than any certificate has; each is compared with all before it.
const MOST_EXTENSIONS: usize = 64;

impl Certificate {
    /// Reads exactly one certificate.
    ///
    /// # Errors
    /// It is none, or something follows it.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        let (certificate, rest) = Self::from_der_prefix(der)?;
        if rest.is_empty() { Ok(certificate) } else { Err(CertificateError) }
    }

    /// Reads the certificate that the bytes begin with.
    pub(super) fn from_der_prefix(der: &[u8]) -> Result<(Self, &[u8]), CertificateError> {
        let mut reader = Reader::new(der);
        reader.expect(Tag::SEQUENCE).map_err(|_| CertificateError)?;
        let rest = reader.rest();
        let own = der.strip_suffix(rest).unwrap_or(der);
        // The parser takes some BER; what it reads must be what everybody reads.
        if !is_strict(own) {
            return Err(CertificateError);
        }
        let (_, read) = X509Certificate::from_der(own).map_err(|_| CertificateError)?;
        let tbs = &read.tbs_certificate;
        // RFC 5280 §4.1.1.2: both must name the same algorithm.
        if tbs.signature != read.signature_algorithm {
            return Err(CertificateError);
        }
        let mut basic_constraints = None;
        let mut key_cert_sign = None;
        let mut digital_signature = None;
        if tbs.extensions().len() > MOST_EXTENSIONS {
            return Err(CertificateError);
        }
        for (at, extension) in tbs.extensions().iter().enumerate() {
            // RFC 5280 §4.2: no extension twice.
            if tbs.extensions().iter().take(at).any(|before| before.oid == extension.oid) {
                return Err(CertificateError);
            }
            // What is no basic constraints or key usage is looked at by its bytes, if at all.
            if let ParsedExtension::BasicConstraints(found) = extension.parsed_extension() {
                basic_constraints =
                    Some(BasicConstraints { ca: found.ca, path_len: found.path_len_constraint });
            } else if let ParsedExtension::KeyUsage(found) = extension.parsed_extension() {
                key_cert_sign = Some(found.key_cert_sign());
                // Non-repudiation is a signature too.
                digital_signature = Some(found.digital_signature() || found.non_repudiation());
            } else if [OID_X509_EXT_BASIC_CONSTRAINTS, OID_X509_EXT_KEY_USAGE]
                .contains(&extension.oid)
            {
                return Err(CertificateError);
            }
        }
        let read_extension = |extension: &x509_parser::extensions::X509Extension<'_>| Extension {
            oid: dotted(&extension.oid),
            critical: extension.critical,
            value: extension.value.to_vec(),
        };
        let certificate = Self {
            der: own.to_vec(),
            to_be_signed: tbs.as_ref().to_vec(),
            signature_scheme: scheme(&read.signature_algorithm),
            signature: read.signature_value.data.to_vec(),
            version: tbs.version.0.saturating_add(1),
            serial_number: tbs.raw_serial().to_vec(),
            issuer: name(&tbs.issuer),
            subject: name(&tbs.subject),
            not_before: Timestamp(tbs.validity.not_before.timestamp()),
            not_after: Timestamp(tbs.validity.not_after.timestamp()),
            public_key: public_key(&tbs.subject_pki),
            basic_constraints,
            key_cert_sign,
            digital_signature,
            extensions: tbs.extensions().iter().map(read_extension).collect(),
        };
        Ok((certificate, rest))
    }
}

/// The parser's own way takes a big number for each arc, which costs more than all the rest.
fn dotted(oid: &Oid<'_>) -> String {
    let mut text = String::with_capacity(3 * oid.as_bytes().len());
    let mut arc = 0u64;
    for byte in oid.as_bytes() {
        // Larger arcs are nobody's here; what is left of them is no known identifier either.
        arc = arc << 7 | u64::from(byte & 0x7F);
        if byte & 0x80 != 0 {
            continue;
        }
        // X.690 §8.19.4: the first two arcs share a number.
        let written = if text.is_empty() {
            let first = (arc / 40).min(2);
            write!(text, "{first}.{}", arc - 40 * first)
        } else {
            write!(text, ".{arc}")
        };
        // A String takes everything.
        let _: fmt::Result = written;
        arc = 0;
    }
    text
}

fn name(name: &X509Name<'_>) -> Name {
    let attributes = name.iter_attributes().map(|attribute| {
        let text = attribute.as_str().map_or_else(
            |_| String::from_utf8_lossy(attribute.attr_value().data).into_owned(),
            ToOwned::to_owned,
        );
        (dotted(attribute.attr_type()), text)
    });
    Name { raw: name.as_raw().to_vec(), text: name.to_string(), attributes: attributes.collect() }
}

fn public_key(spki: &SubjectPublicKeyInfo<'_>) -> PublicKey {
    let bytes = spki.subject_public_key.data.as_ref();
    let ml_dsa = |parameter_set: MlDsaParameterSet| {
        let fits = bytes.len() == parameter_set.public_key_length();
        fits.then(|| PublicKey::MlDsa { parameter_set, key: bytes.to_vec() })
    };
    let key = match dotted(&spki.algorithm.algorithm).as_str() {
        "1.2.840.10045.2.1" => curve(&spki.algorithm)
            .and_then(|curve| EcPoint::new(curve, bytes.to_vec()).ok())
            .map(PublicKey::Ec),
        "1.2.840.113549.1.1.1" => {
            if let Ok(Spki::RSA(rsa)) = spki.parsed() {
                PublicKey::rsa(rsa.modulus, rsa.exponent)
            } else {
                None
            }
        }
        "1.3.101.112" => bytes.try_into().ok().map(PublicKey::Ed25519),
        "1.3.101.113" => bytes.try_into().ok().map(PublicKey::Ed448),
        "2.16.840.1.101.3.4.3.17" => ml_dsa(MlDsaParameterSet::MlDsa44),
        "2.16.840.1.101.3.4.3.18" => ml_dsa(MlDsaParameterSet::MlDsa65),
        "2.16.840.1.101.3.4.3.19" => ml_dsa(MlDsaParameterSet::MlDsa87),
        _ => None,
    };
    key.unwrap_or(PublicKey::Unknown)
}

fn curve(algorithm: &AlgorithmIdentifier<'_>) -> Option<EllipticCurve> {
    let oid: Oid<'_> = algorithm.parameters.as_ref()?.as_oid().ok()?;
    match dotted(&oid).as_str() {
        "1.2.840.10045.3.1.7" => Some(EllipticCurve::P256),
        "1.3.132.0.34" => Some(EllipticCurve::P384),
        "1.3.132.0.35" => Some(EllipticCurve::P521),
        "1.3.132.0.10" => Some(EllipticCurve::Secp256k1),
        _ => None,
    }
}

fn scheme(algorithm: &AlgorithmIdentifier<'_>) -> Option<Scheme> {
    match dotted(&algorithm.algorithm).as_str() {
        "1.2.840.10045.4.1" => Some(Scheme::Ecdsa(Hash::Sha1)),
        "1.2.840.10045.4.3.2" => Some(Scheme::Ecdsa(Hash::Sha256)),
        "1.2.840.10045.4.3.3" => Some(Scheme::Ecdsa(Hash::Sha384)),
        "1.2.840.10045.4.3.4" => Some(Scheme::Ecdsa(Hash::Sha512)),
        "1.2.840.113549.1.1.5" => Some(Scheme::RsaPkcs1(Hash::Sha1)),
        "1.2.840.113549.1.1.11" => Some(Scheme::RsaPkcs1(Hash::Sha256)),
        "1.2.840.113549.1.1.12" => Some(Scheme::RsaPkcs1(Hash::Sha384)),
        "1.2.840.113549.1.1.13" => Some(Scheme::RsaPkcs1(Hash::Sha512)),
        "1.2.840.113549.1.1.10" => pss(algorithm).map(Scheme::RsaPss),
        "1.3.101.112" => Some(Scheme::Ed25519),
        "2.16.840.1.101.3.4.3.17" => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa44)),
        "2.16.840.1.101.3.4.3.18" => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa65)),
        "2.16.840.1.101.3.4.3.19" => Some(Scheme::MlDsa(MlDsaParameterSet::MlDsa87)),
        _ => None,
    }
}

/// RFC 4055 §3.1 leaves salt, mask and trailer to whoever signs; the back end has one of each, with a
/// salt as long as the hash. `None`: others, which may be right and cannot be verified here.
fn pss(algorithm: &AlgorithmIdentifier<'_>) -> Option<Hash> {
    const MGF1: &str = "1.2.840.113549.1.1.8";
    let parameters = RsaSsaPssParams::try_from(algorithm.parameters.as_ref()?).ok()?;
    let (hash, salt) = match dotted(parameters.hash_algorithm_oid()).as_str() {
        "2.16.840.1.101.3.4.2.1" => (Hash::Sha256, 32),
        "2.16.840.1.101.3.4.2.2" => (Hash::Sha384, 48),
        "2.16.840.1.101.3.4.2.3" => (Hash::Sha512, 64),
        _ => return None,
    };
    let mask = parameters.mask_gen_algorithm().ok()?;
    let is_ours = dotted(&mask.mgf) == MGF1
        && mask.hash == *parameters.hash_algorithm_oid()
        && parameters.salt_length() == salt
        && parameters.trailer_field() == 1;
    is_ours.then_some(hash)
}

#[cfg(test)]
mod tests;
