//! The room Settings, and options out of a file. It must never name another file of the person's.

use serde::{Deserialize, Serialize};

use super::{About, Account, Appearance, Look, TextSize};

/// The room Settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SettingsView {
    /// Who the window works for.
    pub account: Account,
    /// How the window looks.
    pub look: Look,
    /// The record.
    pub record: RecordView,
    /// Which program this is.
    pub about: About,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
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
