//! Byte strings as JSON carries them. It writes one spelling only and reads the four in use; it
//! must never drop a character that it does not know.

use data_encoding::BASE64URL_NOPAD;

/// Base64url without padding, the only spelling WebAuthn writes (WebAuthn L3 §3).
pub fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// Reads base64 in either alphabet, with or without padding.
///
/// Stray bits in the last character are let go, as browsers do. `None`: a character of neither
/// alphabet, or a length that no encoder makes.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let body = text.trim_end_matches('=');
    if text.len() - body.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3 + 2);
    let (mut held, mut bits) = (0u32, 0u32);
    for character in body.bytes() {
        held = (held << 6) | u32::from(value_of(character)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let [.., byte] = (held >> bits).to_be_bytes();
            bytes.push(byte);
            held &= (1 << bits) - 1;
        }
    }
    (bits < 6).then_some(bytes)
}

/// Whether the last character carries no stray bits: an encoder made this text.
pub fn is_canonical(text: &str) -> bool {
    decode(text).is_some_and(|bytes| encode(&bytes) == text)
}

fn value_of(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
