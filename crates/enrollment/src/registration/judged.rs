//! A registration with its findings, and what may become of it. Only a verified one, or one that a
//! person wants to send unproved, makes a response.

use entra_policy::{Admission, RegistrationFacts};
use webauthn::{
    AttestationObject, AuthenticatorData, CredentialProperties, Finding, Judgement,
    RegistrationRequest, RegistrationResponseJson, ResponseError, UndeterminedRegistration,
    Verdict, Verification, Verified, VerifiedRegistration, client_extension_results,
    options::AuthenticatorAttachment,
};

use super::{OrganisationPolicy, ProofOfPossession};

/// A registration that was judged.
#[derive(Debug)]
pub struct Judged {
    /// Every finding, and the verdict.
    pub judgement: Judgement,
    /// What the policy says, where there is one. Its findings are among those of the judgement.
    pub admission: Option<Admission>,
    /// Whether the new credential signs.
    pub proof: ProofOfPossession,
    /// What may become of it.
    pub standing: Standing,
}

/// What may become of a registration.
#[derive(Debug)]
pub enum Standing {
    /// It verifies, and the policy, where there is one, admits it: it may be sent.
    Verified(Box<Sendable>),
    /// Something about it is not known: it may be sent where a person wants that.
    Undetermined(Box<Unproved>),
    /// It does not verify, or the policy refuses it: it must not be sent.
    Refused,
}

/// A person's word that an unproved registration shall be sent.
#[derive(Clone, Copy, Debug)]
pub struct SendUnproved(());

impl SendUnproved {
    /// Must only be called where a person has said so, knowing what is not known.
    pub fn as_the_person_said() -> Self {
        Self(())
    }
}

/// What makes the response besides the attestation object.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) asked: RegistrationRequest,
    pub(super) transports: Vec<String>,
    pub(super) discoverable: bool,
}

/// What speaks for and against it besides its own verification.
pub(super) struct Found {
    pub(super) metadata: Vec<Finding>,
    pub(super) admission: Option<Admission>,
}

/// A registration that may be sent.
#[derive(Debug)]
pub struct Sendable {
    registration: Registration,
    answered: Answered,
}

/// A registration that nothing speaks against, and not everything speaks for.
#[derive(Debug)]
pub struct Unproved {
    registration: Registration,
    answered: Answered,
}

#[derive(Debug)]
enum Registration {
    Verified(VerifiedRegistration),
    Unproved(UndeterminedRegistration),
}

impl Judged {
    pub(super) fn new(
        verification: Verification,
        found: Found,
        answered: Answered,
        proof: ProofOfPossession,
    ) -> Self {
        let Verification { mut judgement, registration } = verification;
        let Found { metadata, admission } = found;
        let by_metadata = Verdict::of(&metadata);
        judgement.findings.extend(metadata);
        let of_policy = admission.iter().flat_map(|admission| admission.findings.iter().cloned());
        judgement.findings.extend(of_policy);
        judgement.verdict = Verdict::of(&judgement.findings);
        let policy = match by_metadata {
            Verdict::Admitted => admission.as_ref().map(|admission| admission.standing),
            Verdict::Invalid | Verdict::Refused => Some(entra_policy::Standing::Refused),
            // What the policy refuses is refused, whatever metadata leave open.
            Verdict::Undetermined => match admission.as_ref().map(|one| one.standing) {
                Some(entra_policy::Standing::Refused) => Some(entra_policy::Standing::Refused),
                Some(entra_policy::Standing::Admitted | entra_policy::Standing::Undetermined)
                | None => Some(entra_policy::Standing::Undetermined),
            },
        };
        let standing = match (registration, policy) {
            (Verified::Invalid, _) | (_, Some(entra_policy::Standing::Refused)) => {
                Standing::Refused
            }
            (Verified::Verified(registration), Some(entra_policy::Standing::Admitted) | None) => {
                let registration = Registration::Verified(registration);
                Standing::Verified(Box::new(Sendable { registration, answered }))
            }
            (Verified::Verified(registration), Some(entra_policy::Standing::Undetermined)) => {
                let registration = Registration::Verified(registration);
                Standing::Undetermined(Box::new(Unproved { registration, answered }))
            }
            (
                Verified::Undetermined(registration),
                Some(entra_policy::Standing::Admitted | entra_policy::Standing::Undetermined)
                | None,
            ) => {
                let registration = Registration::Unproved(registration);
                Standing::Undetermined(Box::new(Unproved { registration, answered }))
            }
        };
        Self { judgement, admission, proof, standing }
    }
}

impl Unproved {
    /// Makes it sendable, because a person said so.
    pub fn with_consent(self, _: SendUnproved) -> Sendable {
        let Self { registration, answered } = self;
        Sendable { registration, answered }
    }
}

impl Sendable {
    /// What a policy says of it, such as the one that stands by the time it was sent.
    pub fn admission(&self, policy: &OrganisationPolicy, judgement: &Judgement) -> Admission {
        let (_, auth_data) = self.registration.parts();
        let facts = RegistrationFacts::new(auth_data, &judgement.attestation);
        policy.admit(&facts, self.answered.asked.options().attestation())
    }

    /// What the relying party gets: the attestation object after the conveyance it asked for.
    ///
    /// # Errors
    /// The credential public key is of a kind that no response can carry.
    pub fn response(&self) -> Result<RegistrationResponseJson, ResponseError> {
        let (object, auth_data) = self.registration.parts();
        let asked = &self.answered.asked;
        // A security key is a roaming authenticator, and so is the practice key.
        let attachment = AuthenticatorAttachment::CrossPlatform;
        let properties = CredentialProperties {
            resident_key: Some(self.answered.discoverable),
            // Not asked of the key by this client.
            large_blob_key: false,
        };
        let extensions = &asked.options().extensions;
        RegistrationResponseJson::new(
            &object.convey(asked.options().attestation(), attachment),
            asked.client_data_json(),
            Some(attachment),
            self.answered.transports.iter(),
            client_extension_results(extensions, auth_data, properties),
        )
    }
}

impl Registration {
    fn parts(&self) -> (&AttestationObject, &AuthenticatorData) {
        match self {
            Self::Verified(one) => (one.attestation_object(), one.authenticator_data()),
            Self::Unproved(one) => (one.attestation_object(), one.authenticator_data()),
        }
    }
}
