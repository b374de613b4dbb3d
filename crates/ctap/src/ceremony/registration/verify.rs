//! How the key in use comes to know the person: its own way, the PIN, or not at all. It must never
//! ask for more than the options or the key want.

use super::{
    Registration,
    state::{Agreement, ChosenKey, Phase, Reply, Step},
    token::client_pin,
};
use crate::{
    NoEntropy, StatusCode, TransportError,
    ceremony::{
        AgainReason, PinReason, Unusable,
        fitness::{self, BuiltIn, Demand, Verification},
    },
    command::ClientPin,
    pin_uv_auth::SharedSecret,
};

impl Registration {
    /// Starts, or starts again, with how this key verifies the person.
    pub(super) fn verify(&mut self, mut chosen: ChosenKey) -> Result<(), NoEntropy> {
        chosen.token = None;
        match self.verification(&chosen) {
            Verification::None | Verification::InCommand => return self.check_exclusion(chosen),
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
    pub(super) fn verification(&self, chosen: &ChosenKey) -> Verification {
        fitness::verification(&chosen.info, &self.request, chosen.demand, chosen.built_in)
    }

    /// CTAP2_ERR_PUAT_REQUIRED: getInfo did not say so, or the verification within a command failed
    /// and the PIN is the way left (CTAP 2.1 §6.1.2). What follows brings a token or ends, so that a
    /// key cannot go on insisting.
    pub(super) fn verify_as_the_key_insists(
        &mut self,
        mut chosen: ChosenKey,
    ) -> Result<(), NoEntropy> {
        if self.verification(&chosen) == Verification::InCommand {
            chosen.built_in = BuiltIn::Blocked;
        }
        chosen.demand = Demand::ByKey;
        chosen.why_again = AgainReason::NotVerified;
        self.verify(chosen)
    }

    /// A person verified by PIN is asked again; what else there is asks by itself.
    pub(super) fn verify_again(&mut self, chosen: ChosenKey) -> Result<(), NoEntropy> {
        if chosen.takes_pin() && !chosen.info.has("uv") {
            self.read_pin_retries(chosen, PinReason::Expired);
            return Ok(());
        }
        self.verify(chosen)
    }

    pub(super) fn on_uv_token(
        &mut self,
        mut chosen: ChosenKey,
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

    pub(super) fn read_uv_retries(&mut self, chosen: ChosenKey) {
        let request = client_pin(&chosen.info).uv_retries();
        self.work(chosen, Step::AwaitUvRetries, request);
    }

    pub(super) fn on_uv_retries(
        &mut self,
        mut chosen: ChosenKey,
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
