//! JSON as a tree that has its size from here and not from what is in it. It must never grow past its
//! room, however small the parts are that somebody wrote in great number.

use std::{cell::Cell, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// Memory that trees may take which are held at the same time, as far as it can be told (bytes). A
/// recording of two thousand exchanges has a third of it.
const ROOM: usize = 80_000_000;

/// What one part takes in the vector that it stands in, which is on average not full.
const PART: usize = 160;

/// What an object takes besides its members.
const OBJECT: usize = 200;

/// Room for trees.
pub(super) struct Room(Cell<Option<usize>>);

/// There was no room for all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoRoom;

impl Room {
    pub(super) fn new() -> Self {
        Self(Cell::new(Some(ROOM)))
    }

    /// Reads one JSON text; `None`: it is none.
    pub(super) fn read(&self, text: &str) -> Result<Option<Value>, NoRoom> {
        let before = self.0.get();
        let mut from = serde_json::Deserializer::from_str(text);
        let read = Part(self).deserialize(&mut from).and_then(|value| from.end().map(|()| value));
        if self.0.get().is_none() {
            return Err(NoRoom);
        }
        let read = read.ok();
        if read.is_none() {
            // What was begun is gone again.
            self.0.set(before);
        }
        Ok(read)
    }

    fn take<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.0.set(self.0.get().and_then(|left| left.checked_sub(bytes)));
        if self.0.get().is_some() { Ok(()) } else { Err(E::custom("no room")) }
    }
}

#[derive(Clone, Copy)]
struct Part<'a>(&'a Room);

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.take(PART)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(is.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.0.take(text.len())?;
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            self.0.take(if members.is_empty() { OBJECT } else { 0 } + name.len())?;
            members.insert(name, access.next_value_seed(self)?);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests;
