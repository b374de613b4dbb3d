//! The nudge as the room Start shows it: whether the person is asked, why, and how the sign-in happens.
//! It must never hold a sentence, nor more certainty than the verdict has.

use entra_policy::campaign::{Rule, Verdict};
use serde::{Deserialize, Serialize};
use webauthn::Timestamp;

use crate::wizard::TroubleView;

/// Whether the campaign asks the person, or why that cannot be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NudgeView {
    /// The directory could not be read.
    NotRead {
        /// What stood in the way.
        trouble: TroubleView,
    },
    /// What it said cannot be judged.
    NotJudged {
        /// Why, for a ticket.
        why: String,
    },
    /// The verdict.
    Judged {
        /// With everything that led to it.
        nudge: Box<Nudge>,
    },
}

/// A verdict on one sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Nudge {
    /// What follows.
    pub standing: NudgeStanding,
    /// What it asks for; `None` where that is not clear.
    pub method: Option<NudgeMethod>,
    /// The rule that decides.
    pub rule: Rule,
    /// The rule set, by its day.
    pub rule_set: String,
    /// The document that states it.
    pub document: String,
    /// What the newest documents say where older ones count here, else those before: where that is another verdict,
    /// since rollouts are gradual.
    pub before: Option<OtherVerdict>,
    /// What may come to pass.
    pub possible: Vec<Verdict>,
    /// The facts that would settle it.
    pub settled_by: Vec<String>,
    /// How often it was skipped, and when it asks again.
    pub skips: SkipsView,
    /// The rules that were looked at, in order.
    pub trace: Vec<TraceLine>,
    /// What is assumed of the sign-in.
    pub assumed: Vec<FactView>,
    /// What is said of it.
    pub sign_in: SignInView,
    /// Where the person is led for a passkey.
    pub way: PasskeyWay,
}

/// What other documents say of the same sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OtherVerdict {
    /// The verdict.
    #[cfg_attr(
        feature = "bindings",
        ts(type = "\"no-nudge\" | \"nudge\" | \"required\" | \"unknown\"")
    )]
    pub verdict: Verdict,
    /// The rule that decides.
    pub rule: Rule,
    /// The rule set, by its day.
    pub rule_set: String,
}

/// What follows from a verdict in this sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum NudgeStanding {
    /// The person is asked.
    Asked {
        /// There is no skipping any more.
        required: bool,
        /// Registering failed while it stood there: then it can be skipped, and that does not count.
        failed: bool,
    },
    /// They were asked, and answered; the next sign-in may ask again.
    Answered,
    /// They are not asked.
    NotAsked,
    /// One or the other.
    Unknown,
}

/// What a campaign asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NudgeMethod {
    /// A passkey.
    Fido2,
    /// Microsoft Authenticator.
    MicrosoftAuthenticator,
}

/// Skips so far. Moments are in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SkipsView {
    /// Those that count.
    pub used: u32,
    /// How many there may be; `None` where there is no limit, or none is known.
    pub allowed: Option<u32>,
    /// Whether there is a limit, where that is known.
    pub limited: Option<bool>,
    /// Skips after an error, which do not count.
    pub errors: u32,
    /// How many days a skip lasts.
    pub days: Option<u8>,
    /// From when on it asks again; `None`: at the next sign-in.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub next: Option<i64>,
    /// From when on it would ask again after a skip now.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub after_skip: Option<i64>,
    /// By how many seconds the clock was set back, where it was.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub set_back: Option<i64>,
}

/// A rule that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TraceLine {
    /// Which.
    pub rule: Rule,
    /// What it came to.
    pub outcome: RuleOutcome,
    /// Whether it is the one that decides.
    pub decides: bool,
    /// What it looked at.
    pub evidence: Vec<FactView>,
}

/// What a rule came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum RuleOutcome {
    /// It is so.
    Holds,
    /// It is not so.
    Fails,
    /// Not known.
    Unknown,
}

/// A fact and its value; `None`: not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FactView {
    /// Its path.
    pub fact: String,
    /// Its value as it is written.
    pub value: Option<String>,
}

/// What is said of the sign-in, in the words of the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// The operating system.
    pub os: Option<String>,
    /// The browser.
    pub browser: Option<String>,
    /// How MFA was done.
    pub mfa: Option<String>,
    /// When it happens, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
}

/// Where a person is led for a passkey.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PasskeyWay {
    /// To a security key.
    SecurityKey,
    /// To a phone, a password manager or the operating system: a security key would be refused.
    Provider {
        /// The line of the policy that says so.
        path: Option<String>,
        /// The name of its profile.
        profile: Option<String>,
    },
}

/// What a person does with a nudge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum NudgeAct {
    /// It stands before them.
    Show,
    /// Skip for now.
    Skip,
    /// Skip after registering failed.
    SkipError,
}

/// How the practice sign-in happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeSignIn {
    /// On which computer, in which browser.
    pub place: PracticePlace,
    /// How MFA is done.
    pub mfa: PracticeMfa,
    /// How many days from now it is.
    pub days_later: u32,
}

impl PracticeSignIn {
    /// The moment of a sign-in that is begun now.
    pub fn moment(self, now: Timestamp) -> Timestamp {
        const DAY: i64 = 86_400;
        Timestamp(now.0.saturating_add(i64::from(self.days_later).saturating_mul(DAY)))
    }
}

/// Where a practice sign-in happens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PracticePlace {
    /// On this computer, in its default browser.
    Here,
    /// Windows, Edge.
    #[default]
    WindowsEdge,
    /// Windows, Chrome.
    WindowsChrome,
    /// macOS, Safari.
    MacSafari,
    /// macOS, Chrome.
    MacChrome,
    /// A phone or tablet of Apple's.
    Ios,
    /// A phone or tablet with Android.
    Android,
}

/// How MFA is done in a practice sign-in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PracticeMfa {
    /// A text message.
    #[default]
    Sms,
    /// A code of an application.
    Totp,
    /// Any other way.
    Other,
    /// Not at all.
    None,
}
