//! The compact JWS around a BLOB (RFC 7515 §7.1, FIDO MDS v3.0 §3.1.7). A signature that was
//! not verified up to a root must never yield a payload.

use serde_json::{Map, Value};

use super::{blob::BlobError, codec, roots::MetadataRoots};
use crate::{
    CoseAlgorithmIdentifier as Algorithm, Timestamp, der,
    signature::{self, Verdict},
    x509::{Assessment, Certificate, Problem, Trust, Validity, assess},
};

/// Certificates that a header may bring; the service's has two.
const MOST_CERTIFICATES: usize = 8;
/// Longest header (bytes of base64url); the service's has five thousand.
const LONGEST_HEADER: usize = 128 << 10;

/// A payload whose signature holds.
#[derive(Debug)]
pub(super) struct Verified {
    pub(super) payload: Vec<u8>,
    pub(super) signer: String,
    pub(super) anchor: String,
}

/// Verifies, and reads the payload.
pub(super) fn open(
    jws: &[u8],
    roots: &MetadataRoots,
    at: Timestamp,
) -> Result<Verified, BlobError> {
    let last = jws.iter().rposition(|byte| *byte == b'.').ok_or(BlobError::NotABlob)?;
    let (signed, signature) = split_at_dot(jws, last).ok_or(BlobError::NotABlob)?;
    let first = signed.iter().position(|byte| *byte == b'.').ok_or(BlobError::NotABlob)?;
    let (header, payload) = split_at_dot(signed, first).ok_or(BlobError::NotABlob)?;
    let header = read_header(header)?;
    let path = certificates(&header)?;
    let leaf = path.first().ok_or(BlobError::NoCertificates)?;
    let anchor = trusted(&path, roots, at)?;
    let signature = codec::jws(signature).ok_or(BlobError::NotABlob)?;
    match verify(&header, leaf, signed, &signature)? {
        Verdict::Valid => {}
        Verdict::Invalid | Verdict::KeyMismatch => return Err(BlobError::SignatureInvalid),
        Verdict::Unsupported => return Err(BlobError::AlgorithmUnsupported(algorithm(&header))),
    }
    let payload = codec::jws(payload).ok_or(BlobError::NotABlob)?;
    Ok(Verified { payload, signer: leaf.subject.text.clone(), anchor })
}

fn split_at_dot(bytes: &[u8], dot: usize) -> Option<(&[u8], &[u8])> {
    let (before, after) = bytes.split_at_checked(dot)?;
    Some((before, after.get(1..)?))
}

fn read_header(header: &[u8]) -> Result<Map<String, Value>, BlobError> {
    if header.len() > LONGEST_HEADER {
        return Err(BlobError::NotABlob);
    }
    let json = codec::jws(header).ok_or(BlobError::NotABlob)?;
    let header: Map<String, Value> =
        serde_json::from_slice(&json).map_err(|_| BlobError::NotABlob)?;
    // RFC 7515 §4.1.11: who does not know what is critical must refuse. `b64` is of that kind.
    if header.contains_key("crit") {
        return Err(BlobError::CriticalHeader);
    }
    Ok(header)
}

fn certificates(header: &Map<String, Value>) -> Result<Vec<Certificate>, BlobError> {
    let Some(Value::Array(chain)) = header.get("x5c") else {
        let elsewhere = header.get("x5u").is_some_and(|url| !url.is_null());
        return Err(if elsewhere {
            BlobError::CertificatesElsewhere
        } else {
            BlobError::NoCertificates
        });
    };
    if chain.len() > MOST_CERTIFICATES {
        return Err(BlobError::CertificateMalformed);
    }
    let read = |value: &Value| Certificate::from_der(&codec::certificate(value.as_str()?)?).ok();
    chain.iter().map(|value| read(value).ok_or(BlobError::CertificateMalformed)).collect()
}

/// The anchor that the certificates lead to.
fn trusted(
    path: &[Certificate],
    roots: &MetadataRoots,
    at: Timestamp,
) -> Result<String, BlobError> {
    let leaf = path.first().ok_or(BlobError::NoCertificates)?;
    let time = |validity| match validity {
        Validity::Expired => BlobError::CertificateExpired,
        Validity::NotYetValid | Validity::Valid => BlobError::CertificateNotYetValid,
    };
    let Assessment { trust, problems } = assess(path, &roots.anchors, at);
    let anchor = match trust {
        Trust::Reached { anchor, .. } => anchor,
        Trust::NotAsked | Trust::Untrusted | Trust::Unknown { .. } => {
            return Err(BlobError::Untrusted);
        }
    };
    if let Some(problem) = problems.into_iter().next() {
        return Err(match problem {
            Problem::AnchorOutOfTime { validity, .. } | Problem::OutOfTime { validity, .. } => {
                time(validity)
            }
            Problem::Broken { .. }
            | Problem::Unknown { .. }
            | Problem::CriticalExtension { .. } => BlobError::Untrusted,
        });
    }
    if !roots.names(leaf) {
        return Err(BlobError::OtherSigner(leaf.subject.text.clone()));
    }
    match leaf.validity(at) {
        Validity::Valid => Ok(anchor),
        validity @ (Validity::Expired | Validity::NotYetValid) => Err(time(validity)),
    }
}

fn algorithm(header: &Map<String, Value>) -> String {
    header.get("alg").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// RFC 7518 §3.1 and RFC 8037: only signatures, never a MAC or `none`.
fn verify(
    header: &Map<String, Value>,
    leaf: &Certificate,
    signed: &[u8],
    signature: &[u8],
) -> Result<Verdict, BlobError> {
    let name = algorithm(header);
    let (algorithm, coordinate) = match name.as_str() {
        "RS256" => (Algorithm::RS256, None),
        "RS384" => (Algorithm::RS384, None),
        "RS512" => (Algorithm::RS512, None),
        "PS256" => (Algorithm::PS256, None),
        "PS384" => (Algorithm::PS384, None),
        "PS512" => (Algorithm::PS512, None),
        "ES256" => (Algorithm::ES256, Some(32)),
        "ES384" => (Algorithm::ES384, Some(48)),
        "ES512" => (Algorithm::ES512, Some(66)),
        "EdDSA" | "Ed25519" => (Algorithm::EDDSA, None),
        _ => return Err(BlobError::AlgorithmUnsupported(name)),
    };
    let signature = match coordinate {
        None => signature.to_vec(),
        Some(length) => ecdsa(signature, length).ok_or(BlobError::SignatureInvalid)?,
    };
    Ok(signature::verify(algorithm, &leaf.public_key, signed, &signature))
}

/// R and S side by side (RFC 7518 §3.4) to the SEQUENCE that X9.62 has.
fn ecdsa(signature: &[u8], length: usize) -> Option<Vec<u8>> {
    let (r, s) = signature.split_at_checked(length)?;
    let number = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        bytes.get(zeros..).map(der::unsigned)
    };
    (s.len() == length).then(|| Some(der::sequence(&[number(r)?, number(s)?].concat())))?
}
