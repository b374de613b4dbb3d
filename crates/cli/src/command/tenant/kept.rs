//! `touchstone tenant kept`: registrations that wait here until somebody sends them. Nothing may be sent that the
//! directory has already, nor to another organisation than it was made for.

use std::sync::Arc;

use enrollment::{
    ledger::{Event, EventKind, RefusedBy, RegistrationId},
    outbox::Waiting,
    recovery::{Left, Recovery, Unfinished},
    rooms::{Kept, TakenUp, UnfinishedChoice},
    store::StoreError,
    tenant::{Fido2Method, Tenant, TenantError},
    wizard::{machine::Resumption, means::Directory},
};
use entra_graph::sign_in::Job;
use entra_policy::Registrant;
use serde_json::{Value, json};

use super::{
    super::{
        delivery::{deliver, registered, stored},
        organisation::AtWork,
    },
    about,
};
use crate::{
    args::{Common, KeptArguments, KeptCommand},
    clock::now,
    exit::Exit,
    output,
    problem::{NotSent, Problem},
    text,
};

/// Does what was asked.
///
/// # Errors
/// The record cannot be read, or nothing was sent.
pub(super) fn run(arguments: &KeptArguments, common: &Common) -> Result<Exit, Problem> {
    match &arguments.command {
        KeptCommand::List => list(common),
        KeptCommand::Send { id } => send(id, common),
    }
}

/// No directory is asked.
fn list(common: &Common) -> Result<Exit, Problem> {
    let kept = Kept::open_with_key(&common.places()?.state).map_err(Problem::DirectoryRecord)?;
    let recovery = Recovery::read(kept.ledger.as_ref(), kept.outbox.as_ref(), now());
    let waiting = recovery.map_err(Problem::DirectoryRecord)?.unfinished;
    let waiting: Vec<_> = waiting.iter().filter(|one| pending(one).is_some()).collect();
    if common.json {
        let document =
            json!({ "kept": waiting.iter().map(|one| describe(one)).collect::<Vec<_>>() });
        output::document(&document).map_err(Problem::Output)?;
    } else {
        output::result(&text::kept_list(&waiting, now())).map_err(Problem::Output)?;
    }
    Ok(Exit::Done)
}

fn pending(unfinished: &Unfinished) -> Option<webauthn::Timestamp> {
    match unfinished.what {
        Left::Pending { expires, .. } => Some(expires),
        Left::PossiblyOnKey(_) | Left::OnKey { .. } => None,
    }
}

fn describe(unfinished: &Unfinished) -> Value {
    let beginning = unfinished.beginning.as_ref();
    json!({
        "id": unfinished.registration.0,
        "until": pending(unfinished).map(|end| end.to_string()),
        "user_principal_name": beginning.map(|one| one.account.as_str()),
        "organisation": beginning.and_then(|one| one.organisation.as_deref()),
        "key": beginning.and_then(|one| one.attempt.key.as_deref()),
    })
}

fn send(id: &str, common: &Common) -> Result<Exit, Problem> {
    let at_work = AtWork::open(common, &[Job::Desk])?;
    output::say(&at_work.said().line());
    let kept = at_work.record()?;
    let id = RegistrationId(id.to_owned());
    let organisation = &at_work.organisation;
    let directory = |scene| {
        let (tenant, registrant) = (organisation.shared(), Registrant::OnBehalf);
        let id = organisation.tenant_id().map(str::to_owned);
        Ok(Directory { scene, tenant, registrant, id })
    };
    let by = (now(), &organisation.actor());
    let taken = UnfinishedChoice::Send.resumption(&id, &kept, directory, by);
    let Some(TakenUp { ledger, resumption: Resumption::Send { waiting, .. }, .. }) =
        taken.map_err(Problem::NotKept)?
    else {
        return Err(Problem::Output(std::io::Error::other("nothing was taken up")));
    };
    let note = |kind| -> Result<(), StoreError> {
        let event = Event { registration: id.clone(), kind };
        ledger.append(&event, now(), &organisation.actor())?;
        kept.outbox.discard(&id)
    };
    let method = bring(&at_work, &waiting).map_err(|error| not_sent(error, &waiting, note))?;
    let name = method.display_name.clone().or_else(|| waiting.parcel.name()).unwrap_or_default();
    if let Err(error) = note(EventKind::Registered { method_id: method.id.0.clone(), name }) {
        output::say_line(&text::unrecorded(&error));
    }
    let stored = stored(&at_work, &waiting.person, &method, &waiting.parcel);
    let person = at_work.ask(|client| client.person(&waiting.person.0))?;
    output::say(&text::stored(stored.as_deref()));
    let registered = registered(&at_work, &method, &person, stored.as_deref());
    output::document(&about(&at_work, json!({ "registered": registered })))
        .map_err(Problem::Output)?;
    Ok(Exit::Done)
}

/// An earlier one may have arrived: the directory is asked first.
fn bring(at_work: &AtWork, waiting: &Arc<Waiting>) -> Result<Fido2Method, TenantError> {
    let listed = match at_work.directory().fido2_methods(&waiting.person) {
        Err(error) if matches!(at_work.signs_in_for(&error), Ok(true)) => {
            at_work.directory().fido2_methods(&waiting.person)
        }
        listed => listed,
    };
    let credential = waiting.parcel.credential_id();
    match listed?.into_iter().find(|one| one.id.is_of(credential)) {
        Some(method) => Ok(method),
        None => deliver(at_work, &waiting.person, &waiting.parcel),
    }
}

/// A no is on record, and what was kept is of no use any more; everything else leaves it where it is.
fn not_sent(
    error: TenantError,
    waiting: &Waiting,
    note: impl Fn(EventKind) -> Result<(), StoreError>,
) -> Problem {
    let refusal = match &error {
        TenantError::Refused(refusal) => Some(refusal.code.clone()),
        TenantError::Unreachable(_)
        | TenantError::Unanswered(_)
        | TenantError::Throttled { .. }
        | TenantError::Failing { .. }
        | TenantError::SignInNeeded
        | TenantError::StepUpNeeded { .. }
        | TenantError::NotFound(_)
        | TenantError::Malformed { .. } => None,
    };
    let waits = refusal.is_none();
    if let Some(reason) = refusal {
        let refused = EventKind::Refused { by: RefusedBy::Directory, reason };
        if let Err(error) = note(refused) {
            output::say_line(&text::unrecorded(&error));
        }
    }
    let credential = waiting.parcel.credential_id().clone();
    Problem::NotSent(Box::new(NotSent { error, credential, waits }))
}
