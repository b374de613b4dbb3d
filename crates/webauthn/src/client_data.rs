//! Client data (WebAuthn L3 §5.8.1): written exactly as the standard says, read tolerantly. It must
//! never let two different client data share one serialization.

use std::{borrow::Cow, fmt};

use aws_lc_rs::digest;
use serde::{
    Deserialize, Deserializer,
    de::{self, MapAccess, Visitor},
};
use serde_json::{Map, Value};

use crate::{Challenge, base64url};

/// The contextual bindings of a ceremony (`CollectedClientData`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CollectedClientData {
    /// `webauthn.create` or `webauthn.get`.
    pub r#type: String,
    /// The challenge in base64url, as it stands in the JSON.
    pub challenge: String,
    /// The caller's origin, serialized.
    pub origin: String,
    /// Whether the caller was in a cross-origin frame. `None`: the member is absent.
    pub cross_origin: Option<bool>,
    /// The top-level origin, where the caller was in a cross-origin frame.
    pub top_origin: Option<String>,
    /// Members the standard does not know, in their order (also `tokenBinding`).
    pub others: Map<String, Value>,
}

/// SHA-256 of the serialized client data (`clientDataHash`).
pub type ClientDataHash = [u8; 32];

/// Why bytes are not client data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClientDataError {
    /// Not a JSON object, or one with a member twice.
    #[error("clientDataJSON is not a JSON object")]
    NotAnObject,
    /// A required member is missing or not of its type.
    #[error("clientDataJSON has no usable {0}")]
    Member(&'static str),
}

/// Longest clientDataJSON that is read, in bytes: a Graph challenge has several thousand.
const MAX: usize = 1 << 20;

impl CollectedClientData {
    /// `type` of a registration.
    pub const CREATE: &str = "webauthn.create";

    /// The client data of a registration from a top-level page or a native client.
    pub fn for_create(challenge: &Challenge, origin: &str) -> Self {
        Self {
            r#type: Self::CREATE.to_owned(),
            challenge: base64url::encode(challenge.as_bytes()),
            origin: origin.to_owned(),
            cross_origin: Some(false),
            top_origin: None,
            others: Map::new(),
        }
    }

    /// The JSON-compatible serialization (WebAuthn L3 §5.8.1.1).
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::new();
        json.extend_from_slice(br#"{"type":"#);
        ccd_to_string(&self.r#type, &mut json);
        json.extend_from_slice(br#","challenge":"#);
        ccd_to_string(&self.challenge, &mut json);
        json.extend_from_slice(br#","origin":"#);
        ccd_to_string(&self.origin, &mut json);
        json.extend_from_slice(br#","crossOrigin":"#);
        json.extend_from_slice(if self.cross_origin == Some(true) { b"true" } else { b"false" });
        if let Some(top_origin) = &self.top_origin {
            json.extend_from_slice(br#","topOrigin":"#);
            ccd_to_string(top_origin, &mut json);
        }
        if !self.others.is_empty() {
            let others = Value::Object(self.others.clone()).to_string();
            json.push(b',');
            json.extend(others.bytes().skip(1));
        } else {
            json.push(b'}');
        }
        json
    }

    /// Reads client data as a relying party does (WebAuthn L3 §7.1 steps 5 and 6): any JSON, a
    /// byte order mark, members in any order, unknown ones kept.
    ///
    /// # Errors
    /// See [`ClientDataError`].
    pub fn from_json(json: &[u8]) -> Result<Self, ClientDataError> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        if json.len() > MAX {
            return Err(ClientDataError::NotAnObject);
        }
        // UTF-8 decode replaces broken sequences; it never fails.
        let text =
            str::from_utf8(json).map_or_else(|_| String::from_utf8_lossy(json), Cow::Borrowed);
        let members: Members =
            serde_json::from_str(&text).map_err(|_| ClientDataError::NotAnObject)?;
        let required = |name, text: Option<String>| text.ok_or(ClientDataError::Member(name));
        Ok(Self {
            r#type: required("type", text_of("type", members.r#type)?)?,
            challenge: required("challenge", text_of("challenge", members.challenge)?)?,
            origin: required("origin", text_of("origin", members.origin)?)?,
            top_origin: text_of("topOrigin", members.top_origin)?,
            cross_origin: match members.cross_origin {
                Some(Value::Bool(cross_origin)) => Some(cross_origin),
                Some(Value::Null) | None => None,
                Some(Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_)) => {
                    return Err(ClientDataError::Member("crossOrigin"));
                }
            },
            others: members.others,
        })
    }
}

fn text_of(name: &'static str, value: Option<Value>) -> Result<Option<String>, ClientDataError> {
    match value {
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Null) | None => Ok(None),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(ClientDataError::Member(name))
        }
    }
}

/// The members of a JSON object that has none twice, which two readers would read differently.
#[derive(Default)]
struct Members {
    r#type: Option<Value>,
    challenge: Option<Value>,
    origin: Option<Value>,
    cross_origin: Option<Value>,
    top_origin: Option<Value>,
    others: Map<String, Value>,
}

impl Members {
    /// Keeps a member; the value that it had before, where it is there twice.
    fn keep(&mut self, name: &str, value: Value) -> Option<Value> {
        let known = match name {
            "type" => &mut self.r#type,
            "challenge" => &mut self.challenge,
            "origin" => &mut self.origin,
            "crossOrigin" => &mut self.cross_origin,
            "topOrigin" => &mut self.top_origin,
            other => return self.others.insert(other.to_owned(), value),
        };
        known.replace(value)
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Once;

        impl<'de> Visitor<'de> for Once {
            type Value = Members;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object with no member twice")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some(Name(name)) = access.next_key()? {
                    if members.keep(&name, access.next_value()?).is_some() {
                        return Err(de::Error::custom("a member twice"));
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Once)
    }
}

/// A member's name, taken from where it stands unless it is written with escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The hash of serialized client data.
pub fn client_data_hash(client_data_json: &[u8]) -> ClientDataHash {
    sha256(client_data_json)
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    // SHA-256 has 32 bytes; the back end says so by length only.
    digest::digest(&digest::SHA256, bytes).as_ref().try_into().unwrap_or_default()
}

/// Whether the limited verification algorithm must find `topOrigin` (WebAuthn L3 §5.8.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopOriginPresence {
    /// Its absence fails.
    Required,
    /// Level 2 clients, which leave it out, pass.
    Optional,
}

/// The limited verification algorithm (WebAuthn L3 §5.8.1.2): compares bytes, parses nothing.
pub fn verify_limited(
    client_data_json: &[u8],
    r#type: &str,
    challenge: &[u8],
    origin: &str,
    top_origin: Option<(&str, TopOriginPresence)>,
) -> bool {
    let mut expected = br#"{"type":"#.to_vec();
    ccd_to_string(r#type, &mut expected);
    expected.extend_from_slice(br#","challenge":"#);
    ccd_to_string(&base64url::encode(challenge), &mut expected);
    expected.extend_from_slice(br#","origin":"#);
    ccd_to_string(origin, &mut expected);
    expected.extend_from_slice(br#","crossOrigin":"#);
    match top_origin {
        Some((top_origin, presence)) => {
            const MEMBER: &[u8] = br#","topOrigin":"#;
            expected.extend_from_slice(b"true");
            let rest = client_data_json.get(expected.len()..).unwrap_or_default();
            if presence == TopOriginPresence::Required || rest.starts_with(MEMBER) {
                expected.extend_from_slice(MEMBER);
                ccd_to_string(top_origin, &mut expected);
            }
        }
        None => expected.extend_from_slice(b"false"),
    }
    client_data_json
        .strip_prefix(expected.as_slice())
        .is_some_and(|rest| matches!(rest.first(), Some(b'}' | b',')))
}

/// `CCDToString` (WebAuthn L3 §5.8.1.1): JSON's other short escapes are not used.
fn ccd_to_string(text: &str, json: &mut Vec<u8>) {
    json.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => json.extend_from_slice(br#"\""#),
            b'\\' => json.extend_from_slice(br"\\"),
            0..0x20 => json.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => json.push(byte),
        }
    }
    json.push(b'"');
}

#[cfg(test)]
mod tests;
