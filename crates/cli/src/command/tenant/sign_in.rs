//! `touchstone tenant sign-in`, `sign-out` and `status`: who is signed in, where, and for what. No token and no
//! address of the practice authority may be on stdout.

use std::{path::Path, sync::Arc};

use enrollment::{
    rooms::AccountScene,
    settings::{RegisteredApplication, Settings, SignInBy},
    store::{Forgotten, Keeping},
    tenant::Tenant,
};
use entra_graph::{
    CloudKind, GraphClient,
    sign_in::{Authority, Job, Prompt, Session, Wanted},
};
use faces::sign_in;
use serde_json::{Value, json};

use super::super::{
    settings::settings,
    sign_in::{Opening, Page, sign_in as begin},
};
use crate::{
    args::{Common, SignInArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, PlaceProblem, Problem, SignInProblem},
    text,
};

/// Signs in.
///
/// # Errors
/// No application is known, nobody signed in, or it could not be kept.
pub(super) fn run(arguments: &SignInArguments, common: &Common) -> Result<Exit, Problem> {
    let places = common.places()?;
    let settings = settings(common)?;
    let authority = match &arguments.practice {
        Some(path) => practice(path)?,
        None => authority(arguments, &settings)?,
    };
    let by = if arguments.device_code { SignInBy::DeviceCode } else { SignInBy::Browser };
    let page = Page {
        opening: if arguments.no_browser { Opening::ByHand } else { Opening::Here },
        prompt: if arguments.select_account { Prompt::SelectAccount } else { Prompt::Usual },
    };
    let mut jobs = arguments.jobs.clone();
    // Asking for more does not give up what was agreed to, where it is the same person's sign-in.
    if !arguments.select_account && settings.account == Some(AccountScene::Tenant) {
        let before = sign_in::resume(&places).map_err(SignInProblem::Kept)?;
        let before = before
            .filter(|one| sign_in::remembered(one.authority()) == sign_in::remembered(&authority));
        jobs.extend(before.iter().flat_map(agreed));
    }
    let wanted = Wanted { jobs, ..Wanted::default() };
    let session = Arc::new(begin(&authority, wanted, by, page)?);
    let keeping = sign_in::keep(&session, by, &places).map_err(SignInProblem::Kept)?;
    let settings = entra_graph::Settings::for_cloud(authority.cloud());
    let client = GraphClient::signed_in(Arc::clone(&session), settings);
    // It is a courtesy; whether a directory answers is for the commands.
    let organisation = client
        .organisation()
        .inspect_err(|error| tracing::info!(%error, "the organisation was not named"));
    let name = organisation.ok().map(|one| one.display_name);
    output::say(&text::signed_in(&session, name.as_deref()));
    output::say(&text::keeping(keeping));
    if common.json {
        let mut document = describe(&session);
        if let Some(members) = document.as_object_mut() {
            members.insert("organisation".to_owned(), json!(name));
            members.insert("kept".to_owned(), kept(keeping).into());
        }
        output::document(&document).map_err(PlaceProblem::Output)?;
    }
    Ok(match keeping {
        Keeping::ForGood | Keeping::UntilRestart => Exit::Done,
        // Somebody signed in, and the next command does not know of it.
        Keeping::MemoryOnly => Exit::Refused,
    })
}

/// Signs out.
///
/// # Errors
/// What is kept could not be taken away.
pub(super) fn out(common: &Common) -> Result<Exit, Problem> {
    let (ended, forgotten) = sign_in::end(&common.places()?).map_err(SignInProblem::Kept)?;
    let was = ended.as_ref().map(|session| session.account().username.clone());
    output::say(&text::signed_out(was.as_deref(), forgotten));
    if common.json {
        let document = json!({
            "signed_in": false, "was": was, "key_may_stay": forgotten == Forgotten::KeyMayStay,
        });
        output::document(&document).map_err(PlaceProblem::Output)?;
    }
    Ok(match forgotten {
        Forgotten::Everything => Exit::Done,
        // It was done, as far as it could be.
        Forgotten::KeyMayStay => Exit::Refused,
    })
}

/// Says how things stand.
///
/// # Errors
/// What is kept cannot be read, or the result was not written.
pub(super) fn status(common: &Common) -> Result<Exit, Problem> {
    let places = common.places()?;
    let settings = settings(common)?;
    let works_for_tenant = settings.account == Some(AccountScene::Tenant);
    let session = if works_for_tenant {
        sign_in::resume(&places).map_err(SignInProblem::Kept)?
    } else {
        None
    };
    let written = if common.json {
        let application = settings.application.as_ref();
        let mut document = session
            .as_ref()
            .map_or_else(|| json!({ "signed_in": false, "practice": !works_for_tenant }), describe);
        if let Some(members) = document.as_object_mut() {
            members.insert("application".to_owned(), json!(application.map(remembered)));
        }
        output::document(&document)
    } else {
        let text = match &session {
            Some(session) => text::signed_in(session, None),
            None => text::not_signed_in(works_for_tenant),
        };
        output::result(&text)
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(if works_for_tenant && session.is_none() { Exit::Trouble } else { Exit::Done })
}

/// The authority of a real organisation.
fn authority(arguments: &SignInArguments, settings: &Settings) -> Result<Authority, Problem> {
    let named = arguments.client_id.as_ref().zip(arguments.tenant.as_ref());
    let named = named.map(|(client_id, tenant)| RegisteredApplication {
        client_id: client_id.clone(),
        tenant: tenant.clone(),
        cloud: arguments.cloud.clone().unwrap_or_else(|| CloudKind::Worldwide.as_str().to_owned()),
    });
    let application = named.or_else(|| settings.application.clone());
    let application = application.ok_or(SignInProblem::ApplicationUnknown)?;
    sign_in::authority(&application).map_err(|why| SignInProblem::NoAuthority(why).into())
}

/// The practice authority, as the program that serves it said.
fn practice(path: &Path) -> Result<Authority, Problem> {
    let kind = FileKind::Practice;
    let json = files::read(path, sign_in::LONGEST_PRACTICE)
        .map_err(|why| InputProblem::File(kind, path.to_owned(), why))?;
    sign_in::practice_authority(json.as_slice())
        .map_err(|why| InputProblem::Content(kind, path.to_owned(), why.to_string()).into())
}

fn agreed(session: &Session) -> Vec<Job> {
    Job::ALL.into_iter().filter(|job| session.lacks(&[*job]).is_empty()).collect()
}

fn describe(session: &Session) -> Value {
    let (account, cloud) = (session.account(), session.authority().cloud().kind());
    json!({
        "signed_in": true,
        "practice": cloud == CloudKind::Practice,
        "account": account.username,
        "display_name": account.display_name,
        "tenant_id": account.tenant,
        "cloud": cloud.as_str(),
        "jobs": agreed(session).into_iter().map(Job::as_str).collect::<Vec<_>>(),
        "permissions": session.permissions(),
        "cloud_lacks": cloud.lacks().iter().map(|lack| text::lack_code(*lack)).collect::<Vec<_>>(),
    })
}

fn remembered(application: &RegisteredApplication) -> Value {
    json!({
        "client_id": application.client_id,
        "tenant": application.tenant,
        "cloud": application.cloud,
    })
}

fn kept(keeping: Keeping) -> &'static str {
    match keeping {
        Keeping::ForGood => "for-good",
        Keeping::UntilRestart => "until-restart",
        Keeping::MemoryOnly => "memory-only",
    }
}
