//! One document in many dresses: with labels and members that nobody knows, with one member missing, with
//! a word of next year. What it says to who reads it tolerantly must stay the same.

use serde_json::{Map, Value, json};

/// A shape by its name.
pub(crate) fn shape(name: &str) -> Value {
    let path = format!("{}/tests/recorded/shapes/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let json = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_slice(&json).unwrap()
}

/// As it is, with unknown members in each object, with `@odata.type` on each, and with both.
pub(crate) fn dresses(document: &Value) -> Vec<Value> {
    let (noisy, typed) = (everywhere(document, &noise()), everywhere(document, &labels()));
    let both = everywhere(&noisy, &labels());
    vec![document.clone(), noisy, typed, both]
}

/// Members that nobody knows, in each object.
pub(crate) fn noisy(document: &Value) -> Value {
    everywhere(document, &noise())
}

fn noise() -> Map<String, Value> {
    members(json!({ "newMember": { "of": ["next", null, 1.5] }, "another": "unknownFutureValue" }))
}

fn labels() -> Map<String, Value> {
    members(json!({
        "@odata.type": "#microsoft.graph.thing",
        "@odata.id": "https://graph.microsoft.com/v1.0/thing",
        "thing@odata.context": "https://graph.microsoft.com/v1.0/$metadata#thing",
    }))
}

fn members(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Adds these where an object has none of their names.
fn everywhere(value: &Value, added: &Map<String, Value>) -> Value {
    match value {
        Value::Object(object) => {
            let inner = object.iter().map(|(name, value)| (name.clone(), everywhere(value, added)));
            let mut members: Map<String, Value> = inner.collect();
            for (name, value) in added {
                members.entry(name.clone()).or_insert_with(|| value.clone());
            }
            Value::Object(members)
        }
        Value::Array(entries) => entries.iter().map(|one| everywhere(one, added)).collect(),
        other => other.clone(),
    }
}

/// Each way to leave one member out, with its place.
pub(crate) fn with_one_missing(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    for place in places(document, "") {
        let (above, name) = place.rsplit_once('/').unwrap();
        let mut without = document.clone();
        if let Some(object) = without.pointer_mut(above).and_then(Value::as_object_mut) {
            object.shift_remove(name);
            found.push((place, without));
        }
    }
    found
}

/// Each way to have a word that nobody knows in one of these members, with its place.
pub(crate) fn with_one_word_unknown(document: &Value, names: &[&str]) -> Vec<(String, Value)> {
    let is_word = |place: &&String| {
        let (above, name) = place.rsplit_once('/').unwrap();
        let of_list = above.rsplit('/').next().unwrap_or_default();
        names.contains(&name) || names.contains(&of_list) && name.parse::<usize>().is_ok()
    };
    let places = places(document, "");
    let changed = |place: &String| {
        let mut changed = document.clone();
        let word = changed.pointer_mut(place).filter(|word| word.is_string())?;
        *word = "wordOfNextYear".into();
        Some((place.clone(), changed))
    };
    places.iter().filter(is_word).filter_map(changed).collect()
}

/// JSON pointers to everything in it. No name in these documents needs escaping.
fn places(value: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut below = |name: &str, value: &Value| {
        let place = format!("{at}/{name}");
        found.push(place.clone());
        found.extend(places(value, &place));
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, value)| below(name, value)),
        Value::Array(entries) => {
            entries.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}
