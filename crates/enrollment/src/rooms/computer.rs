//! The room This computer: the platform matrix with this computer's column, and what is known of each
//! kind of passkey. What the directory has registered must never be said to be here.

use entra_policy::campaign::{Browser, PlatformMatrix, Row, RuleBook, RuleSet};
use serde::Serialize;
use webauthn::Timestamp;

mod seen;
#[cfg(test)]
mod tests;

pub use seen::{KindSeen, SeenComputer};

use super::{CommandCode, CommandError};
use crate::{
    nudge::{RegisteredPasskey, registered_passkeys},
    tenant::{Administration, Tenant},
    wizard::means::Models,
};

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

/// Where something is known from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignSource {
    /// The operating system.
    System,
    /// A key in hand.
    Key,
    /// The directory: what it has may be anywhere.
    Directory,
}

/// Something that a kind of passkey is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignView {
    /// Where it is known from.
    pub source: SignSource,
    /// The program of the system, or the key.
    pub name: Option<String>,
    /// What its model is called.
    pub model: Option<String>,
    /// The AAGUID.
    pub aaguid: Option<String>,
    /// What it says of whether one is here.
    pub says: FoundHere,
}

/// A browser that is installed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BrowserView {
    /// What it is called.
    pub name: String,
    /// Its column; `None` where the document has none.
    pub column: Option<String>,
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
    pub browsers: Option<Vec<BrowserView>>,
    /// Whether those are all.
    pub all_browsers: bool,
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
    /// What that is known by, whether it agrees or not.
    pub signs: Vec<SignView>,
    /// How many the directory has of the person; `None` where that could not be read.
    pub registered: Option<u32>,
}

impl ComputerView {
    /// Puts together what the directory has and what is seen here: keys in hand are asked for what is registered.
    ///
    /// # Errors
    /// [`CommandCode::Malformed`]: the rule sets that come with the program are damaged.
    pub fn read<D: Tenant + Administration + ?Sized>(
        look: impl FnOnce(Option<&[RegisteredPasskey]>) -> SeenComputer,
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
        let registered = registered_passkeys(directory, person, models);
        let registered = registered.as_deref();
        Ok(Self::of(look(registered), (set, matrix), registered, now))
    }

    fn of(
        seen: SeenComputer,
        (set, matrix): (&RuleSet, &PlatformMatrix),
        registered: Option<&[RegisteredPasskey]>,
        now: Timestamp,
    ) -> Self {
        let here = seen.browser.and_then(|browser| matrix.column(seen.os, browser));
        let here = here.map(|column| column.id.clone());
        let columns = matrix.columns().iter();
        let row = |row: &Row| {
            let of_row = |one: &&RegisteredPasskey| row.kinds().has(one.kind);
            let count = |all: &[RegisteredPasskey]| all.iter().filter(of_row).count();
            KindRow {
                id: row.id.clone(),
                counts: matrix.columns().iter().map(|one| matrix.suppresses(row, one)).collect(),
                found: seen.found(row),
                signs: seen.signs(row),
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
            browsers: seen.browsers.map(|all| {
                let view = |(name, browser): (String, Browser)| {
                    let column = matrix.column(seen.os, browser).map(|column| column.id.clone());
                    BrowserView { name, column }
                };
                all.into_iter().map(view).collect()
            }),
            all_browsers: seen.all_browsers,
            evidence: seen.evidence,
            looked: now.0,
        }
    }
}
