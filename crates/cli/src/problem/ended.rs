//! A ceremony that ended without a credential: whose doing it was, and what is left on keys. It
//! must never hide that a credential may be there.

use ctap::{
    StatusCode,
    ceremony::{AgainReason, Ended, Failure, Unusable},
};
use serde_json::{Map, Value, json};

use super::ids;
use crate::{exit::Exit, face::Stopped, names::Names};

/// A ceremony without a credential, and whose doing it was.
#[derive(Debug)]
pub(crate) struct EndedProblem {
    /// What the ceremony says.
    pub(crate) ended: Ended,
    /// Why it was told to stop, where nobody could be asked.
    pub(crate) stopped: Option<Stopped>,
    /// What keys are called.
    pub(crate) names: Names,
}

impl EndedProblem {
    /// A key that holds the account already, or that a policy refuses, is an answer; so is a person
    /// who stops. The rest is trouble with a device.
    pub(super) fn exit(&self) -> Exit {
        match (&self.stopped, &self.ended.failure) {
            (Some(_), _) => Exit::Trouble,
            (
                None,
                Failure::Cancelled
                | Failure::Unusable {
                    why: Unusable::AlreadyRegistered { .. } | Unusable::NotAllowed,
                    ..
                },
            ) => Exit::Refused,
            (
                None,
                Failure::Unusable {
                    why:
                        Unusable::NotCtap2
                        | Unusable::NoDiscoverableCredentials
                        | Unusable::NoUserVerification
                        | Unusable::NoCommonAlgorithm
                        | Unusable::NoCredProtect
                        | Unusable::NoCredentialManagement
                        | Unusable::PinNotSet
                        | Unusable::Full
                        | Unusable::PinBlocked
                        | Unusable::UserVerificationBlocked
                        | Unusable::Refused(_)
                        | Unusable::Transport(_)
                        | Unusable::Malformed(_),
                    ..
                }
                | Failure::TimedOut
                | Failure::PowerCycleNeeded(_)
                | Failure::NotOpen { .. }
                | Failure::NoEntropy,
            ) => Exit::Trouble,
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match &self.stopped {
            Some(why) => why.code(),
            None => self.ended.failure.code(),
        }
    }

    /// The key, its status, and what is left behind.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        let (key, why) = match &self.ended.failure {
            Failure::Unusable { authenticator, why } => (Some(authenticator), Some(why)),
            Failure::PowerCycleNeeded(key) | Failure::NotOpen { authenticator: key, .. } => {
                (Some(key), None)
            }
            Failure::Cancelled | Failure::TimedOut | Failure::NoEntropy => (None, None),
        };
        if let Some(key) = key {
            members.insert("key".into(), key.as_str().into());
        }
        let beside = match &self.stopped {
            Some(Stopped::WrongPin { retries }) => {
                members.insert("retries".into(), json!(retries));
                Some(StatusCode::PinInvalid)
            }
            Some(_) => None,
            None => why.and_then(status),
        };
        if let Some(status) = beside {
            members.insert("status".into(), u8::from(status).into());
            members.insert("status_name".into(), json!(status.name()));
        }
        members.insert("possibly_on".into(), ids(&self.ended.possibly_on));
        members.insert("pin_changed_on".into(), ids(&self.ended.pin_changed_on));
    }
}

/// The status that stands beside the words.
fn status(why: &Unusable) -> Option<StatusCode> {
    match why {
        Unusable::NoCommonAlgorithm => Some(StatusCode::UnsupportedAlgorithm),
        Unusable::AlreadyRegistered { .. } => Some(StatusCode::CredentialExcluded),
        Unusable::Full => Some(StatusCode::KeyStoreFull),
        Unusable::PinBlocked => Some(StatusCode::PinBlocked),
        Unusable::UserVerificationBlocked => Some(StatusCode::UvBlocked),
        Unusable::Refused(status) => Some(*status),
        Unusable::NotCtap2
        | Unusable::NoDiscoverableCredentials
        | Unusable::NoUserVerification
        | Unusable::NoCredProtect
        | Unusable::NoCredentialManagement
        | Unusable::PinNotSet
        | Unusable::NotAllowed
        | Unusable::Transport(_)
        | Unusable::Malformed(_) => None,
    }
}

impl Stopped {
    /// Its code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "no-key",
            Self::TakenOut => "taken-out",
            Self::PinWanted => "pin-wanted",
            Self::WrongPin { .. } => "wrong-pin",
            Self::PinTooShort => "pin-too-short",
            Self::NoPin(_) => "no-pin",
            Self::PinNotSet | Self::PracticePinNotSet => "pin-not-set",
            Self::NewPinRejected(_) => "new-pin-rejected",
            Self::PinMustChange => "pin-must-change",
            Self::NotRecognised { .. } => "not-recognised",
            Self::NotMade(AgainReason::TooLate) => "too-late",
            Self::NotMade(AgainReason::Declined) => "declined",
            Self::NotMade(AgainReason::NotVerified) => "not-verified",
            Self::NotMade(AgainReason::Unanswered) => "unanswered",
            Self::NotMade(AgainReason::AnotherKey) => "another-key",
        }
    }
}
