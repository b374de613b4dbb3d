//! Text as people paste it: JSON with words around it, base64 in its spellings, hex with or without
//! separators. It must never take a part of a text for the whole where the whole makes sense.

use serde_json::Value;
use webauthn::base64url;

use super::tree::{NoRoom, Room};

/// The bytes as text, where they are some.
pub(super) fn of(bytes: &[u8]) -> Option<&str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).ok()?.trim();
    let readable = |character: char| !character.is_control() || character.is_whitespace();
    text.chars().all(readable).then_some(text)
}

/// JSON, alone or with other words before and after it.
pub(super) fn json(text: &str, room: &Room) -> Result<Option<Value>, NoRoom> {
    let whole = room.read(text)?.filter(|value| !value.is_number());
    if whole.is_some() {
        return Ok(whole);
    }
    let (from, to) = (text.find(['{', '[']), text.rfind(['}', ']']));
    let within = from.zip(to).and_then(|(from, to)| text.get(from..=to));
    within.map_or(Ok(None), |within| room.read(within))
}

/// JSON lines, with other lines before, between and after them; `None` where no line is an object.
pub(super) fn json_lines(text: &str, room: &Room) -> Result<Option<Vec<Value>>, NoRoom> {
    let lines = text.lines().map(str::trim).filter(|line| line.starts_with('{'));
    let read = lines.filter_map(|line| room.read(line).transpose());
    let found = read.collect::<Result<Vec<_>, _>>()?;
    Ok((!found.is_empty()).then_some(found))
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
