//! `touchstone register --for` oneself, which Graph refuses: which keys in hand would be accepted, where the
//! browser does it, and with `--watch` whether it was done. Nothing may be asked of a key but what it is.

use std::{
    path::PathBuf,
    thread,
    time::{Duration, Instant},
};

use ctap::{Authenticator, AuthenticatorId, ceremony::Found, inspect};
use enrollment::{
    OrganisationPolicy, Preflight,
    metadata::Metadata,
    oneself::{Watch, is_on},
    tenant::{Fido2Method, Person, Tenant, TenantError},
};
use entra_graph::{CloudKind, sign_in::Job};
use entra_policy::{Registrant, Standing};
use faces::organisation::Organisation;
use practice::key::{PRACTICE, Settings};
use serde_json::{Value, json};
use webauthn::metadata::Consulted;

use super::on_behalf::policy;
use crate::{
    args::{Common, RegisterArguments},
    clock::now,
    command::{
        keys::{self, What},
        organisation::AtWork,
    },
    exit::Exit,
    metadata, output, practice_key,
    problem::Problem,
    text,
};

/// Between two looks into the directory, which allows five requests in ten seconds.
const BETWEEN_LOOKS: Duration = Duration::from_secs(3);
/// How long a passkey is waited for.
const LIMIT: Duration = Duration::from_secs(900);
/// How long one question to a key may take.
const ANSWER: Duration = Duration::from_secs(3);

/// A key in hand, and what the policy says of it.
pub(crate) struct InHand {
    pub(crate) id: AuthenticatorId,
    pub(crate) name: String,
    pub(crate) preflight: Option<Preflight>,
}

/// A passkey that came, and on which key in hand it is.
pub(crate) struct Came {
    pub(crate) method: Fido2Method,
    pub(crate) on: Option<InHand>,
    /// Keys that did not say.
    pub(crate) silent: usize,
}

/// Whether somebody names oneself.
pub(super) fn is_named(organisation: &Organisation, upn: &str) -> bool {
    organisation.session().is_some_and(|session| {
        let account = session.account();
        account.username.eq_ignore_ascii_case(upn) || account.object.eq_ignore_ascii_case(upn)
    })
}

/// Says what Graph does not do, and what can be done.
///
/// # Errors
/// The directory cannot be asked, or the result was not written.
pub(super) fn run(
    at_work: &AtWork,
    arguments: &RegisterArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    at_work.agree(&[Job::Own])?;
    let me = at_work.ask(|client| client.me())?;
    let me = at_work.ask(|client| client.person(&me.id.0))?;
    // From before the person is told, so that nothing is missed.
    let mut watch = at_work.ask(|client| Watch::begin(client, &me.id))?;
    let metadata = metadata::to_judge_by(arguments.mds.as_deref(), &arguments.mds_root, common)?;
    let policy = match policy(at_work, &me, Registrant::Oneself) {
        Ok(policy) => Some(policy),
        // Whoever only looks at their own methods may not read it.
        Err(Problem::Tenant(TenantError::Refused(_))) => None,
        Err(problem) => return Err(problem),
    };
    let practice = practice_folder(at_work, common)?;
    let only = arguments.key.as_deref();
    let keys = in_hand(practice.clone(), only, policy.as_ref(), metadata.as_ref());
    let session = at_work.organisation.session();
    let kind = session.map_or(CloudKind::Worldwide, |one| one.authority().cloud().kind());
    let address = kind.security_info();
    output::say(&text::not_for_oneself(address, policy.is_some(), &keys));
    let came = if arguments.watch {
        output::say(text::WATCHING);
        wait(at_work, &me, &mut watch)?
    } else {
        Vec::new()
    };
    let came: Vec<Came> =
        came.into_iter().map(|method| found_on(method, practice.clone(), only)).collect();
    for one in &came {
        output::say(&text::came(one));
    }
    if arguments.watch && came.is_empty() {
        output::say(text::NOTHING_CAME);
    }
    let document = json!({
        "error": if came.is_empty() { Value::from("not-for-oneself") } else { Value::Null },
        "organisation": at_work.name,
        "practice": at_work.organisation.is_practice(),
        "security_info": address,
        "policy_read": policy.is_some(),
        "keys": keys.iter().map(describe).collect::<Vec<_>>(),
        "registered": came.iter().map(describe_came).collect::<Vec<_>>(),
    });
    output::document(&document).map_err(Problem::Output)?;
    Ok(if came.is_empty() { Exit::Refused } else { Exit::Done })
}

/// Where the practice key lies, where it is one for this organisation.
fn practice_folder(at_work: &AtWork, common: &Common) -> Result<Option<PathBuf>, Problem> {
    let folder = common.places()?.practice_key();
    let usable = at_work.organisation.is_practice() && practice_key::exists(&folder);
    Ok(usable.then_some(folder))
}

/// The keys that are there.
fn in_hand(
    practice: Option<PathBuf>,
    only: Option<&str>,
    policy: Option<&OrganisationPolicy>,
    metadata: Option<&Metadata>,
) -> Vec<InHand> {
    let found = keys::collect(practice.as_deref());
    let consulted = metadata.map_or(Consulted::Nothing, Metadata::consulted);
    let wanted = found
        .keys
        .into_iter()
        .filter(|seen| only.is_none_or(|only| seen.device.id.as_str() == only));
    wanted
        .map(|seen| {
            let preflight = match &seen.what {
                What::Told(told) if policy.is_some() => {
                    Some(Preflight::of(policy, consulted, &told.info, now()))
                }
                What::Told(_) | What::NotOpened | What::Silent(_) | What::Unopened(_) => None,
            };
            let name = seen.device.name.unwrap_or_default();
            InHand { id: seen.device.id, name, preflight }
        })
        .collect()
}

/// Looks until something came, or the time is over. Trouble that passes is waited out.
fn wait(at_work: &AtWork, me: &Person, watch: &mut Watch) -> Result<Vec<Fido2Method>, Problem> {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        thread::sleep(BETWEEN_LOOKS);
        match at_work.ask(|client| watch.look(client, &me.id)) {
            Ok(came) if came.is_empty() => {}
            Ok(came) => return Ok(came),
            Err(Problem::Tenant(
                error @ (TenantError::Unreachable(_)
                | TenantError::Unanswered(_)
                | TenantError::Throttled { .. }
                | TenantError::Failing { .. }),
            )) => tracing::info!(%error, "looked in vain"),
            Err(problem) => return Err(problem),
        }
    }
    Ok(Vec::new())
}

/// Asks each key in hand whether it holds the passkey: the directory's id of it names the credential.
fn found_on(method: Fido2Method, practice: Option<PathBuf>, only: Option<&str>) -> Came {
    let mut came = Came { method, on: None, silent: 0 };
    let (devices, _) = keys::survey();
    let is_wanted = |id: &str| only.is_none_or(|only| id == only);
    let mut ask = |id: AuthenticatorId, name: String, key: Option<Box<dyn Authenticator>>| {
        let asked = key.and_then(|mut key| {
            let info = inspect(key.as_mut(), ANSWER).ok()?.info;
            is_on(key.as_mut(), &info, &came.method.id, ANSWER).ok()
        });
        match asked {
            Some(Found::Yes) => came.on = Some(InHand { id, name, preflight: None }),
            Some(Found::No) => {}
            Some(Found::NotSaid) | None => came.silent += 1,
        }
    };
    if let Some(folder) = practice.filter(|_| is_wanted(PRACTICE)) {
        let key = practice_key::open(&folder, Settings::default(), Duration::ZERO);
        let key = key.ok().map(|key| -> Box<dyn Authenticator> { Box::new(key) });
        ask(practice_key::id(), practice_key::NAME.to_owned(), key);
    }
    for device in devices.into_iter().filter(|one| is_wanted(one.id.as_str())) {
        let key = enrollment::ports::open(&device).ok();
        ask(device.id, device.name.unwrap_or_default(), key);
    }
    came
}

fn describe(key: &InHand) -> Value {
    let standing = key.preflight.as_ref().map(|preflight| match preflight.standing() {
        Standing::Admitted => "admitted",
        Standing::Refused => "refused",
        Standing::Undetermined => "undetermined",
    });
    json!({
        "id": key.id.as_str(),
        "name": key.name,
        "standing": standing,
        "decided_by": key.preflight.as_ref().map(|one| &one.admission.decided_by),
        "judgement": key.preflight.as_ref().map(Preflight::judgement),
    })
}

fn describe_came(came: &Came) -> Value {
    json!({
        "method_id": came.method.id.0,
        "display_name": came.method.display_name,
        "model": came.method.model,
        "on_key": came.on.as_ref().map(|key| key.id.as_str()),
        "keys_silent": came.silent,
    })
}
