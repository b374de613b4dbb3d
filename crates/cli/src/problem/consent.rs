//! Somebody's word that a command needs and does not have. It must never be taken as given.

use serde_json::{Map, Value, json};

use crate::{command::LockOut, exit::Exit};

/// Whose word is missing.
#[derive(Debug)]
pub(crate) enum ConsentProblem {
    /// Nobody has agreed, and nobody can be asked.
    Needed,
    /// A change locks people out, or nobody knows whether it does; nobody can be asked for the
    /// word.
    LocksOut(Box<LockOut>),
    /// Somebody ended the reading of whom a change would lock out; nothing was changed.
    ReadingStopped {
        /// How many people were asked for.
        asked: usize,
        /// How many were left.
        left: usize,
    },
    /// Somebody was asked, and did not agree.
    NotAgreed,
}

impl ConsentProblem {
    /// A no is an answer; nobody to ask is a command that was given too little.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Needed | Self::LocksOut(_) => Exit::Unusable,
            Self::ReadingStopped { .. } | Self::NotAgreed => Exit::Refused,
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Needed => "consent-needed",
            Self::LocksOut(_) => "locks-out",
            Self::ReadingStopped { .. } | Self::NotAgreed => "cancelled",
        }
    }

    /// Whom it locks out, or how many of them are known.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::LocksOut(harm) => {
                members.insert("lockout".into(), json!(harm));
            }
            Self::ReadingStopped { asked, left } => {
                members.insert("asked".into(), (*asked).into());
                members.insert("left".into(), (*left).into());
            }
            Self::Needed | Self::NotAgreed => {}
        }
    }
}
