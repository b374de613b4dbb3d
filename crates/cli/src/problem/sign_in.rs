//! Why nobody is signed in who may do this. It must never hold a token, or a code that is good for
//! one.

use enrollment::store::StoreError;
use entra_graph::{
    Lack,
    sign_in::{Job, Session, SignInError},
};
use faces::sign_in::NoAuthority;
use serde_json::{Map, Value, json};

use crate::{exit::Exit, text};

/// Nobody has agreed to it.
const CONSENT_MISSING: &str = "consent-missing";

/// Why nobody is signed in who may do this.
#[derive(Debug)]
pub(crate) enum SignInProblem {
    /// Nobody was signed in.
    Failed(SignInError),
    /// What is kept of a sign-in cannot be read, written or taken away.
    Kept(StoreError),
    /// No application was named, and none is remembered.
    ApplicationUnknown,
    /// Nobody can sign in by the application that was named.
    NoAuthority(NoAuthority),
    /// Nobody has agreed to what this needs.
    ConsentMissing(Box<ConsentMissing>),
    /// The cloud of the organisation does not have what this needs.
    CloudLacks(Lack),
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

impl SignInProblem {
    /// The exit status.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::ApplicationUnknown | Self::NoAuthority(_) | Self::CloudLacks(_) => Exit::Unusable,
            Self::Kept(_) | Self::ConsentMissing(_) => Exit::Trouble,
            Self::Failed(error) => failed_exit(error),
        }
    }

    /// What programs tell it by.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Failed(error) => failed_code(error),
            Self::Kept(_) => "sign-in-kept",
            Self::ApplicationUnknown => "application-needed",
            Self::NoAuthority(_) => "application-malformed",
            Self::ConsentMissing(_) => CONSENT_MISSING,
            Self::CloudLacks(_) => "cloud-lacks",
        }
    }

    /// What is missing, or the authority's own words.
    pub(super) fn describe(&self, members: &mut Map<String, Value>) {
        match self {
            Self::Failed(error) => describe_failed(error, members),
            Self::ConsentMissing(missing) => {
                let jobs: Vec<_> = missing.jobs.iter().map(|job| job.as_str()).collect();
                members.insert("jobs".into(), json!(jobs));
                members.insert("permissions".into(), json!(missing.permissions));
                members.insert("admin_consent".into(), json!(missing.link));
            }
            Self::CloudLacks(lack) => {
                members.insert("cloud_lacks".into(), text::lack_code(*lack).into());
            }
            Self::Kept(_) | Self::ApplicationUnknown | Self::NoAuthority(_) => {}
        }
    }
}

/// A person's no is an answer; the rest is trouble.
fn failed_exit(error: &SignInError) -> Exit {
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

/// Of a sign-in that did not come about.
fn failed_code(error: &SignInError) -> &'static str {
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

/// The authority's own words, for the ticket.
fn describe_failed(error: &SignInError, members: &mut Map<String, Value>) {
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
