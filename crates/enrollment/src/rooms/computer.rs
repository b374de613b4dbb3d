//! The room This computer: the platform matrix with this computer's column, and what is known of each
//! kind of passkey. What the directory has registered must never be said to be here.

use entra_policy::campaign::{Browser, CredentialKind, Os, PlatformMatrix, Row, RuleBook, RuleSet};
use serde::Serialize;
use webauthn::Timestamp;

use super::{CommandCode, CommandError};
use crate::{
    nudge::registered_kinds,
    tenant::{Administration, Tenant},
    wizard::means::Models,
};

/// What was seen of this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenComputer {
    /// The operating system.
    pub os: Os,
    /// What it calls itself.
    pub os_name: Option<String>,
    /// The browser that opens links.
    pub browser: Option<Browser>,
    /// What that browser, or another one that is installed, is called.
    pub browsers: Option<Vec<String>>,
    /// Kinds of passkey of which something is known.
    pub kinds: Vec<(CredentialKind, FoundHere)>,
    /// What all of it was read from.
    pub evidence: Vec<EvidenceView>,
}

/// Whether a passkey is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum FoundHere {
    /// It was seen.
    Found,
    /// A complete look did not find it.
    NotFound,
    /// Nobody could look.
    Unknown,
}

/// What was read, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceView {
    /// The file or program.
    pub source: String,
    /// What it said, in short; `None` where it could not be read.
    pub observed: Option<String>,
}

/// The room This computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ComputerView {
    /// The operating system, in the word of the facts.
    pub os: String,
    /// What it calls itself.
    pub os_name: Option<String>,
    /// The browser that opens links, in the word of the facts.
    pub browser: Option<String>,
    /// Browsers that are installed; `None` where they could not be listed.
    pub browsers: Option<Vec<String>>,
    /// The rule set, by its day.
    pub rule_set: String,
    /// The matrix' columns.
    pub columns: Vec<ColumnView>,
    /// This computer's column; `None` where the document has none, or it is not known.
    pub here: Option<String>,
    /// Its rows.
    pub rows: Vec<KindRow>,
    /// What was read.
    pub evidence: Vec<EvidenceView>,
    /// When, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub looked: i64,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ColumnView {
    /// Its id, such as `windows_chrome`.
    pub id: String,
    /// The operating system.
    pub os: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KindRow {
    /// Its id, such as `icloud_keychain`.
    pub id: String,
    /// Whether it counts, column by column.
    pub counts: Vec<bool>,
    /// Whether one is here.
    pub found: FoundHere,
    /// How many the directory has of the person; `None` where that could not be read.
    pub registered: Option<u32>,
}

impl ComputerView {
    /// Puts together what was seen and what the directory has.
    ///
    /// # Errors
    /// [`CommandCode::Malformed`]: the rule sets that come with the program are damaged.
    pub fn read<D: Tenant + Administration + ?Sized>(
        seen: SeenComputer,
        (directory, person): (&D, &str),
        (models, pinned): (&dyn Models, Option<&str>),
        now: Timestamp,
    ) -> Result<Self, CommandError> {
        let book =
            RuleBook::shipped().map_err(|why| CommandError::new(CommandCode::Malformed, why))?;
        let pinned = pinned.and_then(|id| book.set(id));
        let newest_first = pinned.into_iter().chain(book.sets().iter().rev());
        let set = newest_first.into_iter().find_map(|set| Some((set, set.matrix()?)));
        let none = || CommandError::new(CommandCode::Malformed, "there is no matrix");
        let (set, matrix) = set.ok_or_else(none)?;
        let registered = registered_kinds(directory, person, models);
        Ok(Self::of(seen, (set, matrix), registered.as_deref(), now))
    }

    fn of(
        seen: SeenComputer,
        (set, matrix): (&RuleSet, &PlatformMatrix),
        registered: Option<&[CredentialKind]>,
        now: Timestamp,
    ) -> Self {
        let here = seen.browser.and_then(|browser| matrix.column(seen.os, browser));
        let here = here.map(|column| column.id.clone());
        let columns = matrix.columns().iter();
        let row = |row: &Row| {
            let of_row = |kind: &&CredentialKind| row.kinds().has(**kind);
            let count = |all: &[CredentialKind]| all.iter().filter(of_row).count();
            KindRow {
                id: row.id.clone(),
                counts: matrix.columns().iter().map(|one| matrix.suppresses(row, one)).collect(),
                found: seen.found(row, registered),
                registered: registered.map(|all| u32::try_from(count(all)).unwrap_or(u32::MAX)),
            }
        };
        Self {
            rows: matrix.rows().iter().map(row).collect(),
            columns: columns
                .map(|one| ColumnView { id: one.id.clone(), os: one.os.as_str().to_owned() })
                .collect(),
            os: seen.os.as_str().to_owned(),
            browser: seen.browser.map(|browser| browser.as_str().to_owned()),
            rule_set: set.id().to_owned(),
            here,
            os_name: seen.os_name,
            browsers: seen.browsers,
            evidence: seen.evidence,
            looked: now.0,
        }
    }
}

impl SeenComputer {
    /// Whether a passkey of a row is here. One that is registered nowhere is nowhere; one that is
    /// registered may be on another computer.
    fn found(&self, row: &Row, registered: Option<&[CredentialKind]>) -> FoundHere {
        let of_row = || self.kinds.iter().filter(|(kind, _)| row.kinds().has(*kind));
        let is = |wanted: FoundHere| of_row().any(|(_, found)| *found == wanted);
        let all_known = row.kinds().iter().all(|kind| of_row().any(|(known, _)| *known == kind));
        if is(FoundHere::Found) {
            return FoundHere::Found;
        }
        if all_known && !is(FoundHere::Unknown) {
            return FoundHere::NotFound;
        }
        let may_be = |all: &[CredentialKind]| {
            all.iter().any(|kind| row.kinds().has(*kind) || *kind == CredentialKind::Unmapped)
        };
        match registered {
            Some(all) if !may_be(all) => FoundHere::NotFound,
            Some(_) | None => FoundHere::Unknown,
        }
    }
}

#[cfg(test)]
mod tests;
