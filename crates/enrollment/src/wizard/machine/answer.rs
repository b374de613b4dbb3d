//! What a person answers, and what follows from a wish to stop. An answer counts for the live question
//! only, and only where it is one that the question takes.

use ctap::ceremony::{self, PromptId};

use super::{
    Effect, EventKind, Machine, Reply, State,
    same::SameChoice,
    state::{Leaving, Then, WhyListed},
};
use crate::{
    ledger::{Abandonment, RegistrationId},
    wizard::{Choice, Finish},
};

impl Machine {
    pub(super) fn on_answered(&mut self, prompt: PromptId, reply: Reply) {
        if let Some((ours, theirs)) = self.asked
            && ours == prompt
        {
            let answer = match reply {
                Reply::Key(answer) => Some(answer),
                Reply::Choice(choice) => of_the_key(choice),
            };
            return self.out.extend(answer.map(|answer| Effect::Tell(theirs, answer)));
        }
        if let Reply::Choice(choice) = reply
            && self.live_prompt() == Some(prompt)
        {
            self.on_choice(choice);
        }
    }

    /// The question of ours that waits for an answer.
    fn live_prompt(&self) -> Option<PromptId> {
        match &self.state {
            State::AwaitReadAgain(prompt, _)
            | State::AwaitConfirm(prompt, _)
            | State::AwaitWritable(prompt, ..)
            | State::AwaitUnproved(prompt, ..)
            | State::AwaitLeftoverChoice(prompt, _)
            | State::AwaitKept(prompt, ..)
            | State::AwaitFoundChoice(prompt, _)
            | State::AwaitSameChoice(prompt, _) => Some(*prompt),
            State::AwaitKey(work) => match &work.leave {
                Leaving::AwaitWritable { prompt, .. } => Some(*prompt),
                Leaving::NotAsked | Leaving::AwaitBegan { .. } => None,
            },
            State::AwaitReading
            | State::AwaitWritten(_)
            | State::AwaitSent(_)
            | State::AwaitListed(..)
            | State::AwaitRemoval(..)
            | State::AwaitLookup(..)
            | State::AwaitStored(..)
            | State::Over(_) => None,
        }
    }

    /// Whether it waits for a person and nothing else.
    pub(super) fn asks(&self) -> bool {
        self.live_prompt().is_some()
    }

    fn on_choice(&mut self, choice: Choice) {
        let Some(state) = self.take_if(|_| true) else { return };
        match (state, choice) {
            (State::AwaitReadAgain(..), Choice::Again) => self.read(),
            (State::AwaitConfirm(_, prepared), Choice::GoOn) => self.register(prepared),
            (State::AwaitKey(mut work), Choice::Again) => {
                let leave = std::mem::take(&mut work.leave);
                let next = work.begun.is_empty();
                self.state = State::AwaitKey(work);
                self.changed = true;
                if let Leaving::AwaitWritable { authenticator, .. } = leave {
                    let registration =
                        if next { self.registration.clone() } else { self.next_registration() };
                    self.begin_on(authenticator, registration);
                }
            }
            (State::AwaitWritable(_, _, writing), Choice::Again) => self.write_on(*writing),
            (State::AwaitUnproved(_, credential, unproved), Choice::SendUnproved) => {
                self.send_unproved(*credential, *unproved);
            }
            (State::AwaitUnproved(_, credential, _), Choice::DoNotSend) => {
                self.keep_unproved_back(*credential);
            }
            (State::AwaitLeftoverChoice(_, question), Choice::Remove) => {
                self.remove_leftover(*question);
            }
            (State::AwaitKept(_, mut dispatch, _), Choice::Again) => {
                dispatch.tries = 0;
                self.send(dispatch);
            }
            (State::AwaitKept(_, dispatch, pause), Choice::Remove) => {
                if dispatch.uncertain {
                    self.ask_what_is_there(dispatch, WhyListed::ToRemove(pause.trouble));
                } else {
                    self.remove_kept(*dispatch, pause.trouble);
                }
            }
            (State::AwaitSameChoice(prompt, likely), choice) => match SameChoice::of(choice) {
                Some(choice) => self.on_same_choice(*likely, choice),
                None => self.state = State::AwaitSameChoice(prompt, likely),
            },
            (State::AwaitFoundChoice(_, left), Choice::Remove) => self.remove_left_behind(*left),
            (State::AwaitLeftoverChoice(_, question), Choice::Leave) => {
                let leftover = Some(question.credential.leftover());
                let (by, reason) = (question.by, question.reason);
                self.leave_on_key(Finish::Refused { by, reason, leftover }, None);
            }
            (State::AwaitFoundChoice(_, left), Choice::Leave) => {
                let registration = left.registration.clone();
                let leftover = left.leftover();
                self.leave_on_key(Finish::LeftOnKey { leftover }, Some(registration));
            }
            (
                state @ (State::AwaitKey(_) | State::AwaitWritable(..) | State::AwaitKept(..)),
                Choice::Leave,
            ) => {
                self.state = state;
                self.stop();
            }
            // Not one of this question's answers: it stands.
            (state, _) => self.state = state,
        }
    }

    /// It stays on the key, and nobody is asked again.
    fn leave_on_key(&mut self, finish: Finish, erase: Option<RegistrationId>) {
        let reason = Abandonment::LEFT.to_owned();
        let writes = vec![self.note(EventKind::Abandoned { reason })];
        self.write(writes, Then::Finish(Box::new(finish), erase));
    }

    /// The person wants to stop: at a question the answer that changes nothing, else an end as soon as
    /// there can be one.
    pub(super) fn stop(&mut self) {
        let Some(state) = self.take_if(|_| true) else { return };
        match state {
            State::AwaitReading | State::AwaitReadAgain(..) | State::AwaitConfirm(..) => {
                self.finish(Finish::GivenUp);
            }
            state @ (State::AwaitKey(_) | State::AwaitRemoval(..)) => {
                self.state = state;
                self.stop_ceremony();
            }
            State::AwaitWritable(_, why, writing) => self.leave_unwritten(why, *writing),
            State::AwaitUnproved(_, credential, _) => self.keep_unproved_back(*credential),
            State::AwaitLeftoverChoice(_, question) => {
                let leftover = Some(question.credential.leftover());
                let (by, reason) = (question.by, question.reason);
                self.finish(Finish::Refused { by, reason, leftover });
            }
            State::AwaitKept(_, dispatch, _) => self.keep_for_later(&dispatch),
            State::AwaitSent(mut dispatch) => {
                dispatch.leaving = true;
                self.state = State::AwaitSent(dispatch);
            }
            State::AwaitListed(job, mut dispatch, why) => {
                dispatch.leaving = true;
                self.state = State::AwaitListed(job, dispatch, why);
            }
            State::AwaitFoundChoice(_, left) | State::AwaitLookup(_, left) => {
                self.finish(Finish::LeftOnKey { leftover: left.leftover() });
            }
            State::AwaitSameChoice(_, likely) => self.leave_undecided(likely.of),
            // It is there; only what was made of it stays unread.
            State::AwaitStored(_, there) => self.finish(there.finish),
            state @ (State::AwaitWritten(_) | State::Over(_)) => self.state = state,
        }
    }
}

/// The answers that go on to the ceremony.
fn of_the_key(choice: Choice) -> Option<ceremony::Answer> {
    match choice {
        Choice::Again => Some(ceremony::Answer::Again),
        Choice::UsePin => Some(ceremony::Answer::UsePin),
        Choice::GoOn
        | Choice::SendUnproved
        | Choice::DoNotSend
        | Choice::Remove
        | Choice::Same
        | Choice::Another
        | Choice::Leave => None,
    }
}
