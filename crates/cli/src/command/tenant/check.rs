//! `touchstone tenant check`: the runbook's checks, with the evidence of each and the request that would
//! mend what fails. It must change nothing.

use enrollment::{
    readiness::{read_person, read_tenant},
    tenant::Tenant,
};
use entra_graph::sign_in::Job;
use entra_policy::readiness::{self, Finding, Outcome};
use serde_json::json;
use webauthn::Aaguid;

use super::{about, fix};
use crate::{
    args::{Common, TenantCheckArguments},
    command::organisation::AtWork,
    exit::Exit,
    output,
    problem::Problem,
    text,
};

/// Checks, and says what is not ready.
///
/// # Errors
/// The directory does not know the person, cannot be asked at all, or the result was not written.
pub(super) fn run(arguments: &TenantCheckArguments, common: &Common) -> Result<Exit, Problem> {
    let jobs: &[Job] = if arguments.fix.is_some() { &[Job::ChangePolicy] } else { &[] };
    let at_work = AtWork::open(common, jobs)?;
    let client = at_work.directory();
    let facts = read_tenant(client, arguments.pilot);
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let mut findings = readiness::tenant(&facts, &models);
    if let Some(check) = &arguments.fix {
        return fix::run(check, (&at_work, &facts, findings), arguments, common);
    }
    let person = arguments.upn.as_deref();
    let person = person.map(|upn| at_work.ask(|client| client.person(upn))).transpose()?;
    if let Some(person) = &person {
        let facts_of_person = read_person(client, person, None);
        findings.extend(readiness::person(&facts, &facts_of_person, &models));
    }
    let name = person.as_ref().map(|person| person.user_principal_name.as_str());
    let written = if common.json {
        let document = json!({ "person": name, "checks": findings });
        output::document(&about(&at_work, document))
    } else {
        output::result(&text::readiness(at_work.said(), name, &findings))
    };
    let missing = at_work.organisation.not_agreed(&[Job::Desk, Job::Reports]);
    output::say(&text::goes_without(&missing));
    written.map_err(Problem::Output)?;
    let is_ready = |one: &Finding| matches!(one.outcome, Outcome::Pass | Outcome::Advice);
    Ok(if findings.iter().all(is_ready) { Exit::Done } else { Exit::Refused })
}
