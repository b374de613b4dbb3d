//! A credential that a key has made, not yet judged. Nothing of it may be sent.

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{Created, Traces},
};
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, CredentialId, RegistrationRequest, base64url,
};

use crate::diagnosis::{Purpose, Recorded};

/// A credential that a key has made.
#[derive(Debug)]
pub struct Made {
    pub(super) asked: RegistrationRequest,
    pub(super) created: Created,
}

impl Made {
    pub(crate) fn new(asked: RegistrationRequest, created: Created) -> Self {
        Self { asked, created }
    }

    /// The key that holds it.
    pub fn authenticator(&self) -> &AuthenticatorId {
        &self.created.authenticator
    }

    /// What the key said of itself.
    pub fn info(&self) -> &AuthenticatorInfo {
        &self.created.info
    }

    /// Whether it takes a slot of the key.
    pub fn is_discoverable(&self) -> bool {
        self.created.discoverable
    }

    /// The credential's id and the model that the authenticator data name; `None` where they cannot
    /// be read.
    pub fn credential(&self) -> Option<(CredentialId, Aaguid)> {
        let object =
            AttestationObject::from_make_credential_response(&self.created.response).ok()?;
        let data = AuthenticatorData::from_bytes(object.auth_data()).ok()?;
        let attested = data.attested_credential_data?;
        Some((attested.credential_id, attested.aaguid))
    }

    /// The same as a record, as whoever diagnoses it takes one. Nothing is withheld.
    pub(crate) fn recorded_for(&self, purpose: Purpose) -> Recorded {
        let object = AttestationObject::from_make_credential_response(&self.created.response);
        let raw = object.as_ref().map_or(self.created.response.as_slice(), |one| one.as_bytes());
        Recorded {
            attestation_object: raw.to_vec(),
            client_data_json: Some(self.asked.client_data_json().to_vec()),
            credential_id: self.credential().map(|(id, _)| id.as_bytes().to_vec()),
            rp_id: Some(self.asked.rp().rp_id().as_str().to_owned()),
            origin: Some(self.asked.rp().origin().as_str().to_owned()),
            challenge: Some(base64url::encode(self.asked.options().challenge.as_bytes())),
            algorithms: Some(self.asked.algorithms().to_vec()),
            purpose,
            ..Recorded::default()
        }
    }

    /// What the key says it keeps, where it was asked.
    pub(crate) fn traces(&self) -> Option<Traces> {
        self.created.traces
    }

    /// Says what the key keeps.
    #[cfg(test)]
    pub(crate) fn keeps(&mut self, traces: Traces) {
        self.created.traces = Some(traces);
    }

    /// The person had asked to stop, but the key had been touched before.
    pub fn is_after_cancel(&self) -> bool {
        self.created.after_cancel
    }

    /// Keys that may hold another credential, unanswered.
    pub fn possibly_on(&self) -> &[AuthenticatorId] {
        &self.created.possibly_on
    }

    /// How many more of its kind the key has room for, by its own estimate.
    pub fn slots_left(&self) -> Option<u64> {
        self.created.slots_left()
    }

    /// Keys whose PIN was set or changed on the way.
    pub fn pin_changed_on(&self) -> &[AuthenticatorId] {
        &self.created.pin_changed_on
    }
}
