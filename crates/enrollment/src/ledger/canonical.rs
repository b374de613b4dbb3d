//! JSON in one spelling, so that the same event has the same bytes for ever: members sorted, no
//! space (RFC 8785 for the strings, integers and objects that events are made of). It must never be
//! given fractions.

use serde_json::{Map, Value};

/// Writes a value in its one spelling.
pub(crate) fn write(value: &Value) -> String {
    sorted(value).to_string()
}

/// Events are two levels deep, and what is read back from a file serde_json has limited to 128.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<(&String, &Value)> = members.iter().collect();
            names.sort_by_key(|(name, _)| *name);
            let sorted = names.into_iter().map(|(name, value)| (name.clone(), sorted(value)));
            Value::Object(sorted.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}
