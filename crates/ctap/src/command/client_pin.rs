//! authenticatorClientPIN (CTAP 2.1 §6.5.5). A PIN must only appear here as ciphertext.

use webauthn::cbor::Value;

use super::{Request, ResponseError, member, request};
use crate::{
    Entropy, NoEntropy, Pin,
    pin_uv_auth::{PinUvAuthProtocol, SharedSecret},
};

/// Tries left, as the key says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Retries {
    pub(crate) left: Option<u8>,
    /// Three wrong in a row: the key wants a power cycle first.
    pub(crate) power_cycle: bool,
}

/// Builds the sub commands for one protocol.
#[derive(Clone, Copy)]
pub(crate) struct ClientPin(pub(crate) PinUvAuthProtocol);

const RETRIES: u8 = 0x01;
const KEY_AGREEMENT: u8 = 0x02;
const SET_PIN: u8 = 0x03;
const CHANGE_PIN: u8 = 0x04;
const PIN_TOKEN: u8 = 0x05;
const TOKEN_USING_UV: u8 = 0x06;
const UV_RETRIES: u8 = 0x07;
const TOKEN_USING_PIN: u8 = 0x09;

impl ClientPin {
    fn sub_command(self, sub_command: u8, more: Vec<(u8, Value)>) -> Request {
        let mut parameters = vec![(0x01, self.0.number().into()), (0x02, Value::from(sub_command))];
        parameters.extend(more);
        request(0x06, parameters)
    }

    pub(crate) fn pin_retries(self) -> Request {
        self.sub_command(RETRIES, Vec::new())
    }

    pub(crate) fn uv_retries(self) -> Request {
        self.sub_command(UV_RETRIES, Vec::new())
    }

    pub(crate) fn key_agreement(self) -> Request {
        self.sub_command(KEY_AGREEMENT, Vec::new())
    }

    /// §6.5.5.5: newPinEnc and its MAC.
    pub(crate) fn set_pin(
        self,
        platform_key: Value,
        secret: &SharedSecret,
        new: &Pin,
        entropy: &mut dyn Entropy,
    ) -> Result<Request, NoEntropy> {
        let new_pin_enc = secret.encrypt(new.padded().as_slice(), entropy)?;
        let param = secret.authenticate(&new_pin_enc);
        let more = vec![(0x03, platform_key), (0x04, param.into()), (0x05, new_pin_enc.into())];
        Ok(self.sub_command(SET_PIN, more))
    }

    /// §6.5.5.6: the MAC is over newPinEnc, then pinHashEnc.
    pub(crate) fn change_pin(
        self,
        platform_key: Value,
        secret: &SharedSecret,
        current: &Pin,
        new: &Pin,
        entropy: &mut dyn Entropy,
    ) -> Result<Request, NoEntropy> {
        let new_pin_enc = secret.encrypt(new.padded().as_slice(), entropy)?;
        let pin_hash_enc = secret.encrypt(current.hash().as_slice(), entropy)?;
        let param = secret.authenticate(&[new_pin_enc.as_slice(), &pin_hash_enc].concat());
        let more = vec![
            (0x03, platform_key),
            (0x04, param.into()),
            (0x05, new_pin_enc.into()),
            (0x06, pin_hash_enc.into()),
        ];
        Ok(self.sub_command(CHANGE_PIN, more))
    }

    /// §6.5.5.7.2 getPinUvAuthTokenUsingPinWithPermissions, or §6.5.5.7.1 getPinToken where the key
    /// has nothing else.
    pub(crate) fn token_using_pin(
        self,
        platform_key: Value,
        secret: &SharedSecret,
        pin: &Pin,
        scope: Option<&TokenScope<'_>>,
        entropy: &mut dyn Entropy,
    ) -> Result<Request, NoEntropy> {
        let pin_hash_enc = secret.encrypt(pin.hash().as_slice(), entropy)?;
        let mut more = vec![(0x03, platform_key), (0x06, pin_hash_enc.into())];
        let Some(scope) = scope else { return Ok(self.sub_command(PIN_TOKEN, more)) };
        more.extend(scope.parameters());
        Ok(self.sub_command(TOKEN_USING_PIN, more))
    }

    /// §6.5.5.7.3 getPinUvAuthTokenUsingUvWithPermissions.
    pub(crate) fn token_using_uv(self, platform_key: Value, scope: &TokenScope<'_>) -> Request {
        let mut more = vec![(0x03, platform_key)];
        more.extend(scope.parameters());
        self.sub_command(TOKEN_USING_UV, more)
    }

    pub(crate) fn read_key_agreement(body: &[u8]) -> Result<Value, ResponseError> {
        member(body, 0x01, |key| key.as_map().is_some().then(|| key.clone()))
    }

    pub(crate) fn read_token(body: &[u8]) -> Result<Vec<u8>, ResponseError> {
        member(body, 0x02, |token| token.as_bytes().map(<[u8]>::to_vec))
    }

    /// Tries left are a courtesy: what is not there or not a number is unknown, not an error.
    pub(crate) fn read_pin_retries(body: &[u8]) -> Retries {
        Retries {
            left: member(body, 0x03, small).ok(),
            power_cycle: member(body, 0x04, Value::as_bool).unwrap_or(false),
        }
    }

    pub(crate) fn read_uv_retries(body: &[u8]) -> Option<u8> {
        member(body, 0x05, small).ok()
    }
}

fn small(value: &Value) -> Option<u8> {
    value.as_u64().and_then(|number| u8::try_from(number).ok())
}

/// What a token shall be good for.
pub(crate) struct TokenScope<'a> {
    pub(crate) permissions: u8,
    /// For this RP ID only; optional for [`Self::CREDENTIAL_MANAGEMENT`].
    pub(crate) rp_id: Option<&'a str>,
}

impl TokenScope<'_> {
    /// §6.5.5.7, table of permissions.
    pub(crate) const MAKE_CREDENTIAL: u8 = 0x01;
    pub(crate) const GET_ASSERTION: u8 = 0x02;
    pub(crate) const CREDENTIAL_MANAGEMENT: u8 = 0x04;

    fn parameters(&self) -> impl Iterator<Item = (u8, Value)> {
        let rp_id = self.rp_id.map(|rp_id| (0x0A, rp_id.into()));
        [(0x09, self.permissions.into())].into_iter().chain(rp_id)
    }
}
