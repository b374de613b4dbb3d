//! What is wrong with what was given, in words. It must never repeat a PIN.

use std::path::Path;

use super::request::request;
use crate::{
    files::{self, FileError},
    pin_fd::PinFdError,
    problem::{FileKind, InputProblem},
    text::{ending, plain},
};

/// What is wrong with what was given.
pub(super) fn input(problem: &InputProblem) -> String {
    match problem {
        InputProblem::Usage(words) => words.trim_end().to_owned(),
        InputProblem::NotYet(what) => {
            format!("`{what}` is not there yet in this version. Nothing was done.")
        }
        InputProblem::File(kind, path, why) => {
            let (kind, path) = (kind_of(*kind), called(path));
            match why {
                FileError::Io(error) => format!("The {kind} {path} cannot be read: {error}."),
                FileError::TooLong(most) => {
                    format!("The {kind} {path} cannot be used: more than {most} bytes.")
                }
            }
        }
        InputProblem::Content(kind, path, why) => {
            let (kind, path) = (kind_of(*kind), called(path));
            format!("The {kind} {path} cannot be used: {}.", plain(why))
        }
        InputProblem::Rules(id) => format!(
            "There is no rule set {}. They are named by their dates, such as 2026-09-02.",
            plain(id)
        ),
        InputProblem::StdinTwice => {
            "Two things would come from stdin, of what is read and the PIN. \
                                Give one of them another way: a FILE, or --pin-fd N with N above 2."
                .to_owned()
        }
        InputProblem::NotPractice => {
            "Only the practice key touches itself: --touch-ms wants --key \
                                 practice beside it."
                .to_owned()
        }
        InputProblem::PinFd(fd, why) => pin_fd(*fd, why),
        InputProblem::PracticePin(stopped) => ending::stopped(stopped),
        InputProblem::Request(error) => request(error),
    }
}

/// A file as a person calls it.
fn called(path: &Path) -> String {
    if files::is_stdin(path) {
        return "standard input".to_owned();
    }
    plain(&path.to_string_lossy())
}

fn kind_of(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Options => "creation options in",
        FileKind::Trust => "trust anchors in",
        FileKind::RelatedOrigins => "related origins in",
        FileKind::Policy => "policy in",
        FileKind::Faults => "faults in",
        FileKind::Ticket => "ticket in",
        FileKind::Batch => "records in",
        FileKind::Metadata => "FIDO metadata in",
        FileKind::Scenarios => "worked cases in",
        FileKind::Assumptions => "assumptions in",
        FileKind::People => "people in",
        FileKind::Practice => "practice organisation in",
    }
}

fn pin_fd(fd: u32, why: &PinFdError) -> String {
    match why {
        PinFdError::Output => format!(
            "--pin-fd {fd} is where this program writes to. Use 0, or a descriptor above 2."
        ),
        PinFdError::Terminal => format!(
            "--pin-fd {fd} is the terminal, where a typed PIN would show. Leave --pin-fd out: then \
             the PIN is asked for, and stays hidden."
        ),
        PinFdError::NotHere => {
            format!("--pin-fd {fd} cannot be read on this system. Only 0 (stdin) can.")
        }
        PinFdError::NotOpen => format!(
            "--pin-fd {fd} is not open. Whoever starts this program opens it, in a shell with \
             {fd}<FILE; or give 0, and the PIN on stdin."
        ),
        PinFdError::Io(error) => format!("--pin-fd {fd} cannot be read: {error}."),
        PinFdError::TooLong => format!("--pin-fd {fd} holds more than any PIN."),
    }
}
