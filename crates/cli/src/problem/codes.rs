//! The codes of problems, which other programs rely on: they are added to, never renamed. Each must
//! have a sentence in `text`.

use ctap::{
    InspectError, StatusCode, TransportError,
    ceremony::{AgainReason, Failure, NotOpen, Unusable},
};
use enrollment::{PrepareError, tenant::TenantError};
use webauthn::{OriginError, RequestError, RpIdError};

use crate::face::Stopped;

/// The policy does not allow it.
pub(super) const NOT_ALLOWED: &str = "not-allowed";

pub(super) fn silent(why: &InspectError) -> &'static str {
    match why {
        InspectError::NotCtap2 => "not-ctap2",
        InspectError::Status(_) => "refused-by-key",
        InspectError::Transport(TransportError::Denied) => "no-right",
        InspectError::Transport(TransportError::Busy) => "in-use",
        InspectError::Transport(_) => "no-answer",
        InspectError::Response(_) | InspectError::Info(_) => "malformed-answer",
    }
}

pub(super) fn failure(failure: &Failure) -> &'static str {
    match failure {
        Failure::Cancelled => "cancelled",
        Failure::TimedOut => "timed-out",
        Failure::Unusable { why, .. } => unusable(why),
        Failure::PowerCycleNeeded(_) => "power-cycle-needed",
        Failure::NotOpen { why: NotOpen::NoRight, .. } => "no-right",
        Failure::NotOpen { why: NotOpen::InUse, .. } => "in-use",
        Failure::NoEntropy => "no-entropy",
    }
}

fn unusable(why: &Unusable) -> &'static str {
    match why {
        Unusable::NotCtap2 => "not-ctap2",
        Unusable::NoDiscoverableCredentials => "no-discoverable-credentials",
        Unusable::NoUserVerification => "no-user-verification",
        Unusable::NoCommonAlgorithm => "no-common-algorithm",
        Unusable::NoCredProtect => "no-cred-protect",
        Unusable::NoCredentialManagement => "no-credential-management",
        Unusable::PinNotSet => "pin-not-set",
        Unusable::NotAllowed => NOT_ALLOWED,
        Unusable::AlreadyRegistered { .. } => "already-registered",
        Unusable::Full => "full",
        Unusable::PinBlocked => "pin-blocked",
        Unusable::UserVerificationBlocked => "user-verification-blocked",
        Unusable::Refused(_) => "refused-by-key",
        Unusable::Transport(_) => "no-answer",
        Unusable::Malformed(_) => "malformed-answer",
    }
}

/// The status that stands beside the words.
pub(super) fn status(why: &Unusable) -> Option<StatusCode> {
    match why {
        Unusable::NoCommonAlgorithm => Some(StatusCode::UnsupportedAlgorithm),
        Unusable::AlreadyRegistered { .. } => Some(StatusCode::CredentialExcluded),
        Unusable::Full => Some(StatusCode::KeyStoreFull),
        Unusable::PinBlocked => Some(StatusCode::PinBlocked),
        Unusable::UserVerificationBlocked => Some(StatusCode::UvBlocked),
        Unusable::Refused(status) => Some(*status),
        Unusable::NotCtap2
        | Unusable::NoDiscoverableCredentials
        | Unusable::NoUserVerification
        | Unusable::NoCredProtect
        | Unusable::NoCredentialManagement
        | Unusable::PinNotSet
        | Unusable::NotAllowed
        | Unusable::Transport(_)
        | Unusable::Malformed(_) => None,
    }
}

pub(super) fn stopped(stopped: &Stopped) -> &'static str {
    match stopped {
        Stopped::NoKey => "no-key",
        Stopped::TakenOut => "taken-out",
        Stopped::PinWanted => "pin-wanted",
        Stopped::WrongPin { .. } => "wrong-pin",
        Stopped::PinTooShort => "pin-too-short",
        Stopped::NoPin(_) => "no-pin",
        Stopped::PinNotSet | Stopped::PracticePinNotSet => "pin-not-set",
        Stopped::NewPinRejected(_) => "new-pin-rejected",
        Stopped::PinMustChange => "pin-must-change",
        Stopped::NotRecognised { .. } => "not-recognised",
        Stopped::NotMade(AgainReason::TooLate) => "too-late",
        Stopped::NotMade(AgainReason::Declined) => "declined",
        Stopped::NotMade(AgainReason::NotVerified) => "not-verified",
        Stopped::NotMade(AgainReason::Unanswered) => "unanswered",
        Stopped::NotMade(AgainReason::AnotherKey) => "another-key",
    }
}

pub(super) fn request(error: &PrepareError) -> &'static str {
    match error {
        PrepareError::Origin(OriginError::NotAnOrigin(_)) => "origin-malformed",
        PrepareError::Origin(OriginError::NotSecure(_)) => "origin-not-secure",
        PrepareError::Origin(OriginError::IpAddress(_)) => "origin-ip-address",
        PrepareError::Origin(OriginError::NotAValidDomain(_)) => "origin-not-a-domain",
        PrepareError::NoRpId => "rp-id-missing",
        PrepareError::Request(RequestError::RpId(error)) => match error {
            RpIdError::NotADomain(_) => "rp-id-not-a-domain",
            RpIdError::IpAddress(_) => "rp-id-ip-address",
            RpIdError::NotCanonical { .. } => "rp-id-not-canonical",
            RpIdError::PublicSuffix(_) => "rp-id-public-suffix",
            RpIdError::NotForOrigin { .. } => "rp-id-not-for-origin",
        },
        PrepareError::Request(RequestError::NoPublicKeyType) => "no-public-key-type",
        PrepareError::Request(RequestError::Extension(_)) => "extension-not-for-registrations",
        PrepareError::Request(RequestError::ExtensionNotAllowed(_)) => "extension-not-allowed",
        PrepareError::PlatformOnly => "platform-authenticator-only",
        PrepareError::LargeBlobRequired => "large-blob-required",
        PrepareError::ChallengeExpired => "challenge-expired",
    }
}

pub(super) fn tenant(error: &TenantError) -> &'static str {
    match error {
        TenantError::Unreachable(_) => "tenant-unreachable",
        TenantError::Unanswered(_) => "tenant-unanswered",
        TenantError::Throttled { .. } => "tenant-throttled",
        TenantError::Failing { .. } => "tenant-failing",
        TenantError::SignInNeeded => "sign-in-needed",
        TenantError::NotFound(_) => "not-found",
        TenantError::Refused(_) => "tenant-refused",
        TenantError::Malformed { .. } => "tenant-malformed",
    }
}
