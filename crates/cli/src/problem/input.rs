//! What is wrong with what a command was given: its options, its files, its PIN. Nothing here may
//! have been sent anywhere yet.

use std::path::PathBuf;

use serde_json::{Map, Value};

use crate::{face::Stopped, files::FileError, pin_fd::PinFdError};

/// What kind of file a person named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `--options`.
    Options,
    /// `--trust`.
    Trust,
    /// `--related-origins`.
    RelatedOrigins,
    /// `--policy`.
    Policy,
    /// `--faults`.
    Faults,
    /// A file to diagnose.
    Ticket,
    /// `--batch`.
    Batch,
    /// `--mds`.
    Metadata,
    /// `--scenarios`.
    Scenarios,
    /// `--assume`.
    Assumptions,
    /// `--practice`.
    Practice,
    /// `--people`.
    People,
}

impl FileKind {
    /// The code of one whose content is not what it should be.
    fn malformed(self) -> &'static str {
        match self {
            Self::Options => "options-malformed",
            Self::Trust => "trust-malformed",
            Self::RelatedOrigins => "related-origins-malformed",
            Self::Faults => "faults-malformed",
            Self::Policy => "policy-malformed",
            Self::Ticket => "ticket-malformed",
            Self::Batch => "batch-malformed",
            Self::Metadata => "metadata-malformed",
            Self::Scenarios => "scenarios-malformed",
            Self::Assumptions => "assumptions-malformed",
            Self::People => "people-malformed",
            Self::Practice => "practice-malformed",
        }
    }
}

/// What is wrong with what was given.
#[derive(Debug)]
pub(crate) enum InputProblem {
    /// The command line makes no sense, in clap's words.
    Usage(String),
    /// A command or option that is not there yet.
    NotYet(&'static str),
    /// A file cannot be read.
    File(FileKind, PathBuf, FileError),
    /// A file is not what it should be, in the reader's words.
    Content(FileKind, PathBuf, String),
    /// There is no rule set with this id.
    Rules(String),
    /// Two of `--options -`, `--policy -` and `--pin-fd 0` want stdin.
    StdinTwice,
    /// `--touch-ms` with a key that only a hand can touch.
    NotPractice,
    /// No PIN came through the descriptor.
    PinFd(u32, PinFdError),
    /// The PIN for a new practice key is none that it would take.
    PracticePin(Stopped),
    /// The request is not one that may go to a key.
    Request(enrollment::PrepareError),
}

impl InputProblem {
    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::NotYet(_) => "not-available-yet",
            Self::File(..) => "file-unreadable",
            Self::Content(kind, ..) => kind.malformed(),
            Self::Rules(_) => "rules-unknown",
            Self::StdinTwice => "stdin-twice",
            Self::NotPractice => "not-practice",
            Self::PinFd(..) => "pin-fd",
            Self::PracticePin(why) => why.code(),
            Self::Request(error) => error.code(),
        }
    }

    /// The file, where one is at fault.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::File(_, path, _) | Self::Content(_, path, _) => {
                members.insert("file".into(), path.to_string_lossy().into());
            }
            Self::Usage(_)
            | Self::NotYet(_)
            | Self::Rules(_)
            | Self::StdinTwice
            | Self::NotPractice
            | Self::PinFd(..)
            | Self::PracticePin(_)
            | Self::Request(_) => {}
        }
    }
}
