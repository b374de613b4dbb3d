//! The room Activity: the record as a person reads it, and how its chain stands. It must never leave
//! out an entry that a filter lets through.

mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::ledger::{Issuing, RefusedBy, Scene, Unregistering};

/// Which entries of the record to show.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ActivityFilter {
    /// In names, accounts, keys and codes; case does not matter. Empty: all.
    pub text: String,
    /// How far back.
    pub since: Since,
    /// What came of it.
    pub outcome: OutcomeFilter,
    /// From 0.
    pub page: u32,
}

/// How far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Since {
    /// The last 24 hours.
    Today,
    /// The last 7 days.
    Week,
    /// The last 30 days.
    Month,
    /// From the first entry on.
    All,
}

/// What came of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum OutcomeFilter {
    /// Whatever it was.
    All,
    /// It was refused.
    Refused,
    /// It is not over.
    Open,
}

/// The room Activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// How the chain stands.
    pub chain: ChainView,
    /// Newest first.
    pub entries: Vec<EntryView>,
    /// How many entries the filter lets through, on all pages.
    pub matching: u32,
    /// From 0.
    pub page: u32,
    /// Entries a page.
    pub page_size: u32,
}

/// How the chain stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ChainView {
    /// How many entries there are.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub entries: u64,
    /// When it was checked, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub checked: i64,
    /// What came of it.
    pub standing: ChainStanding,
}

/// What came of checking the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ChainStanding {
    /// Every hash is the one before's, and the head is authentic.
    Intact,
    /// Every hash is the one before's; nothing vouches for the head.
    Unauthenticated,
    /// The chain breaks.
    BrokenAt {
        /// The first entry that does not follow.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        entry: u64,
    },
    /// Entries at the end are missing.
    Cut {
        /// How far it once reached.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        reached: u64,
        /// Who knows.
        by: CutBy,
    },
    /// The head's seal does not hold.
    HeadForged,
    /// The head is another record's.
    OtherLedger,
}

/// Who knows that entries are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum CutBy {
    /// What the keyring remembers.
    Keyring,
    /// A checkpoint that was taken away.
    Checkpoint,
}

/// An entry. What the event does not say is taken from the registration's beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Its number.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub sequence: u64,
    /// When it was written, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// Who was at work; `None` once personal fields were dropped.
    pub actor: Option<String>,
    /// Which registration.
    pub registration: String,
    /// What it was for.
    #[cfg_attr(feature = "bindings", ts(type = "\"practice\" | \"tenant\" | \"options\" | null"))]
    pub scene: Option<Scene>,
    /// What the key is called.
    pub key: Option<String>,
    /// The account's name.
    pub account: Option<String>,
    /// The RP ID.
    pub rp_id: Option<String>,
    /// What happened.
    pub event: EntryEvent,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EntryEvent {
    /// A key was about to be told to make a credential.
    Began,
    /// It made one.
    Created,
    /// The directory has it.
    Registered {
        /// The name that it was given.
        name: String,
    },
    /// The response went to the person.
    HandedOver {
        /// Whether everything about it was proved.
        proved: bool,
    },
    /// It was refused.
    Refused {
        /// By whom.
        #[cfg_attr(feature = "bindings", ts(type = "\"preflight\" | \"judge\" | \"directory\""))]
        by: RefusedBy,
        /// The reason's code.
        reason: String,
    },
    /// It was given up.
    Abandoned {
        /// Why, as a code.
        reason: String,
    },
    /// The credential was taken off the key.
    Removed,
    /// The key was searched and holds none.
    FoundNothing,
    /// A passkey was to be taken out of the directory.
    Unregistered {
        /// The name that it had there.
        name: String,
        /// What is known of it.
        #[cfg_attr(
            feature = "bindings",
            ts(type = "\"done\" | \"unsure\" | \"by-somebody-else\"")
        )]
        how: Unregistering,
    },
    /// A Temporary Access Pass was to be issued.
    PassIssued {
        /// What is known of it.
        #[cfg_attr(feature = "bindings", ts(type = "\"done\" | \"unsure\""))]
        how: Issuing,
    },
    /// Personal fields were dropped.
    Erased {
        /// Why.
        why: ErasedWhy,
    },
    /// This build cannot read it.
    Unreadable,
}

/// Why personal fields were dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ErasedWhy {
    /// Somebody asked for it.
    Asked,
    /// Their time was over.
    Retention,
}

/// As what the record is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ExportFormat {
    /// A table.
    Csv,
    /// A list.
    Json,
}

impl ExportFormat {
    /// What an export is called unless the person calls it otherwise.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "touchstone-record.csv",
            Self::Json => "touchstone-record.jsonl",
        }
    }
}
