//! Whether a document says what was shown or sent, in whatever order and case the directory writes it. It must
//! never pass over what counts: a list that says more, or in which order something is where an order counts.

use entra_policy::ObjectId;
use serde_json::Value;

/// Lists in which no order counts: an exclusion wins wherever it stands, and a passkey has to satisfy any one
/// profile, whatever comes before it (graph.md, sections 2 and 3.1).
const UNORDERED: [&str; 5] =
    ["includeTargets", "excludeTargets", "aaGuids", "allowedPasskeyProfiles", "passkeyProfiles"];

/// Flags in one string (graph.md, section 3.1).
const FLAGS: &str = "passkeyTypes";

/// Whether what stands under this name says what was expected, but for what OData adds to an answer. Of an entry
/// that is there twice the directory may keep one; it says something else where it keeps one more.
pub(super) fn says(name: &str, stands: &Value, expected: &Value) -> bool {
    match (stands, expected) {
        (Value::Object(stands), Value::Object(expected)) => {
            let own = |(name, _): &(&String, &Value)| !name.contains("@odata.");
            stands.iter().filter(own).count() == expected.iter().filter(own).count()
                && expected
                    .iter()
                    .filter(own)
                    .all(|(name, one)| stands.get(name).is_some_and(|there| says(name, there, one)))
        }
        (Value::Array(stands), Value::Array(expected)) if UNORDERED.contains(&name) => {
            let has = |list: &[Value], one: &Value| list.iter().any(|other| says("", other, one));
            stands.len() <= expected.len()
                && stands.iter().all(|one| has(expected, one))
                && expected.iter().all(|one| has(stands, one))
        }
        (Value::Array(stands), Value::Array(expected)) => {
            stands.len() == expected.len()
                && stands.iter().zip(expected).all(|(stands, expected)| says("", stands, expected))
        }
        (Value::String(stands), Value::String(expected)) if name == FLAGS => {
            flags(stands) == flags(expected)
        }
        (Value::String(stands), Value::String(expected)) => {
            let id = |text: &str| text.parse::<ObjectId>().ok();
            stands == expected || id(stands).is_some_and(|stands| id(expected) == Some(stands))
        }
        (stands, expected) => stands == expected,
    }
}

fn flags(text: &str) -> std::collections::BTreeSet<&str> {
    text.split(',').map(str::trim).collect()
}

#[cfg(test)]
mod tests;
