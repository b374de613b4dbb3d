//! `touchstone tenant kept`: registrations that wait here until somebody sends them. Nothing may be sent that the
//! directory has already, nor to another organisation than it was made for.

use std::sync::Arc;

use enrollment::{
    OrganisationPolicy, Preflight,
    ledger::{Event, EventKind, RefusedBy, RegistrationId},
    outbox::Waiting,
    recovery::{Left, NotToSend, Recovery, Unfinished},
    rooms::{CommandCode, CommandError, Kept, TakenUp, UnfinishedChoice},
    store::StoreError,
    tenant::{AsMade, Fido2Method, Person, Tenant, TenantError, TenantRefusal},
    wizard::{machine::Resumption, means::Directory},
};
use entra_graph::sign_in::Job;
use entra_policy::{Registrant, Standing};
use serde_json::{Value, json};
use webauthn::Timestamp;

use super::{
    super::{
        delivery::{deliver, listed, registered, stored},
        organisation::AtWork,
    },
    about,
};
use crate::{
    args::{Common, KeptArguments, KeptCommand},
    clock::now,
    exit::Exit,
    output,
    problem::{NotSent, PlaceProblem, PolicyNow, Problem, RegistrationProblem},
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
    let kept =
        Kept::open_with_key(&common.places()?.state).map_err(PlaceProblem::DirectoryRecord)?;
    let recovery = Recovery::read(kept.ledger.as_ref(), kept.outbox.as_ref(), now());
    let waiting = recovery.map_err(PlaceProblem::DirectoryRecord)?.unfinished;
    let waiting: Vec<_> = waiting.iter().filter(|one| state(&one.what).is_some()).collect();
    if common.json {
        let document =
            json!({ "kept": waiting.iter().map(|one| describe(one)).collect::<Vec<_>>() });
        output::document(&document).map_err(PlaceProblem::Output)?;
    } else {
        output::result(&text::kept_list(&waiting, now())).map_err(PlaceProblem::Output)?;
    }
    Ok(Exit::Done)
}

/// Why something that is kept cannot be sent as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptBack {
    /// The keyring does not give its key.
    Locked,
    /// Its challenge is over.
    Expired,
    /// It is not what was sealed.
    Damaged,
}

impl KeptBack {
    /// `None`: it can be sent, or nothing is kept of it.
    pub(crate) fn of(left: &Left) -> Option<Self> {
        match left {
            Left::OnKey { why: NotToSend::Locked, .. } => Some(Self::Locked),
            Left::OnKey { why: NotToSend::Expired, .. } => Some(Self::Expired),
            Left::OnKey { why: NotToSend::SealBroken, .. } => Some(Self::Damaged),
            Left::OnKey {
                why: NotToSend::NotKept | NotToSend::Refused(_) | NotToSend::GivenUp,
                ..
            }
            | Left::Pending { .. }
            | Left::PossiblyOnKey(_) => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Expired => "expired",
            Self::Damaged => "damaged",
        }
    }
}

/// That it can be sent, or why not; no directory is asked. What nobody knows here is for the sending to say.
fn sendable(id: &RegistrationId, common: &Common) -> Result<(), Problem> {
    let kept =
        Kept::open_with_key(&common.places()?.state).map_err(PlaceProblem::DirectoryRecord)?;
    let recovery = Recovery::read(kept.ledger.as_ref(), kept.outbox.as_ref(), now());
    let found = recovery.map_err(PlaceProblem::DirectoryRecord)?.unfinished;
    let theirs: Vec<_> = found.iter().filter(|one| one.registration == *id).collect();
    let why = theirs.iter().find_map(|one| KeptBack::of(&one.what));
    match why.filter(|_| theirs.iter().all(|one| pending(one).is_none())) {
        Some(why) => Err(RegistrationProblem::KeptBack(why).into()),
        None => Ok(()),
    }
}

/// The word of the list; `None`: nothing is kept of it.
fn state(left: &Left) -> Option<&'static str> {
    match left {
        Left::Pending { .. } => Some("waits"),
        Left::OnKey { .. } | Left::PossiblyOnKey(_) => KeptBack::of(left).map(KeptBack::word),
    }
}

fn pending(unfinished: &Unfinished) -> Option<Timestamp> {
    match unfinished.what {
        Left::Pending { expires, .. } => Some(expires),
        Left::PossiblyOnKey(_) | Left::OnKey { .. } => None,
    }
}

fn describe(unfinished: &Unfinished) -> Value {
    let beginning = unfinished.beginning.as_ref();
    json!({
        "id": unfinished.registration.0,
        "state": state(&unfinished.what),
        "until": pending(unfinished).map(|end| end.to_string()),
        "user_principal_name": beginning.map(|one| one.account.as_str()),
        "organisation": beginning.and_then(|one| one.organisation.as_deref()),
        "key": beginning.and_then(|one| one.attempt.key.as_deref()),
    })
}

fn send(id: &str, common: &Common) -> Result<Exit, Problem> {
    let id = RegistrationId(id.to_owned());
    sendable(&id, common)?;
    let at_work = AtWork::open(common, &[Job::Desk])?;
    output::say(&at_work.said().line());
    let kept = at_work.record()?;
    let organisation = &at_work.organisation;
    let directory = |scene| {
        // What was made for a real organisation is nothing for practice, and the other way round.
        if scene != organisation.scene() {
            let message = "it was made for another organisation; sign in there".to_owned();
            return Err(CommandError::new(CommandCode::Elsewhere, message));
        }
        let (tenant, registrant) = (organisation.shared(), Registrant::OnBehalf);
        let id = organisation.tenant_id().map(str::to_owned);
        Ok(Directory { scene, tenant, registrant, id })
    };
    let by = (now(), &organisation.actor());
    let taken = UnfinishedChoice::Send.resumption(&id, &kept, directory, by);
    let Some(TakenUp { ledger, resumption: Resumption::Send { record, waiting, .. }, .. }) =
        taken.map_err(RegistrationProblem::NotKept)?
    else {
        let message = "there is nothing to send".to_owned();
        return Err(
            RegistrationProblem::NotKept(CommandError::new(CommandCode::Gone, message)).into()
        );
    };
    let note = |kind| -> Result<(), StoreError> {
        let event = Event { registration: id.clone(), kind };
        ledger.append(&event, now(), &organisation.actor())?;
        kept.outbox.discard(&id)
    };
    let person = at_work.ask(|client| client.person(&waiting.person.0))?;
    let method = bring(&at_work, &waiting, Timestamp(record.began))
        .map_err(|why| not_sent(why, &waiting, note, || refusing(&at_work, &waiting, &person)))?;
    let name = method.display_name.clone().or_else(|| waiting.parcel.name()).unwrap_or_default();
    if let Err(error) = note(EventKind::Registered { method_id: method.id.0.clone(), name }) {
        output::say_line(&text::unrecorded(&error));
    }
    let stored = stored(&at_work, &waiting.person, &method, &waiting.parcel);
    output::say(&text::stored(stored.as_deref()));
    let registered = registered(&at_work, &method, &person, stored.as_deref());
    output::document(&about(&at_work, json!({ "registered": registered })))
        .map_err(PlaceProblem::ResultLost)?;
    Ok(Exit::Done)
}

/// Why it is not in the directory.
enum NotThere {
    /// It stays kept: it was not sent, or nobody knows what became of it.
    Kept(TenantError),
    /// The directory does not take it, and has not got it.
    Refused(Box<TenantRefusal>),
}

/// An earlier one may have arrived: the directory is asked before, and once more before a no is believed.
fn bring(
    at_work: &AtWork,
    waiting: &Arc<Waiting>,
    made: Timestamp,
) -> Result<Fido2Method, NotThere> {
    let Waiting { person, parcel, .. } = waiting.as_ref();
    let listed = || listed(at_work.directory(), person, parcel, made);
    let before = match listed() {
        Err(error) if matches!(at_work.signs_in_for(&error), Ok(true)) => listed(),
        before => before,
    };
    if let Some(method) = before.map_err(NotThere::Kept)? {
        return Ok(method);
    }
    match deliver(at_work, person, parcel, made) {
        Ok(method) => Ok(method),
        Err(TenantError::Refused(refusal)) => match listed().map_err(NotThere::Kept)? {
            Some(method) => Ok(method),
            None => Err(NotThere::Refused(refusal)),
        },
        Err(error) => Err(NotThere::Kept(error)),
    }
}

/// What the policy says by now of what was kept, where it refuses it. Nobody is asked to sign in for an explanation.
fn refusing(at_work: &AtWork, waiting: &Waiting, person: &Person) -> Option<Preflight> {
    let document = at_work.directory().fido2_configuration().ok()?;
    let policy = OrganisationPolicy::for_person(&document, person, Registrant::OnBehalf).ok()?;
    let now = AsMade::of(&waiting.parcel).under(&policy)?;
    (now.admission.standing == Standing::Refused).then_some(now)
}

/// A no is on record, and what was kept is of no use any more; everything else leaves it where it is.
fn not_sent(
    why: NotThere,
    waiting: &Waiting,
    note: impl Fn(EventKind) -> Result<(), StoreError>,
    refusing: impl FnOnce() -> Option<Preflight>,
) -> Problem {
    let (error, waits, policy) = match why {
        NotThere::Kept(error) => (error, true, None),
        NotThere::Refused(refusal) => {
            let reason = refusal.code.clone();
            if let Err(error) = note(EventKind::Refused { by: RefusedBy::Directory, reason }) {
                output::say_line(&text::unrecorded(&error));
            }
            let policy = refusing().map(|now| PolicyNow::Refuses(Box::new(now)));
            (TenantError::Refused(refusal), false, policy)
        }
    };
    let credential = waiting.parcel.credential_id().clone();
    RegistrationProblem::NotSent(Box::new(NotSent { error, credential, waits, policy })).into()
}
