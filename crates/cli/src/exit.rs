//! Exit statuses, as `contracts.md` has them. There must never be a fifth.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Done, and something was refused, invalid or undetermined.
    Refused,
    /// The request itself is unusable.
    Unusable,
    /// Device or tenant trouble.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Refused => 1,
            Exit::Unusable => 2,
            Exit::Trouble => 3,
        })
    }
}
