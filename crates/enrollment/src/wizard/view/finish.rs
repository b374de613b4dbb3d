//! How a registration ended, and what was left on keys. Nothing that may be on a key must go unsaid.

use ctap::{AuthenticatorId, ceremony::Failure};
use serde::Serialize;
use webauthn::Judgement;

use super::{Leftover, NotRemoved, TroubleView};
use crate::{ledger::RefusedBy, rehearsal::Kept, tenant::Stored};

/// How a registration ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Finish {
    /// The directory has it.
    Registered {
        /// The name that the key has there.
        name: String,
        /// The directory's id of it.
        method_id: String,
        /// Every finding; `None` where it was made before this start of the program.
        judgement: Option<Judgement>,
        /// What the directory stored, beside what was made; `None`: it was not read again.
        stored: Option<Vec<Stored>>,
        /// On the key, in the directory, in our record.
        ticks: Ticks,
    },
    /// The response went to the person.
    HandedOver {
        /// Every finding.
        judgement: Judgement,
        /// Whether all of it was proved.
        proved: bool,
        /// On the key, in no directory, in our record.
        ticks: Ticks,
    },
    /// Made, refused by the judge, the policy or the directory, and what is left of it.
    Refused {
        /// By whom.
        #[cfg_attr(feature = "bindings", ts(type = "\"preflight\" | \"judge\" | \"directory\""))]
        by: RefusedBy,
        /// The reason's code.
        reason: String,
        /// What is on the key now; `None` once it was removed.
        leftover: Option<Leftover>,
    },
    /// Kept for later; the next start offers it again.
    KeptForLater {
        /// Milliseconds left until the challenge expires.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        left_ms: Option<u64>,
        /// Whether it outlasts this program and a power cut. Where it does not, the next start can only
        /// offer to remove the credential.
        survives: bool,
    },
    /// A credential was to be taken off a key, and is not there any more.
    Removed {
        /// The key.
        from: AuthenticatorId,
        /// Whether it had been there.
        found: Found,
    },
    /// What an interrupted registration left stays on the key, as the person wants it.
    LeftOnKey {
        /// What is on the key.
        leftover: Leftover,
    },
    /// What an interrupted registration may have left was looked for, and nothing is known of it.
    NotSearched {
        /// Why.
        why: NotRemoved,
    },
    /// The record could not be written, so that it went no further.
    NotRecorded {
        /// What stood in the way.
        trouble: TroubleView,
        /// What is on the key now; `None` where no key was asked.
        leftover: Option<Leftover>,
    },
    /// A key has shown its attestation, and keeps nothing of it or something.
    Rehearsed {
        /// The key.
        key: AuthenticatorId,
        /// What it keeps.
        kept: Kept,
        /// How many discoverable credentials it had room for before, where it says.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        room_before: Option<u64>,
        /// The same now.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        room_after: Option<u64>,
    },
    /// No credential was made.
    NotMade {
        /// Why.
        failure: Failure,
    },
    /// The person gave it up before a key was asked.
    GivenUp,
}

/// Whether a credential that was to be removed had been there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// It was there and was taken off.
    TakenOff,
    /// The key was searched and holds none.
    NotThere,
}

/// The three ticks, always in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Ticks {
    /// When the key made it, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub made: i64,
    /// Whether the new credential signed a challenge of ours.
    pub signs: Option<bool>,
    /// How many more credentials the key has room for, by its own estimate.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub slots_left: Option<u64>,
    /// When the directory took it, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub in_directory: Option<i64>,
    /// Its entry in the record; `None` where that could not be written.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub entry: Option<u64>,
}

/// What else became of keys on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Aside {
    /// Keys that may hold a credential that nobody confirmed.
    pub possibly_on: Vec<AuthenticatorId>,
    /// Keys whose PIN was set or changed.
    pub pin_changed_on: Vec<AuthenticatorId>,
    /// The person had asked to stop, but the key had been touched.
    pub after_cancel: bool,
}
