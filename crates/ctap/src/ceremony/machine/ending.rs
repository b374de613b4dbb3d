//! How it ends, for one key or for all of it. What may be on a key by then must never go unsaid.

use std::mem;

use super::{
    Ceremony, Effect, Task,
    state::{ChosenKey, Phase, Standing, Step},
};
use crate::{
    AuthenticatorId, NoEntropy,
    ceremony::{Failure, Unusable, WhenUnusable},
};

impl<T: Task> Ceremony<T> {
    /// The person, or the clock, wants an end. What must not be left half done ends in its own time.
    pub(super) fn stop(&mut self, failure: Failure) {
        match mem::replace(&mut self.phase, Phase::AwaitKey) {
            Phase::Chosen(ChosenKey { id, step: Step::Task(step), .. }) => {
                T::on_stop(self, id, step, failure);
            }
            Phase::Stopping { key, .. } => {
                self.task.went_unanswered(&key);
                self.end(failure);
            }
            Phase::AwaitKey | Phase::Selecting | Phase::Chosen(_) | Phase::Over => {
                self.end(failure);
            }
        }
    }

    /// Asks the key to end what it does and waits for what it says: it may have been quicker.
    pub(in crate::ceremony) fn stop_key(&mut self, key: AuthenticatorId, failure: Failure) {
        self.interrupt(&key);
        self.phase = Phase::Stopping { key, failure };
    }

    pub(in crate::ceremony) fn end(&mut self, failure: Failure) {
        self.finish(|task, pin_changed_on| task.ended(failure, pin_changed_on));
    }

    pub(super) fn give_up_if_told_to(&mut self) {
        if self.when_unusable == WhenUnusable::AwaitAnother {
            return;
        }
        let refused = self.keys.iter().find_map(|(id, key)| match &key.standing {
            Standing::Unusable(why) => {
                Some(Failure::Unusable { authenticator: id.clone(), why: why.clone() })
            }
            Standing::NeedsPowerCycle => Some(Failure::PowerCycleNeeded(id.clone())),
            Standing::NotOpen(why) => {
                Some(Failure::NotOpen { authenticator: id.clone(), why: *why })
            }
            Standing::Greeting | Standing::Ready => None,
        });
        if let Some(failure) = refused {
            self.end(failure);
        }
    }

    /// The outcome is made of what the task knows and the keys whose PIN is new.
    pub(in crate::ceremony) fn finish(
        &mut self,
        outcome: impl FnOnce(&mut T, Vec<AuthenticatorId>) -> T::Outcome,
    ) {
        let busy: Vec<_> = self.keys.keys().cloned().collect();
        busy.iter().for_each(|id| self.interrupt(id));
        self.note_unanswered_pin();
        let pin_changed_on = mem::take(&mut self.pin_changed_on);
        let outcome = outcome(&mut self.task, pin_changed_on);
        self.phase = Phase::Over;
        self.out.push(Effect::Finish(outcome));
    }

    /// This key will not do.
    pub(in crate::ceremony) fn refuse(&mut self, id: AuthenticatorId, why: Unusable) {
        self.phase = Phase::AwaitKey;
        if let Some(key) = self.keys.get_mut(&id) {
            key.standing = Standing::Unusable(why);
            self.last_refused = Some(id);
        }
        self.settle();
    }

    /// The same, for where something could have needed randomness.
    pub(in crate::ceremony) fn refused(
        &mut self,
        id: AuthenticatorId,
        why: Unusable,
    ) -> Result<(), NoEntropy> {
        self.refuse(id, why);
        Ok(())
    }
}
