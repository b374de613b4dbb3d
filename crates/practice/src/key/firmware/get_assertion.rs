//! authenticatorGetAssertion and authenticatorGetNextAssertion (CTAP 2.1 §6.2, §6.3). Names of an
//! account must never be told to a user who was not verified.

use std::time::Duration;

use ctap::StatusCode;
use webauthn::cbor::Value;

use super::{
    Answer, Board, Firmware, STATEFUL_TIMEOUT,
    credential::{CredentialId, Names, Protection, Residence},
    credential_management::Listing,
    crypto::sha256,
    extensions::HmacSecret,
    make_credential::{Options, PinUvAuth, UP, UV, authenticator_data, client_data_hash},
    request::{Map, Required, descriptors},
    token::Permissions,
    wait_for_touch,
};

/// What a stateful command leaves for the next one.
pub(super) enum Remembered {
    Assertions(Assertions),
    Listing(Listing),
}

/// Assertions still to be given.
pub(super) struct Assertions {
    ceremony: Ceremony,
    /// The next one last.
    left: Vec<CredentialId>,
    since: Duration,
}

/// What all assertions of one request have in common.
struct Ceremony {
    client_data_hash: Vec<u8>,
    rp_id_hash: [u8; 32],
    flags: u8,
    hmac_secret: Option<HmacSecret>,
    names: Names,
}

impl Firmware {
    pub(super) fn get_assertion(&mut self, map: &Map, board: &mut dyn Board) -> Answer<Value> {
        let map = map.view();
        let rp_id = map.text(0x01).required()?;
        let client_data_hash = client_data_hash(map.bytes(0x02))?;
        let allow =
            map.array(0x03)?.filter(|list| !list.is_empty()).map(descriptors).transpose()?;
        let extensions = map.map(0x04)?;
        let options = Options::read(map.map(0x05)?)?;
        let pin_uv_auth = PinUvAuth::new(map.bytes(0x06)?, map.unsigned(0x07)?);
        // Step 1.
        if pin_uv_auth.param.is_some_and(<[u8]>::is_empty) {
            return Err(self.blink_for_selection(board));
        }
        // Step 2.
        let pin_uv_auth = pin_uv_auth.with_protocol()?;
        // Step 4.
        if options.uv && pin_uv_auth.is_none() {
            return Err(StatusCode::InvalidOption);
        }
        if options.rk.is_some() {
            return Err(StatusCode::UnsupportedOption);
        }
        let touch_wanted = options.up != Some(false);
        // Step 5.
        let protected = self.state.pin.is_some();
        if self.state.always_uv && touch_wanted && (!protected || pin_uv_auth.is_none()) {
            return Err(StatusCode::PuatRequired);
        }
        // Step 6.
        let user_verified = match pin_uv_auth {
            Some((param, protocol)) if protected => {
                let needed = Permissions::GET_ASSERTION;
                self.tokens.authorize(protocol, &[client_data_hash], param, needed)?;
                self.tokens.bind(rp_id)?;
                true
            }
            Some(_) | None => false,
        };
        // Step 7.
        let rp_id_hash = sha256(rp_id.as_bytes());
        let mut found = self.locate(&rp_id_hash, allow.as_deref(), user_verified);
        let first = found.pop().ok_or(StatusCode::NoCredentials)?;
        // Step 9.
        if touch_wanted {
            wait_for_touch(board)?;
            self.tokens.spend();
        }
        // Step 10. CTAP 2.1 §12.5: hmac-secret wants a touch.
        let hmac_secret = self.read_hmac_secret(extensions)?;
        if hmac_secret.is_some() && !touch_wanted {
            return Err(StatusCode::UnsupportedOption);
        }
        // Steps 11 and 12.
        let several = allow.is_none() && !found.is_empty();
        let flags = if touch_wanted { UP } else { 0 } | if user_verified { UV } else { 0 };
        let names = if several && user_verified { Names::Shown } else { Names::Hidden };
        let client_data_hash = client_data_hash.to_vec();
        let ceremony = Ceremony { client_data_hash, rp_id_hash, flags, hmac_secret, names };
        let total = several.then(|| found.len().saturating_add(1));
        let response = self.assert(&ceremony, &first, total, board)?;
        if several {
            let since = board.now();
            self.remembered =
                Some(Remembered::Assertions(Assertions { ceremony, left: found, since }));
        }
        Ok(response)
    }

    /// CTAP 2.1 §6.3.
    pub(super) fn get_next_assertion(
        &mut self,
        remembered: Option<Remembered>,
        board: &mut dyn Board,
    ) -> Answer<Value> {
        let Some(Remembered::Assertions(mut assertions)) = remembered else {
            return Err(StatusCode::NotAllowed);
        };
        if board.now().saturating_sub(assertions.since) > STATEFUL_TIMEOUT {
            return Err(StatusCode::NotAllowed);
        }
        let next = assertions.left.pop().ok_or(StatusCode::NotAllowed)?;
        let response = self.assert(&assertions.ceremony, &next, None, board)?;
        assertions.since = board.now();
        self.remembered = Some(Remembered::Assertions(assertions));
        Ok(response)
    }

    /// Step 7: the applicable credentials, the one to take first at the end.
    fn locate(
        &self,
        rp_id_hash: &[u8; 32],
        allow: Option<&[&[u8]]>,
        user_verified: bool,
    ) -> Vec<CredentialId> {
        let from_list = allow.is_some();
        let shows = |credential: &CredentialId| match credential.protection {
            Protection::Optional => true,
            Protection::OptionalWithCredentialIdList => from_list || user_verified,
            Protection::Required => user_verified,
        };
        match allow {
            Some(ids) => {
                let known = ids.iter().rev().filter_map(|id| self.state.find(rp_id_hash, id));
                known.filter(shows).collect()
            }
            None => {
                let residents = self.state.residents.iter();
                let of_rp = residents.filter(|one| sha256(one.rp_id.as_bytes()) == *rp_id_hash);
                of_rp.map(|one| one.id).filter(shows).collect()
            }
        }
    }

    fn assert(
        &mut self,
        ceremony: &Ceremony,
        credential: &CredentialId,
        total: Option<usize>,
        board: &mut dyn Board,
    ) -> Answer<Value> {
        // The count is stored before the signature exists: power loss may skip one, never repeat.
        self.commit(board, |state| state.sign_count = state.sign_count.saturating_add(1))?;
        let user_verified = ceremony.flags & UV != 0;
        let extensions = match &ceremony.hmac_secret {
            None => None,
            Some(asked) => {
                Some(asked.output(&self.state.secret, credential, user_verified, board)?)
            }
        };
        let auth_data = authenticator_data(
            &ceremony.rp_id_hash,
            ceremony.flags,
            self.state.sign_count,
            &[],
            extensions.as_ref(),
        );
        let message = [&auth_data, ceremony.client_data_hash.as_slice()].concat();
        let signature = credential.signing_key(&self.state.secret)?.sign(&message)?;
        let mut response = vec![
            (1, credential.descriptor()),
            (2, Value::from(auth_data)),
            (3, Value::from(signature)),
        ];
        if credential.residence == Residence::Slot {
            let resident = self.state.resident(credential.as_bytes());
            response.extend(resident.map(|one| (4, one.user.to_value(ceremony.names))));
        }
        let total = total.and_then(|total| u64::try_from(total).ok());
        response.extend(total.map(|total| (5, Value::from(total))));
        Ok(response.into_iter().collect())
    }
}
