//! What a face draws of a registration: one complete, numbered snapshot. It must never hold a PIN, a
//! token, a challenge or a sentence.

use ctap::{
    AuthenticatorId, AuthenticatorTransport,
    ceremony::{Failure, Moment, PromptId},
};
use serde::{Deserialize, Serialize};
use webauthn::Judgement;

use crate::ledger::{RefusedBy, RegistrationId, Scene};

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
    /// Why the policy refuses it, before any PIN or touch.
    pub refusal: Option<Refusal>,
}

/// A policy's refusal, with the line it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The reason's code (`aaguid-not-allowed`).
    pub reason: String,
    /// The profile's name, where the line stands in one.
    pub profile: Option<String>,
    /// The member of the policy document (`keyRestrictions.aaGuids`).
    pub path: String,
    /// `allow` or `block`, where the line is a list.
    pub enforcement: Option<String>,
    /// The models on the list, by name where one is known, else by AAGUID.
    pub listed: Vec<String>,
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
    /// The directory was not reached; the response is kept.
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
    /// The credential is being taken off the key again.
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

/// What stood in the way of the directory or the options, for people and tickets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TroubleView {
    /// Nothing was reached.
    Unreachable,
    /// It went out, and no whole answer came back.
    Unanswered,
    /// The directory asks to wait.
    Throttled {
        /// Seconds, where it says.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        retry_after: Option<u64>,
    },
    /// The directory has a problem of its own.
    Failing {
        /// HTTP status.
        status: u16,
    },
    /// It wants a new sign-in.
    SignInNeeded,
    /// There is no such person or method.
    NotFound,
    /// It said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// `error.code`.
        code: String,
        /// Its own words.
        message: String,
        /// The nested sub-code.
        sub_code: Option<String>,
        /// For the ticket.
        request_id: Option<String>,
    },
    /// It answered nonsense.
    Malformed,
    /// The creation options are none.
    OptionsMalformed {
        /// What is wrong, with its place in the document.
        detail: String,
    },
    /// The options may not be used from here.
    OptionsRefused {
        /// Which rule, as a code.
        code: String,
        /// What the rule was held against.
        detail: String,
    },
    /// The policy document is none.
    PolicyMalformed {
        /// What is wrong, with its place in the document.
        detail: String,
    },
    /// The record cannot be written, so that nothing is begun.
    RecordUnwritable {
        /// The store's words.
        detail: String,
    },
}

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
        /// Every finding.
        judgement: Judgement,
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
    },
    /// No credential was made.
    NotMade {
        /// Why.
        failure: Failure,
    },
    /// The person gave it up before a key was asked.
    GivenUp,
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
    /// Slots of the key, used and in all, where it says.
    pub slots: Option<(u32, u32)>,
    /// When the directory took it, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub in_directory: Option<i64>,
    /// Its entry in the record.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub entry: u64,
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
    },
    /// Options that a person pasted or dropped.
    Options {
        /// The document.
        json: String,
        /// The origin, where it is not `https://` and the RP ID.
        origin: Option<String>,
    },
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
    /// Once more (`NotRead`, the key's `TryAgain` and `VerifyUserAgain`, `Kept`).
    Again,
    /// By PIN (`VerifyUserAgain`).
    UsePin,
    /// Send it, though not all of it is proved (`Unproved`).
    SendUnproved,
    /// Do not send it (`Unproved`).
    DoNotSend,
    /// Take it off the key (`Refused`, `Kept`, `NotAccepted`).
    Remove,
    /// Leave it as it is (`Refused`, `Kept`, `NotAccepted`).
    Leave,
}
