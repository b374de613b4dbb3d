//! Who registers what: the facts that a policy is held against. What is not known must be said to be
//! unknown, not left at a default.

use std::collections::BTreeSet;

use webauthn::{Aaguid, AuthenticatorData, judgement::AttestationSummary};

use crate::ObjectId;

/// The person whose passkey it will be. `None`: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Their object id.
    pub user: Option<ObjectId>,
    /// All groups they are in, nested ones too.
    pub groups: Option<BTreeSet<ObjectId>>,
}

/// Who registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registrant {
    /// The person themselves.
    Oneself,
    /// An administrator for the person.
    OnBehalf,
}

/// Where a passkey may live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyType {
    /// On the authenticator that made it.
    DeviceBound,
    /// Wherever its provider copies it.
    Synced,
}

/// Whether an authenticator can do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capability {
    /// It can.
    Present,
    /// It cannot.
    Absent,
    /// It does not say.
    Unknown,
}

/// What is known of a key before anything is made on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Its model, as it says; `None` where it does not.
    pub aaguid: Option<Aaguid>,
    /// What it makes: [`PasskeyType::DeviceBound`] for a security key.
    pub passkey_type: PasskeyType,
    /// Whether it makes `packed` attestation.
    pub packed_attestation: Capability,
    /// Whether it keeps discoverable credentials.
    pub resident_key: Capability,
    /// Whether it verifies its user, by PIN or otherwise, now or once that is set up.
    pub user_verification: Capability,
}

/// What is known of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationFacts {
    /// The model, proved or not; `None` where it could not be read.
    pub aaguid: Option<Aaguid>,
    /// By the BE flag; `None` where it could not be read.
    pub passkey_type: Option<PasskeyType>,
    /// The attestation, as far as it was verified.
    pub attestation: AttestationSummary,
}

impl RegistrationFacts {
    /// The facts of a registration whose authenticator data could be read.
    pub fn new(auth_data: &AuthenticatorData, attestation: &AttestationSummary) -> Self {
        let attested = auth_data.attested_credential_data.as_ref();
        Self {
            aaguid: attested.map(|attested| attested.aaguid),
            // WebAuthn L3 §6.1.3: a credential that is not backup eligible stays where it is.
            passkey_type: Some(if auth_data.flags.backup_eligible() {
                PasskeyType::Synced
            } else {
                PasskeyType::DeviceBound
            }),
            attestation: attestation.clone(),
        }
    }

    /// The facts of one whose authenticator data could not be read.
    pub fn unreadable(attestation: &AttestationSummary) -> Self {
        Self { aaguid: None, passkey_type: None, attestation: attestation.clone() }
    }

    /// Whether an attestation that is trusted stands for the AAGUID. What a U2F key signs has none (WebAuthn L3
    /// §8.6).
    pub(super) fn proves_its_model(&self) -> bool {
        let vouched = self.attestation.r#type.is_certified();
        vouched && self.attestation.covers_aaguid && self.attestation.trusted == Some(true)
    }
}
