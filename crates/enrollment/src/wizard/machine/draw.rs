//! The view, derived from the state. It must never be set by hand anywhere.

use super::{
    Effect, Machine, State,
    state::{About, KeyWork, Leaving, LeftBehind, Question, Then, Write, Writing},
};
use crate::wizard::{Leftover, Remedy, Step, TroubleView, WizardView};

impl Machine {
    /// Shows the moment where something has changed since the last one shown.
    pub(super) fn show(&mut self) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        self.revision += 1;
        let view = WizardView {
            revision: self.revision,
            registration: self.registration.clone(),
            subject: self.subject.clone(),
            keys: self.keys.clone(),
            step: self.drawn(),
        };
        self.out.push(Effect::Show(Box::new(view)));
    }

    fn drawn(&self) -> Step {
        match &self.state {
            State::AwaitReading => Step::Reading,
            State::AwaitReadAgain(prompt, trouble) => {
                Step::NotRead { prompt: *prompt, trouble: trouble.clone() }
            }
            State::AwaitConfirm(prompt, _) => Step::Confirm { prompt: *prompt },
            State::AwaitKey(work) => self.key(work),
            State::AwaitWritten(writing) => writing_step(writing),
            State::AwaitWritable(prompt, why, _) => not_recorded(*prompt, why),
            State::AwaitUnproved(prompt, credential, _) => match &credential.judgement {
                Some(judgement) => Step::Unproved { prompt: *prompt, judgement: judgement.clone() },
                None => Step::Judging,
            },
            State::AwaitLeftoverChoice(prompt, question) => leftover(*prompt, question),
            State::AwaitSent(_) | State::AwaitListed(..) | State::AwaitLookup(..) => Step::Sending,
            State::AwaitStored(..) => Step::ReadingBack,
            State::AwaitKept(prompt, dispatch, pause) => Step::Kept {
                prompt: *prompt,
                trouble: pause.trouble.clone(),
                left_ms: self.left_ms(Some(dispatch.waiting.expires.0)),
                survives: dispatch.survives,
                leftover: dispatch.credential.leftover(),
            },
            State::AwaitRemoval(moment, _) => Step::Removing { moment: moment.clone() },
            State::AwaitFoundChoice(prompt, left) => Step::Found {
                prompt: *prompt,
                account: left.account.clone(),
                leftover: left.leftover(),
            },
            State::AwaitSameChoice(prompt, likely) => likely.step(*prompt),
            State::Over(finish) => {
                Step::Over { finish: (**finish).clone(), aside: self.aside.clone() }
            }
        }
    }

    fn key(&self, work: &KeyWork) -> Step {
        if let Leaving::AwaitWritable { prompt, why, .. } = &work.leave {
            return not_recorded(*prompt, why);
        }
        let left = work.touch_until.map(|until| until.0.saturating_sub(self.now.0));
        let moment = work.moment.clone().unwrap_or(ctap::ceremony::Moment::Connecting);
        Step::Key { moment, touch_left_ms: left }
    }
}

fn not_recorded(prompt: ctap::ceremony::PromptId, why: &str) -> Step {
    Step::NotRecorded { prompt, trouble: TroubleView::RecordUnwritable { detail: why.to_owned() } }
}

/// What is being written belongs to what was done last.
fn writing_step(writing: &Writing) -> Step {
    let sealing = writing.left.iter().any(|write| matches!(write, Write::Seal(_)));
    match &writing.then {
        Then::Finish(..) | Then::ReadAgain(..) if !sealing => Step::Sending,
        Then::Finish(..)
        | Then::ReadAgain(..)
        | Then::Send(_)
        | Then::Keep(..)
        | Then::KeepForLater(_)
        | Then::AskUnproved(..)
        | Then::AskLeftover(..)
        | Then::HandOut(_) => Step::Judging,
    }
}

fn leftover(prompt: ctap::ceremony::PromptId, question: &Question) -> Step {
    let leftover = question.credential.leftover();
    match (&question.about, &question.credential.judgement) {
        (About::Refused(refusal), Some(judgement)) => Step::Refused {
            prompt,
            judgement: judgement.clone(),
            refusal: refusal.clone(),
            leftover,
        },
        (About::NotAccepted(trouble), _) => {
            Step::NotAccepted { prompt, trouble: trouble.clone(), leftover }
        }
        // What was judged by an earlier run is not refused by the judge in this one.
        (About::Refused(_), None) => {
            Step::NotAccepted { prompt, trouble: TroubleView::Malformed, leftover }
        }
    }
}

impl LeftBehind {
    /// What is on the key.
    pub(super) fn leftover(&self) -> Leftover {
        Leftover {
            authenticator: self.authenticator.clone(),
            credential_id: self.id.to_string(),
            remedy: Remedy::RemoveHere,
            not_removed: self.not_removed.clone(),
        }
    }
}
