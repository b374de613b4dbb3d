//! `RegistrationResponseJSON` (WebAuthn L3 §5.1.1), what a relying party gets. It must never hold
//! anything but what the attestation object in it says.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    AttestationObject, AuthenticatorData, CoseAlgorithmIdentifier, CredentialId, base64url,
    options::{AuthenticatorAttachment, PUBLIC_KEY},
};

/// The response to a registration, ready to be written as JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RegistrationResponseJson {
    id: String,
    raw_id: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticator_attachment: Option<AuthenticatorAttachment>,
    response: AuthenticatorAttestationResponseJson,
    client_extension_results: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct AuthenticatorAttestationResponseJson {
    #[serde(rename = "clientDataJSON")]
    client_data_json: String,
    attestation_object: String,
    authenticator_data: String,
    // "Missing if pubKeyCredParams was used to negotiate a public-key algorithm that the user agent
    // doesn't understand."
    #[serde(skip_serializing_if = "Option::is_none")]
    public_key: Option<String>,
    public_key_algorithm: CoseAlgorithmIdentifier,
    transports: Vec<String>,
}

/// Why an attestation object makes no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResponseError {
    /// Its authenticator data has no attested credential data.
    #[error("the attestation object names no credential")]
    NoCredential,
    /// Its credential public key has no algorithm.
    #[error("the attestation object has no usable credential public key")]
    NoPublicKey,
}

impl RegistrationResponseJson {
    /// Makes the response from an attestation object after its conveyance.
    ///
    /// # Errors
    /// See [`ResponseError`].
    pub fn new(
        conveyed: &AttestationObject,
        client_data_json: &[u8],
        attachment: Option<AuthenticatorAttachment>,
        transports: impl IntoIterator<Item = impl Into<String>>,
        client_extension_results: Map<String, Value>,
    ) -> Result<Self, ResponseError> {
        let auth_data = AuthenticatorData::from_bytes(conveyed.auth_data());
        let attested = auth_data.ok().and_then(|data| data.attested_credential_data);
        let attested = attested.ok_or(ResponseError::NoCredential)?;
        let key = attested.credential_public_key.map_err(|_| ResponseError::NoPublicKey)?;
        let mut transports: Vec<String> = transports.into_iter().map(Into::into).collect();
        // WebAuthn L3 §5.2.1: unique, in lexicographical order.
        transports.sort_unstable();
        transports.dedup();
        let id = attested.credential_id.to_string();
        Ok(Self {
            raw_id: id.clone(),
            id,
            r#type: PUBLIC_KEY,
            authenticator_attachment: attachment,
            response: AuthenticatorAttestationResponseJson {
                client_data_json: base64url::encode(client_data_json),
                attestation_object: base64url::encode(conveyed.as_bytes()),
                authenticator_data: base64url::encode(conveyed.auth_data()),
                public_key: key.key().to_spki_der().map(|spki| base64url::encode(&spki)),
                public_key_algorithm: key.algorithm(),
                transports,
            },
            client_extension_results,
        })
    }

    /// The credential ID in base64url.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// A response that somebody else wrote, as far as it can be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedResponse {
    /// The document as it was read.
    pub source: Value,
    /// `rawId`, else `id`.
    pub credential_id: Option<CredentialId>,
    /// `response.clientDataJSON`.
    pub client_data_json: Vec<u8>,
    /// `response.attestationObject`.
    pub attestation_object: Vec<u8>,
    /// `response.transports`, words that are strings.
    pub transports: Vec<String>,
}

/// Why JSON is not a registration response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordedResponseError {
    /// Not JSON, or too large.
    #[error("the registration response is not JSON")]
    NotJson,
    /// A member is missing or not base64url.
    #[error("the registration response has no usable {0}")]
    Member(&'static str),
}

impl RecordedResponse {
    /// Largest document that is read, in bytes.
    pub const MAX_LENGTH: usize = 1 << 20;

    /// Reads a `RegistrationResponseJSON`, with what other clients leave out or spell otherwise.
    ///
    /// # Errors
    /// See [`RecordedResponseError`].
    pub fn from_json(json: &[u8]) -> Result<Self, RecordedResponseError> {
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        if json.len() > Self::MAX_LENGTH {
            return Err(RecordedResponseError::NotJson);
        }
        let source = serde_json::from_slice(json).map_err(|_| RecordedResponseError::NotJson)?;
        Self::from_value(source)
    }

    /// The same, from JSON that was parsed already.
    ///
    /// # Errors
    /// See [`RecordedResponseError`].
    pub fn from_value(source: Value) -> Result<Self, RecordedResponseError> {
        let text = |value: Option<&Value>, name| {
            let text = value.and_then(Value::as_str);
            let bytes = text.and_then(base64url::decode);
            bytes.ok_or(RecordedResponseError::Member(name))
        };
        let response = source.get("response");
        let member = |name: &str| response.and_then(|response| response.get(name));
        let client_data_json = text(member("clientDataJSON"), "response.clientDataJSON")?;
        let attestation_object = text(member("attestationObject"), "response.attestationObject")?;
        let given = |name| source.get(name).filter(|id| !id.is_null());
        let credential_id = match (given("rawId"), given("id")) {
            (Some(raw_id), _) => Some(text(Some(raw_id), "rawId")?.into()),
            (None, Some(id)) => Some(text(Some(id), "id")?.into()),
            (None, None) => None,
        };
        let transports = member("transports").and_then(Value::as_array);
        let words = transports.into_iter().flatten().filter_map(Value::as_str);
        let transports = words.map(ToOwned::to_owned).collect();
        Ok(Self { source, credential_id, client_data_json, attestation_object, transports })
    }
}

#[cfg(test)]
mod tests;
