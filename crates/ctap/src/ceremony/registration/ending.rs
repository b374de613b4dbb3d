//! How a registration ends, wanted or not. A credential that was made must never be lost, and one
//! that may have been made never go unsaid.

use std::mem;

use super::{Making, Registering};
use crate::{
    AuthenticatorId, StatusCode,
    ceremony::{
        Created, Failure, Outcome, Proof, fitness,
        machine::{Ceremony, Reply, Task},
    },
};

impl Ceremony<Registering> {
    /// A makeCredential under way is told so and waited for: the touch may have been quicker.
    pub(super) fn stop_in(&mut self, id: AuthenticatorId, step: Making, failure: Failure) {
        match step {
            Making::AwaitCredential { .. } => self.stop_key(id, failure),
            Making::AwaitProof(created, _)
            | Making::AwaitCount(created)
            | Making::AwaitTraces(created, _) => self.finish_created(*created),
            Making::AwaitExclusion(_) | Making::AwaitLeave(_) | Making::AwaitAgain { .. } => {
                self.end(failure);
            }
        }
    }

    /// The answer to a makeCredential that the person wanted to stop.
    pub(super) fn on_late_credential(
        &mut self,
        id: AuthenticatorId,
        failure: Failure,
        reply: Reply,
    ) {
        match reply {
            Ok((StatusCode::Success, body)) => {
                let Some((transport, info)) = self.known(&id) else { return self.end(failure) };
                self.finish_created(Created {
                    authenticator: id,
                    transport,
                    discoverable: fitness::discoverable(&info, &self.task.request),
                    info,
                    response: body.to_vec(),
                    proof: Proof::NotTried,
                    traces: None,
                    after_cancel: true,
                    possibly_on: Vec::new(),
                    pin_changed_on: Vec::new(),
                });
            }
            Ok(_) => self.end(failure),
            Err(_) => {
                self.task.went_unanswered(&id);
                self.end(failure);
            }
        }
    }

    pub(super) fn finish_created(&mut self, created: Created) {
        self.finish(|task, pin_changed_on| {
            let possibly_on = mem::take(&mut task.possibly_on);
            Outcome::Created(Box::new(Created { possibly_on, pin_changed_on, ..created }))
        });
    }
}
