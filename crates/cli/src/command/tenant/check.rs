//! `touchstone tenant check`: the runbook's checks, with the evidence of each and the request that would
//! mend what fails. It must change nothing.

use enrollment::{
    readiness::{read_person, read_tenant},
    tenant::Tenant,
};
use entra_policy::readiness::{self, Finding, Outcome};
use practice::{models, tenant::ORGANISATION};
use serde_json::json;

use super::{fix, practice};
use crate::{
    args::{Common, TenantCheckArguments},
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
    let (_running, client) = practice(common)?;
    let facts = read_tenant(&client, arguments.pilot);
    let mut findings = readiness::tenant(&facts, &models::what_it_makes);
    if let Some(check) = &arguments.fix {
        return fix::run(check, (&client, &facts, findings), arguments, common);
    }
    let person = arguments.upn.as_deref().map(|upn| client.person(upn)).transpose();
    let person = person.map_err(Problem::Tenant)?;
    if let Some(person) = &person {
        let facts_of_person = read_person(&client, person, None);
        findings.extend(readiness::person(&facts, &facts_of_person, &models::what_it_makes));
    }
    let name = person.as_ref().map(|person| person.user_principal_name.as_str());
    let written = if common.json {
        output::document(&json!({
            "organisation": ORGANISATION, "practice": true, "person": name, "checks": findings,
        }))
    } else {
        output::result(&text::readiness(ORGANISATION, name, &findings))
    };
    written.map_err(Problem::Output)?;
    let is_ready = |one: &Finding| matches!(one.outcome, Outcome::Pass | Outcome::Advice);
    Ok(if findings.iter().all(is_ready) { Exit::Done } else { Exit::Refused })
}
