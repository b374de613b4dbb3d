//! `touchstone keys`: what is there and what it says of itself. It must never ask for a PIN or a
//! touch, nor spend a try.

mod collect;
mod describe;

use serde_json::{Value, json};

use crate::{
    args::{Common, KeysArguments},
    exit::Exit,
    output, practice_key,
    problem::{KeyProblem, PlaceProblem, Problem},
    second_opinion, text,
};

pub(super) use collect::collect;
pub(crate) use collect::{Found, Seen, Unavailable, What, access, survey};
pub(crate) use describe::model;

/// Shows the keys that are there.
///
/// # Errors
/// The one that was asked for is not there, or the result could not be written.
pub(super) fn run(arguments: &KeysArguments, common: &Common) -> Result<Exit, Problem> {
    let practice = match common.places() {
        Ok(places) => Some(places.practice_key()),
        // Without a home there is no practice key either.
        Err(error) => {
            tracing::info!(%error, "no practice key");
            None
        }
    };
    let practice = practice.filter(|folder| practice_key::exists(folder));
    let mut found = collect(practice.as_deref());
    if let Some(wanted) = &arguments.key {
        found.keys.retain(|seen| seen.device.id.as_str() == wanted);
        if found.keys.is_empty() {
            return Err(KeyProblem::NoSuchKey(wanted.clone()).into());
        }
    }
    // After our own reading: both at once would be in each other's way.
    let second = arguments.second_opinion.then(|| second_opinion::ask(&found));
    let written = if common.json {
        let mut document = document(&found);
        if let (Some(second), Some(members)) = (&second, document.as_object_mut()) {
            members.insert("second_opinion".into(), second_opinion::document(second));
        }
        output::document(&document)
    } else {
        let second = second.as_ref().map(text::second_opinion);
        output::result(&(text::keys(&found) + &second.unwrap_or_default()))
    };
    written.map(|()| Exit::Done).map_err(|why| PlaceProblem::Output(why).into())
}

fn document(found: &Found) -> Value {
    let unavailable = |one: &Unavailable| match one {
        Unavailable::Usb(message) => {
            json!({ "transport": "usb", "reason": "failed", "message": message })
        }
        Unavailable::Pcsc(why) => {
            let reason = describe::pcsc(why);
            json!({ "transport": "nfc", "reason": reason, "message": why.to_string() })
        }
    };
    json!({
        "keys": found.keys.iter().map(describe::key).collect::<Value>(),
        "unavailable": found.unavailable.iter().map(unavailable).collect::<Value>(),
    })
}
