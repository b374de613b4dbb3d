//! Text as people paste it: JSON with words around it, base64 in its spellings, hex with or without
//! separators. It must never take a part of a text for the whole where the whole makes sense.

use serde_json::Value;
use webauthn::base64url;

/// The bytes as text, where they are some.
pub(super) fn of(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let readable = |character: char| !character.is_control() || character.is_whitespace();
    text.chars().all(readable).then_some(text)
}

/// JSON, alone or with other words before and after it.
pub(super) fn json(text: &str) -> Option<Value> {
    let whole = serde_json::from_str::<Value>(text).ok().filter(|value| !value.is_number());
    whole.or_else(|| {
        let from = text.find(['{', '['])?;
        let to = text.rfind(['}', ']'])?;
        serde_json::from_str(text.get(from..=to)?).ok()
    })
}

/// JSON lines, with other lines before, between and after them; `None` where no line is an object.
pub(super) fn json_lines(text: &str) -> Option<Vec<Value>> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('{'));
    let found: Vec<Value> = lines.filter_map(|line| serde_json::from_str(line).ok()).collect();
    (!found.is_empty()).then_some(found)
}

/// Bytes that were written as hex, else as base64 or base64url.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_matches(['"', '\'']);
    hex(text).or_else(|| {
        let joined: String = text.split_whitespace().collect();
        base64url::decode(&joined).filter(|bytes| !bytes.is_empty())
    })
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let separator = |one: char| one.is_whitespace() || matches!(one, ':' | ',' | '-');
    let digits: String = text.chars().filter(|one| !separator(*one)).collect();
    if digits.is_empty() {
        return None;
    }
    data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).ok()
}
