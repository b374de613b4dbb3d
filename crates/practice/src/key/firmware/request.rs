//! Reading a request's parameters. It must never let a wrong type or a form that is not canonical
//! through: what is accepted here is signed over byte for byte elsewhere.

use ctap::StatusCode;
use webauthn::cbor::{Key, Value, decode};

use super::Answer;

/// Levels of maps and arrays in a message (CTAP 2.1 §8).
const MAX_NESTING: u8 = 4;

/// A map of parameters.
pub(super) struct Map(Value);

/// A view of a map inside a request.
#[derive(Clone, Copy)]
pub(super) struct MapRef<'a>(&'a Value);

impl Map {
    /// Reads what follows the command byte; no bytes are no parameters.
    pub(super) fn parse(bytes: &[u8]) -> Answer<Self> {
        if bytes.is_empty() {
            return Ok(Self(Value::Map(Vec::new())));
        }
        let decoded = decode(bytes).map_err(|_| StatusCode::InvalidCbor)?;
        // CTAP 2.1 §8: authenticators SHOULD refuse what is not canonical; this one does.
        if !decoded.deviations.is_empty() || !is_of_ctap(&decoded.value, 0) {
            return Err(StatusCode::InvalidCbor);
        }
        MapRef::of(&decoded.value)?;
        Ok(Self(decoded.value))
    }

    pub(super) fn view(&self) -> MapRef<'_> {
        MapRef(&self.0)
    }
}

/// CTAP2 messages have no floats and no more than four levels.
fn is_of_ctap(value: &Value, level: u8) -> bool {
    let inside = level.saturating_add(1);
    match value {
        Value::Array(items) => {
            inside <= MAX_NESTING && items.iter().all(|item| is_of_ctap(item, inside))
        }
        Value::Map(entries) => {
            inside <= MAX_NESTING
                && entries
                    .iter()
                    .all(|(key, value)| is_of_ctap(key, inside) && is_of_ctap(value, inside))
        }
        Value::Float(_) | Value::Tag(..) => false,
        Value::Unsigned(_)
        | Value::Negative(_)
        | Value::Bytes(_)
        | Value::Text(_)
        | Value::Bool(_)
        | Value::Null
        | Value::Undefined
        | Value::Simple(_) => true,
    }
}

impl<'a> MapRef<'a> {
    pub(super) fn of(value: &'a Value) -> Answer<Self> {
        value.as_map().map(|_| Self(value)).ok_or(StatusCode::CborUnexpectedType)
    }

    /// The number of entries.
    pub(super) fn len(self) -> usize {
        self.0.as_map().map_or(0, <[_]>::len)
    }

    pub(super) fn value(self, key: impl Into<Key<'a>>) -> Option<&'a Value> {
        self.0.get(key)
    }

    fn typed<T>(
        self,
        key: impl Into<Key<'a>>,
        read: impl FnOnce(&'a Value) -> Option<T>,
    ) -> Answer<Option<T>> {
        let Some(value) = self.value(key) else { return Ok(None) };
        read(value).map(Some).ok_or(StatusCode::CborUnexpectedType)
    }

    pub(super) fn bytes(self, key: impl Into<Key<'a>>) -> Answer<Option<&'a [u8]>> {
        self.typed(key, Value::as_bytes)
    }

    pub(super) fn text(self, key: impl Into<Key<'a>>) -> Answer<Option<&'a str>> {
        self.typed(key, Value::as_text)
    }

    pub(super) fn flag(self, key: impl Into<Key<'a>>) -> Answer<Option<bool>> {
        self.typed(key, Value::as_bool)
    }

    pub(super) fn unsigned(self, key: impl Into<Key<'a>>) -> Answer<Option<u64>> {
        self.typed(key, Value::as_u64)
    }

    pub(super) fn integer(self, key: impl Into<Key<'a>>) -> Answer<Option<i64>> {
        self.typed(key, Value::as_i64)
    }

    pub(super) fn array(self, key: impl Into<Key<'a>>) -> Answer<Option<&'a [Value]>> {
        self.typed(key, Value::as_array)
    }

    pub(super) fn map(self, key: impl Into<Key<'a>>) -> Answer<Option<Self>> {
        self.value(key).map(Self::of).transpose()
    }
}

/// A parameter that has to be there.
pub(super) trait Required<T> {
    fn required(self) -> Answer<T>;
}

impl<T> Required<T> for Answer<Option<T>> {
    fn required(self) -> Answer<T> {
        self?.ok_or(StatusCode::MissingParameter)
    }
}

/// `excludeList` or `allowList`: the ids of the public-key credentials named (CTAP 2.1 §6.1, §6.2).
pub(super) fn descriptors(list: &[Value]) -> Answer<Vec<&[u8]>> {
    if list.len() > super::info::MAX_LIST {
        return Err(StatusCode::LimitExceeded);
    }
    let mut ids = Vec::new();
    for descriptor in list {
        let descriptor = MapRef::of(descriptor)?;
        let id = descriptor.bytes("id").required()?;
        if descriptor.text("type").required()? == "public-key" {
            ids.push(id);
        }
    }
    Ok(ids)
}
