//! authenticatorClientPIN (CTAP 2.1 §6.5.5). A try is counted down and stored before the PIN is
//! compared, so that no loss of power ever gives one back.

use ctap::StatusCode;
use webauthn::cbor::Value;
use zeroize::Zeroizing;

use super::{
    Answer, Board, Firmware,
    crypto::sha256,
    pin_uv::{Protocol, SharedSecret},
    request::{Map, MapRef, Required},
    state::{MAX_PIN_BYTES, MAX_PIN_RETRIES, PinVerifier},
    token::{Permissions, Tokens},
};

/// Wrong PINs in a row after which the key wants its power cycled (CTAP 2.1 §6.5.5.6).
const MAX_WRONG_IN_A_ROW: u8 = 3;
/// `paddedNewPin` (bytes).
const PADDED_PIN: usize = 64;

impl Firmware {
    pub(super) fn client_pin(&mut self, map: &Map, board: &mut dyn Board) -> Answer<Option<Value>> {
        let map = map.view();
        match map.unsigned(0x02).required()? {
            0x01 => Ok(Some(self.pin_retries_response())),
            0x02 => self.key_agreement(map).map(Some),
            0x03 => self.set_pin(map, board).map(|()| None),
            0x04 => self.change_pin(map, board).map(|()| None),
            0x05 => self.get_pin_token(map, board).map(Some),
            0x09 => self.get_token_with_permissions(map, board).map(Some),
            _ => Err(StatusCode::InvalidSubcommand),
        }
    }

    /// §6.5.5.2.
    fn pin_retries_response(&self) -> Value {
        [(0x03, Value::from(self.state.pin_retries)), (0x04, Value::from(self.needs_power_cycle()))]
            .into_iter()
            .collect()
    }

    fn needs_power_cycle(&self) -> bool {
        self.wrong_in_a_row >= MAX_WRONG_IN_A_ROW
    }

    /// §6.5.5.4.
    fn key_agreement(&self, map: MapRef<'_>) -> Answer<Value> {
        let protocol = Protocol::read(map.unsigned(0x01))?;
        Ok([(0x01, self.agreements.public(protocol))].into_iter().collect())
    }

    /// §6.5.5.5.
    fn set_pin(&mut self, map: MapRef<'_>, board: &mut dyn Board) -> Answer<()> {
        let protocol = Protocol::read(map.unsigned(0x01))?;
        let platform = map.map(0x03).required()?;
        let new_pin_enc = map.bytes(0x05).required()?;
        let param = map.bytes(0x04).required()?;
        if self.state.pin.is_some() {
            return Err(StatusCode::PinAuthInvalid);
        }
        let shared = self.agreements.decapsulate(protocol, platform)?;
        shared.verify(&[new_pin_enc], param)?;
        let pin = NewPin::decrypt(&shared, new_pin_enc, self.state.min_pin_length)?;
        self.store_pin(&pin, board)
    }

    /// §6.5.5.6.
    fn change_pin(&mut self, map: MapRef<'_>, board: &mut dyn Board) -> Answer<()> {
        let protocol = Protocol::read(map.unsigned(0x01))?;
        let platform = map.map(0x03).required()?;
        let pin_hash_enc = map.bytes(0x06).required()?;
        let new_pin_enc = map.bytes(0x05).required()?;
        let param = map.bytes(0x04).required()?;
        self.may_try_pin()?;
        let shared = self.agreements.decapsulate(protocol, platform)?;
        shared.verify(&[new_pin_enc, pin_hash_enc], param)?;
        self.check_pin(protocol, &shared, pin_hash_enc, board)?;
        let pin = NewPin::decrypt(&shared, new_pin_enc, self.state.min_pin_length)?;
        let unchanged = self.state.pin.as_ref().is_some_and(|old| old.matches(&*pin.hash));
        if self.state.force_pin_change && unchanged {
            return Err(StatusCode::PinPolicyViolation);
        }
        self.store_pin(&pin, board)
    }

    /// §6.5.5.7.1.
    fn get_pin_token(&mut self, map: MapRef<'_>, board: &mut dyn Board) -> Answer<Value> {
        if map.value(0x09).is_some() || map.value(0x0A).is_some() {
            return Err(StatusCode::InvalidParameter);
        }
        let granted = Grant {
            permissions: Permissions::DEFAULT,
            rp_id: None,
            change_pending: StatusCode::PinInvalid,
        };
        self.get_token(map, granted, board)
    }

    /// §6.5.5.7.2.
    fn get_token_with_permissions(
        &mut self,
        map: MapRef<'_>,
        board: &mut dyn Board,
    ) -> Answer<Value> {
        let permissions = map.unsigned(0x09).required()?;
        let rp_id = map.text(0x0A)?;
        let permissions = Permissions::read(permissions)?;
        if permissions.need_rp_id() && rp_id.is_none() {
            return Err(StatusCode::MissingParameter);
        }
        let granted = Grant {
            permissions,
            rp_id: rp_id.map(str::to_owned),
            change_pending: StatusCode::PinPolicyViolation,
        };
        self.get_token(map, granted, board)
    }

    fn get_token(&mut self, map: MapRef<'_>, grant: Grant, board: &mut dyn Board) -> Answer<Value> {
        let protocol = Protocol::read(map.unsigned(0x01))?;
        let platform = map.map(0x03).required()?;
        let pin_hash_enc = map.bytes(0x06).required()?;
        self.may_try_pin()?;
        let shared = self.agreements.decapsulate(protocol, platform)?;
        self.check_pin(protocol, &shared, pin_hash_enc, board)?;
        if self.state.force_pin_change {
            return Err(grant.change_pending);
        }
        self.tokens = Tokens::generate(board)?;
        let token = self.tokens.begin(protocol, grant.permissions, grant.rp_id, board.now());
        let encrypted = shared.encrypt(token, board)?;
        Ok([(0x02, Value::from(encrypted))].into_iter().collect())
    }

    fn may_try_pin(&self) -> Answer<()> {
        if self.state.pin.is_none() {
            return Err(StatusCode::PinNotSet);
        }
        if self.state.pin_retries == 0 {
            return Err(StatusCode::PinBlocked);
        }
        if self.needs_power_cycle() {
            return Err(StatusCode::PinAuthBlocked);
        }
        Ok(())
    }

    /// The steps that §6.5.5.6 and §6.5.5.7 share.
    fn check_pin(
        &mut self,
        protocol: Protocol,
        shared: &SharedSecret,
        pin_hash_enc: &[u8],
        board: &mut dyn Board,
    ) -> Answer<()> {
        self.commit(board, |state| state.pin_retries = state.pin_retries.saturating_sub(1))?;
        let hash = shared.decrypt(pin_hash_enc).unwrap_or_default();
        let right = self.state.pin.as_ref().is_some_and(|pin| pin.matches(&hash));
        if !right {
            self.wrong_in_a_row = self.wrong_in_a_row.saturating_add(1);
            self.agreements.regenerate(protocol, board)?;
            return Err(match self.state.pin_retries {
                0 => StatusCode::PinBlocked,
                _ if self.needs_power_cycle() => StatusCode::PinAuthBlocked,
                _ => StatusCode::PinInvalid,
            });
        }
        self.wrong_in_a_row = 0;
        self.commit(board, |state| state.pin_retries = MAX_PIN_RETRIES)
    }

    fn store_pin(&mut self, pin: &NewPin, board: &mut dyn Board) -> Answer<()> {
        let verifier = PinVerifier::new(&pin.hash, pin.code_points, board)?;
        let tokens = Tokens::generate(board)?;
        self.commit(board, |state| {
            state.pin = Some(verifier);
            state.pin_retries = MAX_PIN_RETRIES;
            state.force_pin_change = false;
        })?;
        self.tokens = tokens;
        Ok(())
    }
}

/// What a token is given for.
struct Grant {
    permissions: Permissions,
    rp_id: Option<String>,
    /// The refusal where the PIN has to be changed first.
    change_pending: StatusCode,
}

/// A new PIN that keeps the rules.
struct NewPin {
    hash: Zeroizing<[u8; 16]>,
    code_points: u8,
}

impl NewPin {
    /// §6.5.5.5 from "decrypt newPinEnc" on.
    fn decrypt(shared: &SharedSecret, new_pin_enc: &[u8], min_length: u8) -> Answer<Self> {
        let padded = shared.decrypt(new_pin_enc).ok_or(StatusCode::PinAuthInvalid)?;
        if padded.len() != PADDED_PIN {
            return Err(StatusCode::InvalidParameter);
        }
        let refused = StatusCode::PinPolicyViolation;
        let end = padded.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        let pin = padded.get(..end).unwrap_or_default();
        let text = str::from_utf8(pin).map_err(|_| refused)?;
        let code_points = u8::try_from(text.chars().count()).map_err(|_| refused)?;
        if code_points < min_length || end > usize::from(MAX_PIN_BYTES) {
            return Err(refused);
        }
        Ok(Self { hash: pin_hash(pin), code_points })
    }
}

/// `LEFT(SHA-256(PIN), 16)`.
pub(super) fn pin_hash(pin: &[u8]) -> Zeroizing<[u8; 16]> {
    let hash = Zeroizing::new(sha256(pin));
    Zeroizing::new(hash.first_chunk().copied().unwrap_or_default())
}
