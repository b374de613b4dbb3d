//! The answer of SafetyNet: a JWS in compact form (RFC 7515). It must never read a part in more than
//! one way, or more of it than an answer has.

use serde::Deserialize;

use crate::{CoseAlgorithmIdentifier as Algorithm, der};

/// Longest answer that is read, in bytes; real ones have five to ten thousand.
const LONGEST: usize = 64 << 10;

#[derive(Debug)]
pub(super) struct Response {
    /// What the signature covers.
    pub(super) signing_input: String,
    /// In the form that WebAuthn has for the algorithm.
    pub(super) signature: Vec<u8>,
    /// `alg` as it stands.
    pub(super) alg: String,
    /// The same by COSE's number, where it is one that the service used or could have.
    pub(super) algorithm: Option<Algorithm>,
    /// Attestation certificate first.
    pub(super) x5c: Vec<Vec<u8>>,
    pub(super) nonce: String,
    pub(super) timestamp_ms: Option<i64>,
    pub(super) apk_package_name: Option<String>,
    pub(super) cts_profile_match: Option<bool>,
    pub(super) basic_integrity: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ResponseError {
    #[error("the response is not a JWS of three parts")]
    NotCompact,
    #[error("the {0} of the JWS is not base64url")]
    NotBase64(&'static str),
    #[error("the {0} of the JWS is not the JSON that must be there")]
    NotJson(&'static str),
    #[error("the JWS demands an extension that nobody here knows")]
    Critical,
    #[error("x5c of the JWS is not 1 to 16 certificates in base64")]
    Certificates,
}

/// A member twice is an error, so that nobody reads another one than we do.
#[derive(Deserialize)]
struct Header {
    alg: String,
    x5c: Vec<String>,
    crit: Option<serde::de::IgnoredAny>,
    b64: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    nonce: String,
    timestamp_ms: Option<i64>,
    apk_package_name: Option<String>,
    cts_profile_match: Option<bool>,
    basic_integrity: Option<bool>,
}

impl Response {
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, ResponseError> {
        let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= LONGEST);
        let text = text.ok_or(ResponseError::NotCompact)?;
        let (signing_input, signature) = text.rsplit_once('.').ok_or(ResponseError::NotCompact)?;
        let (header, payload) = signing_input.split_once('.').ok_or(ResponseError::NotCompact)?;
        if payload.contains('.') {
            return Err(ResponseError::NotCompact);
        }
        let header: Header = json(header, "header")?;
        let payload: Payload = json(payload, "payload")?;
        if header.crit.is_some() || header.b64.is_some() {
            return Err(ResponseError::Critical);
        }
        let signature = base64url(signature, "signature")?;
        let algorithm = algorithm(&header.alg);
        Ok(Self {
            signing_input: signing_input.to_owned(),
            signature: if algorithm == Some(Algorithm::ES256) {
                asn1(&signature)
            } else {
                signature
            },
            alg: header.alg,
            algorithm,
            x5c: certificates(&header.x5c).ok_or(ResponseError::Certificates)?,
            nonce: payload.nonce,
            timestamp_ms: payload.timestamp_ms,
            apk_package_name: payload.apk_package_name,
            cts_profile_match: payload.cts_profile_match,
            basic_integrity: payload.basic_integrity,
        })
    }
}

fn base64url(text: &str, part: &'static str) -> Result<Vec<u8>, ResponseError> {
    // RFC 7515 §2: without padding; a decoder that lets bits go would let signatures be respelled.
    data_encoding::BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(|_| ResponseError::NotBase64(part))
}

fn json<T: for<'a> Deserialize<'a>>(text: &str, part: &'static str) -> Result<T, ResponseError> {
    let bytes = base64url(text, part)?;
    serde_json::from_slice(&bytes).map_err(|_| ResponseError::NotJson(part))
}

/// RFC 7515 §4.1.6: base64, not base64url.
fn certificates(x5c: &[String]) -> Option<Vec<Vec<u8>>> {
    if !(1..=16).contains(&x5c.len()) {
        return None;
    }
    let decode = |text: &String| data_encoding::BASE64.decode(text.as_bytes()).ok();
    x5c.iter().map(decode).collect()
}

/// RFC 7518 §3.1.
fn algorithm(alg: &str) -> Option<Algorithm> {
    match alg {
        "RS256" => Some(Algorithm::RS256),
        "RS384" => Some(Algorithm::RS384),
        "RS512" => Some(Algorithm::RS512),
        "PS256" => Some(Algorithm::PS256),
        "PS384" => Some(Algorithm::PS384),
        "PS512" => Some(Algorithm::PS512),
        "ES256" => Some(Algorithm::ES256),
        _ => None,
    }
}

/// JOSE writes r and s side by side (RFC 7518 §3.4), WebAuthn in ASN.1.
fn asn1(signature: &[u8]) -> Vec<u8> {
    let Some((r, s)) = signature.split_at_checked(32).filter(|(_, s)| s.len() == 32) else {
        return Vec::new();
    };
    let number = |bytes: &[u8]| {
        let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        der::unsigned(&digits)
    };
    der::sequence(&[number(r), number(s)].concat())
}
