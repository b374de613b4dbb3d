//! The document of the other process, read as untrusted input: what is not as agreed has no effect.
//! Clients print on the same way, so only the last line counts, and only whole.

use std::collections::BTreeMap;

use ctap::transport::second_opinion::{Answer, Client, Member, Opinion, OpinionError, Said};
use serde_json::Value;

#[cfg(test)]
mod tests;

/// The opinions; `None`: this is no document of that client.
pub(super) fn opinions(
    client: Client,
    output: &[u8],
) -> Option<Result<Vec<Opinion>, OpinionError>> {
    let text = std::str::from_utf8(output).ok()?;
    let document: Value = serde_json::from_str(text.lines().next_back()?).ok()?;
    if document.get("client")?.as_str()? != client.name() {
        return None;
    }
    if let Some(why) = document.get("failed").and_then(Value::as_str) {
        return Some(Err(OpinionError::Failed(why.to_owned())));
    }
    Some(Ok(document.get("keys")?.as_array()?.iter().filter_map(opinion).collect()))
}

fn opinion(key: &Value) -> Option<Opinion> {
    let text = |name: &str| key.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = |name: &str| u16::try_from(key.get(name)?.as_u64()?).ok();
    let said = match (key.get("told").and_then(Value::as_object), text("nothing")) {
        (Some(members), _) => Said::Told(
            members
                .iter()
                .filter_map(|(name, value)| Some((Member::named(name)?, answer(value)?)))
                .collect::<BTreeMap<_, _>>(),
        ),
        (None, Some(why)) => Said::Nothing(why),
        (None, None) => return None,
    };
    let usb = id("vendor_id").zip(id("product_id"));
    Some(Opinion { place: text("place")?, name: text("name"), usb, said })
}

/// Numbers are decimal text: some are greater than what JSON readers keep exactly.
fn answer(value: &Value) -> Option<Answer> {
    let number = |value: &Value| value.as_str()?.parse::<i128>().ok();
    let (kind, value) = value.as_object()?.iter().next()?;
    match kind.as_str() {
        "flag" => value.as_bool().map(Answer::Flag),
        "number" => number(value).map(Answer::Number),
        "bytes" => list(value, |one| u8::try_from(one.as_u64()?).ok()).map(Answer::Bytes),
        "numbers" => list(value, number).map(Answer::Numbers),
        "texts" => list(value, |one| one.as_str().map(str::to_owned)).map(Answer::Texts),
        "named" => {
            list(value, |pair| Some((pair.get(0)?.as_str()?.to_owned(), number(pair.get(1)?)?)))
                .map(Answer::Named)
        }
        _ => None,
    }
}

fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(read).collect()
}
