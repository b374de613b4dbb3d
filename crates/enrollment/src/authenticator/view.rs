//! What a window draws of setting up Authenticator, and what may be done. It must never hold a sentence,
//! nor say more than the person or the directory said.

use serde::{Deserialize, Serialize};

use super::{Allowed, Mode, Problem, SaidBy};
use crate::wizard::TroubleView;

/// All of it, as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorView {
    /// Grows with every change.
    pub revision: u32,
    /// The practice organisation: its page and phone are pretend.
    pub practice: bool,
    /// What the person does now.
    pub moment: AuthenticatorMoment,
    /// Where the person goes now.
    pub links: Vec<Link>,
    /// The whole way.
    pub steps: Vec<AuthenticatorStep>,
    /// The app that this is about, as the directory lists it.
    pub app: Option<AppView>,
    /// What the policy lets the person use it for.
    pub mode: Mode,
    /// Which second factor comes first now.
    pub default_method: DefaultMethod,
    /// How the directory is watched.
    pub watch: AuthenticatorWatch,
    /// The browser could not be opened.
    pub no_browser: bool,
}

/// One moment: what the person does now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AuthenticatorMoment {
    /// The directory is read.
    Reading,
    /// It cannot be read; it is tried again.
    NotRead {
        /// What stands in the way.
        trouble: TroubleView,
    },
    /// The policy does not let the person set it up.
    NotAllowed {
        /// Why.
        why: Allowed,
    },
    /// It is set up already.
    SetUpAlready,
    /// The app is put on the phone.
    GetApp,
    /// The page of sign-in methods is opened.
    OpenPage {
        /// It was asked for.
        opened: bool,
    },
    /// The phone scans the code of that page.
    Scan,
    /// The phone is asked to approve.
    Approve,
    /// It went wrong.
    Trouble {
        /// What.
        problem: Problem,
        /// Who says so.
        said_by: SaidBy,
    },
    /// Phone sign-in is turned on in the app.
    PhoneSignIn {
        /// Whether the person may leave it for later.
        optional: bool,
    },
    /// The directory lists it.
    Done,
}

/// An address with its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorLink"))]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// What is there.
    pub to: LinkTo,
    /// The address.
    pub address: String,
    /// The same for a camera; `None` where it is too long.
    pub code: Option<QrCode>,
}

/// What is at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorLinkTo"))]
#[serde(rename_all = "camelCase")]
pub enum LinkTo {
    /// The app in Apple's store.
    AppStore,
    /// The app in Google's.
    GooglePlay,
    /// The page of one's sign-in methods.
    SecurityInfo,
}

/// A QR code as one path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct QrCode {
    /// Modules on a side, the light border included.
    pub size: u32,
    /// Its dark modules, as SVG's `d`.
    pub path: String,
}

/// One step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AuthenticatorStep {
    /// Which.
    pub name: StepName,
    /// Who does it.
    pub doer: StepDoer,
    /// What shows that it was done.
    pub proof: StepProof,
    /// How it stands.
    pub state: StepState,
}

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorStepName"))]
#[serde(rename_all = "camelCase")]
pub enum StepName {
    /// The app is on the phone.
    GetApp,
    /// The page is open, and the method chosen there.
    OpenPage,
    /// The phone scanned the code.
    Scan,
    /// The phone approved the test notification.
    Approve,
    /// The directory lists the app.
    Registered,
    /// It is the second factor that comes first.
    DefaultMethod,
    /// Phone sign-in is on.
    PhoneSignIn,
}

/// Who does a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorStepDoer"))]
#[serde(rename_all = "camelCase")]
pub enum StepDoer {
    /// The person, with a phone in hand.
    Person,
    /// The person, in the browser.
    Browser,
    /// The person, in the app.
    Phone,
    /// The directory by itself.
    Directory,
}

/// What shows that a step was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorStepProof"))]
#[serde(rename_all = "camelCase")]
pub enum StepProof {
    /// The person's word; nothing here can see it.
    Word,
    /// The directory.
    Directory,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorStepState"))]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Not yet.
    Ahead,
    /// Now.
    Now,
    /// Done, by the person's word or because a later one is proved.
    Said,
    /// Done: the directory says so.
    Proved,
    /// The directory says that it is not so.
    NotSo,
    /// The directory does not say.
    NotSaid,
    /// The policy does not offer it.
    NotOffered,
}

/// The app, as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorApp"))]
#[serde(rename_all = "camelCase")]
pub struct AppView {
    /// The phone's name.
    pub phone: Option<String>,
    /// The app's version.
    pub version: Option<String>,
    /// It is older than what a notification with a number needs.
    pub too_old: bool,
    /// Whether phone sign-in is on, where the directory says.
    pub phone_sign_in: Option<bool>,
}

/// Which second factor comes first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum DefaultMethod {
    /// A notification of Authenticator.
    Push,
    /// The directory chooses at each sign-in.
    System,
    /// Another one.
    Other {
        /// In Graph's word.
        word: String,
    },
    /// The directory does not say, or was not asked yet.
    #[default]
    NotSaid,
}

/// How the directory is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AuthenticatorWatch {
    /// It is not: there is nothing to wait for.
    Over,
    /// It is looked at again and again.
    Watching,
    /// It is, and the last look failed; nothing is lost by that.
    Failing {
        /// What stood in the way.
        trouble: TroubleView,
        /// After how many seconds it is looked again.
        seconds: u32,
    },
    /// Nobody did anything for long. A person may have it looked at again.
    Resting,
}

/// What a person does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum AuthenticatorAct {
    /// This step is done; on to the next.
    Next,
    /// One step back.
    Back,
    /// Opens the page of sign-in methods.
    OpenPage,
    /// Says what went wrong.
    Report {
        /// What.
        problem: Problem,
    },
    /// Tries again after that.
    Again,
    /// Looks at the directory now.
    Look,
    /// Sets it up on another phone, though it is set up.
    AddAnother,
    /// Goes to phone sign-in.
    PhoneSignIn,
    /// Leaves phone sign-in for later.
    Later,
}
