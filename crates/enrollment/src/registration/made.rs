//! A credential that a key has made, not yet judged. Nothing of it may be sent.

use ctap::{AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, ceremony::Created};
use entra_policy::RegistrationFacts;
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, CredentialId, Expectations, RecordedRegistration,
    RegistrationRequest, Timestamp, TrustAnchor, UserPresence, UserVerification, base64url,
    options, verify,
};

use super::{Judged, OrganisationPolicy, judged::Answered, proof};

/// A credential that a key has made.
#[derive(Debug)]
pub struct Made {
    asked: RegistrationRequest,
    created: Created,
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

    /// Judges the raw attestation object against everything that was asked, and against the policy,
    /// where there is one.
    pub fn judge(
        self,
        anchors: Vec<TrustAnchor>,
        policy: Option<&OrganisationPolicy>,
        now: Timestamp,
    ) -> Judged {
        let Self { asked, created } = self;
        let object = AttestationObject::from_make_credential_response(&created.response);
        // A response that is no attestation object is judged as it came: the findings say how.
        let raw = object.as_ref().map_or(created.response.as_slice(), AttestationObject::as_bytes);
        let auth_data = object
            .as_ref()
            .ok()
            .and_then(|object| AuthenticatorData::from_bytes(object.auth_data()).ok());
        let attested = auth_data.as_ref().and_then(|data| data.attested_credential_data.as_ref());
        let recorded = RecordedRegistration {
            client_data_json: Some(asked.client_data_json()),
            attestation_object: raw,
            credential_id: attested.map(|one| one.credential_id.as_bytes()),
        };
        let mut expected = expectations(&asked, anchors, now);
        if policy.is_some() {
            // Entra never takes a passkey without it.
            expected.user_verification = UserVerification::Required;
        }
        let verification = verify(recorded, &expected);
        let admission = policy.map(|policy| {
            let attestation = &verification.judgement.attestation;
            let facts = auth_data.as_ref().map_or_else(
                || RegistrationFacts::unreadable(attestation),
                |auth_data| RegistrationFacts::new(auth_data, attestation),
            );
            policy.admit(&facts, asked.options().attestation())
        });
        let key = attested.and_then(|one| one.credential_public_key.as_ref().ok());
        let proof = proof::check(&created.proof, key, asked.rp().rp_id());
        let answered = Answered {
            transports: transports(&created),
            discoverable: created.discoverable,
            asked,
        };
        Judged::new(verification, admission, answered, proof)
    }
}

fn expectations(
    asked: &RegistrationRequest,
    anchors: Vec<TrustAnchor>,
    now: Timestamp,
) -> Expectations {
    let options = asked.options();
    let required = options.user_verification() == options::UserVerificationRequirement::Required;
    Expectations {
        challenge: Some(base64url::encode(options.challenge.as_bytes())),
        origins: vec![asked.rp().origin().as_str().to_owned()],
        rp_id: Some(asked.rp().rp_id().as_str().to_owned()),
        user_verification: if required {
            UserVerification::Required
        } else {
            UserVerification::NotRequired
        },
        user_presence: UserPresence::Required,
        algorithms: Some(asked.algorithms().to_vec()),
        trust_anchors: anchors,
        ..Expectations::at(now)
    }
}

/// How the key says it can be reached, else how it was reached (WebAuthn L3 §5.1.3 step 24).
fn transports(created: &Created) -> Vec<String> {
    if !created.info.transports.is_empty() {
        return created.info.transports.clone();
    }
    vec![
        match created.transport {
            AuthenticatorTransport::Usb => "usb",
            AuthenticatorTransport::Nfc => "nfc",
            AuthenticatorTransport::SmartCard => "smart-card",
            AuthenticatorTransport::Internal => "internal",
        }
        .to_owned(),
    ]
}
