//! The room Settings, and options out of a file. It must never name another file of the person's.

use std::{
    io::{self, Read},
    path::Path,
};

use serde::{Deserialize, Serialize};

use entra_policy::campaign::RuleBook;

use super::{
    About, Account, Appearance, CommandCode, CommandError, Look, MetadataView, PracticeMfa,
    RuleSetView, SignInState, TextSize,
};
use crate::{ledger::LedgerStore, store::StoreError};

/// The room Settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Who the window works for.
    pub account: Account,
    /// Whether somebody is signed in.
    pub sign_in: SignInState,
    /// How the window looks.
    pub look: Look,
    /// The record.
    pub record: RecordView,
    /// FIDO metadata.
    pub metadata: MetadataView,
    /// The rule sets of campaigns, newest first, and which of them counts here.
    pub rules: RulesView,
    /// Which program this is.
    pub about: About,
}

/// Which rule set of campaigns counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RulesView {
    /// All that there are, newest first.
    pub sets: Vec<RuleSetView>,
    /// The one that is pinned; `None`: the newest counts.
    pub pinned: Option<String>,
}

impl RulesView {
    /// With the one that the settings pin.
    ///
    /// # Errors
    /// [`CommandCode::Malformed`]: the rule sets that come with the program are damaged.
    pub fn read(pinned: Option<String>) -> Result<Self, CommandError> {
        let damaged = |why| CommandError::new(CommandCode::Malformed, why);
        let book = RuleBook::shipped().map_err(damaged)?;
        let sets = book.sets().iter().rev().map(RuleSetView::from).collect();
        Ok(Self { sets, pinned: pinned.filter(|id| book.set(id).is_some()) })
    }
}

/// The record as Settings shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// How long names are kept; `None`: always. The entries themselves stay.
    pub retention_days: Option<u32>,
    /// How many entries there are.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub entries: u64,
    /// The file.
    pub place: String,
}

/// One thing to change.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum SettingsChange {
    /// Light or dark.
    Appearance(Appearance),
    /// The size of the letters.
    TextSize(TextSize),
    /// Drawings stand still.
    StillDrawings(bool),
    /// How long names are kept.
    RetentionDays(Option<u32>),
    /// Newer FIDO metadata are fetched at the start of the window.
    MetadataUpdates(bool),
    /// The second factor that whoever is signed in says they use.
    SecondFactor(Option<PracticeMfa>),
    /// The rule set of campaigns that counts here, by its id.
    RuleSet(Option<String>),
}

/// Options out of a file that the person chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OpenedOptions {
    /// The file's name without its folder.
    pub name: String,
    /// What is in it.
    pub json: String,
}

/// More than creation options are (bytes).
const LARGEST: u64 = 1 << 20;

impl OpenedOptions {
    /// Reads options; whether they are any, a registration from them finds out.
    ///
    /// # Errors
    /// They cannot be read, or are no text.
    pub fn read(name: String, from: impl Read) -> io::Result<Self> {
        let mut json = String::new();
        from.take(LARGEST).read_to_string(&mut json)?;
        Ok(Self { name, json })
    }
}

impl RecordView {
    /// The record that is kept in this place.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn read(
        store: &dyn LedgerStore,
        place: &Path,
        retention_days: Option<u32>,
    ) -> Result<Self, StoreError> {
        let entries = store.checkpoint()?.map_or(0, |last| last.sequence.0);
        Ok(Self { retention_days, entries, place: place.display().to_string() })
    }
}
