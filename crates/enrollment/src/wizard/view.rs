//! What a face draws of a registration: one complete, numbered snapshot. It must never hold a PIN, a
//! token, a challenge or a sentence.

mod answer;
mod finish;
mod trouble;

use ctap::{
    AuthenticatorId, AuthenticatorTransport,
    ceremony::{Failure, Moment, PromptId},
};
use entra_policy::{Admission, Standing};
use serde::Serialize;
use webauthn::{Aaguid, Judgement};

pub use answer::{Answer, Choice, Source};
pub use finish::{Aside, Finish, Found, Ticks};
pub use trouble::TroubleView;

use super::means::Models;
use crate::{
    Preflight,
    ledger::{RegistrationId, Scene, reason_of},
};

/// The whole picture. A later revision replaces an earlier one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct WizardView {
    /// Grows by one with each view, so that a late one is recognised and dropped.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub revision: u64,
    /// Which registration; also its name in the record.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub registration: RegistrationId,
    /// For whom and where; known once the options have been read.
    pub subject: Option<Subject>,
    /// Every key that was seen, by its place.
    pub keys: Vec<KeyView>,
    /// The moment to draw.
    pub step: Step,
}

/// For whom and where. The names are what the options and the directory claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// Practice, an organisation, or options that somebody brought.
    #[cfg_attr(feature = "bindings", ts(type = "\"practice\" | \"tenant\" | \"options\""))]
    pub scene: Scene,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// The person's name.
    pub display_name: String,
    /// The account's name.
    pub account: String,
    /// The RP ID, checked.
    pub rp_id: String,
    /// The origin that acts for it.
    pub origin: String,
    /// When the challenge expires, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub expires: Option<i64>,
    /// When the policy was read, in seconds since 1970; `None` where there is none to keep.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub policy_read: Option<i64>,
    /// By how many seconds the directory's clock is ahead of this computer's, where that is notable.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub ahead: i64,
}

/// A key as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct KeyView {
    /// Its place.
    pub id: AuthenticatorId,
    /// How it is reached.
    pub transport: AuthenticatorTransport,
    /// What it or its reader is called.
    pub name: Option<String>,
    /// Its model as getInfo names it; unproved.
    pub aaguid: Option<String>,
    /// The model's name, where one is known for the AAGUID.
    pub model: Option<String>,
    /// Why the policy or the metadata refuse it, before any PIN or touch.
    pub refusal: Option<Refusal>,
}

/// A policy's refusal, with the line it stands on, or that of the FIDO metadata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The reason's code (`aaguid-not-allowed`).
    pub reason: String,
    /// The profile's name, where the line stands in one.
    pub profile: Option<String>,
    /// The member of the policy document (`keyRestrictions.aaGuids`); `None`: the metadata refuse the model.
    pub path: Option<String>,
    /// `allow` or `block`, where the line is a list.
    pub enforcement: Option<String>,
    /// The models on the list, by name where one is known, else by AAGUID.
    pub listed: Vec<String>,
}

impl Refusal {
    /// What refuses a key, before it has made anything. What metadata say of a model holds whatever the policy says.
    pub(crate) fn of_key(said: &Preflight, models: &dyn Models) -> Option<Self> {
        let by_metadata = || Self {
            reason: reason_of(&said.metadata),
            profile: None,
            path: None,
            enforcement: None,
            listed: Vec::new(),
        };
        match said.admission.standing {
            Standing::Refused => Self::of(&said.admission, models),
            Standing::Admitted | Standing::Undetermined => {
                said.is_refused_by_metadata().then(by_metadata)
            }
        }
    }

    /// The line that an admission stands on, where it stands on one.
    pub fn of(admission: &Admission, models: &dyn Models) -> Option<Self> {
        let line = admission.decided_by.as_ref()?;
        let name = |aaguid: &Aaguid| models.name(*aaguid).unwrap_or_else(|| aaguid.to_string());
        let profile = line.profile.as_ref();
        Some(Self {
            reason: reason_of(&admission.findings),
            profile: profile
                .map(|profile| profile.name.clone().unwrap_or_else(|| profile.id.to_string())),
            path: Some(line.path.clone()),
            enforcement: line.enforcement.as_ref().map(|one| one.as_str().to_owned()),
            listed: line.listed.iter().map(name).collect(),
        })
    }
}

/// The moments of a registration, the ceremony's among them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Step {
    /// Policy and options are being read.
    Reading,
    /// They could not be read, or cannot be used.
    NotRead {
        /// The question: once more?
        prompt: PromptId,
        /// What stood in the way.
        trouble: TroubleView,
    },
    /// This site and this account: go on? Asked of options that a person brought.
    Confirm {
        /// The question.
        prompt: PromptId,
    },
    /// The ceremony.
    Key {
        /// Its moment.
        moment: Moment,
        /// Until when the key waits for the touch, in milliseconds from this view on.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        touch_left_ms: Option<u64>,
    },
    /// What the key made is being judged.
    Judging,
    /// It must not be sent.
    Refused {
        /// The question: remove it from the key?
        prompt: PromptId,
        /// Every finding.
        judgement: Judgement,
        /// The policy's line, where it was the policy.
        refusal: Option<Refusal>,
        /// What is on the key now.
        leftover: Leftover,
    },
    /// Something about it is not known: send it all the same?
    Unproved {
        /// The question.
        prompt: PromptId,
        /// Every finding.
        judgement: Judgement,
    },
    /// It is on its way to the directory.
    Sending,
    /// The directory took it; what it stored is read again.
    ReadingBack,
    /// What happened cannot be written down, and nothing that cannot be taken back goes on before it
    /// is.
    NotRecorded {
        /// The question: once more?
        prompt: PromptId,
        /// What stood in the way.
        trouble: TroubleView,
    },
    /// It is not in the directory yet; the response is kept.
    Kept {
        /// The question: send now, or remove it from the key?
        prompt: PromptId,
        /// What stood in the way.
        trouble: TroubleView,
        /// Milliseconds left until the challenge expires.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        left_ms: Option<u64>,
        /// Whether it also outlasts this program and a power cut.
        survives: bool,
        /// What is on the key now.
        leftover: Leftover,
    },
    /// The directory said no.
    NotAccepted {
        /// The question: remove it from the key?
        prompt: PromptId,
        /// Its own words.
        trouble: TroubleView,
        /// What is on the key now.
        leftover: Leftover,
    },
    /// What an interrupted registration left was found on a key.
    Found {
        /// The question: remove it from the key?
        prompt: PromptId,
        /// The account's name, where the key kept it.
        account: Option<String>,
        /// What is on the key.
        leftover: Leftover,
    },
    /// The directory lists a passkey that may be the one on the key, under an id that does not say.
    IsItThis {
        /// The question: is it this one?
        prompt: PromptId,
        /// The name that it has there.
        name: Option<String>,
        /// When it was registered, in seconds since 1970.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        created: Option<i64>,
        /// What is on the key.
        leftover: Leftover,
    },
    /// A key is being searched, or the credential taken off it again.
    Removing {
        /// The ceremony's moment.
        moment: Moment,
    },
    /// It is over.
    Over {
        /// How it ended.
        finish: Finish,
        /// What else became of keys on the way.
        aside: Aside,
    },
}

/// A credential that is on a key and in no directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// The key.
    pub authenticator: AuthenticatorId,
    /// The credential's id, base64url.
    pub credential_id: String,
    /// How it can be taken off the key.
    pub remedy: Remedy,
    /// Why the last try to take it off came to nothing.
    pub not_removed: Option<NotRemoved>,
}

/// Why a credential was not taken off a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NotRemoved {
    /// It came to no answer.
    Ended {
        /// Why.
        failure: Failure,
    },
    /// The key that was searched does not hold it; it may be another one of that model.
    NotOnThisKey,
    /// The key does not tell what it holds.
    NotSupported,
    /// The key was told to, and never said whether it did.
    Unanswered,
    /// The directory may have it, and could not be asked.
    NotAsked {
        /// What stood in the way.
        trouble: TroubleView,
    },
}

/// How a credential can be taken off a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Remedy {
    /// Here, with the key's PIN.
    RemoveHere,
    /// Only by a reset: the key has no credential management.
    ResetOnly,
    /// It takes no slot: nothing is stored.
    TakesNoSlot,
}
