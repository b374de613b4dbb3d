//! What a directory wants of the next sign-in, as it said it. It must never be read here for more than that
//! it is an object.

use serde_json::{Map, Value};

/// More than any request for claims has (bytes).
const LONGEST: usize = 8 << 10;

/// Claims that the next sign-in has to ask for: a JSON object (OpenID Connect Core 1.0 §5.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims(String);

impl Claims {
    /// `None` where it is no JSON object, or too long for an address.
    pub fn from_json(json: &[u8]) -> Option<Self> {
        if json.len() > LONGEST {
            return None;
        }
        let object: Map<String, Value> = serde_json::from_slice(json).ok()?;
        Some(Self(Value::Object(object).to_string()))
    }

    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
