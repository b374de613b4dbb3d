//! Asking a key, without a person, about the exclude list. It must never leave an ID out that the
//! makeCredential does not carry either.

use super::{Making, Registering};
use crate::{
    NoEntropy, StatusCode, TransportError,
    ceremony::{
        Exclusion, Unusable,
        machine::{Ceremony, ChosenKey, Reply, Step},
    },
    command::GetAssertion,
};

/// What the key in use has said about the exclude list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Excluded {
    NotAsked,
    /// It holds none of them.
    NotThere,
    /// It would not say, so: the makeCredential has to carry the whole list.
    WouldNotSay(StatusCode),
}

impl Ceremony<Registering> {
    /// Asks, without a touch, whether the key already holds one of the excluded credentials. With a
    /// token, so that those with credProtect level 3 show as well.
    pub(super) fn check_exclusion(
        &mut self,
        chosen: ChosenKey<Registering>,
    ) -> Result<(), NoEntropy> {
        if self.task.request.exclude.is_empty() || chosen.noted.excluded != Excluded::NotAsked {
            return self.make(chosen);
        }
        let rp_id = self.task.request.rp.id.len();
        let exclusion = Exclusion::new(&self.task.request.exclude, &chosen.info, rp_id);
        self.ask_portion(chosen, exclusion)
    }

    pub(super) fn ask_portion(
        &mut self,
        mut chosen: ChosenKey<Registering>,
        mut exclusion: Exclusion,
    ) -> Result<(), NoEntropy> {
        if exclusion.is_done() {
            chosen.noted.excluded = Excluded::NotThere;
            chosen.noted.exclude = exclusion.in_one_request().unwrap_or_default().to_vec();
            return self.make(chosen);
        }
        let client_data_hash = self.own_hash()?;
        let request = GetAssertion {
            rp_id: &self.task.request.rp.id,
            client_data_hash: &client_data_hash,
            allow: exclusion.next_portion(),
            token: chosen.token.as_ref(),
        }
        .encode();
        self.work(chosen, Step::Task(Making::AwaitExclusion(exclusion)), request);
        Ok(())
    }

    pub(super) fn on_exclusion(
        &mut self,
        mut chosen: ChosenKey<Registering>,
        mut exclusion: Exclusion,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        let status = match reply {
            Ok((StatusCode::Success, body)) => {
                let alone = match exclusion.asked() {
                    [one] => Some(one.clone()),
                    _ => None,
                };
                let credential_id = GetAssertion::read_credential(&body).or(alone);
                return self.refused(chosen.id, Unusable::AlreadyRegistered { credential_id });
            }
            Ok((StatusCode::NoCredentials | StatusCode::InvalidCredential, _)) => {
                return self.ask_portion(chosen, exclusion);
            }
            Ok((
                StatusCode::LimitExceeded | StatusCode::RequestTooLarge | StatusCode::InvalidLength,
                _,
            ))
            | Err(Unusable::Transport(TransportError::TooLong(_))) => {
                exclusion.shorten();
                return self.ask_portion(chosen, exclusion);
            }
            Ok((StatusCode::PuatRequired, _)) if chosen.token.is_none() => {
                return self.verify_as_the_key_insists(chosen);
            }
            Ok((status, _)) => status,
            Err(why) => return self.refused(chosen.id, why),
        };
        let Some(whole) = exclusion.in_one_request() else {
            return self.refused(chosen.id, Unusable::Refused(status));
        };
        chosen.noted.exclude = whole.to_vec();
        chosen.noted.excluded = Excluded::WouldNotSay(status);
        self.make(chosen)
    }
}
