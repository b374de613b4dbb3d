//! A registration packed for its directory. It is made from a sendable one or from the outbox's
//! sealed copy of such, and must never be made from anything else or printed.

use std::fmt;

use serde_json::{Value, json};
use webauthn::{CredentialId, ResponseError, base64url};
use zeroize::Zeroizing;

use crate::Sendable;

/// The body that a directory takes, ready to be sent as often as it needs.
pub struct Parcel {
    credential_id: CredentialId,
    body: Zeroizing<Vec<u8>>,
}

/// Why nothing could be packed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParcelError {
    /// No response can carry the registration.
    #[error(transparent)]
    Response(#[from] ResponseError),
    /// What the outbox kept is no registration.
    #[error("what was kept is no packed registration")]
    Damaged,
}

impl Parcel {
    /// Packs a registration under the name that the key shall have. Graph wants neither `rawId` nor
    /// `type` nor the attachment.
    ///
    /// # Errors
    /// See [`ParcelError`].
    pub fn pack(sendable: &Sendable, name: &str) -> Result<Self, ParcelError> {
        let response = serde_json::to_value(sendable.response()?);
        let response = response.map_err(|_| ParcelError::Damaged)?;
        let part = |pointer: &str| response.pointer(pointer).cloned().unwrap_or(Value::Null);
        let body = json!({
            "displayName": name,
            "publicKeyCredential": {
                "id": part("/id"),
                "response": {
                    "clientDataJSON": part("/response/clientDataJSON"),
                    "attestationObject": part("/response/attestationObject"),
                },
                "clientExtensionResults": part("/clientExtensionResults"),
            },
        });
        Self::unsealed(Zeroizing::new(body.to_string().into_bytes()))
    }

    /// Takes up again what the outbox had sealed. Must only be called with bytes whose seal held.
    ///
    /// # Errors
    /// [`ParcelError::Damaged`].
    pub(crate) fn unsealed(body: Zeroizing<Vec<u8>>) -> Result<Self, ParcelError> {
        let read: Value = serde_json::from_slice(&body).map_err(|_| ParcelError::Damaged)?;
        let id = read.pointer("/publicKeyCredential/id").and_then(Value::as_str);
        let id = id.and_then(base64url::decode).ok_or(ParcelError::Damaged)?;
        Ok(Self { credential_id: CredentialId::from(id), body })
    }

    /// The name that the key shall have.
    pub fn name(&self) -> Option<String> {
        let read: Value = serde_json::from_slice(&self.body).ok()?;
        read.get("displayName").and_then(Value::as_str).map(str::to_owned)
    }

    /// The JSON body of `POST .../fido2Methods`.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// The credential that it registers.
    pub fn credential_id(&self) -> &CredentialId {
        &self.credential_id
    }
}

impl fmt::Debug for Parcel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Parcel({})", self.credential_id)
    }
}
