//! `touchstone register`: one registration from creation options. The document on stdout is what a
//! relying party takes, or the findings that say why there is none.

mod inputs;
mod on_behalf;
mod oneself;

use std::path::Path;

use ctap::{
    AuthenticatorId, Entropy,
    driver::{Driver, Face},
};
use enrollment::{
    Basis, Beginning, Journal, Judged, Made, Noting, OrganisationPolicy, PolicyGate, Prepared,
    SendUnproved, Sendable, Standing, Terms,
    ledger::{self, Actor, RefusedBy},
    metadata::Metadata,
    store::StoreError,
};
use practice::{key::PRACTICE, models};
use serde_json::json;
use webauthn::{Judgement, Verdict, metadata::Consulted};

use super::ceremony::{self, Asked, Means};
use inputs::Inputs;
pub(crate) use oneself::{Came, InHand, Untold};

use crate::{
    args::{Common, RegisterArguments},
    clock::now,
    exit::Exit,
    names::Names,
    output,
    problem::{KeyProblem, NotAllowed, PlaceProblem, Problem},
    text::{self, Handover, Scene},
};

/// Registers.
///
/// # Errors
/// The request cannot be used, no credential was made, or the result was not written.
pub(super) fn run(arguments: &RegisterArguments, common: &Common) -> Result<Exit, Problem> {
    if let Some(upn) = &arguments.upn {
        return on_behalf::run(upn, arguments, common);
    }
    let inputs = Inputs::read(arguments, common)?;
    let anchors = inputs.anchors.clone();
    let (policy, metadata) = (inputs.policy.clone(), inputs.metadata.clone());
    let places = common.places()?;
    let beginning =
        Beginning { scene: ledger::Scene::Options, organisation: None, person: None, tenant: None };
    let to_record = ToRecord { state: &places.state, beginning, actor: Actor(faces::account()) };
    let (made, scene, journal) = make(inputs, to_record, arguments, common)?;
    let basis = Basis {
        trust_anchors: &anchors,
        policy: policy.as_ref(),
        metadata: metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
        now: now(),
    };
    hand_over(made, &basis, (scene, journal), arguments)
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
    let Inputs { options, related, policy, metadata, pin, attendance, .. } = inputs;
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
    let mut journal = Journal::new(state.to_owned(), &prepared, beginning, actor, now)
        .map_err(|error| PlaceProblem::Record(error.into()))?;
    if arguments.key.as_deref() == Some(PRACTICE) {
        // It opens at once, and none is made where nothing can be put on record.
        journal.ready().map_err(PlaceProblem::Record)?;
    }
    // The practice organisation lists models; the first of them is what it hands out.
    let model = arguments.upn.as_ref().map(|_| models::PRACTICE_KEY_C.aaguid);
    let touch_ms = arguments.touch_ms.unwrap_or(0);
    let asked = Asked { key: arguments.key.as_deref(), touch_ms, model };
    let means = Means::new(asked, common, attendance, pin)?;
    let scene = means.scene;
    output::say(&text::introduction(&prepared, scene));
    let names = means.names.clone();
    let gate = PolicyGate::new(policy).with_metadata(metadata, now());
    let begin = |driver: Driver, entropy: Box<dyn Entropy>, face: &mut dyn Face| {
        let named = |id: &AuthenticatorId| names.given(id);
        let controls = driver.controls();
        prepared.run(driver, entropy, &mut Noting::new(&mut journal, face, controls, &named))
    };
    let made = ceremony::run(begin, means, gate);
    let made = made.map_err(|problem| not_made(problem, &mut journal))?;
    output::say(&text::made(&made, &names));
    Ok((made, scene, journal))
}

/// What no key made, for the record. Where the record was what stood in the way, that is the problem.
fn not_made(problem: Problem, journal: &mut Journal) -> Problem {
    let ended = if let Problem::Key(KeyProblem::NotAllowed(refused)) = &problem {
        refused.ended.as_ref().map(|ended| (ended, Some(&refused.preflight)))
    } else if let Problem::Key(KeyProblem::Ended(problem)) = &problem {
        Some((&problem.ended, None))
    } else {
        None
    };
    let noted = ended.map_or(Ok(()), |(ended, refused)| journal.not_made(ended, refused));
    if let Some(error) = journal.take_unwritten() {
        return PlaceProblem::Record(error).into();
    }
    warn_unrecorded(noted);
    problem
}

/// Judges, and lets out what may go.
fn hand_over(
    made: Made,
    basis: &Basis<'_>,
    (scene, mut journal): (Scene, Journal),
    arguments: &RegisterArguments,
) -> Result<Exit, Problem> {
    let creation = journal.creation(&made);
    let Judged { judgement, proof, standing, .. } = made.judge_on(basis);
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
    output::document(&document).map_err(PlaceProblem::ResultLost)?;
    output::say(&text::judged(&judgement, proof, handover, scene));
    Ok(match handover {
        Handover::Verified | Handover::Registered | Handover::KeptForLater => Exit::Done,
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
        Handover::Registered | Handover::KeptForLater => Ok(()),
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

/// A method that is off, or a person who is not in scope, needs no key to be refused.
fn refuse_what_no_key_can_change(policy: &OrganisationPolicy) -> Result<(), Problem> {
    let preflight = policy.before_any_key();
    match preflight.admission.standing {
        entra_policy::Standing::Admitted | entra_policy::Standing::Undetermined => Ok(()),
        entra_policy::Standing::Refused => {
            let (key, ended, names) = (None, None, Names::default());
            Err(KeyProblem::NotAllowed(Box::new(NotAllowed { preflight, key, ended, names }))
                .into())
        }
    }
}
