//! What a recorded registration says of itself, for people to recognise it by. Nothing of this is
//! proved, and none of it may go into a verdict.

use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, Certificate, CoseAlgorithmIdentifier,
};

use super::Recorded;

/// Most certificates of a statement that are looked at to find its model.
const MOST_CERTIFICATES: usize = 16;

/// What it says of itself.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Authenticator data, where they can be read.
    pub auth_data: Option<AuthenticatorData>,
    /// Certificates of the statement, the attestation certificate first.
    pub certificates: Vec<Certificate>,
}

impl Seen {
    /// Looks into the attestation object.
    pub fn of(recorded: &Recorded) -> Self {
        let Ok(object) = AttestationObject::from_bytes(&recorded.attestation_object) else {
            return Self::default();
        };
        let x5c = object.statement().get("x5c").and_then(webauthn::cbor::Value::as_array);
        let read = |one: &webauthn::cbor::Value| Certificate::from_der(one.as_bytes()?).ok();
        Self {
            auth_data: AuthenticatorData::from_bytes(object.auth_data()).ok(),
            certificates: x5c
                .into_iter()
                .flatten()
                .take(MOST_CERTIFICATES)
                .filter_map(read)
                .collect(),
        }
    }

    /// The model that it claims.
    pub fn aaguid(&self) -> Option<Aaguid> {
        Some(self.auth_data.as_ref()?.attested_credential_data.as_ref()?.aaguid)
    }

    /// The algorithm of the new credential.
    pub fn algorithm(&self) -> Option<CoseAlgorithmIdentifier> {
        let attested = self.auth_data.as_ref()?.attested_credential_data.as_ref()?;
        attested.credential_public_key.as_ref().ok().map(webauthn::CosePublicKey::algorithm)
    }
}
