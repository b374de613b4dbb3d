//! authenticatorConfig (CTAP 2.1 §6.11): the minimum PIN length and alwaysUv. A minimum must never
//! go down but by a reset.

use ctap::StatusCode;
use webauthn::cbor::encode;

use super::{
    Answer, Board, Firmware,
    pin_uv::Protocol,
    request::{Map, MapRef, Required},
    state::MAX_PIN_BYTES,
    token::{Permissions, Tokens},
};

/// RP IDs that may learn the minimum PIN length: `maxRPIDsForSetMinPINLength`.
pub(super) const MAX_RP_IDS: usize = 4;
const TOGGLE_ALWAYS_UV: u8 = 0x02;
const SET_MIN_PIN_LENGTH: u8 = 0x03;
/// `authenticatorConfigCommands` (CTAP 2.3).
pub(super) const SUBCOMMANDS: [u8; 2] = [TOGGLE_ALWAYS_UV, SET_MIN_PIN_LENGTH];

impl Firmware {
    pub(super) fn config(&mut self, map: &Map, board: &mut dyn Board) -> Answer<()> {
        let map = map.view();
        let subcommand = map.unsigned(0x01).required()?;
        let subcommand = u8::try_from(subcommand).map_err(|_| StatusCode::InvalidParameter)?;
        if !SUBCOMMANDS.contains(&subcommand) {
            return Err(StatusCode::InvalidParameter);
        }
        // Without a PIN there is nobody to verify.
        if self.state.pin.is_some() {
            self.authorize_config(subcommand, map)?;
        }
        match subcommand {
            TOGGLE_ALWAYS_UV => self.commit(board, |state| state.always_uv = !state.always_uv),
            _ => self.set_min_pin_length(map.map(0x02)?, board),
        }
    }

    fn authorize_config(&mut self, subcommand: u8, map: MapRef<'_>) -> Answer<()> {
        let param = map.bytes(0x04)?.ok_or(StatusCode::PuatRequired)?;
        let protocol = Protocol::read(map.unsigned(0x03))?;
        let parameters = map.value(0x02).map(encode).unwrap_or_default();
        let message: &[&[u8]] = &[&[0xFF; 32], &[0x0D, subcommand], &parameters];
        self.tokens.authorize(protocol, message, param, Permissions::AUTHENTICATOR_CONFIGURATION)
    }

    /// §6.11.4.
    fn set_min_pin_length(
        &mut self,
        parameters: Option<MapRef<'_>>,
        board: &mut dyn Board,
    ) -> Answer<()> {
        let (new, rp_ids, force) = match parameters {
            None => (None, None, None),
            Some(map) => (map.unsigned(0x01)?, map.array(0x02)?, map.flag(0x03)?),
        };
        let new = new.map_or(Ok(self.state.min_pin_length), |new| {
            u8::try_from(new).map_err(|_| StatusCode::InvalidParameter)
        })?;
        if new < self.state.min_pin_length {
            return Err(StatusCode::PinPolicyViolation);
        }
        if new > MAX_PIN_BYTES {
            return Err(StatusCode::InvalidParameter);
        }
        let pin_set = self.state.pin.is_some();
        if force == Some(true) && !pin_set {
            return Err(StatusCode::PinNotSet);
        }
        let rp_ids = rp_ids
            .map(|ids| {
                ids.iter()
                    .map(|id| id.as_text().map(str::to_owned))
                    .collect::<Option<Vec<String>>>()
                    .ok_or(StatusCode::CborUnexpectedType)
            })
            .transpose()?;
        if rp_ids.as_ref().is_some_and(|ids| ids.len() > MAX_RP_IDS) {
            return Err(StatusCode::KeyStoreFull);
        }
        let too_short = self.state.pin.as_ref().is_some_and(|pin| pin.code_points < new);
        let change = force == Some(true) || too_short;
        // A PIN that has to be changed must not go on working through a token it gave.
        let tokens = if change { Some(Tokens::generate(board)?) } else { None };
        self.commit(board, |state| {
            state.min_pin_length = new;
            state.force_pin_change |= change;
            if let Some(rp_ids) = rp_ids {
                state.min_pin_length_rp_ids = rp_ids;
            }
        })?;
        if let Some(tokens) = tokens {
            self.tokens = tokens;
        }
        Ok(())
    }
}
