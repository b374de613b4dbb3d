//! The judgement of what a key has made: verified against what was asked, then held against metadata
//! and policy. It must never differ from the diagnosis of the same registration, recorded.

use ctap::{AuthenticatorTransport, ceremony::Created};
use webauthn::{
    AttestationObject, CrossOrigin, Expectations, RecordedRegistration, RegistrationRequest,
    Timestamp, TrustAnchor, UserPresence, UserVerification, base64url,
    metadata::{Anchors, Attested, Consulted, Demand, MetadataEntry, MetadataStatement, findings},
    options, verify,
};

use super::{
    Judged, Made, OrganisationPolicy,
    judged::{Answered, Found},
    proof,
};
use crate::claim::{Claim, demand};

/// What a registration made here is judged on, besides what was asked.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// Anchors that somebody trusts.
    pub trust_anchors: &'a [TrustAnchor],
    /// The organisation's policy, and whom it is applied to.
    pub policy: Option<&'a OrganisationPolicy>,
    /// FIDO metadata.
    pub metadata: Consulted<'a>,
    /// The present time.
    pub now: Timestamp,
}

impl Made {
    /// Judges the raw attestation object against everything that was asked, and against the policy,
    /// where there is one.
    pub fn judge(
        self,
        anchors: Vec<TrustAnchor>,
        policy: Option<&OrganisationPolicy>,
        now: Timestamp,
    ) -> Judged {
        let metadata = Consulted::Nothing;
        self.judge_on(&Basis { trust_anchors: &anchors, policy, metadata, now })
    }

    /// The same, and against metadata.
    pub fn judge_on(self, basis: &Basis<'_>) -> Judged {
        // Entra never takes a passkey without it.
        let demanded = basis.policy.is_some();
        let options = self.asked.options();
        let asked = options.user_verification() == options::UserVerificationRequirement::Required;
        let user_verification = if asked || demanded {
            UserVerification::Required
        } else {
            UserVerification::NotRequired
        };
        self.judge_with(basis, user_verification)
    }

    /// The same, with this much verification of the person and no more.
    pub(crate) fn judge_with(
        self,
        basis: &Basis<'_>,
        user_verification: UserVerification,
    ) -> Judged {
        let Self { asked, created } = self;
        let object = AttestationObject::from_make_credential_response(&created.response);
        // A response that is no attestation object is judged as it came: the findings say how.
        let raw = object.as_ref().map_or(created.response.as_slice(), AttestationObject::as_bytes);
        let claim = object.as_ref().ok().map(Claim::of).unwrap_or_default();
        let auth_data = claim.auth_data.as_ref();
        let credential = auth_data.and_then(|data| data.attested_credential_data.as_ref());
        let recorded = RecordedRegistration {
            client_data_json: Some(asked.client_data_json()),
            attestation_object: raw,
            credential_id: credential.map(|one| one.credential_id.as_bytes()),
        };
        let attested = claim.attested(created.info.firmware_version);
        let entry = basis.metadata.entry(attested);
        let expected = Expectations { user_verification, ..expectations(&asked, basis, entry) };
        let mut verification = verify(recorded, &expected);
        let judgement = &mut verification.judgement;
        judgement.model = entry.and_then(MetadataEntry::model).map(str::to_owned);
        let admission = basis.policy.map(|policy| {
            policy.admit(&claim.facts(&judgement.attestation), asked.options().attestation())
        });
        let attestation_type = Some(judgement.attestation.r#type);
        let attested = Attested { attestation_type, ..attested };
        let metadata = match basis.metadata {
            Consulted::Nothing => Vec::new(),
            asked @ (Consulted::Unusable(_) | Consulted::Blob(_) | Consulted::Entry(_)) => {
                let demand = admission.as_ref().map_or(Demand::Informative, demand);
                findings(asked, attested, demand, basis.now)
            }
        };
        let key = credential.and_then(|one| one.credential_public_key.as_ref().ok());
        let proof = proof::check(&created.proof, key, asked.rp().rp_id());
        let answered = Answered {
            transports: transports(&created),
            discoverable: created.discoverable,
            asked,
        };
        Judged::new(verification, Found { metadata, admission }, answered, proof)
    }
}

fn expectations(
    asked: &RegistrationRequest,
    basis: &Basis<'_>,
    entry: Option<&MetadataEntry>,
) -> Expectations {
    let of_model = entry.and_then(|entry| entry.statement.as_ref());
    let of_model = of_model.map(MetadataStatement::trust_anchors);
    let Anchors { anchors, unreadable } = of_model.unwrap_or_default();
    Expectations {
        challenge: Some(base64url::encode(asked.options().challenge.as_bytes())),
        origins: vec![asked.rp().origin().as_str().to_owned()],
        rp_id: Some(asked.rp().rp_id().as_str().to_owned()),
        user_presence: UserPresence::Required,
        cross_origin: CrossOrigin::Forbidden,
        algorithms: Some(asked.algorithms().to_vec()),
        trust_anchors: basis.trust_anchors.iter().cloned().chain(anchors).collect(),
        unreadable_anchors: unreadable.len(),
        ..Expectations::at(basis.now)
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
