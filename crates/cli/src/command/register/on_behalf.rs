//! `touchstone register --for`: options and policy from an organisation, and the registration into its
//! directory. No key may be told what cannot go anywhere.

#[cfg(test)]
mod tests;

use enrollment::{
    Basis, Beginning, Creation, Journal, Judged, Made, OrganisationPolicy, Preflight, Sendable,
    metadata::Metadata,
    outbox::{self, Waiting},
    tenant::{ChallengeLife, Parcel, Person, Stored, Tenant, TenantError},
};
use entra_graph::sign_in::Job;
use entra_policy::{Admission, Registrant, Standing};
use practice::key::PRACTICE;
use serde_json::{Value, json};
use webauthn::{Judgement, TrustAnchor, metadata::Consulted};

use super::{Inputs, ToRecord, decide, make, note, oneself, warn_unrecorded};
use crate::{
    args::{Common, LONGEST_NAME, RegisterArguments},
    clock::now,
    command::{
        delivery::{deliver, registered, stored},
        organisation::AtWork,
    },
    exit::Exit,
    output,
    problem::{
        DirectoryProblem, NotSent, PlaceProblem, PolicyNow, Problem, RegistrationProblem,
        SignInProblem,
    },
    text::{self, Handover, Scene},
};

/// Registers for this person.
///
/// # Errors
/// The directory does not do what is asked, no credential was made, or the result was not written.
pub(super) fn run(
    upn: &str,
    arguments: &RegisterArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let places = common.places()?;
    let at_work = AtWork::begin(common, &[Job::Desk])?;
    if !at_work.organisation.is_practice() && arguments.key.as_deref() == Some(PRACTICE) {
        return Err(RegistrationProblem::PracticeKeyForReal.into());
    }
    if oneself::is_named(&at_work.organisation, upn) {
        only_for_others(arguments)?;
        let at_work = at_work.ready(&[Job::Own])?;
        output::say(&at_work.said().line());
        return oneself::run(&at_work, arguments, common);
    }
    if let Some(lack) = at_work.organisation.lacks().first() {
        return Err(SignInProblem::CloudLacks(*lack).into());
    }
    let at_work = at_work.ready(&[Job::Desk])?;
    let organisation = &at_work.organisation;
    output::say(&at_work.said().line());
    let person = at_work.ask(|client| client.person(upn))?;
    if organisation.is_myself(&person) {
        only_for_others(arguments)?;
        return oneself::run(&at_work, arguments, common);
    }
    if arguments.open {
        return Err(RegistrationProblem::OpenOnlyOneself.into());
    }
    if arguments.watch {
        return Err(RegistrationProblem::WatchOnlyOneself.into());
    }
    if at_work.directory().is_guest(&person.id) == Some(true) {
        return Err(RegistrationProblem::Guest(person.user_principal_name).into());
    }
    if arguments.later.is_some() {
        // Before a key is told anything.
        at_work.can_keep()?;
    }
    let policy = policy(&at_work, &person, Registrant::OnBehalf)?;
    let options = at_work
        .ask(|client| client.creation_options(&person.id, ChallengeLife::of(arguments.later)))?;
    output::say(&text::time_to_register(
        options.challenge_timeout,
        now(),
        at_work.directory().ahead(),
    ));
    let inputs = Inputs::of_tenant(options, policy.clone(), arguments, common)?;
    let mut anchors = inputs.anchors.clone();
    let metadata = inputs.metadata.clone();
    let beginning = Beginning {
        scene: organisation.scene(),
        organisation: Some(at_work.name.clone()),
        person: Some(person.id.clone()),
        tenant: organisation.tenant_id().map(str::to_owned),
    };
    let to_record = ToRecord { state: &places.state, beginning, actor: organisation.actor() };
    let (made, _, mut journal) = make(inputs, to_record, arguments, common)?;
    // A new practice key has brought its root by now.
    anchors.extend(organisation.trust_anchors());
    let sending = (&at_work, &mut journal);
    hand_in(made, (anchors, metadata), (&policy, &person), sending, arguments)
}

/// What a browser makes cannot be kept here.
fn only_for_others(arguments: &RegisterArguments) -> Result<(), Problem> {
    if arguments.name.is_some() {
        output::say(text::NAMED_ON_THE_PAGE);
    }
    match arguments.later {
        Some(_) => Err(RegistrationProblem::LaterOnlyOthers.into()),
        None => Ok(()),
    }
}

/// The policy, for this person.
pub(super) fn policy(
    at_work: &AtWork,
    person: &Person,
    registrant: Registrant,
) -> Result<OrganisationPolicy, Problem> {
    let document = at_work.ask(|client| client.fido2_configuration())?;
    OrganisationPolicy::for_person(&document, person, registrant).map_err(|error| {
        let (attempted, why) = ("giving its policy", error.to_string());
        DirectoryProblem::Tenant(TenantError::Malformed { attempted, why }).into()
    })
}

/// Judges, and sends what may go.
fn hand_in(
    made: Made,
    (anchors, metadata): (Vec<TrustAnchor>, Option<Metadata>),
    (policy, person): (&OrganisationPolicy, &Person),
    (at_work, journal): (&AtWork, &mut Journal),
    arguments: &RegisterArguments,
) -> Result<Exit, Problem> {
    let creation = journal.creation(&made);
    let Judged { judgement, proof, standing, .. } = made.judge_on(&Basis {
        trust_anchors: &anchors,
        policy: Some(policy),
        metadata: metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
        now: now(),
    });
    tracing::info!(verdict = ?judgement.verdict, "judged");
    let (handover, sendable) = decide(standing, judgement.verdict, arguments);
    let (document, became) = match sendable {
        Some(sendable) if arguments.later.is_some() => {
            let waiting = journal.waiting(
                &person.id,
                pack(&sendable, (&judgement, arguments.name.as_deref()), at_work)?,
            );
            let sealed = journal.keep(&waiting);
            // It is on the key by now, whatever becomes of the rest.
            warn_unrecorded(journal.made(creation));
            if !matches!(sealed, Ok(outbox::Kept::Sealed)) {
                warn_unrecorded(sealed.map(drop));
                return Err(RegistrationProblem::KeptInVain(
                    waiting.parcel.credential_id().clone(),
                )
                .into());
            }
            output::say(&text::kept_until(&waiting, now()));
            (kept(&waiting, person, &judgement), Handover::KeptForLater)
        }
        Some(sendable) => {
            let name = arguments.name.as_deref();
            let outgoing = Outgoing { sendable: &sendable, judgement: &judgement, creation, name };
            let (document, stored) = sent(outgoing, (at_work, journal), (policy, person))?;
            output::say(&text::stored(stored.as_deref()));
            (document, Handover::Registered)
        }
        None => {
            warn_unrecorded(
                journal.made(creation).and_then(|()| note(journal, handover, &judgement)),
            );
            (json!(judgement), handover)
        }
    };
    output::document(&document).map_err(PlaceProblem::ResultLost)?;
    let scene = if at_work.organisation.is_practice() { Scene::Practice } else { Scene::Real };
    output::say(&text::judged(&judgement, proof, became, scene));
    Ok(match handover {
        Handover::Registered | Handover::Verified | Handover::KeptForLater => Exit::Done,
        // It is in the directory, and it is undetermined all the same.
        Handover::Unproved | Handover::KeptUnproved | Handover::Refused | Handover::NotAllowed => {
            Exit::Refused
        }
    })
}

/// What is to be sent.
struct Outgoing<'r> {
    sendable: &'r Sendable,
    judgement: &'r Judgement,
    creation: Creation,
    name: Option<&'r str>,
}

/// Sends it, and answers the response with what the directory made of it.
fn sent(
    outgoing: Outgoing<'_>,
    (at_work, journal): (&AtWork, &Journal),
    (policy, person): (&OrganisationPolicy, &Person),
) -> Result<(Value, Option<Vec<Stored>>), Problem> {
    let Outgoing { sendable, judgement, creation, name } = outgoing;
    let parcel = pack(sendable, (judgement, name), at_work)?;
    let name = parcel.name().unwrap_or_default();
    let waiting = journal.waiting(&person.id, parcel);
    // Before it is sent, so that a crash from here on loses nothing.
    let kept = journal.keep(&waiting);
    let sealed = matches!(kept, Ok(outbox::Kept::Sealed));
    warn_unrecorded(kept.map(drop));
    warn_unrecorded(journal.made(creation));
    let parcel = &waiting.parcel;
    let response = sendable.response().map_err(|error| lost(&error.to_string()))?;
    let method = deliver(at_work, &person.id, parcel, now()).map_err(|error| {
        let refusal = error.refusal().map(|refusal| refusal.code.clone());
        let waits = sealed && refusal.is_none();
        let mut changed = None;
        if let Some(code) = refusal {
            warn_unrecorded(journal.refused_by_directory(code));
            changed = changed_policy((sendable, judgement), at_work, (policy, person))
                .map(|now| PolicyNow::Changed(Box::new(now)));
        }
        let credential = parcel.credential_id().clone();
        RegistrationProblem::NotSent(Box::new(NotSent {
            error,
            credential,
            waits,
            policy: changed,
        }))
    })?;
    warn_unrecorded(journal.registered(&method, &name));
    let stored = stored(at_work, &person.id, &method, parcel);
    let mut document = json!(response);
    if let Some(members) = document.as_object_mut() {
        members.insert(
            "registered".to_owned(),
            registered(at_work, &method, person, stored.as_deref()),
        );
    }
    Ok((document, stored))
}

/// What the policy says of it by now, where somebody changed that since it was looked at and it no longer simply
/// admits. What the policy left open before, and leaves open in the same line now, refused nothing. Nobody is asked
/// to sign in for an explanation.
fn changed_policy(
    (sendable, judgement): (&Sendable, &Judgement),
    at_work: &AtWork,
    (looked_at, person): (&OrganisationPolicy, &Person),
) -> Option<Preflight> {
    let document = at_work.directory().fido2_configuration().ok()?;
    let now = OrganisationPolicy::for_person(&document, person, looked_at.registrant).ok()?;
    if now.policy == looked_at.policy {
        return None;
    }
    let admission = sendable.admission(&now, judgement);
    if is_as_before(&sendable.admission(looked_at, judgement), &admission) {
        return None;
    }
    let (aaguid, model) = (judgement.aaguid, judgement.model.clone());
    let changed = Preflight { admission, aaguid, model, metadata: Vec::new() };
    (changed.admission.standing != Standing::Admitted).then_some(changed)
}

/// Whether a policy says the same of it as before, by the same line. What that line lists may be otherwise.
fn is_as_before(before: &Admission, now: &Admission) -> bool {
    let by = |admission: &Admission| {
        admission.decided_by.as_ref().map(|line| (line.path.clone(), line.profile.clone()))
    };
    before.standing == now.standing && by(before) == by(now)
}

/// Under the name that the key shall have: the one that was given, else its model's.
fn pack(
    sendable: &Sendable,
    (judgement, name): (&Judgement, Option<&str>),
    at_work: &AtWork,
) -> Result<Parcel, Problem> {
    let practised = judgement.aaguid.and_then(|model| at_work.organisation.model_name(model));
    let name = name.or(practised).or(judgement.model.as_deref()).unwrap_or("Security key");
    let name: String = name.chars().take(LONGEST_NAME).collect();
    Parcel::pack(sendable, &name).map_err(|error| lost(&error.to_string()))
}

fn lost(why: &str) -> Problem {
    let (attempted, why) = ("packing a registration", why.to_owned());
    DirectoryProblem::Tenant(TenantError::Malformed { attempted, why }).into()
}

/// What waits here for somebody to send it. The response itself is in nobody's hands until then.
fn kept(waiting: &Waiting, person: &Person, judgement: &Judgement) -> Value {
    json!({
        "kept": {
            "id": waiting.registration.0,
            "until": waiting.expires.to_string(),
            "user_id": person.id.0,
            "user_principal_name": person.user_principal_name,
        },
        "judgement": judgement,
    })
}
