//! What a window draws of registering for oneself, and what may be done. It must never hold a sentence, nor
//! call a key good that nobody judged.

use ctap::{
    AuthenticatorId,
    ceremony::{Failure, Moment, NotOpen},
};
use serde::{Deserialize, Serialize};

use crate::{
    rooms::DirectoryKey,
    wizard::{Answer, KeyView, Refusal, TroubleView},
};

/// All of it, as it is now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OneselfView {
    /// Grows with every change.
    pub revision: u32,
    /// The practice organisation: its keys are practice keys.
    pub practice: bool,
    /// Where the passkey is to be made.
    pub holder: PasskeyHolder,
    /// What there is to do now.
    pub moment: OneselfMoment,
    /// What the policy says before any key is looked at.
    pub policy: OwnPolicy,
    /// The keys in hand.
    pub keys: Vec<OwnKey>,
    /// Whether every port was looked at once.
    pub surveyed: bool,
    /// The page of sign-in methods.
    pub page: OneselfPage,
    /// How the directory is watched.
    pub watch: OneselfWatch,
    /// How many passkeys it listed at first.
    pub known: usize,
    /// What came since.
    pub came: Vec<NewPasskey>,
}

/// Where the passkey is to be made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PasskeyHolder {
    /// On a security key, which can be asked whether it holds it.
    #[default]
    SecurityKey,
    /// At a provider: a phone, a password manager, the operating system. No key is asked for it.
    Provider,
}

/// What there is to do now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OneselfMoment {
    /// The directory is read.
    Reading,
    /// It cannot be read; it is tried again.
    NotRead {
        /// What stands in the way.
        trouble: TroubleView,
    },
    /// It lets nobody in without a new sign-in. What was seen before stays known.
    SignInNeeded,
    /// A key is chosen, and the page opened.
    Choose,
    /// The page is open, and the directory is watched for what is made there.
    Wait,
    /// Something came, and it is not proved on which key it is.
    Came,
    /// A key is asked whether it holds it.
    Proving {
        /// The directory's id of what it is asked for.
        method: String,
        /// The ceremony's moment.
        moment: Moment,
    },
    /// A key said of everything that came that it holds it.
    Proved,
    /// Something came that was to be made at a provider: the directory lists it, and that is all that can be told.
    Listed,
}

/// What the policy says before any key is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OwnPolicy {
    /// It was not read: nobody can say which key it takes.
    NotRead,
    /// Keys are held against it.
    Read,
    /// It takes none of this person's.
    TakesNone {
        /// Its line.
        refusal: Refusal,
    },
}

/// A key in hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OwnKey {
    /// The key; with the policy's line where that refuses it.
    pub key: KeyView,
    /// Whether it would be accepted.
    pub standing: InHand,
}

/// Whether a key in hand would be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum InHand {
    /// It is being asked what it is.
    Asked,
    /// Yes.
    Admitted,
    /// The policy asks for what only a registration shows.
    Undetermined,
    /// The policy refuses it.
    Refused,
    /// The FIDO metadata refuse its model.
    RefusedByMetadata,
    /// The policy was not read.
    NotKnown,
    /// It cannot be opened.
    NotOpen {
        /// Why.
        why: NotOpen,
    },
    /// It says nothing that can be understood.
    Silent,
}

/// The page of sign-in methods, as far as it is known from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum OneselfPage {
    /// Nobody asked for it.
    #[default]
    NotOpened,
    /// A browser was asked to open it.
    Opened,
    /// There is no browser, or it could not be opened.
    NoBrowser,
}

/// How the directory is watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OneselfWatch {
    /// It is looked at again and again.
    Watching,
    /// It is, and the last look failed; nothing is lost by that.
    Failing {
        /// What stood in the way.
        trouble: TroubleView,
        /// After how many seconds it is looked again.
        seconds: u32,
    },
    /// Nobody did anything for long.
    Resting,
    /// The person stopped it.
    Stopped,
    /// It is not: there is nothing to wait for.
    Over,
}

/// A passkey that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct NewPasskey {
    /// As the directory lists it.
    pub listed: DirectoryKey,
    /// On which key it is.
    pub proof: Proof,
    /// How many keys in hand do not say whether they hold it.
    pub silent: usize,
    /// How the last question with a PIN ended, where it ended without an answer.
    pub ended: Option<ProofEnd>,
}

/// On which key a passkey is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Proof {
    /// The keys in hand are being asked.
    Asked,
    /// A key said that it holds it.
    On {
        /// The key.
        key: KeyView,
        /// Whether it was asked with its PIN or a finger.
        verified: bool,
    },
    /// These say nothing before somebody is verified.
    Hidden {
        /// The keys.
        keys: Vec<AuthenticatorId>,
    },
    /// No key is asked: it was to be made at a provider.
    NotAsked,
    /// No key is in hand.
    NoKey,
    /// Every key in hand said that it does not hold it.
    OnNone,
    /// A key in hand cannot say, and no other said yes.
    NotSaid,
    /// The directory's id of it names no credential, so that no key can be asked.
    NoId,
}

/// How the question with a PIN ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ProofEnd {
    /// The key that was asked does not hold it.
    NotOn {
        /// The key.
        key: AuthenticatorId,
    },
    /// The key does not tell what it holds.
    NotSupported,
    /// It came to no answer.
    Failed {
        /// Why.
        failure: Failure,
        /// The failure's code, for a ticket.
        code: String,
    },
}

/// What a person does.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OneselfAct {
    /// Opens the page of sign-in methods.
    OpenPage,
    /// Looks at the directory now; a watch that was stopped or is over goes on.
    Look,
    /// Stops the watch.
    Stop,
    /// Has a key asked for this one, with its PIN.
    Prove {
        /// The directory's id of it.
        method: String,
    },
    /// Answers the key's question; a PIN goes another way.
    Answer {
        /// The answer.
        answer: Answer,
    },
    /// Stops asking.
    StopProof,
}
