//! What a sign-in is called on either side: in the client, in the settings and in a window's views. A refusal
//! must keep the authority's own words.

use enrollment::{
    rooms::{
        ApplicationView, AuthoritySaid, SignInCloud, SignInJob, SignInLasts, SignInTrouble,
        SignInWay,
    },
    settings::{RegisteredApplication, SignInBy},
    store::Keeping,
};
use entra_graph::{
    CloudKind,
    sign_in::{Authority, AuthorityRefusal, Job, SignInError},
};

pub(crate) fn cloud_view(kind: CloudKind) -> SignInCloud {
    match kind {
        CloudKind::Worldwide => SignInCloud::Worldwide,
        CloudKind::UsGovernmentL4 => SignInCloud::UsGovernmentL4,
        CloudKind::UsGovernmentL5 => SignInCloud::UsGovernmentL5,
        CloudKind::China => SignInCloud::China,
        CloudKind::Practice => SignInCloud::Practice,
    }
}

pub(super) fn cloud_of(cloud: SignInCloud) -> CloudKind {
    match cloud {
        SignInCloud::Worldwide => CloudKind::Worldwide,
        SignInCloud::UsGovernmentL4 => CloudKind::UsGovernmentL4,
        SignInCloud::UsGovernmentL5 => CloudKind::UsGovernmentL5,
        SignInCloud::China => CloudKind::China,
        SignInCloud::Practice => CloudKind::Practice,
    }
}

pub(crate) fn job_view(job: Job) -> SignInJob {
    match job {
        Job::Own => SignInJob::Own,
        Job::Desk => SignInJob::Desk,
        Job::Methods => SignInJob::Methods,
        Job::Pass => SignInJob::Pass,
        Job::ChangePolicy => SignInJob::ChangePolicy,
        Job::Reports => SignInJob::Reports,
    }
}

pub(super) fn job_of(job: SignInJob) -> Job {
    match job {
        SignInJob::Own => Job::Own,
        SignInJob::Desk => Job::Desk,
        SignInJob::Methods => Job::Methods,
        SignInJob::Pass => Job::Pass,
        SignInJob::ChangePolicy => Job::ChangePolicy,
        SignInJob::Reports => Job::Reports,
    }
}

/// `None` where its cloud is none.
pub(crate) fn view_of(application: &RegisteredApplication) -> Option<ApplicationView> {
    let cloud = cloud_view(CloudKind::from_word(&application.cloud)?);
    let RegisteredApplication { client_id, tenant, .. } = application.clone();
    Some(ApplicationView { client_id, tenant, cloud })
}

pub(crate) fn way_of(by: SignInBy) -> SignInWay {
    match by {
        SignInBy::Browser => SignInWay::Browser,
        SignInBy::DeviceCode => SignInWay::Code,
    }
}

pub(super) fn by_of(way: SignInWay) -> SignInBy {
    match way {
        SignInWay::Browser => SignInBy::Browser,
        SignInWay::Code => SignInBy::DeviceCode,
    }
}

pub(crate) fn lasts_of(keeping: Keeping) -> SignInLasts {
    match keeping {
        Keeping::ForGood => SignInLasts::ForGood,
        Keeping::UntilRestart => SignInLasts::UntilRestart,
        Keeping::MemoryOnly => SignInLasts::ThisWindow,
    }
}

/// Why nobody is signed in, for people and tickets.
pub(crate) fn trouble(error: SignInError, authority: Option<&Authority>) -> SignInTrouble {
    match error {
        SignInError::Unreachable(_) => SignInTrouble::Unreachable,
        SignInError::Failing { status, retry_after } => {
            SignInTrouble::Failing { status, retry_after: retry_after.map(|wait| wait.as_secs()) }
        }
        SignInError::Malformed { .. } => SignInTrouble::Malformed,
        SignInError::ConsentMissing(refusal) => SignInTrouble::ConsentMissing {
            said: said(*refusal),
            admin_consent: authority.and_then(admin_consent),
        },
        SignInError::InteractionNeeded(refusal) => {
            SignInTrouble::InteractionNeeded { said: said(*refusal) }
        }
        SignInError::Refused(refusal) => SignInTrouble::Refused { said: said(*refusal) },
        SignInError::Declined => SignInTrouble::Declined,
        SignInError::TimedOut => SignInTrouble::TimedOut,
        SignInError::Stopped => SignInTrouble::Stopped,
        SignInError::AnotherAccount => SignInTrouble::AnotherAccount,
        SignInError::NoPort(_) => SignInTrouble::NoPort,
        SignInError::NoEntropy => SignInTrouble::NoEntropy,
        SignInError::SignedOut => SignInTrouble::SignedOut,
    }
}

fn admin_consent(authority: &Authority) -> Option<String> {
    let application = authority.application();
    let cloud = authority.cloud();
    cloud.admin_consent(application.tenant(), application.client_id()).map(Into::into)
}

fn said(refusal: AuthorityRefusal) -> AuthoritySaid {
    let AuthorityRefusal { error, description, codes, correlation_id, .. } = refusal;
    let numbers = codes.into_iter().map(|number| format!("AADSTS{number}"));
    let codes = std::iter::once(error).filter(|error| !error.is_empty()).chain(numbers).collect();
    AuthoritySaid { codes, words: description, correlation_id }
}
