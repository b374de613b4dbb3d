//! What would decide a link that is open. It must never ask for something that could not decide it.

use serde::Serialize;
use webauthn::{Check, Finding, Judgement, Outcome, Reason};

/// What is missing to decide a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Need {
    /// The creation options: what was asked, to compare the answer with.
    Options,
    /// Whose policy it is: the person and their groups.
    Person,
    /// A root of the key's maker.
    Anchors,
    /// FIDO metadata that are good now.
    Metadata,
    /// A build that knows the format, the algorithm or the policy's word.
    NewerVersion,
}

impl Need {
    /// What would decide this finding; `None` where it is decided, or does not apply.
    pub fn of(finding: &Finding) -> Option<Self> {
        let open = match finding.outcome {
            Outcome::Unknown => true,
            Outcome::Skipped => finding.reason == Some(Reason::ExpectationMissing),
            Outcome::Pass | Outcome::Fail | Outcome::Warn => false,
        };
        open.then(|| Self::by_reason(finding.reason).unwrap_or(Self::by_check(finding.check)))
    }

    /// Everything that would decide something of this registration, each once.
    pub fn all(judgement: &Judgement) -> Vec<Self> {
        let mut needs: Vec<Self> = judgement.findings.iter().filter_map(Self::of).collect();
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    /// Nothing that is given helps a build that does not know the word.
    fn by_reason(reason: Option<Reason>) -> Option<Self> {
        let words = [
            Reason::AlgorithmUnsupported,
            Reason::FormatUnsupported,
            Reason::PolicyUnknown,
            Reason::TpmVendorUnknown,
        ];
        reason.filter(|one| words.contains(one)).map(|_| Self::NewerVersion)
    }

    fn by_check(check: Check) -> Self {
        match check {
            Check::ClientData | Check::Challenge | Check::Origin | Check::RpId => Self::Options,
            Check::PolicyScope | Check::PolicyProfile => Self::Person,
            Check::Chain | Check::PolicyAttestation => Self::Anchors,
            Check::Metadata | Check::MetadataStatus | Check::MetadataRequirements => Self::Metadata,
            Check::Flags
            | Check::AttestedData
            | Check::CredentialId
            | Check::PublicKey
            | Check::Algorithm
            | Check::StatementStructure
            | Check::StatementSignature
            | Check::Certificate
            | Check::CertificateAaguid
            | Check::PolicyMethod
            | Check::PolicyAaguid
            | Check::PolicyPasskeyType => Self::NewerVersion,
        }
    }
}
