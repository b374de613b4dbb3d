//! What is written before the next step, one thing after the other. Where one of them cannot be
//! written, the step must not be taken.

use super::{
    Effect, EventKind, Machine, State,
    state::{Credential, Dispatch, Handing, Then, Write, Writing},
};
use crate::{
    outbox::Kept,
    wizard::{Finish, Ticks, TroubleView},
};

impl Machine {
    /// Writes these, and only then goes on.
    pub(super) fn write(&mut self, writes: Vec<Write>, then: Then) {
        self.write_on(Writing { left: writes.into(), then, entry: None });
    }

    pub(super) fn write_on(&mut self, writing: Writing) {
        match writing.left.front() {
            Some(Write::Record(event)) => self.out.push(Effect::Record((**event).clone())),
            Some(Write::Seal(waiting)) => self.out.push(Effect::Seal(waiting.clone())),
            None => return self.written(writing.then, writing.entry),
        }
        self.turn_to(State::AwaitWritten(Box::new(writing)));
    }

    pub(super) fn on_recorded(&mut self, written: Result<u64, String>) {
        if self.on_began(&written) {
            return;
        }
        let recording = |state: &State| match state {
            State::AwaitWritten(writing) => matches!(writing.left.front(), Some(Write::Record(_))),
            State::AwaitReading
            | State::AwaitReadAgain(..)
            | State::AwaitConfirm(..)
            | State::AwaitKey(_)
            | State::AwaitWritable(..)
            | State::AwaitUnproved(..)
            | State::AwaitLeftoverChoice(..)
            | State::AwaitSent(_)
            | State::AwaitListed(..)
            | State::AwaitKept(..)
            | State::AwaitRemoval(..)
            | State::AwaitFoundChoice(..)
            | State::AwaitSameChoice(..)
            | State::AwaitLookup(..)
            | State::AwaitStored(..)
            | State::Over(_) => false,
        };
        let Some(State::AwaitWritten(mut writing)) = self.take_if(recording) else { return };
        match written {
            Ok(entry) => {
                writing.entry = Some(entry);
                writing.left.pop_front();
                self.write_on(*writing);
            }
            Err(why) => self.cannot_write(writing, why),
        }
    }

    pub(super) fn on_sealed(&mut self, kept: Result<Kept, String>) {
        let Some(State::AwaitWritten(mut writing)) =
            self.take_if(|state| matches!(state, State::AwaitWritten(_)))
        else {
            return;
        };
        if !matches!(writing.left.front(), Some(Write::Seal(_))) {
            return self.turn_to(State::AwaitWritten(writing));
        }
        match kept {
            Ok(kept) => {
                if let Then::Send(dispatch)
                | Then::Keep(dispatch, _)
                | Then::KeepForLater(dispatch) = &mut writing.then
                {
                    dispatch.survives = kept == Kept::Sealed;
                }
                writing.left.pop_front();
                self.write_on(*writing);
            }
            Err(why) => self.cannot_write(writing, why),
        }
    }

    fn cannot_write(&mut self, writing: Box<Writing>, why: String) {
        let prompt = self.prompt();
        self.turn_to(State::AwaitWritable(prompt, why, writing));
    }

    /// Everything is on the disk.
    fn written(&mut self, then: Then, entry: Option<u64>) {
        match then {
            Then::Send(dispatch) => self.send(dispatch),
            Then::Keep(dispatch, trouble) => self.keep(dispatch, trouble, None),
            Then::KeepForLater(dispatch) if dispatch.survives => self.keep_for_later(&dispatch),
            // The keyring went away meanwhile: somebody has to decide now.
            Then::KeepForLater(dispatch) => self.keep(dispatch, TroubleView::CannotKeep, None),
            Then::AskUnproved(credential, unproved) => {
                let prompt = self.prompt();
                self.turn_to(State::AwaitUnproved(prompt, credential, unproved));
            }
            Then::AskLeftover(question, erase) => {
                self.out.extend(erase.map(Effect::Erase));
                let prompt = self.prompt();
                self.turn_to(State::AwaitLeftoverChoice(prompt, question));
            }
            Then::HandOut(handing) => {
                let Handing { document, finish, .. } = *handing;
                self.out.push(Effect::HandOut(document));
                self.finish(at_entry(finish, entry));
            }
            Then::ReadAgain(mut there, erase) => {
                self.out.push(Effect::Erase(erase));
                there.finish = at_entry(there.finish, entry);
                self.read_again(there);
            }
            Then::Finish(finish, erase) => {
                self.out.extend(erase.map(Effect::Erase));
                self.finish(at_entry(*finish, entry));
            }
        }
    }

    /// It cannot be written, and the person does not want to wait for it. What had happened before has
    /// happened; what was to follow does not.
    pub(super) fn leave_unwritten(&mut self, why: String, writing: Writing) {
        let trouble = TroubleView::RecordUnwritable { detail: why };
        let credential: Credential = match writing.then {
            Then::Finish(finish, _) => return self.finish(*finish),
            Then::ReadAgain(there, _) => return self.finish(there.finish),
            Then::Send(dispatch) | Then::Keep(dispatch, _) | Then::KeepForLater(dispatch) => {
                let Dispatch { credential, .. } = *dispatch;
                credential
            }
            Then::AskUnproved(credential, _) => *credential,
            Then::AskLeftover(question, _) => question.credential,
            Then::HandOut(handing) => handing.credential,
        };
        let leftover = Some(credential.leftover());
        self.finish(Finish::NotRecorded { trouble, leftover });
    }

    /// An event of this registration, to be written.
    pub(super) fn note(&self, kind: EventKind) -> Write {
        Write::Record(Box::new(self.event(kind)))
    }

    pub(super) fn ticks(&self, credential: &Credential, in_directory: Option<i64>) -> Ticks {
        Ticks {
            made: credential.made,
            signs: credential.signs,
            slots_left: credential.slots_left,
            in_directory,
            entry: None,
        }
    }
}

/// The finish, with its place in the record where it has one.
fn at_entry(mut finish: Finish, entry: Option<u64>) -> Finish {
    if let Finish::Registered { ticks, .. } | Finish::HandedOver { ticks, .. } = &mut finish {
        ticks.entry = entry;
    }
    finish
}
