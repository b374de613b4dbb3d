//! The codes of failures, which records and other programs rely on. They are added to and must never
//! be renamed.

use super::{Failure, NotOpen, Unusable};

impl Failure {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::TimedOut => "timed-out",
            Self::Unusable { why, .. } => why.code(),
            Self::PowerCycleNeeded(_) => "power-cycle-needed",
            Self::NotOpen { why: NotOpen::NoRight, .. } => "no-right",
            Self::NotOpen { why: NotOpen::InUse, .. } => "in-use",
            Self::NoEntropy => "no-entropy",
        }
    }
}

impl Unusable {
    /// Its code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotCtap2 => "not-ctap2",
            Self::NoDiscoverableCredentials => "no-discoverable-credentials",
            Self::NoUserVerification => "no-user-verification",
            Self::NoCommonAlgorithm => "no-common-algorithm",
            Self::NoCredProtect => "no-cred-protect",
            Self::NoCredentialManagement => "no-credential-management",
            Self::PinNotSet => "pin-not-set",
            Self::NotAllowed => "not-allowed",
            Self::AlreadyRegistered { .. } => "already-registered",
            Self::Full => "full",
            Self::PinBlocked => "pin-blocked",
            Self::UserVerificationBlocked => "user-verification-blocked",
            Self::Refused(_) => "refused-by-key",
            Self::Transport(_) => "no-answer",
            Self::Malformed(_) => "malformed-answer",
        }
    }
}
