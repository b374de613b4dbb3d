//! A credential that a key has made, not yet judged. Nothing of it may be sent.

use ctap::{
    AuthenticatorId, AuthenticatorInfo,
    ceremony::{Created, Traces},
};
use webauthn::{Aaguid, AttestationObject, AuthenticatorData, CredentialId, RegistrationRequest};

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

    /// What the key says it keeps, where it was asked.
    pub(crate) fn traces(&self) -> Option<Traces> {
        self.created.traces
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
