//! `touchstone register`: one registration from creation options. The document on stdout is what a
//! relying party takes, or the findings that say why there is none.

mod inputs;
mod on_behalf;

use ctap::{
    Entropy,
    driver::{Driver, Face},
};
use enrollment::{
    Basis, Judged, Made, OrganisationPolicy, PolicyGate, Prepared, SendUnproved, Sendable,
    Standing, Terms, metadata::Metadata,
};
use practice::{key::PRACTICE, models};
use serde_json::json;
use webauthn::{Verdict, metadata::Consulted};

use super::ceremony::{self, Asked, Means};
use inputs::Inputs;

use crate::{
    args::{Common, RegisterArguments},
    clock::now,
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
    if let Some(upn) = &arguments.upn {
        return on_behalf::run(upn, arguments, common);
    }
    let inputs = Inputs::read(arguments, common)?;
    let anchors = inputs.anchors.clone();
    let (policy, metadata) = (inputs.policy.clone(), inputs.metadata.clone());
    let (made, scene) = make(inputs, arguments, common)?;
    let basis = Basis {
        trust_anchors: &anchors,
        policy: policy.as_ref(),
        metadata: metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
        now: now(),
    };
    hand_over(made, &basis, scene, arguments)
}

/// Runs the ceremony up to a credential.
fn make(
    inputs: Inputs,
    arguments: &RegisterArguments,
    common: &Common,
) -> Result<(Made, Scene), Problem> {
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
        prepared.run(driver, entropy, face)
    };
    let made = ceremony::run(begin, means, gate)?;
    output::say(&text::made(&made, &names));
    Ok((made, scene))
}

/// Judges, and lets out what may go.
fn hand_over(
    made: Made,
    basis: &Basis<'_>,
    scene: Scene,
    arguments: &RegisterArguments,
) -> Result<Exit, Problem> {
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
            Err(Problem::NotAllowed(Box::new(NotAllowed { preflight, key, ended, names })))
        }
    }
}
