//! Members of an entry, read one by one with their place. A value of another type than the standard's
//! must never cost more than itself: it is noted and passed over.

use serde_json::{Map, Value};

use crate::{Aaguid, Timestamp};

/// What is noted of one entry at most.
const MOST_ODDITIES: usize = 100;

/// Something in an entry that is not as the standard has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oddity {
    /// Where, counted from the entry, such as `metadataStatement.upv[0]`.
    pub path: String,
    /// What.
    pub kind: OddityKind,
}

/// What is not as the standard has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OddityKind {
    /// A required member is absent.
    Missing,
    /// It is not this.
    Not(&'static str),
    /// It says something else than a member that must agree with it.
    Disagrees,
}

/// An object being read: what is taken is taken out, so that what nobody knows remains.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    place: String,
    object: Map<String, Value>,
    odd: &'a mut Vec<Oddity>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(place: String, object: Map<String, Value>, odd: &'a mut Vec<Oddity>) -> Self {
        Self { place, object, odd }
    }

    /// The names of what was not taken.
    pub(super) fn rest(self) -> Vec<String> {
        self.object.into_iter().map(|(name, _)| name).collect()
    }

    pub(super) fn note(&mut self, name: &str, kind: OddityKind) {
        let path = self.path(name);
        push(self.odd, Oddity { path, kind });
    }

    /// Notes where it is absent.
    pub(super) fn required<T>(&mut self, name: &str, found: Option<T>) -> Option<T> {
        // What is there and of another type was noted already.
        let path = self.path(name);
        let noted = self.odd.iter().any(|odd| odd.path == path);
        if found.is_none() && !noted {
            self.note(name, OddityKind::Missing);
        }
        found
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, "a string", |value| match value {
            Value::String(text) => Some(text),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Array(_)
            | Value::Object(_) => None,
        })
    }

    pub(super) fn number(&mut self, name: &str) -> Option<u64> {
        self.take(name, "a number", |value| value.as_u64())
    }

    pub(super) fn date(&mut self, name: &str) -> Option<Timestamp> {
        self.take(name, "a date", |value| value.as_str()?.parse().ok())
    }

    pub(super) fn aaguid(&mut self, name: &str) -> Option<Aaguid> {
        self.take(name, "an AAGUID", |value| value.as_str()?.parse().ok())
    }

    pub(super) fn object(&mut self, name: &str) -> Option<Map<String, Value>> {
        self.take(name, "an object", object)
    }

    /// The texts of a list, as words or as they are.
    pub(super) fn words<T: for<'t> From<&'t str>>(&mut self, name: &str) -> Vec<T> {
        self.list(name, "a string", |_, value, _| value.as_str().map(T::from))
    }

    /// The items of a list; none where it is absent. Those that are not what was wanted are noted.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        wanted: &'static str,
        mut read: impl FnMut(String, Value, &mut Vec<Oddity>) -> Option<T>,
    ) -> Vec<T> {
        let items = self.take(name, "a list", |value| match value {
            Value::Array(items) => Some(items),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Object(_) => None,
        });
        let mut found = Vec::new();
        for (at, item) in items.into_iter().flatten().enumerate() {
            let path = format!("{}[{at}]", self.path(name));
            match read(path.clone(), item, self.odd) {
                Some(item) => found.push(item),
                None => push(self.odd, Oddity { path, kind: OddityKind::Not(wanted) }),
            }
        }
        found
    }

    /// Reads an object below this one.
    pub(super) fn below<T>(&mut self, name: &str, read: impl FnOnce(Reader<'_>) -> T) -> Option<T> {
        let object = self.object(name)?;
        let place = self.path(name);
        Some(read(Reader::new(place, object, self.odd)))
    }

    fn take<T>(
        &mut self,
        name: &str,
        wanted: &'static str,
        read: impl FnOnce(Value) -> Option<T>,
    ) -> Option<T> {
        // Null says nothing more than absence.
        let value = self.object.shift_remove(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.note(name, OddityKind::Not(wanted));
        }
        read
    }

    fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }
}

fn push(odd: &mut Vec<Oddity>, one: Oddity) {
    if odd.len() < MOST_ODDITIES {
        odd.push(one);
    }
}

/// The members of an object.
pub(super) fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(members) => Some(members),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            None
        }
    }
}
