//! What a check saw, as facts that become JSON only where somebody reads them. A fact must never be
//! shown otherwise than it was seen.

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::{Map, Number, Value};

use crate::{Aaguid, CoseAlgorithmIdentifier};

/// What was seen, for people and programs: a JSON object in its order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence(Vec<(Cow<'static, str>, Fact)>);

/// One value of it. Most judgements are looked at for their verdict alone, so that a text which is
/// known beforehand is not copied and an AAGUID is not spelled out before somebody asks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Fact {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'static, str>),
    Aaguid(Aaguid),
    List(Vec<Fact>),
    Object(Box<Map<String, Value>>),
}

/// Facts under names that are known beforehand, written as `json!` writes an object.
macro_rules! evidence {
    ({ $($name:literal: $fact:expr),* $(,)? }) => {
        $crate::judgement::Evidence::of(vec![
            $((std::borrow::Cow::Borrowed($name), $crate::judgement::Fact::from($fact)),)*
        ])
    };
}
pub(crate) use evidence;

impl Evidence {
    pub(crate) fn of(facts: Vec<(Cow<'static, str>, Fact)>) -> Self {
        Self(facts)
    }

    pub(crate) fn add(&mut self, name: &'static str, fact: impl Into<Fact>) {
        self.0.push((Cow::Borrowed(name), fact.into()));
    }

    /// The fact of that name, as JSON.
    pub fn get(&self, name: &str) -> Option<Value> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, fact)| fact.to_value())
    }

    /// Whether there is a fact of that name.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(own, _)| own == name)
    }

    /// Every name and fact.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Value)> {
        self.0.iter().map(|(name, fact)| (name.as_ref(), fact.to_value()))
    }
}

impl Fact {
    fn to_value(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(is) => Value::Bool(*is),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Text(text) => Value::String(text.as_ref().to_owned()),
            Self::Aaguid(aaguid) => Value::String(aaguid.to_string()),
            Self::List(facts) => facts.iter().map(Self::to_value).collect(),
            Self::Object(members) => Value::Object(members.as_ref().clone()),
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, fact) in &self.0 {
            map.serialize_entry(name, fact)?;
        }
        map.end()
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(is) => serializer.serialize_bool(*is),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Aaguid(aaguid) => aaguid.serialize(serializer),
            Self::List(facts) => serializer.collect_seq(facts),
            Self::Object(members) => members.serialize(serializer),
        }
    }
}

impl From<Map<String, Value>> for Evidence {
    fn from(members: Map<String, Value>) -> Self {
        Self(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

/// An object's members; anything else is no evidence.
impl From<Value> for Evidence {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(members) => members.into(),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => Self::default(),
        }
    }
}

impl From<Value> for Fact {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(is) => Self::Bool(is),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(members) => Self::Object(Box::new(members)),
        }
    }
}

impl From<bool> for Fact {
    fn from(is: bool) -> Self {
        Self::Bool(is)
    }
}

impl From<u8> for Fact {
    fn from(number: u8) -> Self {
        Self::Number(number.into())
    }
}

impl From<i64> for Fact {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Fact {
    fn from(number: usize) -> Self {
        Self::Number(number.into())
    }
}

impl From<&'static str> for Fact {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Fact {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<Aaguid> for Fact {
    fn from(aaguid: Aaguid) -> Self {
        Self::Aaguid(aaguid)
    }
}

impl From<CoseAlgorithmIdentifier> for Fact {
    fn from(algorithm: CoseAlgorithmIdentifier) -> Self {
        algorithm.0.into()
    }
}

impl<T: Clone + Into<Fact>> From<&[T]> for Fact {
    fn from(items: &[T]) -> Self {
        Self::List(items.iter().cloned().map(Into::into).collect())
    }
}

impl<T: Into<Fact>> From<Option<T>> for Fact {
    fn from(fact: Option<T>) -> Self {
        fact.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests;
