//! Signing in as a window shows it: who is signed in and for what, and the moments of a sign-in that is under
//! way. No token may be in it; an address or a code is for the person who began, and for nothing that is kept.

use serde::{Deserialize, Serialize};

use super::PracticeSignIn;

/// How things stand with the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInState {
    /// Whether somebody is signed in.
    pub standing: SignInStanding,
    /// By which application people sign in; `None`: none was named yet.
    pub application: Option<ApplicationView>,
    /// The way that was taken last.
    pub by: SignInWay,
}

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SignInStanding {
    /// Nobody, so that the window works for its own practice organisation.
    Nobody,
    /// Somebody is.
    SignedIn {
        /// Where.
        cloud: SignInCloud,
        /// What was agreed to.
        jobs: Vec<SignInJob>,
        /// Whether keys can be registered for other people in this cloud.
        registers_for_others: bool,
        /// Where people look after their own methods.
        security_info: String,
    },
    /// Somebody was, and nothing is left of it.
    Ended,
}

impl SignInStanding {
    /// The sign-in that is practised, where none was real.
    pub fn of_practice(&self, practised: PracticeSignIn) -> Option<PracticeSignIn> {
        match self {
            Self::Nobody => Some(practised),
            Self::SignedIn { .. } | Self::Ended => None,
        }
    }
}

/// What somebody agrees to, job by job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignInJob {
    /// Look at one's own methods.
    Own,
    /// Register keys for others, list and delete them.
    Desk,
    /// Look at the methods of others: what they can sign in with besides passkeys.
    Methods,
    /// Issue a Temporary Access Pass.
    Pass,
    /// Change the authentication methods policy.
    ChangePolicy,
    /// Read who has registered what.
    Reports,
}

/// Microsoft's clouds, and practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SignInCloud {
    /// The worldwide one.
    Worldwide,
    /// US government, L4.
    UsGovernmentL4,
    /// US government, L5 (DoD).
    UsGovernmentL5,
    /// China, operated by 21Vianet.
    China,
    /// The practice organisation of another program.
    Practice,
}

/// An application of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ApplicationView {
    /// Its id, a GUID.
    pub client_id: String,
    /// The organisation's id, or one of its domains.
    pub tenant: String,
    /// The cloud.
    pub cloud: SignInCloud,
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignInWay {
    /// With this computer's browser.
    #[default]
    Browser,
    /// With a code on another device.
    Code,
}

/// What a person wants of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInWish {
    /// By which application; `None`: the one that is known.
    pub application: Option<ApplicationView>,
    /// How.
    pub way: SignInWay,
    /// For what, besides what was agreed to already.
    pub jobs: Vec<SignInJob>,
    /// For whom.
    pub who: SignInWho,
    /// What the page says to which the browser comes back.
    pub words: SignInWords,
}

/// What the page says to which the browser comes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SignInWords {
    /// Its title.
    pub title: String,
    /// Somebody signed in.
    pub done: String,
    /// Nobody did.
    pub refused: String,
    /// It is not what was waited for.
    pub not_ours: String,
}

/// For whom a sign-in is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignInWho {
    /// Whoever is signed in, else whomever the page of the authority finds.
    Usual,
    /// Whoever is signed in, anew: the directory wants it.
    Again,
    /// Another account.
    Another,
}

/// A moment of a sign-in that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SignInMoment {
    /// The authority is being asked.
    Asking,
    /// The browser is to come back.
    Browser {
        /// What it opens.
        address: String,
        /// Whether the desktop was asked to open it.
        opened: bool,
        /// Whether a code on another device would not do: it proves no more than before.
        only: bool,
    },
    /// Somebody is to type a code.
    Code {
        /// What is typed.
        code: String,
        /// Where.
        address: String,
        /// Milliseconds from this view on for which it is good.
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        left_ms: u64,
    },
    /// Somebody is signed in.
    Done {
        /// How long that lasts.
        lasts: SignInLasts,
        /// Whether it is who was signed in before, so that what is open goes on.
        stays: bool,
    },
    /// Nobody is.
    Failed {
        /// Why.
        trouble: SignInTrouble,
    },
}

/// How long a sign-in lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignInLasts {
    /// Until somebody signs out.
    ForGood,
    /// Until this computer starts anew.
    UntilRestart,
    /// As long as this window.
    ThisWindow,
}

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SignInTrouble {
    /// No application was named.
    NoApplication,
    /// What was named is no application.
    ApplicationMalformed {
        /// Which part.
        part: ApplicationPart,
    },
    /// The practice authority's address is not known any more.
    PracticeGone,
    /// Nobody was reached.
    Unreachable,
    /// The authority has a problem of its own.
    Failing {
        /// HTTP status.
        status: u16,
        /// Seconds to wait, where it says.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        retry_after: Option<u64>,
    },
    /// It answered nonsense.
    Malformed,
    /// Nobody has agreed to what is asked for.
    ConsentMissing {
        /// The authority's words.
        said: AuthoritySaid,
        /// Where an administrator agrees for everybody.
        admin_consent: Option<String>,
    },
    /// The authority wants the person, and more than it was given.
    InteractionNeeded {
        /// Its words.
        said: AuthoritySaid,
    },
    /// It said no for another reason.
    Refused {
        /// Its words.
        said: AuthoritySaid,
    },
    /// The person said no.
    Declined,
    /// Nobody signed in in time.
    TimedOut,
    /// It was stopped here.
    Stopped,
    /// Somebody else signed in than before.
    AnotherAccount,
    /// No port of this computer for the browser to come back to.
    NoPort,
    /// No random bytes.
    NoEntropy,
    /// Nobody is signed in any more.
    SignedOut,
    /// Somebody signed in, and it could not be written down.
    NotKept,
}

/// A part of what names an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ApplicationPart {
    /// Its id.
    ClientId,
    /// The organisation.
    Tenant,
    /// The cloud.
    Cloud,
}

/// A refusal in the authority's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuthoritySaid {
    /// `error`, and the numbers after `AADSTS`.
    pub codes: Vec<String>,
    /// Its words.
    pub words: String,
    /// For the ticket.
    pub correlation_id: Option<String>,
}
