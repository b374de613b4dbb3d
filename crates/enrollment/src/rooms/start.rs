//! The room Start: who the window works for, the keys that the directory lists, and what an earlier
//! run left. It must never offer to send what a directory already has.

mod read;
mod resume;

use serde::{Deserialize, Serialize};

use super::{Account, Look, NudgeView, PracticeMfa, PracticeSignIn, SignInState};
use crate::wizard::{Remedy, TroubleView};

pub use resume::TakenUp;

/// The room Start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StartView {
    /// Nothing was chosen yet on this computer: neither practice nor a sign-in.
    pub first_run: bool,
    /// Who the window works for.
    pub account: Account,
    /// Whether somebody is signed in.
    pub sign_in: SignInState,
    /// How the window looks.
    pub look: Look,
    /// Whether a campaign asks the person; `None` at the first start, where nobody has signed in.
    pub nudge: Option<NudgeView>,
    /// How the practice sign-in happens; `None` where there is no practice.
    pub practice_sign_in: Option<PracticeSignIn>,
    /// The second factor that whoever is signed in says they use.
    pub second_factor: Option<PracticeMfa>,
    /// Registrations that are not over.
    pub unfinished: Vec<Unfinished>,
    /// The person's keys in the directory.
    pub keys: DirectoryKeys,
}

/// The person's keys in the directory, or why they could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DirectoryKeys {
    /// These are all.
    Listed {
        /// In the directory's order.
        keys: Vec<DirectoryKey>,
    },
    /// They could not be read.
    NotRead {
        /// What stood in the way.
        trouble: TroubleView,
    },
}

/// A key as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DirectoryKey {
    /// The directory's id of it.
    pub method_id: String,
    /// The credential that the id names, base64url; `None` where it names none.
    pub credential_id: Option<String>,
    /// The name that it was given.
    pub name: Option<String>,
    /// Its model's name.
    pub model: Option<String>,
    /// Its model.
    pub aaguid: Option<String>,
    /// When it was registered, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub created: Option<i64>,
}

/// A registration that a crash, a power cut or an unreachable directory left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Unfinished {
    /// Its name in the record.
    pub registration: String,
    /// When it was begun, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub began: i64,
    /// The organisation's name, where there is one.
    pub organisation: Option<String>,
    /// It belongs to another organisation than the one that somebody is signed in to: it is sent and
    /// looked for there.
    pub elsewhere: bool,
    /// The account's name.
    pub account: String,
    /// The RP ID.
    pub rp_id: String,
    /// What the key is called.
    pub key: Option<String>,
    /// How far it came.
    pub standing: UnfinishedStanding,
}

/// How far a registration came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum UnfinishedStanding {
    /// A response waits and can be sent.
    ToSend {
        /// Milliseconds from this view on until its challenge expires.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        left_ms: u64,
        /// Whether it outlasts this program and a power cut.
        survives: bool,
    },
    /// The credential is on the key, and nothing can be sent any more.
    OnKey {
        /// Why not.
        why: NotToSend,
        /// How it can be taken off the key.
        remedy: Remedy,
    },
    /// The key was told to make one and never answered.
    PossiblyOn {
        /// How it can be taken off the key.
        remedy: Remedy,
    },
}

/// Why a response cannot be sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NotToSend {
    /// Its challenge expired.
    Expired,
    /// The keyring does not give the key that opens it. It may, later.
    Locked,
    /// What is kept is not what was sealed.
    Unreadable,
    /// It was refused.
    Refused,
    /// The person did not want it sent.
    GivenUp,
    /// It was in memory only, or sent with no answer.
    NotKept,
}

/// What can be done with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum UnfinishedChoice {
    /// Send what waits.
    Send,
    /// Take it off the key.
    Remove,
    /// Leave it; it is not offered again.
    Leave,
}
