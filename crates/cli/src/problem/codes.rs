//! The codes of problems, which other programs rely on: they are added to, never renamed. Each must
//! have a sentence in `text`.

use ctap::{
    InspectError, StatusCode, TransportError,
    ceremony::{AgainReason, Unusable},
};
use enrollment::{readiness::MendError, tenant::TenantError};
use entra_graph::sign_in::SignInError;

use super::{FileKind, Problem};
use crate::{command::KeptBack, face::Stopped};

impl Problem {
    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::NotYet(_) => "not-available-yet",
            Self::File(..) => "file-unreadable",
            Self::Content(FileKind::Options, ..) => "options-malformed",
            Self::Content(FileKind::Trust, ..) => "trust-malformed",
            Self::Content(FileKind::RelatedOrigins, ..) => "related-origins-malformed",
            Self::Content(FileKind::Faults, ..) => "faults-malformed",
            Self::Content(FileKind::Policy, ..) => "policy-malformed",
            Self::Content(FileKind::Ticket, ..) => "ticket-malformed",
            Self::Content(FileKind::Batch, ..) => "batch-malformed",
            Self::Content(FileKind::Metadata, ..) => "metadata-malformed",
            Self::Content(FileKind::Scenarios, ..) => "scenarios-malformed",
            Self::Content(FileKind::Assumptions, ..) => "assumptions-malformed",
            Self::Content(FileKind::People, ..) => "people-malformed",
            Self::Content(FileKind::Practice, ..) => "practice-malformed",
            Self::Settings(_) => "settings",
            Self::SignInKept(_) => "sign-in-kept",
            Self::SignIn(error) => sign_in(error),
            Self::ApplicationUnknown => "application-needed",
            Self::NoAuthority(_) => "application-malformed",
            Self::ConsentMissing(_) => CONSENT_MISSING,
            Self::CloudLacks(_) => "cloud-lacks",
            Self::PracticeKeyForReal => "practice-key-for-real",
            Self::WatchOnlyOneself => "watch-only-oneself",
            Self::NobodySees => "nobody-sees",
            Self::NoSuchMethod(_) => "no-such-method",
            Self::DeletionUnsure(_) => "deletion-unsure",
            Self::CannotKeep => "cannot-keep",
            Self::KeptInVain(_) => "kept-in-vain",
            Self::LaterOnlyOthers => "later-only-others",
            Self::NotKept(_) => "not-kept",
            Self::KeptBack(KeptBack::Locked) => "kept-locked",
            Self::KeptBack(KeptBack::Expired) => "kept-expired",
            Self::KeptBack(KeptBack::Damaged) => "kept-damaged",
            Self::PassUnsure(_) => "pass-unsure",
            Self::Rules(_) => "rules-unknown",
            Self::StdinTwice => "stdin-twice",
            Self::NotPractice => "not-practice",
            Self::PinFd(..) => "pin-fd",
            Self::PracticePin(why) => why.code(),
            Self::Request(error) => error.code(),
            Self::NoHome(_) => "state-folder-unknown",
            Self::Record(_) | Self::DirectoryRecord(_) => "record",
            Self::Practice(_) => "practice-key",
            Self::PracticeTenant(_) => "practice-tenant",
            Self::Tenant(error) => tenant(error),
            Self::NotSent(problem) => tenant(&problem.error),
            Self::Terminal(_) => "terminal",
            Self::Output(_) => "output",
            Self::ResultLost(_) => "result-lost",
            Self::NoSuchKey(_) => "no-such-key",
            Self::KeySilent(_, why) => silent(why),
            Self::NotAllowed(_) => NOT_ALLOWED,
            Self::ConsentNeeded => "consent-needed",
            Self::LocksOut(_) => "locks-out",
            Self::PassNotAllowed(..) => "pass-not-allowed",
            Self::ReadingStopped { .. } | Self::NotAgreed => "cancelled",
            Self::NoRehearsal(_) => "no-rehearsal",
            Self::NoSuchCheck(_) => "no-such-check",
            Self::NothingMends(_) => "nothing-mends",
            Self::NoPasskeyPolicy(_) => "policy-unreadable",
            Self::CampaignInvalid(_) => "campaign-invalid",
            Self::LimitOnlyOnBeta => "limit-only-on-beta",
            Self::NotMended(error) => not_mended(error),
            Self::Ended(problem) => match &problem.stopped {
                Some(why) => why.code(),
                None => problem.ended.failure.code(),
            },
        }
    }
}

/// Nobody has agreed to it.
const CONSENT_MISSING: &str = "consent-missing";

/// Of a sign-in that did not come about.
fn sign_in(error: &SignInError) -> &'static str {
    match error {
        SignInError::Unreachable(_) => "authority-unreachable",
        SignInError::Failing { .. } => "authority-failing",
        SignInError::Malformed { .. } => "authority-malformed",
        SignInError::ConsentMissing(_) => CONSENT_MISSING,
        SignInError::InteractionNeeded(_) | SignInError::SignedOut => "sign-in-needed",
        SignInError::Declined => "declined",
        SignInError::Refused(_) => "sign-in-refused",
        SignInError::TimedOut => "timed-out",
        SignInError::Stopped => "cancelled",
        SignInError::AnotherAccount => "another-account",
        SignInError::NoPort(_) => "no-port",
        SignInError::NoEntropy => "no-entropy",
    }
}

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

impl Stopped {
    /// Its code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoKey => "no-key",
            Self::TakenOut => "taken-out",
            Self::PinWanted => "pin-wanted",
            Self::WrongPin { .. } => "wrong-pin",
            Self::PinTooShort => "pin-too-short",
            Self::NoPin(_) => "no-pin",
            Self::PinNotSet | Self::PracticePinNotSet => "pin-not-set",
            Self::NewPinRejected(_) => "new-pin-rejected",
            Self::PinMustChange => "pin-must-change",
            Self::NotRecognised { .. } => "not-recognised",
            Self::NotMade(AgainReason::TooLate) => "too-late",
            Self::NotMade(AgainReason::Declined) => "declined",
            Self::NotMade(AgainReason::NotVerified) => "not-verified",
            Self::NotMade(AgainReason::Unanswered) => "unanswered",
            Self::NotMade(AgainReason::AnotherKey) => "another-key",
        }
    }
}

pub(super) fn tenant(error: &TenantError) -> &'static str {
    match error {
        TenantError::Unreachable(_) => "tenant-unreachable",
        TenantError::Unanswered(_) => "tenant-unanswered",
        TenantError::Throttled { .. } => "tenant-throttled",
        TenantError::Failing { .. } => "tenant-failing",
        TenantError::SignInNeeded => "sign-in-needed",
        TenantError::StepUpNeeded { .. } => "step-up-needed",
        TenantError::NotFound(_) => "not-found",
        TenantError::Refused(_) => "tenant-refused",
        TenantError::Malformed { .. } => "tenant-malformed",
    }
}

/// Of a change that is not there.
pub(super) fn not_mended(error: &MendError) -> &'static str {
    match error {
        MendError::Conflict(_) => "changed-meanwhile",
        MendError::NotTaken(_) => "change-not-taken",
        MendError::Unsure(_) => "change-unsure",
        MendError::Tenant(error) => tenant(error),
        MendError::NoSuchTree => "no-such-tree",
    }
}
