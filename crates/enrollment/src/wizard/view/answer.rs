//! What a person begins and answers. A PIN must never come this way.

use ctap::ceremony::PromptId;
use serde::Deserialize;

use crate::ledger::Scene;

/// What a registration is begun from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    /// The directory of whoever is signed in, for this person.
    Directory {
        /// Object id or user principal name.
        person: String,
        /// The name that the key shall have there.
        name: String,
        /// Not sent at once: kept for so many minutes at most, until somebody sends it.
        later: Option<u16>,
    },
    /// Options that a person pasted or dropped.
    Options {
        /// The document.
        json: String,
        /// The origin, where it is not `https://` and the RP ID.
        origin: Option<String>,
    },
    /// Nothing: a key shows its attestation on a credential that is thrown away.
    Rehearsal,
}

impl Source {
    /// What a registration from it is for, where the directory is one of this scene.
    pub fn scene(&self, directory: Scene) -> Scene {
        match self {
            Self::Directory { .. } => directory,
            Self::Options { .. } | Self::Rehearsal => Scene::Options,
        }
    }
}

/// What a person answers, PINs excepted: those go another way.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The question that is answered; a late answer does nothing.
    pub prompt: PromptId,
    /// The answer.
    pub choice: Choice,
}

/// The answers to choose from. Which of them a question takes, its step says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Choice {
    /// Go on, as shown (`Confirm`).
    GoOn,
    /// Once more (`NotRead`, `NotRecorded`, the key's `TryAgain` and `VerifyUserAgain`, `Kept`).
    Again,
    /// By PIN (`VerifyUserAgain`).
    UsePin,
    /// Send it, though not all of it is proved (`Unproved`).
    SendUnproved,
    /// Do not send it (`Unproved`).
    DoNotSend,
    /// Take it off the key (`Refused`, `Kept`, `NotAccepted`, `Found`).
    Remove,
    /// The directory has it: it stays on the key (`IsItThis`).
    Same,
    /// That is another one (`IsItThis`).
    Another,
    /// Leave it as it is (`Refused`, `Kept`, `NotAccepted`, `Found`, `NotRecorded`, `IsItThis`).
    Leave,
}
