//! What a key did not do, in words. It must always name the keys where something is left behind.

use ctap::{InspectError, TransportError, ceremony::Failure};

use crate::{
    problem::{EndedProblem, KeyProblem, NotAllowed},
    text::{ending, plain, policy},
};

/// What a key is called that nobody has seen.
const ANY_KEY: &str = "any security key for this person";

/// What a key did not do.
pub(super) fn key(problem: &KeyProblem) -> String {
    match problem {
        KeyProblem::NoSuchKey(id) => {
            format!("No key {} is there. `touchstone keys` shows those that are.", plain(id))
        }
        KeyProblem::Silent(id, why) => silent(id, why),
        KeyProblem::NoRehearsal(error) => format!("The rehearsal cannot begin: {error}."),
        KeyProblem::NotAllowed(refused) => not_allowed(refused),
        KeyProblem::Ended(problem) => ended(problem),
    }
}

fn silent(id: &str, why: &InspectError) -> String {
    let id = plain(id);
    match why {
        InspectError::NotCtap2 => {
            format!("{id} is an older key (U2F). It says nothing of what it can do.")
        }
        InspectError::Transport(TransportError::Denied) => format!(
            "{id} is there, but you have no right to open it. `touchstone doctor` says how to get \
             it."
        ),
        InspectError::Transport(TransportError::Busy) => {
            format!("{id} is in use by another program.")
        }
        InspectError::Transport(error) => format!("There was no answer from {id}: {error}."),
        InspectError::Status(status) => format!("{id} refused to say what it is ({status})."),
        InspectError::Response(_) | InspectError::Info(_) => {
            format!("What {id} answered makes no sense: {why}.")
        }
    }
}

fn not_allowed(refused: &NotAllowed) -> String {
    let name = refused.key.as_ref().map(|key| refused.names.name(key));
    let mut text = policy::preflight(&refused.preflight, name.as_deref().unwrap_or(ANY_KEY));
    if let Some(ended) = &refused.ended {
        text += &ending::left_behind(&ended.possibly_on, &ended.pin_changed_on, &refused.names);
    }
    text + match refused.key {
        Some(_) => "Nothing was registered: the key was asked for no PIN, and to make nothing.",
        None => "Nothing was registered.",
    }
}

fn ended(problem: &EndedProblem) -> String {
    let ended = &problem.ended;
    let why = match (&problem.stopped, &ended.failure) {
        (Some(stopped), Failure::Cancelled) => ending::stopped(stopped),
        (_, failure) => ending::failure(failure, &problem.names),
    };
    let left = ending::left_behind(&ended.possibly_on, &ended.pin_changed_on, &problem.names);
    format!("{why}\n{left}").trim_end().to_owned()
}
