//! The person before the window: types the PIN, answers what is asked, and at the next start takes up
//! what was left. Nothing may be asked that is not answered here.

use std::{
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use ctap::{
    Pin,
    ceremony::{Answer as KeyAnswer, Moment, PromptId},
};
use enrollment::{
    outbox::Outbox as _,
    recovery::{Left, Recovery, Unfinished},
    tenant::PersonId,
    wizard::{
        Answer, Choice, Finish, NotRemoved, Source, Step, Wizard, WizardView,
        machine::Resumption,
        means::{Clock as _, SystemClock},
    },
};
use webauthn::{CredentialId, Timestamp};

use crate::{desk::Desk, wire::say};

/// The PIN, to be found nowhere.
pub const PIN: &str = "marker-of-the-pin-80417";

const PATIENCE: Duration = Duration::from_secs(60);

/// What is done with a response that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhatWaits {
    /// It is sent.
    IsSent,
    /// Its credential is taken off the key.
    IsTakenOff,
}

/// Registers a key for this account.
pub fn registers(desk: &Desk, account: &str) {
    let (person, name) = (account.to_owned(), "A key".to_owned());
    let (sender, views) = mpsc::channel();
    let draw = move |view: &WizardView| drop(sender.send(view.clone()));
    let source = Source::Directory { person, name, later: None };
    answers(&Wizard::begin(desk.means.clone(), source, draw), &views);
}

/// Takes up all that was left.
pub fn recovers(desk: &Desk, what_waits: WhatWaits) {
    let (ledger, outbox) = (&desk.store.0, &desk.store.0);
    let recovery = Recovery::read(ledger, outbox, now()).unwrap();
    for registration in &recovery.stale {
        desk.store.discard(registration).unwrap();
    }
    for unfinished in &recovery.unfinished {
        let (sender, views) = mpsc::channel();
        let draw = move |view: &WizardView| drop(sender.send(view.clone()));
        let resumption = resumption(desk, unfinished, what_waits);
        answers(&Wizard::resume(desk.means.clone(), resumption, draw), &views);
    }
}

/// Now.
pub fn now() -> Timestamp {
    Timestamp(i64::try_from(SystemClock.now().0 / 1000).unwrap())
}

fn resumption(desk: &Desk, unfinished: &Unfinished, what_waits: WhatWaits) -> Resumption {
    if what_waits == WhatWaits::IsSent && matches!(unfinished.what, Left::Pending { .. }) {
        return Resumption::send(unfinished, desk.store.as_ref()).unwrap().unwrap();
    }
    Resumption::remove(unfinished, known(desk, unfinished)).unwrap()
}

/// Credentials of the person that belong on keys.
fn known(desk: &Desk, unfinished: &Unfinished) -> Vec<CredentialId> {
    let person = unfinished.beginning.as_ref().unwrap().person.clone().unwrap();
    let methods = desk.tenant.fido2_methods(&PersonId(person)).unwrap();
    methods.iter().filter_map(|method| method.id.credential_id()).collect()
}

/// Answers until it is over.
fn answers(wizard: &Wizard, views: &Receiver<WizardView>) {
    let mut asked = None;
    loop {
        let view = views.recv_timeout(PATIENCE).unwrap();
        let choose = |prompt: PromptId, choice| wizard.answer(Answer { prompt, choice });
        match view.step {
            Step::Key { moment: Moment::EnterPin { prompt, .. }, .. }
            | Step::Removing { moment: Moment::EnterPin { prompt, .. } } => {
                // A view can come again with the same question.
                if asked.replace(prompt) != Some(prompt) {
                    let pin = Pin::new(PIN.as_bytes().to_vec().into()).unwrap();
                    wizard.answer_key(prompt, KeyAnswer::Pin(pin));
                }
            }
            Step::Kept { prompt, .. } => choose(prompt, Choice::Again),
            Step::Found { prompt, leftover, .. } => match leftover.not_removed {
                // Taken off already, and the process ended before it could say so.
                Some(NotRemoved::NotOnThisKey) => choose(prompt, Choice::Leave),
                None | Some(_) => choose(prompt, Choice::Remove),
            },
            Step::Over { finish, .. } => return say(&format!("over {}", ending(&finish))),
            Step::Reading
            | Step::Sending
            | Step::ReadingBack
            | Step::Judging
            | Step::Key { .. }
            | Step::Removing { .. } => {}
            other => panic!("asked for what was not foreseen: {other:?}"),
        }
    }
}

fn ending(finish: &Finish) -> &'static str {
    match finish {
        Finish::Registered { .. } => "registered",
        Finish::Removed { .. } => "removed",
        Finish::LeftOnKey { .. } => "left",
        other => panic!("ended as was not foreseen: {other:?}"),
    }
}
