//! The ids of users and groups that a policy names, each with a number, so that a person's groups are
//! looked up once. Ids that it does not name must cost nothing.

use std::collections::HashMap;

use crate::ObjectId;

/// Ids and their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids {
    numbers: HashMap<Id, u32>,
    names: Vec<String>,
}

/// An id as it is compared: GUIDs in either case, with hyphens or without, are one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Id {
    Object(ObjectId),
    Text(String),
}

impl Id {
    fn of(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Text(text.to_owned()), Self::Object)
    }
}

impl Ids {
    /// The number of an id, which gets one if it has none.
    pub fn add(&mut self, text: &str) -> u32 {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(Id::of(text)).or_insert(next);
        if number == next {
            self.names.push(text.to_owned());
        }
        number
    }

    /// The number of an id; `None` for one that the policy does not name.
    pub fn number(&self, text: &str) -> Option<u32> {
        if self.numbers.is_empty() { None } else { self.numbers.get(&Id::of(text)).copied() }
    }

    /// The id with this number, as it was written first.
    pub fn name(&self, number: u32) -> Option<&str> {
        self.names.get(usize::try_from(number).ok()?).map(String::as_str)
    }
}
