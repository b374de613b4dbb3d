//! FIDO metadata as the rooms show it: which, how old, and how the last look for newer ones went. Its age
//! must always be there to be said.

use serde::Serialize;
use webauthn::Timestamp;

use crate::store::KeptMetadata;

/// FIDO metadata at this computer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MetadataView {
    /// What is kept; `None`: nothing yet.
    pub kept: Option<KeptMetadataView>,
    /// The service is being asked.
    pub asking: bool,
    /// Why the last look brought nothing, until one does.
    pub trouble: Option<MetadataTrouble>,
    /// Whether the service is asked at the start of the window where a newer one is due.
    pub automatic: bool,
}

/// Metadata that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeptMetadataView {
    /// `no`.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub number: u64,
    /// When it was fetched, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub fetched: i64,
    /// How long ago that is, in whole days.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub days: i64,
    /// When it says a newer one comes, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub next_update: Option<i64>,
    /// Whether a newer one should be asked for.
    pub due: bool,
}

/// Why a look for newer metadata brought nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[error("{detail}")]
pub struct MetadataTrouble {
    /// In a word.
    pub kind: MetadataTroubleKind,
    /// In the program's words.
    pub detail: String,
}

/// The same in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum MetadataTroubleKind {
    /// Offline, or the service is.
    Unreachable,
    /// The service answered with something else, or not to the end.
    NotGiven,
    /// What came is older than what is kept.
    Older,
    /// Nobody who counts stands for what came.
    NotToBeUsed,
    /// What came could not be written to the disk.
    NotKept,
    /// What is kept cannot be read, or is not what was kept.
    KeptUnusable,
}

const DAY: i64 = 86_400;

impl KeptMetadataView {
    pub(crate) fn new(kept: &KeptMetadata, now: Timestamp) -> Self {
        Self {
            number: kept.number,
            fetched: kept.fetched.0,
            days: kept.age(now) / DAY,
            next_update: kept.next_update.map(|next| next.0),
            due: kept.is_due(now),
        }
    }
}
