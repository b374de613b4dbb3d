//! `WWW-Authenticate`, as far as Graph asks for claims in it (graph.md, section 6.1). It must never make
//! claims of what is none.

#[cfg(test)]
mod tests;

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD};
use enrollment::tenant::Claims;

use super::Answer;

/// The claims that the next sign-in has to ask for, where this answer wants any.
pub fn claims(answer: &Answer) -> Option<Claims> {
    if !matches!(answer.status, 401 | 403) {
        return None;
    }
    claims_of(answer.challenge.as_deref()?)
}

/// The same of the header alone: JSON in base64, of either alphabet, with or without padding.
pub fn claims_of(header: &str) -> Option<Claims> {
    let value = parameters(header)
        .find_map(|(name, value)| name.eq_ignore_ascii_case("claims").then_some(value))?;
    let value = value.as_bytes();
    let encodings = [&BASE64URL_NOPAD, &BASE64_NOPAD, &BASE64URL, &BASE64];
    encodings.iter().find_map(|one| Claims::from_json(&one.decode(value).ok()?))
}

/// Names and values (RFC 9110 §11.2): after the scheme, between commas, quoted or not.
fn parameters(header: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = header;
    std::iter::from_fn(move || {
        let (before, after) = rest.split_once('=')?;
        let name = before.rsplit([' ', ',', '\t']).next().unwrap_or_default();
        let (value, next) = value(after);
        rest = next;
        Some((name, value))
    })
}

fn value(text: &str) -> (String, &str) {
    let text = text.trim_start();
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([',', ' ']).unwrap_or(text.len());
        let (value, rest) = text.split_at(end);
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            other => value.push(other),
        }
    }
    (value, "")
}
