//! How it ends, for one key or for all of it. What may be on a key by then must never go unsaid.

use std::mem;

use zeroize::Zeroizing;

use super::{
    Effect, Registration,
    state::{ChosenKey, Phase, Standing, Step},
    work::split,
};
use crate::{
    AuthenticatorId, NoEntropy, StatusCode, TransportError,
    ceremony::{Created, Ended, Failure, Outcome, Proof, Unusable, WhenUnusable, fitness},
};

impl Registration {
    /// The person, or the clock, wants an end. A makeCredential under way is told so and waited for:
    /// the touch may have been quicker, and a credential that was made is never lost.
    pub(super) fn stop(&mut self, failure: Failure) {
        match mem::replace(&mut self.phase, Phase::AwaitKey) {
            Phase::Chosen(ChosenKey { id, step: Step::AwaitCredential { .. }, .. }) => {
                self.interrupt(&id);
                self.phase = Phase::Stopping { key: id, failure };
            }
            Phase::Chosen(ChosenKey { step: Step::AwaitProof(created, _), .. }) => {
                self.finish_created(*created);
            }
            Phase::Stopping { key, .. } => {
                self.may_be_on(&key);
                self.end(failure);
            }
            Phase::AwaitKey | Phase::Selecting | Phase::Chosen(_) | Phase::Over => {
                self.end(failure);
            }
        }
    }

    /// The answer to a makeCredential that the person wanted to stop.
    pub(super) fn on_stopped(
        &mut self,
        key: AuthenticatorId,
        failure: Failure,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) {
        match split(reply) {
            Ok((StatusCode::Success, body)) => {
                let Some((transport, info)) =
                    self.keys.get(&key).and_then(|one| Some((one.transport, one.info.clone()?)))
                else {
                    return self.end(failure);
                };
                self.finish_created(Created {
                    authenticator: key,
                    transport,
                    discoverable: fitness::discoverable(&info, &self.request),
                    info,
                    response: body.to_vec(),
                    proof: Proof::NotTried,
                    after_cancel: true,
                    possibly_on: Vec::new(),
                    pin_changed_on: Vec::new(),
                });
            }
            Ok(_) => self.end(failure),
            Err(_) => {
                self.may_be_on(&key);
                self.end(failure);
            }
        }
    }

    pub(super) fn end(&mut self, failure: Failure) {
        self.finish(|possibly_on, pin_changed_on| {
            Outcome::Ended(Ended { failure, possibly_on, pin_changed_on })
        });
    }

    pub(super) fn give_up_if_told_to(&mut self) {
        if self.request.when_unusable == WhenUnusable::AwaitAnother {
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

    pub(super) fn finish_created(&mut self, created: Created) {
        self.finish(|possibly_on, pin_changed_on| {
            Outcome::Created(Box::new(Created { possibly_on, pin_changed_on, ..created }))
        });
    }

    pub(super) fn finish(
        &mut self,
        outcome: impl FnOnce(Vec<AuthenticatorId>, Vec<AuthenticatorId>) -> Outcome,
    ) {
        let busy: Vec<_> = self.keys.keys().cloned().collect();
        busy.iter().for_each(|id| self.interrupt(id));
        self.note_unanswered_pin();
        let outcome =
            outcome(mem::take(&mut self.possibly_on), mem::take(&mut self.pin_changed_on));
        self.phase = Phase::Over;
        self.out.push(Effect::Finish(outcome));
    }

    /// It was asked for a credential and never answered.
    pub(super) fn may_be_on(&mut self, id: &AuthenticatorId) {
        if !self.possibly_on.contains(id) {
            self.possibly_on.push(id.clone());
        }
    }

    /// This key will not do.
    pub(super) fn refuse(&mut self, id: AuthenticatorId, why: Unusable) {
        self.phase = Phase::AwaitKey;
        if let Some(key) = self.keys.get_mut(&id) {
            key.standing = Standing::Unusable(why);
            self.last_refused = Some(id);
        }
        self.settle();
    }

    /// The same, for where something could have needed randomness.
    pub(super) fn refused(&mut self, id: AuthenticatorId, why: Unusable) -> Result<(), NoEntropy> {
        self.refuse(id, why);
        Ok(())
    }
}
