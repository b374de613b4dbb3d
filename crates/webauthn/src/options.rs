//! Creation options (WebAuthn L3 §5.4) as a relying party sent them. They must never lose a member,
//! nor mistake a word nobody knows for an error.

mod credential_id;
mod enumerations;
mod extensions;
mod parse;
mod reader;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde_json::Value;

pub use enumerations::{
    AttestationConveyancePreference, AuthenticatorAttachment, CredentialProtectionPolicy,
    ResidentKeyRequirement, UserVerificationRequirement,
};
pub use extensions::{
    AuthenticationExtensionsClientInputs, AuthenticationExtensionsLargeBlobInputs,
    AuthenticationExtensionsPrfInputs, AuthenticationExtensionsPrfValues,
};
pub use reader::OptionsError;

use crate::{Challenge, CoseAlgorithmIdentifier, CredentialId, Timestamp, UserHandle};

/// `type` of the only kind of credential there is.
pub const PUBLIC_KEY: &str = "public-key";

/// What a relying party asks of a registration, with the document it stood in.
///
/// Words of enumerations are kept as they stand; the methods answer what a client makes of them
/// (WebAuthn L3 §2.1.1: unknown values are treated as absent).
#[derive(Clone, Debug, PartialEq)]
pub struct PublicKeyCredentialCreationOptions {
    source: Value,
    /// The relying party.
    pub rp: PublicKeyCredentialRpEntity,
    /// The account.
    pub user: PublicKeyCredentialUserEntity,
    /// The challenge.
    pub challenge: Challenge,
    /// Wanted credentials, best first, as listed; may be empty.
    pub pub_key_cred_params: Vec<PublicKeyCredentialParameters>,
    /// How long the caller would wait. Zero counts as absent: Graph writes it so.
    pub timeout: Option<Duration>,
    /// Credentials whose authenticator must not make another.
    pub exclude_credentials: Vec<PublicKeyCredentialDescriptor>,
    /// Which authenticators may be used.
    pub authenticator_selection: AuthenticatorSelectionCriteria,
    /// Hints to the user interface, repetitions included.
    pub hints: Vec<String>,
    /// The word at `attestation`.
    pub attestation: Option<String>,
    /// Preferred attestation statement formats.
    pub attestation_formats: Vec<String>,
    /// Extension inputs.
    pub extensions: AuthenticationExtensionsClientInputs,
    /// Graph's `challengeTimeoutDateTime`.
    pub challenge_timeout: Option<Timestamp>,
}

/// `rp` (WebAuthn L3 §5.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyCredentialRpEntity {
    /// The RP ID as written; unchecked until [`crate::CallerOrigin::authorize`].
    pub id: Option<String>,
    /// A name for people.
    pub name: String,
}

/// `user` (WebAuthn L3 §5.4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyCredentialUserEntity {
    /// The user handle.
    pub id: UserHandle,
    /// The account's name.
    pub name: String,
    /// The person's name.
    pub display_name: String,
}

/// One entry of `pubKeyCredParams` (WebAuthn L3 §5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyCredentialParameters {
    /// `public-key`, or a word to skip the entry for.
    pub r#type: String,
    /// The algorithm.
    pub alg: CoseAlgorithmIdentifier,
}

/// One entry of `excludeCredentials` (WebAuthn L3 §5.8.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyCredentialDescriptor {
    /// `public-key`, or a word to skip the entry for.
    pub r#type: String,
    /// The credential ID.
    pub id: CredentialId,
    /// What the same text says in the other of two encodings, where it fits both.
    pub other_reading: Option<CredentialId>,
    /// How its authenticator may be reached, unknown words included.
    pub transports: Vec<String>,
}

/// `authenticatorSelection` (WebAuthn L3 §5.4.4), words as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthenticatorSelectionCriteria {
    /// `platform` or `cross-platform`.
    pub authenticator_attachment: Option<String>,
    /// `required`, `preferred` or `discouraged`.
    pub resident_key: Option<String>,
    /// What Level 1 had in place of `residentKey`.
    pub require_resident_key: bool,
    /// `required`, `preferred` or `discouraged`.
    pub user_verification: Option<String>,
}

impl PublicKeyCredentialCreationOptions {
    /// Largest document that is read, in bytes.
    pub const MAX_LENGTH: usize = 1 << 20;

    /// The document as it was read, envelope and unknown members included.
    pub fn source(&self) -> &Value {
        &self.source
    }

    /// Algorithms to offer, best first: entries of an unknown type are skipped, and a list that was
    /// empty to begin with means ES256 and RS256 (WebAuthn L3 §5.1.3 step 10).
    ///
    /// Empty only if every entry was skipped, which a client must refuse.
    pub fn algorithms(&self) -> Vec<CoseAlgorithmIdentifier> {
        if self.pub_key_cred_params.is_empty() {
            return vec![CoseAlgorithmIdentifier::ES256, CoseAlgorithmIdentifier::RS256];
        }
        let known = self.pub_key_cred_params.iter().filter(|entry| entry.r#type == PUBLIC_KEY);
        known.map(|entry| entry.alg).collect()
    }

    /// IDs to exclude, each reading of an ambiguous one, without repetitions. One ID too many does
    /// no harm: no authenticator has it.
    pub fn excluded_credential_ids(&self) -> Vec<CredentialId> {
        let mut seen = std::collections::HashSet::new();
        let known = self.exclude_credentials.iter().filter(|entry| entry.r#type == PUBLIC_KEY);
        known
            .flat_map(|entry| std::iter::once(&entry.id).chain(&entry.other_reading))
            .filter(|id| seen.insert(*id))
            .cloned()
            .collect()
    }

    /// Which attachment is demanded; unknown words demand none.
    pub fn authenticator_attachment(&self) -> Option<AuthenticatorAttachment> {
        let word = self.authenticator_selection.authenticator_attachment.as_deref();
        word.and_then(AuthenticatorAttachment::from_word)
    }

    /// `residentKey`, or what `requireResidentKey` says where that is absent or unknown.
    pub fn resident_key(&self) -> ResidentKeyRequirement {
        let selection = &self.authenticator_selection;
        let word = selection.resident_key.as_deref();
        word.and_then(ResidentKeyRequirement::from_word).unwrap_or(
            if selection.require_resident_key {
                ResidentKeyRequirement::Required
            } else {
                ResidentKeyRequirement::Discouraged
            },
        )
    }

    /// `userVerification`, by default preferred.
    pub fn user_verification(&self) -> UserVerificationRequirement {
        let word = self.authenticator_selection.user_verification.as_deref();
        word.and_then(UserVerificationRequirement::from_word)
            .unwrap_or(UserVerificationRequirement::Preferred)
    }

    /// `attestation`, by default none.
    pub fn attestation(&self) -> AttestationConveyancePreference {
        let word = self.attestation.as_deref();
        word.and_then(AttestationConveyancePreference::from_word)
            .unwrap_or(AttestationConveyancePreference::None)
    }

    /// How long to run the ceremony: `timeout` brought into 5 to 10 minutes, by default 5
    /// (WebAuthn L3 §15.1).
    pub fn ceremony_timeout(&self) -> Duration {
        const SHORTEST: Duration = Duration::from_millis(300_000);
        const LONGEST: Duration = Duration::from_millis(600_000);
        self.timeout.unwrap_or(SHORTEST).clamp(SHORTEST, LONGEST)
    }
}
