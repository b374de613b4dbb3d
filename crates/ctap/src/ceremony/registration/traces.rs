//! What a key keeps of a credential that was made to be thrown away: its own count, and a silent
//! question for the RP ID. It must never ask for a PIN or a touch, nor lose what was made.

use super::{Making, Registering};
use crate::{
    AuthenticatorInfo, NoEntropy, StatusCode,
    ceremony::{
        Created, Found, Traces,
        machine::{Ceremony, ChosenKey, Reply, Step},
    },
    command::{self, GetAssertion},
};

impl Ceremony<Registering> {
    /// CTAP 2.1 §6.4, remainingDiscoverableCredentials: getInfo says it anew each time.
    pub(super) fn look_for_traces(&mut self, chosen: ChosenKey<Registering>, created: Created) {
        let step = Making::AwaitCount(Box::new(created));
        self.work(chosen, Step::Task(step), command::get_info());
    }

    /// With a count or without one the second question is asked: keys before CTAP 2.1 have none.
    pub(super) fn on_count(
        &mut self,
        chosen: ChosenKey<Registering>,
        created: Box<Created>,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        let count = match reply {
            Ok((StatusCode::Success, body)) => AuthenticatorInfo::parse(&body)
                .ok()
                .and_then(|info| info.remaining_discoverable_credentials),
            Ok(_) => None,
            Err(_) => {
                self.finish_created(*created);
                return Ok(());
            }
        };
        let Ok(client_data_hash) = self.own_hash() else {
            let discoverable = Found::NotSaid;
            let traces = Some(Traces { remaining: count, discoverable });
            self.finish_created(Created { traces, ..*created });
            return Ok(());
        };
        // Without an allow list a key looks among its discoverable credentials alone (§6.2.2 step 7).
        let request = GetAssertion {
            rp_id: &self.task.request.rp.id,
            client_data_hash: &client_data_hash,
            allow: &[],
            token: None,
        }
        .encode();
        self.work(chosen, Step::Task(Making::AwaitTraces(created, count)), request);
        Ok(())
    }

    pub(super) fn on_traces(&mut self, created: Created, remaining: Option<u64>, reply: Reply) {
        let discoverable = match reply {
            Ok((StatusCode::Success, _)) => Found::Yes,
            Ok((StatusCode::NoCredentials, _)) => Found::No,
            Ok(_) | Err(_) => Found::NotSaid,
        };
        let traces = Some(Traces { remaining, discoverable });
        self.finish_created(Created { traces, ..created });
    }
}
