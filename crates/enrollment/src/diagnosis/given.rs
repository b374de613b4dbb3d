//! What somebody gives to judge on, kept from one registration to the next. Everything is read when it
//! is given, so that nothing that cannot be read is found out while judging.

use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor,
    UserVerification, metadata::Consulted,
};

use super::Grounds;
use crate::{OrganisationPolicy, metadata::Metadata};

/// Everything that was given.
#[derive(Debug)]
pub struct Given {
    /// What was asked, where no record says it.
    pub asked: Option<PublicKeyCredentialCreationOptions>,
    /// Who asked, where it is not `https://` and the RP ID.
    pub origin: Option<String>,
    /// The organisation's policy, and whom it is applied to.
    pub policy: Option<OrganisationPolicy>,
    /// FIDO metadata, or why nobody stands for them.
    pub metadata: Option<Metadata>,
    /// Anchors that somebody trusts.
    pub trust_anchors: Vec<TrustAnchor>,
    /// When it has to hold.
    pub at: Option<Timestamp>,
    /// Whether user verification is demanded.
    pub user_verification: UserVerification,
    /// Algorithms that were asked for.
    pub algorithms: Option<Vec<CoseAlgorithmIdentifier>>,
}

impl Default for Given {
    fn default() -> Self {
        Self {
            asked: None,
            origin: None,
            policy: None,
            metadata: None,
            trust_anchors: Vec::new(),
            at: None,
            user_verification: UserVerification::NotRequired,
            algorithms: None,
        }
    }
}

impl Given {
    /// Largest file of trust anchors: more than any bundle of roots that is in use has (bytes).
    pub const LARGEST_ANCHORS: usize = 4 << 20;

    /// The same as the judge takes it.
    pub fn grounds(&self, now: Timestamp) -> Grounds<'_> {
        Grounds {
            policy: self.policy.as_ref(),
            metadata: self.metadata.as_ref().map_or(Consulted::Nothing, Metadata::consulted),
            trust_anchors: &self.trust_anchors,
            at: self.at,
            now,
            user_verification: self.user_verification,
            algorithms: self.algorithms.as_deref(),
        }
    }
}
