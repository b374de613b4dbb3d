//! The three spellings of a credential ID in `excludeCredentials`. None must be lost to a wrong
//! guess: where two readings fit, both are kept.

use crate::{CredentialId, base64url};

/// Who wrote the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// A relying party that keeps to the standard: base64url without padding.
    Standard,
    /// Microsoft Graph, which also writes base64, and base64url with a digit in place of padding.
    Graph,
}

/// The ID and, where the text fits two encodings, its other reading.
pub(super) fn read(text: &str, author: Author) -> Option<(CredentialId, Option<CredentialId>)> {
    let digit = with_pad_digit(text);
    let plain = base64url::decode(text);
    // A text with stray bits is no encoder's work, so a digit is the likelier reading.
    let plain_is_likely = author == Author::Standard && base64url::is_canonical(text);
    let (first, second) =
        if plain_is_likely || digit.is_none() { (plain, digit) } else { (digit, plain) };
    first.or_else(|| second.clone()).map(|id| {
        let other = second.filter(|second| *second != id);
        (id.into(), other.map(Into::into))
    })
}

/// Base64url followed by the number of `=` that were cut off, as in Graph's method IDs.
fn with_pad_digit(text: &str) -> Option<Vec<u8>> {
    let (body, pad) = match text.as_bytes().split_last()? {
        (b'0', _) => (text.strip_suffix('0')?, 0),
        (b'1', _) => (text.strip_suffix('1')?, 1),
        (b'2', _) => (text.strip_suffix('2')?, 2),
        _ => return None,
    };
    let consistent = (body.len() + pad).is_multiple_of(4);
    // Canonical base64url has neither `+`, `/` nor `=` in it, nor stray bits at its end.
    (consistent && base64url::is_canonical(body)).then(|| base64url::decode(body))?
}

#[cfg(test)]
mod tests;
