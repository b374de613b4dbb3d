//! What the directory did instead of what was asked. It must never say of an open end that nothing
//! was done.

use enrollment::tenant::{OtherKind, TenantError};
use entra_policy::{PassRefusal, PassTerms};
use serde_json::{Map, Value, json};

use crate::{args::KindArgument, exit::Exit};

/// What the directory did instead.
#[derive(Debug)]
pub(crate) enum DirectoryProblem {
    /// It did not do what was asked; nothing is on a key.
    Tenant(TenantError),
    /// The person has no such method.
    NoSuchMethod(String),
    /// The person has no such method of another kind than passkeys.
    NoSuchOther(OtherKind, String),
    /// No deletion of this kind is documented.
    NotDeletable(KindArgument),
    /// Whether it was taken out of the directory is not known.
    DeletionUnsure(TenantError),
    /// A pass would be printed where nobody reads along.
    NobodySees,
    /// A pass for oneself; none was asked for.
    PassForOneself,
    /// The policy does not allow such a pass.
    PassNotAllowed(PassRefusal, PassTerms),
    /// Whether a pass was issued is not known.
    PassUnsure(TenantError),
}

impl DirectoryProblem {
    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Tenant(error) => tenant_exit(error),
            Self::NoSuchMethod(_)
            | Self::NoSuchOther(..)
            | Self::NotDeletable(_)
            | Self::NobodySees
            | Self::PassForOneself => Exit::Unusable,
            Self::DeletionUnsure(_) | Self::PassUnsure(_) => Exit::Trouble,
            Self::PassNotAllowed(..) => Exit::Refused,
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Tenant(error) => tenant_code(error),
            Self::NoSuchMethod(_) | Self::NoSuchOther(..) => "no-such-method",
            Self::NotDeletable(_) => "not-deletable",
            Self::DeletionUnsure(_) => "deletion-unsure",
            Self::NobodySees => "nobody-sees",
            Self::PassForOneself => "pass-for-oneself",
            Self::PassNotAllowed(..) => "pass-not-allowed",
            Self::PassUnsure(_) => "pass-unsure",
        }
    }

    /// What the server or the policy says.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::Tenant(error) => describe_tenant(error, members),
            Self::PassNotAllowed(why, terms) => {
                members.insert("reason".into(), json!(why));
                members.insert("policy".into(), json!(terms));
            }
            Self::NoSuchMethod(_)
            | Self::NoSuchOther(..)
            | Self::NotDeletable(_)
            | Self::DeletionUnsure(_)
            | Self::NobodySees
            | Self::PassForOneself
            | Self::PassUnsure(_) => {}
        }
    }
}

/// Somebody who is not there makes the request unusable; a refusal is an answer.
pub(super) fn tenant_exit(error: &TenantError) -> Exit {
    match error {
        TenantError::NotFound(_) => Exit::Unusable,
        TenantError::Refused(_) => Exit::Refused,
        TenantError::Unreachable(_)
        | TenantError::Unanswered(_)
        | TenantError::Throttled { .. }
        | TenantError::Failing { .. }
        | TenantError::SignInNeeded
        | TenantError::StepUpNeeded { .. }
        | TenantError::Malformed { .. } => Exit::Trouble,
    }
}

/// The code of a directory's answer.
pub(super) fn tenant_code(error: &TenantError) -> &'static str {
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

/// The server's own words, for the ticket.
pub(super) fn describe_tenant(error: &TenantError, members: &mut Map<String, Value>) {
    if let TenantError::Refused(refusal) = error {
        members.insert("status".into(), refusal.status.into());
        members.insert("code".into(), refusal.code.clone().into());
        members.insert("sub_code".into(), json!(refusal.sub_code));
        members.insert("request_id".into(), json!(refusal.request_id));
        members.insert("client_request_id".into(), json!(refusal.client_request_id));
        members.insert("date".into(), json!(refusal.date));
    }
}
