//! `touchstone check --rehearse`: a key makes a credential that is thrown away, and its real attestation
//! is judged. It must never begin before somebody has agreed, nor end without saying what the key keeps.

use ctap::{
    AuthenticatorInfo, Entropy, SystemEntropy,
    ceremony::WhenUnusable,
    driver::{Driver, Face},
    inspect,
};
use enrollment::{
    Basis, OrganisationPolicy, PolicyGate,
    metadata::Metadata,
    rehearsal::{Kept, RP_ID, Rehearsal, RehearsalError, Rehearsed},
};
use practice::key::PRACTICE;
use serde_json::{Value, json};
use webauthn::{Judgement, TrustAnchor, Verdict, metadata::Consulted};

use super::super::ceremony::{self, Asked, Attendance, Means, Waiting};
use crate::{
    args::{CheckArguments, Common},
    clock::now,
    exit::Exit,
    names::Names,
    output, pin_fd,
    problem::{ConsentProblem, InputProblem, KeyProblem, PlaceProblem, Problem},
    terminal::agrees,
    text::{self, Scene},
    trust,
};

/// A rehearsal that is wanted.
pub(in crate::command) struct Wanted<'a> {
    /// The key.
    pub(in crate::command) key: &'a str,
    /// Whether somebody agreed beforehand.
    pub(in crate::command) yes: bool,
    /// How long the practice key's touch takes.
    pub(in crate::command) touch_ms: Option<u32>,
    /// Where its PIN comes from.
    pub(in crate::command) pin_fd: Option<u32>,
    /// What its attestation is held against.
    pub(in crate::command) anchors: Vec<TrustAnchor>,
    pub(in crate::command) policy: Option<OrganisationPolicy>,
    pub(in crate::command) metadata: Option<Metadata>,
}

/// What a rehearsal showed.
pub(in crate::command) struct Shown {
    pub(in crate::command) judgement: Judgement,
    /// What the same key said of itself.
    pub(in crate::command) info: AuthenticatorInfo,
    seen: Value,
    kept: Kept,
    scene: Scene,
}

/// Rehearses with this key.
///
/// # Errors
/// Nobody agreed, the key made nothing, or the result was not written.
pub(super) fn run(
    arguments: &CheckArguments,
    common: &Common,
    policy: Option<OrganisationPolicy>,
    metadata: Option<Metadata>,
) -> Result<Exit, Problem> {
    if arguments.touch_ms.is_some() && arguments.key != PRACTICE {
        return Err(InputProblem::NotPractice.into());
    }
    let anchors = trust::read(&arguments.trust)?;
    let CheckArguments { yes, touch_ms, pin_fd, .. } = *arguments;
    let key = arguments.key.as_str();
    let wanted = Wanted { key, yes, touch_ms, pin_fd, anchors, policy, metadata };
    let Shown { judgement, info: _, seen, kept, scene } = show(wanted, common)?;
    let written = if common.json {
        output::document(&document(&judgement, &arguments.key, seen))
    } else {
        output::result(&text::rehearsal(&judgement, kept, scene))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(match (judgement.verdict, kept) {
        (Verdict::Admitted, Kept::Nothing | Kept::Unknown) => Exit::Done,
        (Verdict::Admitted, Kept::Something)
        | (Verdict::Refused | Verdict::Invalid | Verdict::Undetermined, _) => Exit::Refused,
    })
}

/// Lets a key show its attestation.
///
/// # Errors
/// Nobody agreed, or the key made nothing.
pub(in crate::command) fn show(wanted: Wanted<'_>, common: &Common) -> Result<Shown, Problem> {
    let Wanted { key: id, yes, touch_ms, pin_fd, anchors, policy, metadata } = wanted;
    answers(id)?;
    let scene = if id == PRACTICE { Scene::Practice } else { Scene::Real };
    let attendance = Attendance::here(common, Waiting::WhereSomebodyReads);
    output::say(&text::before_rehearsal(id, scene));
    agree(yes, attendance)?;
    let read_pin = |fd| pin_fd::read(fd).map_err(|why| InputProblem::PinFd(fd, why));
    let pin = pin_fd.map(read_pin).transpose()?;
    let touch_ms = touch_ms.unwrap_or(0);
    let asked = Asked { key: Some(id), touch_ms, model: None };
    let means = Means::new(asked, common, attendance, pin)?;
    let names = means.names.clone();
    let mut entropy = SystemEntropy::new();
    // One key was named: another one would show nothing about it.
    let rehearsal = Rehearsal::new(&mut entropy, WhenUnusable::End, now()).map_err(cannot_begin)?;
    let gate = PolicyGate::new(policy.clone()).with_metadata(metadata.clone(), now());
    let begin = |driver: Driver, entropy: Box<dyn Entropy>, face: &mut dyn Face| {
        rehearsal.run(driver, entropy, face)
    };
    let rehearsed = ceremony::run(begin, means, gate)?;
    output::say(&text::rehearsed(&rehearsed, &names));
    let (info, seen, kept) = (rehearsed.info().clone(), seen(&rehearsed), rehearsed.kept());
    let judgement = rehearsed.judge(&Basis {
        trust_anchors: &anchors,
        policy: policy.as_ref(),
        metadata: metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
        now: now(),
    });
    Ok(Shown { judgement, info, seen, kept, scene })
}

/// Nobody should agree to what cannot be: a key that is not there, may not be opened, or is of the first
/// generation, which has no attestation that counts here.
fn answers(id: &str) -> Result<(), Problem> {
    if id == PRACTICE {
        return Ok(());
    }
    let mut key = super::attached(id, &Names::default())?;
    let silent = |why| KeyProblem::Silent(id.to_owned(), why).into();
    inspect(key.as_mut(), super::ANSWER).map(drop).map_err(silent)
}

fn agree(yes: bool, attendance: Attendance) -> Result<(), Problem> {
    match attendance {
        Attendance::Attended | Attendance::Unattended(_) if yes => Ok(()),
        Attendance::Unattended(_) => Err(ConsentProblem::Needed.into()),
        Attendance::Attended => {
            output::say(text::GO_ON);
            if agrees().map_err(PlaceProblem::Terminal)? {
                Ok(())
            } else {
                Err(ConsentProblem::NotAgreed.into())
            }
        }
    }
}

fn cannot_begin(error: RehearsalError) -> Problem {
    match error {
        RehearsalError::Request(error) => InputProblem::Request(error).into(),
        RehearsalError::NoEntropy | RehearsalError::Options(_) => {
            KeyProblem::NoRehearsal(error).into()
        }
    }
}

/// What is told of the key besides its judgement.
fn seen(rehearsed: &Rehearsed) -> Value {
    let kept = match rehearsed.kept() {
        Kept::Nothing => "nothing",
        Kept::Something => "something",
        Kept::Unknown => "unknown",
    };
    let (before, after) = rehearsed.room();
    json!({
        "rp_id": RP_ID,
        "kept": kept,
        "room_before": before,
        "room_after": after,
        "after_cancel": rehearsed.is_after_cancel(),
        "not_shown": ["enterprise-attestation"],
    })
}

fn document(judgement: &Judgement, key: &str, seen: Value) -> Value {
    let mut document = json!(judgement);
    if let Some(members) = document.as_object_mut() {
        members.insert("key".to_owned(), key.into());
        members.insert("rehearsal".to_owned(), seen);
    }
    document
}
