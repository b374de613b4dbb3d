//! What a key did not do, and what a policy says of it. Only a policy's answer may stand in place
//! of an error.

use ctap::{AuthenticatorId, InspectError, TransportError, ceremony::Ended};
use enrollment::{Preflight, rehearsal::RehearsalError};
use serde_json::{Map, Value, json};

use super::{EndedProblem, ids};
use crate::{exit::Exit, names::Names};

/// What a key did not do.
#[derive(Debug)]
pub(crate) enum KeyProblem {
    /// No key with this ID is there.
    NoSuchKey(String),
    /// The key says nothing, and nothing can be said of it.
    Silent(String, InspectError),
    /// A rehearsal cannot begin.
    NoRehearsal(RehearsalError),
    /// The policy refuses the key, or whatever key it would be.
    NotAllowed(Box<NotAllowed>),
    /// The ceremony ended without a credential.
    Ended(Box<EndedProblem>),
}

/// What a policy refused before any PIN or touch.
#[derive(Debug)]
pub(crate) struct NotAllowed {
    /// What it says.
    pub(crate) preflight: Preflight,
    /// The key; `None` where no key would do.
    pub(crate) key: Option<AuthenticatorId>,
    /// The ceremony that ended so, where one had begun.
    pub(crate) ended: Option<Ended>,
    /// What keys are called.
    pub(crate) names: Names,
}

impl KeyProblem {
    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::NoSuchKey(_) | Self::Silent(..) | Self::NoRehearsal(_) => Exit::Trouble,
            Self::NotAllowed(_) => Exit::Refused,
            Self::Ended(problem) => problem.exit(),
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchKey(_) => "no-such-key",
            Self::Silent(_, why) => silent_code(why),
            Self::NoRehearsal(_) => "no-rehearsal",
            Self::NotAllowed(_) => "not-allowed",
            Self::Ended(problem) => problem.code(),
        }
    }

    /// The key, and what is known of it.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::Silent(key, why) => {
                members.insert("key".into(), key.as_str().into());
                members.insert("detail".into(), why.to_string().into());
            }
            Self::Ended(problem) => problem.describe(members),
            Self::NoSuchKey(_) | Self::NoRehearsal(_) | Self::NotAllowed(_) => {}
        }
    }
}

impl NotAllowed {
    /// The findings document, with the line that decided and the key.
    pub(super) fn document(&self) -> Value {
        let mut document = json!(self.preflight.judgement());
        if let Some(members) = document.as_object_mut() {
            let line = &self.preflight.admission.decided_by;
            members.insert("decided_by".into(), json!(line));
            if let Some(key) = &self.key {
                members.insert("key".into(), key.as_str().into());
            }
            if let Some(ended) = &self.ended {
                members.insert("possibly_on".into(), ids(&ended.possibly_on));
                members.insert("pin_changed_on".into(), ids(&ended.pin_changed_on));
            }
        }
        document
    }
}

fn silent_code(why: &InspectError) -> &'static str {
    match why {
        InspectError::NotCtap2 => "not-ctap2",
        InspectError::Status(_) => "refused-by-key",
        InspectError::Transport(TransportError::Denied) => "no-right",
        InspectError::Transport(TransportError::Busy) => "in-use",
        InspectError::Transport(_) => "no-answer",
        InspectError::Response(_) | InspectError::Info(_) => "malformed-answer",
    }
}
