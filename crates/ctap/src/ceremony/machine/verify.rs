//! How the key in use comes to know the person: its own way, the PIN, or not at all. It must never
//! ask for more than the task or the key want.

use super::{
    Ceremony, Task,
    state::{Agreement, ChosenKey, Phase, Reply, Step},
    token::client_pin,
};
use crate::{
    NoEntropy, StatusCode, TransportError,
    ceremony::{
        PinReason, Unusable,
        fitness::{BuiltIn, Verification},
    },
    command::ClientPin,
    pin_uv_auth::SharedSecret,
};

/// How often a token may turn out to have expired before it is the key that is odd.
const MOST_EXPIRED: u8 = 2;

impl<T: Task> ChosenKey<T> {
    /// Whether a pinUvAuthParam that the key does not take may only be too old.
    pub(in crate::ceremony) fn may_have_expired(&self) -> bool {
        self.token.is_some() && self.expired < MOST_EXPIRED
    }
}

impl<T: Task> Ceremony<T> {
    /// Starts, or starts again, with how this key verifies the person.
    pub(in crate::ceremony) fn verify(
        &mut self,
        mut chosen: ChosenKey<T>,
    ) -> Result<(), NoEntropy> {
        chosen.token = None;
        match self.verification(&chosen) {
            Verification::None | Verification::InCommand => return T::verified(self, chosen),
            Verification::UvToken => self.agree(chosen, Agreement::UvToken),
            Verification::Pin => self.read_pin_retries(chosen, PinReason::UserVerification),
            Verification::SetPin => self.ask_new_pin(chosen, None),
            Verification::Impossible => {
                let why = match chosen.built_in {
                    BuiltIn::Open => Unusable::NoUserVerification,
                    BuiltIn::Blocked => Unusable::UserVerificationBlocked,
                };
                self.refuse(chosen.id, why);
            }
        }
        Ok(())
    }

    /// How this key verifies the person, as far as is known by now.
    pub(in crate::ceremony) fn verification(&self, chosen: &ChosenKey<T>) -> Verification {
        self.task.verification(&chosen.info, &chosen.noted, chosen.built_in)
    }

    /// The token ran out before it was used (CTAP 2.1 §6.5.5.7, usage timer).
    pub(in crate::ceremony) fn verify_again(
        &mut self,
        mut chosen: ChosenKey<T>,
    ) -> Result<(), NoEntropy> {
        chosen.expired += 1;
        // A person verified by PIN is asked again; what else there is asks by itself.
        if T::takes_pin(&chosen.info) && !chosen.info.has("uv") {
            self.read_pin_retries(chosen, PinReason::Expired);
            return Ok(());
        }
        self.verify(chosen)
    }

    pub(super) fn on_uv_token(
        &mut self,
        mut chosen: ChosenKey<T>,
        secret: &SharedSecret,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        match reply {
            Ok((StatusCode::Success, body)) => self.take_token(chosen, secret, &body),
            Ok((
                StatusCode::UvInvalid
                | StatusCode::OperationDenied
                | StatusCode::UserActionTimeout
                | StatusCode::ActionTimeout
                | StatusCode::KeepaliveCancel,
                _,
            ))
            | Err(Unusable::Transport(TransportError::TimedOut)) => {
                self.read_uv_retries(chosen);
                Ok(())
            }
            // Blocked, or not for this: the PIN is the way left (CTAP 2.1 §6.5.5.7.3).
            Ok((
                StatusCode::UvBlocked
                | StatusCode::PuatRequired
                | StatusCode::NotAllowed
                | StatusCode::InvalidSubcommand
                | StatusCode::UnauthorizedPermission,
                _,
            )) => {
                chosen.built_in = BuiltIn::Blocked;
                self.verify(chosen)
            }
            Ok((status, _)) => self.refused(chosen.id, Unusable::Refused(status)),
            Err(why) => self.refused(chosen.id, why),
        }
    }

    pub(in crate::ceremony) fn read_uv_retries(&mut self, chosen: ChosenKey<T>) {
        let request = client_pin(&chosen.info).uv_retries();
        self.work(chosen, Step::AwaitUvRetries, request);
    }

    pub(super) fn on_uv_retries(
        &mut self,
        mut chosen: ChosenKey<T>,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        let retries = match reply {
            Ok((StatusCode::Success, body)) => ClientPin::read_uv_retries(&body),
            Ok(_) => None,
            Err(why) => return self.refused(chosen.id, why),
        };
        if retries == Some(0) {
            chosen.built_in = BuiltIn::Blocked;
            return self.verify(chosen);
        }
        chosen.step = Step::AwaitUvAgain { prompt: self.prompt(), retries };
        self.phase = Phase::Chosen(chosen);
        Ok(())
    }
}
