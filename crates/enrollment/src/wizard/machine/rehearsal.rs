//! A rehearsal on the registration's machine: the same moments, for nobody. Nothing of it may be sent, and
//! the record is told nothing: of what is made to be thrown away a key keeps nothing to be looked for.

use ctap::{
    AuthenticatorId,
    ceremony::{Ended, Failure, Leave, Moment},
};

use super::{Effect, Machine, State, read::task, state::KeyWork};
use crate::{
    Made, Prepared,
    ledger::Scene,
    rehearsal::Rehearsed,
    wizard::{Finish, Source, TroubleView},
};

impl Machine {
    pub(super) fn rehearses(&self) -> bool {
        matches!(self.source, Some(Source::Rehearsal))
    }

    /// The throw-away request, or why there is none. The person agreed before it was begun.
    pub(super) fn on_drawn(&mut self, drawn: Result<Box<Prepared>, String>) {
        let awaited = matches!(self.state, State::AwaitReading) && self.rehearses();
        match drawn {
            _ if !awaited => {}
            Ok(prepared) => {
                self.subject = Some(self.subject(&prepared, Scene::Options));
                self.task = Some(task(&prepared, Scene::Options));
                self.register(prepared);
            }
            Err(detail) => self.ask_to_read_again(TroubleView::OptionsMalformed { detail }),
        }
    }

    /// A key in hand may go on: of what it makes nothing stays, so that there is nothing to put on record.
    pub(super) fn leave_to_rehearse(&mut self, id: &AuthenticatorId) {
        let closing = self.closing;
        let State::AwaitKey(work) = &mut self.state else {
            return self.out.push(Effect::Leave(Leave::Withheld));
        };
        let in_hand = work.hand.as_ref().is_some_and(|hand| hand.id == *id);
        work.moment = Some(Moment::Working { authenticator: id.clone() });
        work.touch_until = None;
        self.asked = None;
        self.changed = true;
        let leave = if in_hand && !closing { Leave::Given } else { Leave::Withheld };
        self.out.push(Effect::Leave(leave));
    }

    /// The key has made one: what it is goes to whoever diagnoses it.
    pub(super) fn on_rehearsed(&mut self, made: Made) {
        self.aside.possibly_on = made.possibly_on().to_vec();
        self.aside.pin_changed_on = made.pin_changed_on().to_vec();
        self.aside.after_cancel = made.is_after_cancel();
        let key = made.authenticator().clone();
        let rehearsed = Rehearsed::from(made);
        let (room_before, room_after) = rehearsed.room();
        let kept = rehearsed.kept();
        self.out.push(Effect::Lay(Box::new(rehearsed.recorded())));
        self.finish(Finish::Rehearsed { key, kept, room_before, room_after });
    }

    /// The key made none, or nothing is known of it.
    pub(super) fn on_not_rehearsed(&mut self, ended: Ended, work: KeyWork) {
        let Ended { failure, possibly_on, pin_changed_on } = ended;
        let untouched = possibly_on.is_empty() && pin_changed_on.is_empty() && work.hand.is_none();
        self.aside.possibly_on = possibly_on;
        self.aside.pin_changed_on = pin_changed_on;
        let given_up = untouched && failure == Failure::Cancelled;
        self.finish(if given_up { Finish::GivenUp } else { Finish::NotMade { failure } });
    }
}
