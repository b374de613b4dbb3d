//! The extensions of this key: credProtect, hmac-secret and minPinLength (CTAP 2.1 §12). What a
//! platform did not ask for is never answered, and what this key does not know is ignored.

use ctap::StatusCode;
use webauthn::cbor::Value;
use zeroize::Zeroizing;

use super::{
    Answer, Board, Firmware,
    credential::{CredentialId, Protection},
    crypto::hmac_sha256,
    pin_uv::{Protocol, SharedSecret},
    request::{MapRef, Required},
    state::Secret,
};

/// What makeCredential was asked in extensions.
pub(super) struct CreationExtensions {
    cred_protect: Option<Protection>,
    hmac_secret: bool,
    min_pin_length: bool,
}

impl CreationExtensions {
    pub(super) fn read(asked: Option<MapRef<'_>>) -> Answer<Self> {
        let Some(asked) = asked else {
            return Ok(Self { cred_protect: None, hmac_secret: false, min_pin_length: false });
        };
        let level = asked.unsigned("credProtect")?;
        let known = |level| Protection::from_level(level).ok_or(StatusCode::InvalidOption);
        Ok(Self {
            cred_protect: level.map(known).transpose()?,
            hmac_secret: asked.flag("hmac-secret")? == Some(true),
            min_pin_length: asked.flag("minPinLength")? == Some(true),
        })
    }

    pub(super) fn protection(&self) -> Protection {
        self.cred_protect.unwrap_or(Protection::Optional)
    }

    /// What goes into authenticator data; `None` where there is nothing to say.
    pub(super) fn outputs(&self, firmware: &Firmware, rp_id: &str) -> Option<Value> {
        let mut outputs = Vec::new();
        if let Some(protection) = self.cred_protect {
            outputs.push(("credProtect", Value::from(protection.level())));
        }
        if self.hmac_secret {
            outputs.push(("hmac-secret", Value::from(true)));
        }
        // CTAP 2.1 §12.4: only RP IDs that authenticatorConfig named learn the length.
        let may_know = firmware.state.min_pin_length_rp_ids.iter().any(|known| known == rp_id);
        if self.min_pin_length && may_know {
            outputs.push(("minPinLength", Value::from(firmware.state.min_pin_length)));
        }
        (!outputs.is_empty()).then(|| outputs.into_iter().collect())
    }
}

/// hmac-secret as getAssertion asks it: one or two salts of 32 bytes.
pub(super) struct HmacSecret {
    shared: SharedSecret,
    salts: Zeroizing<Vec<u8>>,
}

impl Firmware {
    /// CTAP 2.1 §12.5, getAssertion input.
    pub(super) fn read_hmac_secret(
        &self,
        extensions: Option<MapRef<'_>>,
    ) -> Answer<Option<HmacSecret>> {
        let Some(extensions) = extensions else { return Ok(None) };
        let Some(input) = extensions.map("hmac-secret")? else { return Ok(None) };
        let protocol = match input.unsigned(4)? {
            None => Protocol::One,
            number => Protocol::read(Ok(number))?,
        };
        let platform = input.map(1).required()?;
        let salts = input.bytes(2).required()?;
        let salt_auth = input.bytes(3).required()?;
        let shared = self.agreements.decapsulate(protocol, platform)?;
        shared.verify(&[salts], salt_auth)?;
        let salts = shared.decrypt(salts).ok_or(StatusCode::InvalidParameter)?;
        if ![32, 64].contains(&salts.len()) {
            return Err(StatusCode::InvalidParameter);
        }
        Ok(Some(HmacSecret { shared, salts }))
    }
}

impl HmacSecret {
    /// The extension output: an HMAC for each salt, under a secret that differs with user
    /// verification.
    pub(super) fn output(
        &self,
        secret: &Secret,
        credential: &CredentialId,
        user_verified: bool,
        board: &mut dyn Board,
    ) -> Answer<Value> {
        let label: &[u8] = if user_verified { b"with UV" } else { b"without UV" };
        let key = credential.random_secret(secret, label);
        let mut outputs = Zeroizing::new(Vec::with_capacity(64));
        for salt in self.salts.chunks(32) {
            outputs.extend_from_slice(hmac_sha256(key.as_slice(), &[salt]).as_slice());
        }
        let encrypted = self.shared.encrypt(&outputs, board)?;
        Ok([("hmac-secret", Value::from(encrypted))].into_iter().collect())
    }
}
