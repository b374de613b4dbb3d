//! `touchstone register`: one registration from creation options. The document on stdout is what a
//! relying party takes, or the findings that say why there is none.

mod ceremony;
mod inputs;
mod on_behalf;

use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use enrollment::{
    Beginning, Journal, Judged, Made, OrganisationPolicy, PolicyGate, Prepared, SendUnproved,
    Sendable, Standing, Terms,
    ledger::{self, Actor, RefusedBy},
    rooms::Kept,
    store::StoreError,
};
use practice::key::PRACTICE;
use serde_json::json;
use webauthn::{Judgement, Timestamp, TrustAnchor, Verdict};

use inputs::{Inputs, Means};

use crate::{
    args::{Common, RegisterArguments},
    exit::Exit,
    names::Names,
    output,
    problem::{NotAllowed, Problem},
    text::{self, Handover, Scene},
};

/// Registers.
///
/// # Errors
/// The request cannot be used, no credential was made, or the result was not written.
pub(super) fn run(arguments: &RegisterArguments, common: &Common) -> Result<Exit, Problem> {
    refuse_what_is_not_there(arguments)?;
    if let Some(upn) = &arguments.upn {
        return on_behalf::run(upn, arguments, common);
    }
    let inputs = Inputs::read(arguments, common)?;
    let anchors = inputs.anchors.clone();
    let policy = inputs.policy.clone();
    let places = common.places()?;
    let beginning = Beginning { scene: ledger::Scene::Options, organisation: None, person: None };
    let to_record = ToRecord { state: &places.state, beginning, actor: Actor(faces::account()) };
    let (made, scene, journal) = make(inputs, to_record, arguments, common)?;
    hand_over(made, anchors, policy.as_ref(), (scene, journal), arguments)
}

/// Where and as what a registration goes on record.
struct ToRecord<'s> {
    state: &'s Path,
    beginning: Beginning,
    actor: Actor,
}

/// Runs the ceremony up to a credential.
fn make(
    inputs: Inputs,
    to_record: ToRecord<'_>,
    arguments: &RegisterArguments,
    common: &Common,
) -> Result<(Made, Scene, Journal), Problem> {
    let Inputs { options, related, policy, pin, attendance, .. } = inputs;
    let terms = Terms {
        now: now(),
        when_unusable: attendance.when_unusable(),
        // The settings that could allow it are not there yet.
        enterprise_attestation: Vec::new(),
    };
    let origin = arguments.origin.as_deref();
    let prepared = Prepared::new(options, origin, related.as_ref(), &terms)?;
    let prepared = if policy.is_some() { prepared.with_user_verification() } else { prepared };
    // The practice key is there, so that what is said is said of a key.
    if let Some(policy) = policy.as_ref().filter(|_| arguments.key.as_deref() != Some(PRACTICE)) {
        refuse_what_no_key_can_change(policy)?;
    }
    let ToRecord { state, beginning, actor } = to_record;
    let kept = Kept::open(state).map_err(Problem::Record)?;
    let mut journal = Journal::new(&kept, &prepared, beginning, actor, now)
        .map_err(|error| Problem::Record(error.into()))?;
    let means = Means::new(arguments, common, attendance, pin)?;
    let scene = means.scene;
    output::say(&text::introduction(&prepared, scene));
    let names = means.names.clone();
    let made = ceremony::run(prepared, means, PolicyGate::new(policy), &mut journal)?;
    output::say(&text::made(&made, &names));
    Ok((made, scene, journal))
}

/// Judges, and lets out what may go.
fn hand_over(
    made: Made,
    anchors: Vec<TrustAnchor>,
    policy: Option<&OrganisationPolicy>,
    (scene, mut journal): (Scene, Journal),
    arguments: &RegisterArguments,
) -> Result<Exit, Problem> {
    let creation = journal.creation(&made);
    let Judged { judgement, proof, standing, .. } = made.judge(anchors, policy, now());
    tracing::info!(verdict = ?judgement.verdict, "judged");
    let (handover, sendable) = decide(standing, judgement.verdict, arguments);
    let response = sendable.as_ref().map(Sendable::response).transpose();
    let (document, handover) = match response {
        Ok(Some(response)) => (json!(response), handover),
        Ok(None) => (json!(judgement), handover),
        Err(error) => {
            tracing::info!(%error, "no response can carry this registration");
            (json!(judgement), Handover::Refused)
        }
    };
    let noted = journal.made(creation).and_then(|()| note(&journal, handover, &judgement));
    warn_unrecorded(noted);
    output::document(&document).map_err(Problem::ResultLost)?;
    output::say(&text::judged(&judgement, proof, handover, scene));
    Ok(match handover {
        Handover::Verified | Handover::Registered => Exit::Done,
        // It was handed over, and it is undetermined all the same.
        Handover::Unproved | Handover::KeptUnproved | Handover::Refused | Handover::NotAllowed => {
            Exit::Refused
        }
    })
}

/// What became of it, for the record.
fn note(journal: &Journal, handover: Handover, judgement: &Judgement) -> Result<(), StoreError> {
    match handover {
        Handover::Verified => journal.handed_over(true),
        Handover::Unproved => journal.handed_over(false),
        Handover::KeptUnproved => journal.kept_back(),
        Handover::Refused | Handover::NotAllowed => {
            journal.refused(RefusedBy::Judge, &judgement.findings)
        }
        // Written where it was sent.
        Handover::Registered => Ok(()),
    }
}

/// A credential that is there goes to whoever asked for it all the same; the record names its key.
fn warn_unrecorded(noted: Result<(), StoreError>) {
    if let Err(error) = noted {
        output::say(&text::unrecorded(&error));
    }
}

/// What becomes of a registration, and what may be sent of it.
fn decide(
    standing: Standing,
    verdict: Verdict,
    arguments: &RegisterArguments,
) -> (Handover, Option<Sendable>) {
    match standing {
        Standing::Verified(sendable) => (Handover::Verified, Some(*sendable)),
        Standing::Undetermined(unproved) if arguments.send_unproved => {
            let consent = SendUnproved::as_the_person_said();
            (Handover::Unproved, Some(unproved.with_consent(consent)))
        }
        Standing::Undetermined(_) => (Handover::KeptUnproved, None),
        Standing::Refused if verdict == Verdict::Refused => (Handover::NotAllowed, None),
        Standing::Refused => (Handover::Refused, None),
    }
}

/// An option that is not there yet must never be passed over in silence: a policy would not be kept.
fn refuse_what_is_not_there(arguments: &RegisterArguments) -> Result<(), Problem> {
    let not_there = [("--mds", arguments.mds.is_some())];
    match not_there.into_iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(Problem::NotYet(name)),
        None => Ok(()),
    }
}

/// A method that is off, or a person who is not in scope, needs no key to be refused.
fn refuse_what_no_key_can_change(policy: &OrganisationPolicy) -> Result<(), Problem> {
    let preflight = policy.before_any_key();
    match preflight.admission.standing {
        entra_policy::Standing::Admitted | entra_policy::Standing::Undetermined => Ok(()),
        entra_policy::Standing::Refused => {
            let (key, ended, names) = (None, None, Names::default());
            Err(Problem::NotAllowed(Box::new(NotAllowed { preflight, key, ended, names })))
        }
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
