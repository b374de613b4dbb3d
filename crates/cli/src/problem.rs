//! Why a command did not get to its end: typed, with the code that programs read. The sentence for
//! people stands in `text`, and no secret in either.

use std::{io, path::PathBuf};

use ctap::{
    AuthenticatorId, InspectError, StatusCode,
    ceremony::{Ended, Failure, Unusable},
};
use enrollment::{
    Preflight, readiness::MendError, rooms::CommandError, store::StoreError, tenant::TenantError,
};
use entra_graph::{
    Lack,
    sign_in::{Job, Session, SignInError},
};
use entra_policy::{PassRefusal, PassTerms, campaign::CampaignFinding, readiness::Finding};
use faces::{NoHome, sign_in::NoAuthority};
use practice::PracticeError;
use serde_json::{Map, Value, json};
use webauthn::CredentialId;

use crate::{
    command::{KeptBack, LockOut},
    exit::Exit,
    face::Stopped,
    files::FileError,
    names::Names,
    pin_fd::PinFdError,
    text,
};

mod codes;

/// What kind of file a person named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// `--options`.
    Options,
    /// `--trust`.
    Trust,
    /// `--related-origins`.
    RelatedOrigins,
    /// `--policy`.
    Policy,
    /// `--faults`.
    Faults,
    /// A file to diagnose.
    Ticket,
    /// `--batch`.
    Batch,
    /// `--mds`.
    Metadata,
    /// `--scenarios`.
    Scenarios,
    /// `--assume`.
    Assumptions,
    /// `--practice`.
    Practice,
    /// `--people`.
    People,
}

/// Why a command did not get to its end.
#[derive(Debug)]
pub(crate) enum Problem {
    /// The command line makes no sense, in clap's words.
    Usage(String),
    /// A command or option that is not there yet.
    NotYet(&'static str),
    /// A file cannot be read.
    File(FileKind, PathBuf, FileError),
    /// A file is not what it should be, in the reader's words.
    Content(FileKind, PathBuf, String),
    /// There is no rule set with this id.
    Rules(String),
    /// Two of `--options -`, `--policy -` and `--pin-fd 0` want stdin.
    StdinTwice,
    /// `--touch-ms` with a key that only a hand can touch.
    NotPractice,
    /// No PIN came through the descriptor.
    PinFd(u32, PinFdError),
    /// The PIN for a new practice key is none that it would take.
    PracticePin(Stopped),
    /// The request is not one that may go to a key.
    Request(enrollment::PrepareError),
    /// No folder for the state.
    NoHome(NoHome),
    /// The record cannot be opened or written, so that no key may be told anything.
    Record(StoreError),
    /// The record cannot be opened, so that nothing may be changed in a directory.
    DirectoryRecord(StoreError),
    /// The practice key.
    Practice(PracticeError),
    /// The practice tenant.
    PracticeTenant(PracticeError),
    /// The directory did not do what was asked; nothing is on a key.
    Tenant(TenantError),
    /// The settings cannot be read.
    Settings(StoreError),
    /// What is kept of a sign-in cannot be read, written or taken away.
    SignInKept(StoreError),
    /// Nobody was signed in.
    SignIn(SignInError),
    /// No application was named, and none is remembered.
    ApplicationUnknown,
    /// Nobody can sign in by the application that was named.
    NoAuthority(NoAuthority),
    /// Nobody has agreed to what this needs.
    ConsentMissing(Box<ConsentMissing>),
    /// The cloud of the organisation does not have what this needs.
    CloudLacks(Lack),
    /// The practice key, in a real organisation.
    PracticeKeyForReal,
    /// `--watch` for somebody else.
    WatchOnlyOneself,
    /// A pass would be printed where nobody reads along.
    NobodySees,
    /// The policy does not allow such a pass.
    PassNotAllowed(PassRefusal, PassTerms),
    /// The person has no such method.
    NoSuchMethod(String),
    /// Whether it was taken out of the directory is not known.
    DeletionUnsure(TenantError),
    /// Nothing can be kept on this computer that outlasts the program.
    CannotKeep,
    /// A key made it, and it could not be kept after all.
    KeptInVain(CredentialId),
    /// For oneself a browser registers, at once.
    LaterOnlyOthers,
    /// What is kept cannot be sent from here and now.
    NotKept(CommandError),
    /// What is kept cannot be sent as it is.
    KeptBack(KeptBack),
    /// Whether a pass was issued is not known.
    PassUnsure(TenantError),
    /// The credential is on the key, and the directory did not take it.
    NotSent(Box<NotSent>),
    /// The terminal does not do as it is told.
    Terminal(io::Error),
    /// The result could not be written.
    Output(io::Error),
    /// What a registration came to could not be written; the credential is on the key.
    ResultLost(io::Error),
    /// No key with this ID is there.
    NoSuchKey(String),
    /// The key says nothing, and nothing can be said of it.
    KeySilent(String, InspectError),
    /// Nobody has agreed to a rehearsal, and nobody can be asked.
    ConsentNeeded,
    /// A change locks people out, or nobody knows whether it does; nobody can be asked for the word.
    LocksOut(Box<LockOut>),
    /// Somebody ended the reading of whom a change would lock out; nothing was changed.
    ReadingStopped {
        /// How many people were asked for.
        asked: usize,
        /// How many were left.
        left: usize,
    },
    /// Somebody was asked, and did not agree.
    NotAgreed,
    /// A rehearsal cannot begin.
    NoRehearsal(enrollment::rehearsal::RehearsalError),
    /// There is no check with this id.
    NoSuchCheck(String),
    /// No change mends what this check found.
    NothingMends(Box<Finding>),
    /// The policy of passkeys could not be read.
    NoPasskeyPolicy(entra_policy::readiness::NoScript),
    /// A campaign that Graph or its documents refuse.
    CampaignInvalid(Vec<CampaignFinding>),
    /// The limit of snoozes where only v1.0 can be read.
    LimitOnlyOnBeta,
    /// A change is not there, and why.
    NotMended(Box<MendError>),
    /// The policy refuses the key, or whatever key it would be.
    NotAllowed(Box<NotAllowed>),
    /// The ceremony ended without a credential.
    Ended(Box<EndedProblem>),
}

/// What nobody has agreed to.
#[derive(Debug)]
pub(crate) struct ConsentMissing {
    /// For what.
    pub(crate) jobs: Vec<Job>,
    /// The permissions that are missing.
    pub(crate) permissions: Vec<String>,
    /// Where an administrator agrees for everybody.
    pub(crate) link: Option<String>,
}

impl ConsentMissing {
    /// What this session lacks for these jobs.
    pub(crate) fn of(session: &Session, jobs: Vec<Job>) -> Self {
        let has = session.permissions();
        let wanted = jobs.iter().flat_map(|job| job.permissions());
        let permissions = wanted.filter(|one| !has.contains(**one)).map(|one| (*one).to_owned());
        let (authority, application) = (session.authority(), session.authority().application());
        let link = authority.cloud().admin_consent(application.tenant(), application.client_id());
        Self { permissions: permissions.collect(), link: link.map(String::from), jobs }
    }
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

/// A ceremony without a credential, and whose doing it was.
#[derive(Debug)]
pub(crate) struct EndedProblem {
    /// What the ceremony says.
    pub(crate) ended: Ended,
    /// Why it was told to stop, where nobody could be asked.
    pub(crate) stopped: Option<Stopped>,
    /// What keys are called.
    pub(crate) names: Names,
}

/// What a policy refused before any PIN or touch.
#[derive(Debug)]
pub(crate) struct NotAllowed {
    /// What it says.
    pub(crate) preflight: Preflight,
    /// The key; `None` where no key would do.
    pub(crate) key: Option<AuthenticatorId>,
    /// The ceremony that ended so, where one had begun.
    pub(crate) ended: Option<Ended>,
    /// What keys are called.
    pub(crate) names: Names,
}

impl Problem {
    /// Whether its document is what the command was run for, so that it is written in any case.
    pub(crate) fn is_an_answer(&self) -> bool {
        matches!(self, Self::NotAllowed(_))
    }

    /// The exit status.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Usage(_)
            | Self::NotYet(_)
            | Self::File(..)
            | Self::Content(..)
            | Self::Rules(_)
            | Self::StdinTwice
            | Self::NotPractice
            | Self::PinFd(..)
            | Self::PracticePin(_)
            | Self::ConsentNeeded
            | Self::LocksOut(_)
            | Self::NoSuchCheck(_)
            | Self::NothingMends(_)
            | Self::CampaignInvalid(_)
            | Self::ApplicationUnknown
            | Self::NoAuthority(_)
            | Self::CloudLacks(_)
            | Self::PracticeKeyForReal
            | Self::NobodySees
            | Self::CannotKeep
            | Self::LaterOnlyOthers
            | Self::NotKept(_)
            | Self::KeptBack(KeptBack::Expired)
            | Self::WatchOnlyOneself
            | Self::NoSuchMethod(_)
            | Self::Request(_) => Exit::Unusable,
            Self::NoHome(_)
            | Self::Record(_)
            | Self::Practice(_)
            | Self::PracticeTenant(_)
            | Self::Terminal(_)
            | Self::Output(_)
            | Self::ResultLost(_)
            | Self::NoSuchKey(_)
            | Self::NoRehearsal(_)
            | Self::LimitOnlyOnBeta
            | Self::NoPasskeyPolicy(_)
            | Self::Settings(_)
            | Self::DirectoryRecord(_)
            | Self::SignInKept(_)
            | Self::ConsentMissing(_)
            | Self::DeletionUnsure(_)
            | Self::PassUnsure(_)
            | Self::KeptInVain(_)
            | Self::KeptBack(KeptBack::Locked | KeptBack::Damaged)
            | Self::KeySilent(..) => Exit::Trouble,
            Self::SignIn(error) => sign_in_exit(error),
            Self::Tenant(error) => tenant_exit(error),
            Self::NotSent(problem) => tenant_exit(&problem.error),
            Self::NotMended(error) => match error.as_ref() {
                MendError::Conflict(_) => Exit::Refused,
                MendError::Tenant(error) => tenant_exit(error),
                MendError::NotTaken(_) | MendError::Unsure(_) | MendError::NoSuchTree => {
                    Exit::Trouble
                }
            },
            Self::NotAllowed(_)
            | Self::PassNotAllowed(..)
            | Self::ReadingStopped { .. }
            | Self::NotAgreed => Exit::Refused,
            Self::Ended(problem) => problem.exit(),
        }
    }

    /// What programs read.
    pub(crate) fn document(&self) -> Value {
        if let Self::NotAllowed(refused) = self {
            return refused.document();
        }
        let mut members = Map::new();
        members.insert("error".into(), self.code().into());
        members.insert("message".into(), text::problem(self).trim_end().into());
        match self {
            Self::File(_, path, _) | Self::Content(_, path, _) => {
                members.insert("file".into(), path.to_string_lossy().into());
            }
            Self::Tenant(error) => describe_tenant(error, &mut members),
            Self::NotSent(problem) => {
                describe_tenant(&problem.error, &mut members);
                members.insert("credential_id".into(), problem.credential.to_string().into());
                if let Some(PolicyNow::Changed(_)) = &problem.policy {
                    members.insert("policy_changed".into(), true.into());
                }
                if let Some(now) = problem.policy.as_ref().map(PolicyNow::says) {
                    members.insert("decided_by".into(), json!(now.admission.decided_by));
                    members.insert("findings".into(), json!(now.admission.findings));
                }
            }
            Self::KeySilent(key, why) => {
                members.insert("key".into(), key.as_str().into());
                members.insert("detail".into(), why.to_string().into());
            }
            Self::Ended(problem) => problem.describe(&mut members),
            Self::CampaignInvalid(findings) => {
                members.insert("findings".into(), json!(findings));
            }
            Self::LocksOut(harm) => {
                members.insert("lockout".into(), json!(harm));
            }
            Self::ReadingStopped { asked, left } => {
                members.insert("asked".into(), (*asked).into());
                members.insert("left".into(), (*left).into());
            }
            Self::NotMended(error) => {
                if let MendError::Conflict(moved) | MendError::NotTaken(moved) = error.as_ref() {
                    members.insert("differences".into(), json!(moved));
                }
            }
            Self::ConsentMissing(missing) => {
                let jobs: Vec<_> = missing.jobs.iter().map(|job| job.as_str()).collect();
                members.insert("jobs".into(), json!(jobs));
                members.insert("permissions".into(), json!(missing.permissions));
                members.insert("admin_consent".into(), json!(missing.link));
            }
            Self::SignIn(error) => describe_sign_in(error, &mut members),
            Self::PassNotAllowed(why, terms) => {
                members.insert("reason".into(), json!(why));
                members.insert("policy".into(), json!(terms));
            }
            Self::CloudLacks(lack) => {
                members.insert("cloud_lacks".into(), text::lack_code(*lack).into());
            }
            Self::Usage(_)
            | Self::NotYet(_)
            | Self::Settings(_)
            | Self::DirectoryRecord(_)
            | Self::SignInKept(_)
            | Self::ApplicationUnknown
            | Self::NoAuthority(_)
            | Self::PracticeKeyForReal
            | Self::NobodySees
            | Self::CannotKeep
            | Self::LaterOnlyOthers
            | Self::NotKept(_)
            | Self::KeptBack(_)
            | Self::WatchOnlyOneself
            | Self::NoSuchMethod(_)
            | Self::DeletionUnsure(_)
            | Self::PassUnsure(_)
            | Self::KeptInVain(_)
            | Self::Rules(_)
            | Self::StdinTwice
            | Self::NotPractice
            | Self::PinFd(..)
            | Self::PracticePin(_)
            | Self::Request(_)
            | Self::NoHome(_)
            | Self::Record(_)
            | Self::Practice(_)
            | Self::PracticeTenant(_)
            | Self::Terminal(_)
            | Self::Output(_)
            | Self::ResultLost(_)
            | Self::NoSuchKey(_)
            | Self::ConsentNeeded
            | Self::NotAgreed
            | Self::NoRehearsal(_)
            | Self::NoSuchCheck(_)
            | Self::NothingMends(_)
            | Self::NoPasskeyPolicy(_)
            | Self::LimitOnlyOnBeta
            | Self::NotAllowed(_) => {}
        }
        Value::Object(members)
    }
}

/// Somebody who is not there makes the request unusable; a refusal is an answer.
fn tenant_exit(error: &TenantError) -> Exit {
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

/// A person's no is an answer; the rest is trouble.
fn sign_in_exit(error: &SignInError) -> Exit {
    match error {
        SignInError::Declined | SignInError::Stopped | SignInError::AnotherAccount => Exit::Refused,
        SignInError::Unreachable(_)
        | SignInError::Failing { .. }
        | SignInError::Malformed { .. }
        | SignInError::ConsentMissing(_)
        | SignInError::InteractionNeeded(_)
        | SignInError::Refused(_)
        | SignInError::TimedOut
        | SignInError::NoPort(_)
        | SignInError::NoEntropy
        | SignInError::SignedOut => Exit::Trouble,
    }
}

/// The authority's own words, for the ticket.
fn describe_sign_in(error: &SignInError, members: &mut Map<String, Value>) {
    if let SignInError::ConsentMissing(refusal)
    | SignInError::InteractionNeeded(refusal)
    | SignInError::Refused(refusal) = error
    {
        members.insert("code".into(), refusal.error.clone().into());
        members.insert("error_codes".into(), json!(refusal.codes));
        members.insert("correlation_id".into(), json!(refusal.correlation_id));
        members.insert("trace_id".into(), json!(refusal.trace_id));
    }
}

/// The server's own words, for the ticket.
fn describe_tenant(error: &TenantError, members: &mut Map<String, Value>) {
    if let TenantError::Refused(refusal) = error {
        members.insert("status".into(), refusal.status.into());
        members.insert("code".into(), refusal.code.clone().into());
        members.insert("sub_code".into(), json!(refusal.sub_code));
        members.insert("request_id".into(), json!(refusal.request_id));
    }
}

impl NotAllowed {
    /// The findings document, with the line that decided and the key.
    fn document(&self) -> Value {
        let mut document = json!(self.preflight.judgement());
        if let Some(members) = document.as_object_mut() {
            let line = &self.preflight.admission.decided_by;
            members.insert("decided_by".into(), json!(line));
            if let Some(key) = &self.key {
                members.insert("key".into(), key.as_str().into());
            }
            if let Some(ended) = &self.ended {
                members.insert("possibly_on".into(), ids(&ended.possibly_on));
                members.insert("pin_changed_on".into(), ids(&ended.pin_changed_on));
            }
        }
        document
    }
}

fn ids(keys: &[AuthenticatorId]) -> Value {
    keys.iter().map(|key| Value::from(key.as_str())).collect()
}

impl EndedProblem {
    /// A key that holds the account already, or that a policy refuses, is an answer; so is a person
    /// who stops. The rest is trouble with a device.
    fn exit(&self) -> Exit {
        match (&self.stopped, &self.ended.failure) {
            (Some(_), _) => Exit::Trouble,
            (
                None,
                Failure::Cancelled
                | Failure::Unusable {
                    why: Unusable::AlreadyRegistered { .. } | Unusable::NotAllowed,
                    ..
                },
            ) => Exit::Refused,
            (
                None,
                Failure::Unusable {
                    why:
                        Unusable::NotCtap2
                        | Unusable::NoDiscoverableCredentials
                        | Unusable::NoUserVerification
                        | Unusable::NoCommonAlgorithm
                        | Unusable::NoCredProtect
                        | Unusable::NoCredentialManagement
                        | Unusable::PinNotSet
                        | Unusable::Full
                        | Unusable::PinBlocked
                        | Unusable::UserVerificationBlocked
                        | Unusable::Refused(_)
                        | Unusable::Transport(_)
                        | Unusable::Malformed(_),
                    ..
                }
                | Failure::TimedOut
                | Failure::PowerCycleNeeded(_)
                | Failure::NotOpen { .. }
                | Failure::NoEntropy,
            ) => Exit::Trouble,
        }
    }

    fn describe(&self, members: &mut Map<String, Value>) {
        let (key, why) = match &self.ended.failure {
            Failure::Unusable { authenticator, why } => (Some(authenticator), Some(why)),
            Failure::PowerCycleNeeded(key) | Failure::NotOpen { authenticator: key, .. } => {
                (Some(key), None)
            }
            Failure::Cancelled | Failure::TimedOut | Failure::NoEntropy => (None, None),
        };
        if let Some(key) = key {
            members.insert("key".into(), key.as_str().into());
        }
        let status = match &self.stopped {
            Some(Stopped::WrongPin { retries }) => {
                members.insert("retries".into(), json!(retries));
                Some(StatusCode::PinInvalid)
            }
            Some(_) => None,
            None => why.and_then(codes::status),
        };
        if let Some(status) = status {
            members.insert("status".into(), u8::from(status).into());
            members.insert("status_name".into(), json!(status.name()));
        }
        members.insert("possibly_on".into(), ids(&self.ended.possibly_on));
        members.insert("pin_changed_on".into(), ids(&self.ended.pin_changed_on));
    }
}

impl From<NoHome> for Problem {
    fn from(error: NoHome) -> Self {
        Self::NoHome(error)
    }
}

impl From<PracticeError> for Problem {
    fn from(error: PracticeError) -> Self {
        Self::Practice(error)
    }
}

impl From<enrollment::PrepareError> for Problem {
    fn from(error: enrollment::PrepareError) -> Self {
        Self::Request(error)
    }
}
