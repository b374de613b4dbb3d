//! JSON that is passed over unread: lists and objects as the texts of what is in them. Nothing here
//! may hold more than a number of items that the caller names.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// The first items of a list, and whether those are all.
#[derive(Debug)]
pub(super) struct Capped<'a, const MOST: usize>(pub(super) Vec<&'a RawValue>, pub(super) bool);

/// The first members of an object, and whether those are all.
#[derive(Debug)]
pub(super) struct Members<'a, const MOST: usize>(
    pub(super) Vec<(String, &'a RawValue)>,
    pub(super) bool,
);

impl<'de: 'a, 'a, const MOST: usize> Deserialize<'de> for Capped<'a, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<const MOST: usize>;

        impl<'de, const MOST: usize> Visitor<'de> for List<MOST> {
            type Value = Capped<'de, MOST>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while found.len() < MOST {
                    let Some(item) = items.next_element()? else { return Ok(Capped(found, true)) };
                    found.push(item);
                }
                let mut whole = true;
                while items.next_element::<IgnoredAny>()?.is_some() {
                    whole = false;
                }
                Ok(Capped(found, whole))
            }
        }

        deserializer.deserialize_seq(List::<MOST>)
    }
}

impl<'de: 'a, 'a, const MOST: usize> Deserialize<'de> for Members<'a, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<const MOST: usize>;

        impl<'de, const MOST: usize> Visitor<'de> for Object<MOST> {
            type Value = Members<'de, MOST>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while found.len() < MOST {
                    let Some(member) = members.next_entry()? else {
                        return Ok(Members(found, true));
                    };
                    found.push(member);
                }
                let mut whole = true;
                while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    whole = false;
                }
                Ok(Members(found, whole))
            }
        }

        deserializer.deserialize_map(Object::<MOST>)
    }
}
