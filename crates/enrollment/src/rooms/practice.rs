//! The drawer of practice keys, and the practice phone. Neither must ever be shown where no practice is.

use ctap::AuthenticatorTransport;
use serde::{Deserialize, Serialize};

use crate::authenticator::Problem;

/// The drawer of practice keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeDrawer {
    /// All of them.
    pub keys: Vec<PracticeKey>,
    /// Which ones are plugged in.
    pub plugged: Vec<String>,
}

/// A practice key in its drawer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticeKey {
    /// For the commands.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// How it looks as if it were reached.
    pub transport: AuthenticatorTransport,
    /// Whether the practice policy lists its model.
    pub listed: bool,
    /// Whether it has a fingerprint reader.
    pub fingerprint: bool,
    /// Whether it has a PIN.
    pub pin_set: bool,
}

/// What a hand does with a practice key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PracticeAct {
    /// Plugs it in.
    Plug,
    /// Takes it out.
    Pull,
    /// Touches it.
    Touch,
    /// Declines on it.
    Decline,
}

/// The practice phone, and the page that it scans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PracticePhone {
    /// The number on the page while the phone asks for it.
    pub number: Option<u32>,
    /// What came of the last act.
    pub outcome: Option<PhoneOutcome>,
    /// The practice directory lists an app of this person.
    pub registered: bool,
}

/// What came of an act with the practice phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PhoneOutcome {
    /// The notification was approved.
    Approved,
    /// It was denied.
    Denied,
    /// Another number was typed than the page shows.
    WrongNumber,
    /// Nobody answered it in time.
    TimedOut,
    /// The policy does not offer it.
    NotOffered,
    /// Phone sign-in is on.
    PhoneSignInOn,
    /// It is a new phone: what was registered with the old one is gone.
    Replaced,
}

/// What a hand does with the practice phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PracticePhoneAct {
    /// Nothing: it is looked at.
    Look,
    /// Scans the code of the page, which then sends a notification.
    Scan,
    /// Types a number and approves.
    Approve {
        /// Which.
        number: u32,
    },
    /// Denies.
    Deny,
    /// Lets the notification run out.
    Wait,
    /// Turns phone sign-in on in the app.
    PhoneSignIn,
    /// Takes a new phone.
    Replace,
}

impl PracticePhone {
    /// What went wrong with it, where something did.
    pub fn problem(&self) -> Option<Problem> {
        match self.outcome? {
            PhoneOutcome::Denied => Some(Problem::Denied),
            PhoneOutcome::WrongNumber => Some(Problem::WrongNumber),
            PhoneOutcome::TimedOut => Some(Problem::TimedOut),
            PhoneOutcome::NotOffered => Some(Problem::NotOffered),
            PhoneOutcome::Approved | PhoneOutcome::PhoneSignInOn | PhoneOutcome::Replaced => None,
        }
    }
}
