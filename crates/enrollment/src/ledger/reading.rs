//! Reading in the record: what a person looks for, page by page. It must never pass over an entry
//! that cannot be read.

use std::ops::ControlFlow;

use webauthn::Timestamp;

use super::{Entry, LedgerStore, Order, Sequence, Unreadable};
use crate::{
    recovery::{Beginning, Course, Courses, Outcome},
    store::StoreError,
};

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In names, accounts, keys, ids and codes; case does not matter. Empty: everything.
    pub text: String,
    /// Entries from this time on.
    pub since: Option<Timestamp>,
    /// Of which registrations.
    pub wanted: Wanted,
}

/// Of which registrations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wanted {
    /// All.
    #[default]
    All,
    /// Those that are not over: a credential is, or may be, on a key and nowhere else.
    Open,
    /// Those of which this came.
    Ended(Outcome),
}

/// Which part of what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// So many newer ones are passed over.
    pub skip: usize,
    /// At most so many.
    pub take: usize,
}

impl Page {
    /// Everything.
    pub const ALL: Self = Self { skip: 0, take: usize::MAX };
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Newest first.
    pub lines: Vec<Line>,
    /// How many there are on all pages.
    pub matching: usize,
}

/// One entry, with what its registration was begun with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// It says something.
    Entry(Box<Entry>, Option<Box<Beginning>>),
    /// It is not what was written. Every filter lets it through.
    Unreadable(Sequence),
}

/// Reads in the record.
///
/// # Errors
/// See [`StoreError`].
pub fn read(store: &dyn LedgerStore, filter: &Filter, page: Page) -> Result<Found, StoreError> {
    let mut courses = Courses::default();
    store.entries(Order::OldestFirst, &mut |entry| {
        entry.iter().for_each(|entry| courses.follow(entry));
        ControlFlow::Continue(())
    })?;
    let text = filter.text.trim().to_lowercase();
    let mut found = Found::default();
    store.entries(Order::NewestFirst, &mut |entry| {
        let line = match entry {
            Err(Unreadable(place)) => Some(Line::Unreadable(place)),
            Ok(entry) => {
                let course = courses.of(&entry.event.registration);
                let beginning = course.and_then(Course::beginning);
                (filter.since.is_none_or(|since| entry.at >= since)
                    && filter.wanted.includes(course)
                    && (text.is_empty() || mentions(&entry, beginning, &text)))
                .then(|| Line::Entry(Box::new(entry), beginning.cloned().map(Box::new)))
            }
        };
        if let Some(line) = line {
            found.matching += 1;
            if found.matching > page.skip && found.lines.len() < page.take {
                found.lines.push(line);
            }
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

impl Wanted {
    fn includes(self, course: Option<&Course>) -> bool {
        match self {
            Self::All => true,
            Self::Open => course.is_some_and(|course| !course.is_over()),
            Self::Ended(outcome) => course.is_some_and(|course| course.outcome() == outcome),
        }
    }
}

/// Whether the text stands in an entry, or in what its registration was begun with.
fn mentions(entry: &Entry, beginning: Option<&Beginning>, text: &str) -> bool {
    let has = |one: &str| one.to_lowercase().contains(text);
    let event = serde_json::to_value(&entry.event).unwrap_or_default();
    let begun = beginning.is_some_and(|begun| {
        let Beginning { account, person, organisation, rp_id, attempt, .. } = begun;
        let known = [person, organisation, &attempt.key, &attempt.aaguid];
        has(account) || has(rp_id) || known.into_iter().flatten().any(|one| has(one))
    });
    let members = event.as_object();
    let mut members = members.into_iter().flat_map(|members| members.values());
    begun || has(&entry.actor.0) || members.any(|value| value.as_str().is_some_and(has))
}
