//! Problems in words: what is wrong, where, and what would help. It must never repeat a secret.

use std::error::Error;

use enrollment::store::StoreError;

use crate::problem::Problem;

mod consent;
mod directory;
mod input;
mod key;
mod mending;
mod place;
mod registration;
mod request;
mod sign_in;

/// The problem, without the end of the line.
pub(crate) fn problem(problem: &Problem) -> String {
    match problem {
        Problem::Input(problem) => input::input(problem),
        Problem::Place(problem) => place::place(problem),
        Problem::Consent(problem) => consent::consent(problem),
        Problem::SignIn(problem) => sign_in::sign_in(problem),
        Problem::Directory(problem) => directory::directory(problem),
        Problem::Mending(problem) => mending::mending(problem),
        Problem::Registration(problem) => registration::registration(problem),
        Problem::Key(problem) => key::key(problem),
    }
}

/// The credential is there, and the record does not say all of it.
pub(crate) fn unrecorded(error: &StoreError) -> String {
    with_causes("Not all of this could be put on record", error)
}

pub(super) fn with_causes(what: &str, error: &dyn Error) -> String {
    let mut text = format!("{what}: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text += &format!(": {error}");
        cause = error.source();
    }
    format!("{text}.")
}
