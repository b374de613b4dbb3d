//! `touchstone check`: whether a policy allows a key in hand, by what the key says of itself. Without
//! `--rehearse` it must never ask for a PIN or a touch, nor make anything on a key.

pub(super) mod rehearse;

use std::{path::Path, time::Duration};

use ctap::{Authenticator, AuthenticatorId, AuthenticatorInfo, inspect, transport::Access};
use enrollment::{OrganisationPolicy, Preflight, metadata::Metadata};
use entra_policy::{Registrant, Standing};
use practice::key::{PRACTICE, Settings};
use serde_json::json;
use webauthn::metadata::Consulted;

use super::keys;
use crate::{
    args::{CheckArguments, Common},
    clock::now,
    exit::Exit,
    files, metadata,
    names::Names,
    output, policy, practice_key,
    problem::{InputProblem, KeyProblem, PlaceProblem, Problem},
    text,
};

/// How long one question to the key may take.
const ANSWER: Duration = Duration::from_secs(3);

/// Holds the key against the policy.
///
/// # Errors
/// The policy cannot be read, the key is not there or says nothing, or the result was not written.
pub(super) fn run(arguments: &CheckArguments, common: &Common) -> Result<Exit, Problem> {
    let on_stdin = [&arguments.policy, &arguments.mds].into_iter().flatten();
    let on_stdin = on_stdin.filter(|path| files::is_stdin(path)).count();
    if on_stdin + usize::from(arguments.pin_fd == Some(0)) > 1 {
        return Err(InputProblem::StdinTwice.into());
    }
    let read = |path: &Path| policy::read(path, &arguments.person, Registrant::Oneself);
    let policy = arguments.policy.as_deref().map(read).transpose()?;
    let metadata = metadata::to_judge_by(arguments.mds.as_deref(), &arguments.mds_root, common)?;
    if arguments.rehearse {
        return rehearse::run(arguments, common, policy, metadata);
    }
    by_its_own_word(arguments, common, policy.as_ref(), metadata.as_ref())
}

/// By getInfo alone.
fn by_its_own_word(
    arguments: &CheckArguments,
    common: &Common,
    policy: Option<&OrganisationPolicy>,
    metadata: Option<&Metadata>,
) -> Result<Exit, Problem> {
    let names = Names::default();
    let info = info(&arguments.key, common, &names)?;
    let consulted = metadata.map_or(Consulted::Nothing, Metadata::consulted);
    let preflight = Preflight::of(policy, consulted, &info, now());
    let id = AuthenticatorId::new(arguments.key.clone());
    let written = if common.json {
        let mut document = json!(preflight.judgement());
        if let Some(members) = document.as_object_mut() {
            members.insert("decided_by".to_owned(), json!(preflight.admission.decided_by));
            members.insert("key".to_owned(), id.as_str().into());
        }
        output::document(&document)
    } else {
        output::result(&text::preflight(&preflight, &names.name(&id)))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(match preflight.standing() {
        Standing::Admitted => Exit::Done,
        Standing::Refused | Standing::Undetermined => Exit::Refused,
    })
}

/// What a key says of itself.
///
/// # Errors
/// It is not there, or says nothing.
pub(super) fn info(id: &str, common: &Common, names: &Names) -> Result<AuthenticatorInfo, Problem> {
    let mut key = if id == PRACTICE { practice(common, names)? } else { attached(id, names)? };
    let silent = |why| KeyProblem::Silent(id.to_owned(), why).into();
    inspect(key.as_mut(), ANSWER).map(|inspection| inspection.info).map_err(silent)
}

fn practice(common: &Common, names: &Names) -> Result<Box<dyn Authenticator>, Problem> {
    let folder = common.places()?.practice_key();
    names.call(practice_key::id(), practice_key::NAME.to_owned());
    Ok(Box::new(practice_key::open(&folder, Settings::default(), Duration::ZERO)?))
}

fn attached(id: &str, names: &Names) -> Result<Box<dyn Authenticator>, Problem> {
    let (devices, _) = keys::survey();
    let device = devices
        .iter()
        .find(|device| device.id.as_str() == id)
        .ok_or_else(|| KeyProblem::NoSuchKey(id.to_owned()))?;
    names.learn(device);
    let silent =
        |why| Problem::from(KeyProblem::Silent(id.to_owned(), ctap::InspectError::Transport(why)));
    match device.access {
        Access::Openable => enrollment::ports::open(device).map_err(silent),
        Access::Denied => Err(silent(ctap::TransportError::Denied)),
        Access::Busy => Err(silent(ctap::TransportError::Busy)),
    }
}
