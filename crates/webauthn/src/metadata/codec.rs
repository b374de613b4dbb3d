//! The encodings that metadata uses: base64 and hexadecimal, fast for a BLOB of megabytes. Nothing
//! here may take text for what it is not.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};

use crate::base64url;

/// Base64url as JWS has it (RFC 7515 §2): without padding, without line breaks.
pub(super) fn jws(text: &[u8]) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(text).ok()
}

/// Base64 of a certificate as lists have it: either alphabet, padded or not, with line breaks or
/// without, or PEM.
pub(super) fn certificate(text: &str) -> Option<Vec<u8>> {
    let body = match text.split_once("-----BEGIN CERTIFICATE-----") {
        Some((_, after)) => after.split_once("-----END")?.0,
        None => text,
    };
    let body: String = body.split_ascii_whitespace().collect();
    base64url::decode(&body)
}

/// A key identifier: forty hexadecimal digits, in either case.
pub(super) fn key_identifier(text: &str) -> Option<[u8; 20]> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?.try_into().ok()
}
