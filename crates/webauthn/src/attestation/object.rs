//! The attestation object (WebAuthn L3 §6.5.4), raw bytes first. It must never re-encode a
//! statement it passes on.

use std::mem;

use crate::{
    Flags, authenticator_data,
    cbor::{self, DecodeError, Decoded, Deviations, Value},
    options::{AttestationConveyancePreference, AuthenticatorAttachment},
};

/// An attestation object and the bytes it was read from.
#[derive(Clone, PartialEq, Debug)]
pub struct AttestationObject {
    raw: Vec<u8>,
    fmt: String,
    statement: Value,
    auth_data: Vec<u8>,
    deviations: Deviations,
}

/// Why bytes are not an attestation object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttestationObjectError {
    /// Not one CBOR item.
    #[error("the attestation object is not CBOR")]
    Cbor(#[from] DecodeError),
    /// Longer than [`AttestationObject::MAX_LENGTH`].
    #[error("an attestation object of {0} bytes is too large")]
    TooLarge(usize),
    /// A member is missing or not of its type; `attestationObject` where it is no map at all.
    #[error("the attestation object has no usable {0}")]
    Member(&'static str),
}

const FMT: &str = "fmt";
const ATT_STMT: &str = "attStmt";
const AUTH_DATA: &str = "authData";

impl AttestationObject {
    /// Largest object that is read, in bytes. Real ones with long certificate chains have ten to
    /// twenty thousand; decoded items take up to 32 times their bytes.
    pub const MAX_LENGTH: usize = 256 << 10;

    /// Reads an attestation object.
    ///
    /// # Errors
    /// See [`AttestationObjectError`]. CBOR that is merely not canonical is no error.
    pub fn from_bytes(raw: &[u8]) -> Result<Self, AttestationObjectError> {
        if raw.len() > Self::MAX_LENGTH {
            return Err(AttestationObjectError::TooLarge(raw.len()));
        }
        let Decoded { value, deviations } = cbor::decode(raw)?;
        let Value::Map(mut members) = value else {
            return Err(AttestationObjectError::Member("attestationObject"));
        };
        // The first of a name counts, as everywhere; that there is a second is a deviation.
        let mut take = |name| {
            let found = members.iter_mut().find(|(key, _)| key.as_text() == Some(name));
            let found = found.map(|(_, value)| mem::replace(value, Value::Null));
            found.ok_or(AttestationObjectError::Member(name))
        };
        let Value::Text(fmt) = take(FMT)? else {
            return Err(AttestationObjectError::Member(FMT));
        };
        let Value::Bytes(auth_data) = take(AUTH_DATA)? else {
            return Err(AttestationObjectError::Member(AUTH_DATA));
        };
        Ok(Self { raw: raw.to_vec(), fmt, statement: take(ATT_STMT)?, auth_data, deviations })
    }

    /// Makes the object from what `authenticatorMakeCredential` answered (CTAP 2.2 §6.1.2): a map
    /// of `fmt` (1), `authData` (2) and `attStmt` (3), of which the values' bytes are kept.
    ///
    /// # Errors
    /// See [`AttestationObjectError`].
    pub fn from_make_credential_response(response: &[u8]) -> Result<Self, AttestationObjectError> {
        if response.len() > Self::MAX_LENGTH {
            return Err(AttestationObjectError::TooLarge(response.len()));
        }
        let (entries, _) = cbor::decode_map_raw(response)?;
        let raw = |label: i64, name| {
            let found = entries.iter().find(|(key, _)| key.as_i64() == Some(label));
            found.map(|(_, raw)| *raw).ok_or(AttestationObjectError::Member(name))
        };
        Self::from_bytes(&assemble(raw(1, FMT)?, raw(3, ATT_STMT)?, raw(2, AUTH_DATA)?))
    }

    /// The bytes as they came.
    pub fn as_bytes(&self) -> &[u8] {
        &self.raw
    }

    /// The attestation statement format identifier.
    pub fn fmt(&self) -> &str {
        &self.fmt
    }

    /// The attestation statement (`attStmt`).
    pub fn statement(&self) -> &Value {
        &self.statement
    }

    /// The authenticator data (`authData`).
    pub fn auth_data(&self) -> &[u8] {
        &self.auth_data
    }

    /// How the object's CBOR differs from canonical; authenticator data has its own.
    pub fn deviations(&self) -> Deviations {
        self.deviations
    }

    /// What leaves the client under a conveyance preference (WebAuthn L3 §5.1.3).
    ///
    /// For `none` the statement goes, unless it is a self attestation under a zero AAGUID. The
    /// AAGUID of a roaming key goes with it, as browsers do since Level 2 wrote it so; Level 3
    /// leaves it to the client. Every other preference conveys the very bytes.
    #[must_use]
    pub fn convey(
        &self,
        preference: AttestationConveyancePreference,
        attachment: AuthenticatorAttachment,
    ) -> Self {
        match preference {
            AttestationConveyancePreference::None => self.without_statement(attachment),
            AttestationConveyancePreference::Indirect
            | AttestationConveyancePreference::Direct
            | AttestationConveyancePreference::Enterprise => self.clone(),
        }
    }

    fn without_statement(&self, attachment: AuthenticatorAttachment) -> Self {
        let mut auth_data = self.auth_data.clone();
        let attested =
            auth_data.get(32).is_some_and(|flags| Flags(*flags).attested_credential_data());
        let aaguid = auth_data.get_mut(authenticator_data::AAGUID).filter(|_| attested);
        let has_aaguid = aaguid.as_ref().is_some_and(|aaguid| aaguid.iter().any(|b| *b != 0));
        let is_self = self.fmt == "packed" && self.statement.get("x5c").is_none();
        if is_self && !has_aaguid {
            return self.clone();
        }
        match (attachment, aaguid) {
            (AuthenticatorAttachment::CrossPlatform, Some(aaguid)) => aaguid.fill(0),
            (AuthenticatorAttachment::CrossPlatform, None)
            | (AuthenticatorAttachment::Platform, _) => {}
        }
        let (fmt, statement) = ("none", Value::Map(Vec::new()));
        let raw = assemble(
            &cbor::encode(&fmt.into()),
            &cbor::encode(&statement),
            &cbor::encode(&auth_data.as_slice().into()),
        );
        let deviations = Deviations::default();
        Self { raw, fmt: fmt.to_owned(), statement, auth_data, deviations }
    }
}

/// `{fmt, attStmt, authData}` in canonical order around encoded values.
fn assemble(fmt: &[u8], statement: &[u8], auth_data: &[u8]) -> Vec<u8> {
    let key = |name: &str| cbor::encode(&name.into());
    let (fmt_key, statement_key, auth_data_key) = (key(FMT), key(ATT_STMT), key(AUTH_DATA));
    [&[0xA3], &*fmt_key, fmt, &statement_key, statement, &auth_data_key, auth_data].concat()
}

#[cfg(test)]
mod tests;
