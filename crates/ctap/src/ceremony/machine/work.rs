//! The conversation with the key in use: one request, its answer, and who takes it from there. It
//! must never hand an answer to another step than the one that asked.

use std::mem;

use zeroize::Zeroizing;

use super::{
    Ceremony, Task, WITHOUT_A_PERSON,
    state::{ChosenKey, Phase, Purpose, Reply, Step},
};
use crate::{
    NoEntropy, TransportError,
    ceremony::{Unusable, outcome::Malformed},
    command::{self, Request, ResponseError},
};

impl<T: Task> Ceremony<T> {
    /// Sends a request on behalf of the key in use and waits for its answer.
    pub(in crate::ceremony) fn work(
        &mut self,
        mut chosen: ChosenKey<T>,
        step: Step<T>,
        request: Request,
    ) {
        let by_a_person = match &step {
            Step::AwaitUvToken { .. } => true,
            Step::Task(step) => T::takes_a_person(step),
            Step::AwaitIdle
            | Step::AwaitVerdict
            | Step::AwaitPinRetries(_)
            | Step::AwaitPin { .. }
            | Step::AwaitNewPin { .. }
            | Step::AwaitPinChange { .. }
            | Step::AwaitKeyAgreement(_)
            | Step::AwaitPinSet(_)
            | Step::AwaitPinChanged(_)
            | Step::AwaitPinToken(_)
            | Step::AwaitUvRetries
            | Step::AwaitUvAgain { .. } => false,
        };
        let deadline = if by_a_person { self.touch_deadline } else { WITHOUT_A_PERSON };
        chosen.step = step;
        self.send(&chosen.id, Purpose::Work, request, deadline);
        self.phase = Phase::Chosen(chosen);
    }

    /// The key in use has answered what it was asked last.
    pub(super) fn on_chosen_reply(
        &mut self,
        mut chosen: ChosenKey<T>,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) -> Result<(), NoEntropy> {
        let reply = split(reply);
        match mem::replace(&mut chosen.step, Step::AwaitIdle) {
            Step::AwaitPinRetries(reason) => self.on_pin_retries(chosen, reason, reply),
            Step::AwaitKeyAgreement(agreement) => {
                return self.on_key_agreement(chosen, agreement, reply);
            }
            Step::AwaitPinSet(pin) => self.on_pin_set(chosen, pin, reply),
            Step::AwaitPinChanged(new) => self.on_pin_changed(chosen, new, reply),
            Step::AwaitPinToken(secret) => return self.on_pin_token(chosen, &secret, reply),
            Step::AwaitUvToken { secret, .. } => return self.on_uv_token(chosen, &secret, reply),
            Step::AwaitUvRetries => return self.on_uv_retries(chosen, reply),
            Step::Task(step) => return T::on_reply(self, chosen, step, reply),
            // These wait for no response; nothing is under way then.
            step @ (Step::AwaitIdle
            | Step::AwaitVerdict
            | Step::AwaitPin { .. }
            | Step::AwaitNewPin { .. }
            | Step::AwaitPinChange { .. }
            | Step::AwaitUvAgain { .. }) => {
                chosen.step = step;
                self.phase = Phase::Chosen(chosen);
            }
        }
        Ok(())
    }
}

pub(in crate::ceremony) fn split(reply: Result<Zeroizing<Vec<u8>>, TransportError>) -> Reply {
    let response = reply.map_err(Unusable::Transport)?;
    let (status, body) = command::split(&response)?;
    Ok((status, Zeroizing::new(body.to_vec())))
}

/// A response without a status byte is nonsense, whoever asked.
impl From<ResponseError> for Unusable {
    fn from(error: ResponseError) -> Self {
        Self::Malformed(Malformed::Response(error))
    }
}
