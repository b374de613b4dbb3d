//! Members of an entry, read one by one with their place. A value of another type than the standard's
//! must never cost more than itself: it is noted and passed over.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::spans::{Capped, Members};
use crate::{Aaguid, Timestamp};

/// What is noted of one entry at most.
const MOST_ODDITIES: usize = 100;
/// Items of a list, and members of an object, that are read at most; the service's longest list has
/// some dozens.
const MOST_ITEMS: usize = 1000;

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
    /// It is longer than any, and was read in part.
    TooLong,
    /// It says something else than a member that must agree with it.
    Disagrees,
}

/// An object being read: what is taken is taken out, so that what nobody knows remains.
#[derive(Debug)]
pub(super) struct Reader<'j, 'o> {
    place: String,
    members: Vec<(String, &'j RawValue)>,
    odd: &'o mut Vec<Oddity>,
}

impl<'j, 'o> Reader<'j, 'o> {
    /// Of an object; `None` where the text is none.
    pub(super) fn open(place: String, json: &'j str, odd: &'o mut Vec<Oddity>) -> Option<Self> {
        let Members(members, whole) = serde_json::from_str::<Members<'_, MOST_ITEMS>>(json).ok()?;
        if !whole {
            push(odd, Oddity { path: place.clone(), kind: OddityKind::TooLong });
        }
        Some(Self { place, members, odd })
    }

    /// The names of what was not taken.
    pub(super) fn rest(self) -> Vec<String> {
        self.members.into_iter().map(|(name, _)| name).collect()
    }

    pub(super) fn note(&mut self, name: &str, kind: OddityKind) {
        let path = self.path(name);
        push(self.odd, Oddity { path, kind });
    }

    /// Notes where it is absent.
    pub(super) fn required<T>(&mut self, name: &str, found: Option<T>) {
        // What is there and of another type was noted already.
        let path = self.path(name);
        let noted = self.odd.iter().any(|odd| odd.path == path);
        if found.is_none() && !noted {
            self.note(name, OddityKind::Missing);
        }
    }

    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, "a string", of)
    }

    pub(super) fn number(&mut self, name: &str) -> Option<u64> {
        self.take(name, "a number", of)
    }

    pub(super) fn date(&mut self, name: &str) -> Option<Timestamp> {
        self.take(name, "a date", of)
    }

    pub(super) fn aaguid(&mut self, name: &str) -> Option<Aaguid> {
        self.take(name, "an AAGUID", of)
    }

    /// The texts of a list, as words or as they are.
    pub(super) fn words<T: for<'t> From<&'t str>>(&mut self, name: &str) -> Vec<T> {
        self.list(name, "a string", |_, json, _| {
            of::<String>(json).map(|text| text.as_str().into())
        })
    }

    /// The items of a list; none where it is absent. Those that are not what was wanted are noted.
    pub(super) fn list<T>(
        &mut self,
        name: &str,
        wanted: &'static str,
        mut read: impl FnMut(&str, &'j str, &mut Vec<Oddity>) -> Option<T>,
    ) -> Vec<T> {
        let items = self
            .take(name, "a list", |json| serde_json::from_str::<Capped<'_, MOST_ITEMS>>(json).ok());
        let Some(Capped(items, whole)) = items else { return Vec::new() };
        if !whole {
            self.note(name, OddityKind::TooLong);
        }
        let mut found = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let path = format!("{}[{at}]", self.path(name));
            match read(&path, item.get(), self.odd) {
                Some(item) => found.push(item),
                None => push(self.odd, Oddity { path, kind: OddityKind::Not(wanted) }),
            }
        }
        found
    }

    /// The members of an object below this one that are of one type.
    pub(super) fn pairs<T: DeserializeOwned>(&mut self, name: &str) -> Vec<(String, T)> {
        let pair = |(name, json): (String, &RawValue)| Some((name, of(json.get())?));
        let pairs = |below: Reader<'_, '_>| below.members.into_iter().filter_map(pair).collect();
        self.below(name, pairs).unwrap_or_default()
    }

    /// Reads an object below this one.
    pub(super) fn below<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(Reader<'j, '_>) -> T,
    ) -> Option<T> {
        let json = self.take(name, "an object", Some)?;
        let place = self.path(name);
        let found = Reader::open(place, json, self.odd).map(read);
        if found.is_none() {
            self.note(name, OddityKind::Not("an object"));
        }
        found
    }

    fn take<T>(
        &mut self,
        name: &str,
        wanted: &'static str,
        read: impl FnOnce(&'j str) -> Option<T>,
    ) -> Option<T> {
        // Of a name twice the last counts, as with most readers.
        let place = self.members.iter().rposition(|(own, _)| own == name)?;
        let (_, json) = self.members.remove(place);
        // Null says nothing more than absence.
        let json = Some(json.get()).filter(|json| *json != "null")?;
        let read = read(json);
        if read.is_none() {
            self.note(name, OddityKind::Not(wanted));
        }
        read
    }

    fn path(&self, name: &str) -> String {
        if self.place.is_empty() { name.to_owned() } else { format!("{}.{name}", self.place) }
    }
}

/// A value, where the JSON is one of its type.
pub(super) fn of<T: DeserializeOwned>(json: &str) -> Option<T> {
    serde_json::from_str(json).ok()
}

/// One member of an object.
pub(super) fn member<'j, T: Deserialize<'j>>(json: &'j str, name: &str) -> Option<T> {
    let Members(members, _) = serde_json::from_str::<Members<'_, MOST_ITEMS>>(json).ok()?;
    let (_, json) = members.into_iter().rev().find(|(own, _)| own == name)?;
    serde_json::from_str(json.get()).ok()
}

fn push(odd: &mut Vec<Oddity>, one: Oddity) {
    if odd.len() < MOST_ODDITIES {
        odd.push(one);
    }
}
