//! A JSON value and the path to it, so that every error says which member is wrong. It must never
//! recurse: the JSON parser has bounded the depth already.

use serde_json::{Map, Value};

use crate::base64url;

/// Why a document is not creation options.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// Longer than [`super::PublicKeyCredentialCreationOptions::MAX_LENGTH`].
    #[error("creation options of {0} bytes are too large")]
    TooLarge(usize),
    /// Not JSON.
    #[error("creation options are not JSON: line {line}, column {column}")]
    NotJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// A member is missing or not of its type (`TypeError` in a browser).
    #[error("creation options: {path} is not {expected}")]
    Member {
        /// Where, `publicKey.user.id` for instance; `$` is the document.
        path: String,
        /// What would do.
        expected: &'static str,
    },
    /// A byte string is not base64url (`EncodingError` in a browser).
    #[error("creation options: {path} is not base64url")]
    Encoding {
        /// Where.
        path: String,
    },
}

#[derive(Clone)]
pub(super) struct Node<'a> {
    value: &'a Value,
    path: String,
}

pub(super) type Result<T> = std::result::Result<T, OptionsError>;

impl<'a> Node<'a> {
    pub(super) fn root(value: &'a Value) -> Self {
        Self { value, path: "$".to_owned() }
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn error(&self, expected: &'static str) -> OptionsError {
        OptionsError::Member { path: self.path.clone(), expected }
    }

    pub(super) fn encoding_error(&self) -> OptionsError {
        OptionsError::Encoding { path: self.path.clone() }
    }

    pub(super) fn object(&self) -> Result<&'a Map<String, Value>> {
        self.value.as_object().ok_or_else(|| self.error("an object"))
    }

    /// The member, where it is present at all.
    pub(super) fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name)?;
        let path = if self.path == "$" { name.to_owned() } else { format!("{}.{name}", self.path) };
        Some(Self { value, path })
    }

    /// The member, where it is present and not null: serializers write null for absent.
    pub(super) fn optional(&self, name: &str) -> Option<Self> {
        self.member(name).filter(|member| !member.value.is_null())
    }

    pub(super) fn required(&self, name: &str, expected: &'static str) -> Result<Self> {
        let absent = Self { value: &Value::Null, path: format!("{}.{name}", self.path) };
        self.member(name).ok_or_else(|| absent.error(expected))
    }

    pub(super) fn items(&self) -> Result<Vec<Self>> {
        let items = self.value.as_array().ok_or_else(|| self.error("an array"))?;
        let path = |at| format!("{}[{at}]", self.path);
        Ok(items.iter().enumerate().map(|(at, value)| Self { value, path: path(at) }).collect())
    }

    /// A string; numbers and truth values become one, as WebIDL has it.
    pub(super) fn text(&self) -> Result<String> {
        if let Some(text) = self.value.as_str() {
            return Ok(text.to_owned());
        }
        let scalar = self.value.is_number() || self.value.is_boolean();
        scalar.then(|| self.value.to_string()).ok_or_else(|| self.error("a string"))
    }

    /// The word of an enumeration: anything but a string is a word nobody knows.
    pub(super) fn word(&self) -> String {
        self.value.as_str().map_or_else(|| self.value.to_string(), ToOwned::to_owned)
    }

    pub(super) fn boolean(&self) -> Result<bool> {
        self.value.as_bool().ok_or_else(|| self.error("true or false"))
    }

    pub(super) fn bytes(&self) -> Result<Vec<u8>> {
        let text = self.value.as_str().ok_or_else(|| self.error("a base64url string"))?;
        base64url::decode(text).ok_or_else(|| self.encoding_error())
    }
}
