//! Key agreement and what is sent under it: a new PIN, a changed one, or a request for a token. Each
//! agreement must serve one request only.

use std::sync::Arc;

use super::{
    Ceremony, Task,
    state::{Agreement, ChosenKey, Reply, Step},
};
use crate::{
    AuthenticatorInfo, NoEntropy, PinUvAuthError, PinUvAuthProtocol, StatusCode,
    ceremony::{Unusable, outcome::Malformed},
    command::ClientPin,
    pin_uv_auth::{PlatformKey, SharedSecret},
};

impl<T: Task> Ceremony<T> {
    pub(super) fn agree(&mut self, chosen: ChosenKey<T>, agreement: Agreement) {
        let request = client_pin(&chosen.info).key_agreement();
        self.work(chosen, Step::AwaitKeyAgreement(agreement), request);
    }

    /// Makes the platform's key pair for the next agreement beforehand. Without randomness there is
    /// none, and the agreement will say so.
    pub(in crate::ceremony) fn prepare(&mut self) {
        if self.platform_key.is_none() && !self.is_over() {
            self.platform_key = PlatformKey::generate(self.entropy.as_mut()).ok();
        }
    }

    fn platform_key(&mut self) -> Result<PlatformKey, PinUvAuthError> {
        match self.platform_key.take() {
            Some(prepared) => Ok(prepared),
            None => PlatformKey::generate(self.entropy.as_mut()),
        }
    }

    pub(super) fn on_key_agreement(
        &mut self,
        chosen: ChosenKey<T>,
        agreement: Agreement,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        let body = match reply {
            Ok((StatusCode::Success, body)) => body,
            Ok((status, _)) => return self.refused(chosen.id, Unusable::Refused(status)),
            Err(why) => return self.refused(chosen.id, why),
        };
        let pin = client_pin(&chosen.info);
        let agreed =
            ClientPin::read_key_agreement(&body).map_err(Malformed::Response).and_then(|key| {
                self.platform_key()
                    .and_then(|ours| SharedSecret::encapsulate(pin.0, &key, ours))
                    .map_err(Malformed::PinUvAuth)
            });
        let (platform_key, secret) = match agreed {
            Ok(agreed) => agreed,
            Err(Malformed::PinUvAuth(PinUvAuthError::NoEntropy(dry))) => return Err(dry),
            Err(nonsense) => {
                return self.refused(chosen.id, Unusable::Malformed(nonsense));
            }
        };
        let scope = self.task.scope(&chosen.noted);
        let entropy = self.entropy.as_mut();
        let (step, request) = match agreement {
            Agreement::SetPin(new) => {
                let request = pin.set_pin(platform_key, &secret, &new, entropy)?;
                self.await_pin_answer(&chosen.id);
                (Step::AwaitPinSet(new), request)
            }
            Agreement::ChangePin { current, new } => {
                let request = pin.change_pin(platform_key, &secret, &current, &new, entropy)?;
                self.await_pin_answer(&chosen.id);
                (Step::AwaitPinChanged(new), request)
            }
            Agreement::PinToken(typed) => {
                // Only a key without pinUvAuthToken is asked the legacy way (CTAP 2.1 §6.5.5.7.1).
                let scope = chosen.info.has("pinUvAuthToken").then_some(&scope);
                let request = pin.token_using_pin(platform_key, &secret, &typed, scope, entropy)?;
                (Step::AwaitPinToken(secret), request)
            }
            Agreement::UvToken => {
                let request = pin.token_using_uv(platform_key, &scope);
                (Step::AwaitUvToken { touch: false, secret }, request)
            }
        };
        self.work(chosen, step, request);
        Ok(())
    }

    pub(super) fn on_pin_token(
        &mut self,
        mut chosen: ChosenKey<T>,
        secret: &SharedSecret,
        reply: Reply,
    ) -> Result<(), NoEntropy> {
        match reply {
            Ok((StatusCode::Success, body)) => return self.take_token(chosen, secret, &body),
            Ok((StatusCode::PinNotSet, _)) => self.ask_new_pin(chosen, None),
            // CTAP 2.1 §6.5.5.7.2: the PIN was right, and has to be changed.
            Ok((StatusCode::PinPolicyViolation, _)) => {
                Arc::make_mut(&mut chosen.info).force_pin_change = true;
                self.ask_pin_change(chosen, None, None);
            }
            other => self.on_pin_refused(chosen, other),
        }
        Ok(())
    }

    pub(super) fn take_token(
        &mut self,
        mut chosen: ChosenKey<T>,
        secret: &SharedSecret,
        body: &[u8],
    ) -> Result<(), NoEntropy> {
        let token = ClientPin::read_token(body).map_err(Malformed::Response);
        match token.and_then(|sealed| secret.open_token(&sealed).map_err(Malformed::PinUvAuth)) {
            Ok(token) => {
                chosen.token = Some(token);
                T::verified(self, chosen)
            }
            Err(nonsense) => self.refused(chosen.id, Unusable::Malformed(nonsense)),
        }
    }
}

/// The sub commands in the key's own protocol. One without a protocol of ours never gets here:
/// it counts as having no PIN.
pub(super) fn client_pin(info: &AuthenticatorInfo) -> ClientPin {
    let preferred = PinUvAuthProtocol::preferred(&info.pin_uv_auth_protocols);
    ClientPin(preferred.unwrap_or(PinUvAuthProtocol::One))
}
