//! What stands between a key and the directory: what may not go there, and what was made and is not
//! there. It must never lose a credential that is on a key.

use enrollment::{Preflight, rooms::CommandError, tenant::TenantError};
use serde_json::{Map, Value, json};
use webauthn::CredentialId;

use super::directory::{describe_tenant, tenant_code, tenant_exit};
use crate::{command::KeptBack, exit::Exit};

/// What stands in the way of a registration.
#[derive(Debug)]
pub(crate) enum RegistrationProblem {
    /// The practice key, in a real organisation.
    PracticeKeyForReal,
    /// `--watch` for somebody else.
    WatchOnlyOneself,
    /// The person, by name, is a guest, who registers at home.
    Guest(String),
    /// A page is to be opened, and the key is somebody else's.
    OpenOnlyOneself,
    /// For oneself a browser registers, at once.
    LaterOnlyOthers,
    /// Nothing can be kept on this computer that outlasts the program.
    CannotKeep,
    /// A key made it, and it could not be kept after all.
    KeptInVain(CredentialId),
    /// What is kept cannot be sent from here and now.
    NotKept(CommandError),
    /// What is kept cannot be sent as it is.
    KeptBack(KeptBack),
    /// The credential is on the key, and the directory did not take it.
    NotSent(Box<NotSent>),
}

/// A credential that the directory did not take.
#[derive(Debug)]
pub(crate) struct NotSent {
    /// Why.
    pub(crate) error: TenantError,
    /// The credential.
    pub(crate) credential: CredentialId,
    /// Whether the response waits on this computer to be sent again.
    pub(crate) waits: bool,
    /// What the policy says of it by now, where that speaks against it.
    pub(crate) policy: Option<PolicyNow>,
}

/// What a policy says of a credential that the directory did not take.
#[derive(Debug)]
pub(crate) enum PolicyNow {
    /// Somebody changed that since it was looked at.
    Changed(Box<Preflight>),
    /// It refuses it; what it said when the key was at work is not known any more.
    Refuses(Box<Preflight>),
}

impl PolicyNow {
    /// What it says.
    pub(crate) fn says(&self) -> &Preflight {
        match self {
            Self::Changed(now) | Self::Refuses(now) => now,
        }
    }
}

impl RegistrationProblem {
    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::PracticeKeyForReal
            | Self::WatchOnlyOneself
            | Self::OpenOnlyOneself
            | Self::LaterOnlyOthers
            | Self::CannotKeep
            | Self::NotKept(_)
            | Self::KeptBack(KeptBack::Expired) => Exit::Unusable,
            Self::KeptInVain(_) | Self::KeptBack(KeptBack::Locked | KeptBack::Damaged) => {
                Exit::Trouble
            }
            Self::Guest(_) => Exit::Refused,
            Self::NotSent(problem) => tenant_exit(&problem.error),
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::PracticeKeyForReal => "practice-key-for-real",
            Self::WatchOnlyOneself => "watch-only-oneself",
            Self::Guest(_) => "guest",
            Self::OpenOnlyOneself => "open-only-oneself",
            Self::LaterOnlyOthers => "later-only-others",
            Self::CannotKeep => "cannot-keep",
            Self::KeptInVain(_) => "kept-in-vain",
            Self::NotKept(_) => "not-kept",
            Self::KeptBack(KeptBack::Locked) => "kept-locked",
            Self::KeptBack(KeptBack::Expired) => "kept-expired",
            Self::KeptBack(KeptBack::Damaged) => "kept-damaged",
            Self::NotSent(problem) => tenant_code(&problem.error),
        }
    }

    /// What the directory says, and the credential that is on the key.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::NotSent(problem) => problem.describe(members),
            Self::PracticeKeyForReal
            | Self::WatchOnlyOneself
            | Self::Guest(_)
            | Self::OpenOnlyOneself
            | Self::LaterOnlyOthers
            | Self::CannotKeep
            | Self::KeptInVain(_)
            | Self::NotKept(_)
            | Self::KeptBack(_) => {}
        }
    }
}

impl NotSent {
    fn describe(&self, members: &mut Map<String, Value>) {
        describe_tenant(&self.error, members);
        members.insert("credential_id".into(), self.credential.to_string().into());
        if let Some(PolicyNow::Changed(_)) = &self.policy {
            members.insert("policy_changed".into(), true.into());
        }
        if let Some(now) = self.policy.as_ref().map(PolicyNow::says) {
            members.insert("decided_by".into(), json!(now.admission.decided_by));
            members.insert("findings".into(), json!(now.admission.findings));
        }
    }
}
