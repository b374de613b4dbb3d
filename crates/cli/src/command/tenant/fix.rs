//! `touchstone tenant check --fix`: makes the change that mends a check. It must show the change and whom it
//! would lock out, and be agreed to, before anything is sent.

use entra_policy::readiness::{self, Finding, TenantFacts};
use serde_json::json;
use webauthn::Aaguid;

use super::{
    about,
    looked::{Looked, send},
};
use crate::{
    args::{Agreement, Common, TenantCheckArguments},
    command::organisation::AtWork,
    exit::Exit,
    output,
    problem::{MendingProblem, PlaceProblem, Problem},
    text,
};

/// Mends a check.
///
/// # Errors
/// Nothing mends it, nobody agreed, or the change is not there afterwards.
pub(super) fn run(
    check: &str,
    (at_work, facts): (&AtWork, TenantFacts),
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = find(check, at_work, &facts)?.check;
    let change = |facts: &TenantFacts| {
        let found = find(check, at_work, facts)?;
        let fix = found.fix.clone();
        fix.ok_or_else(|| MendingProblem::NothingMends(Box::new(found)).into())
    };
    let agreement = Agreement { yes: arguments.yes, lock_out: arguments.lock_out };
    let looked = Looked { facts, pilot: arguments.pilot, change: &change };
    let changed = send(at_work, looked, agreement, common)?;
    let document = about(at_work, json!({ "check": found, "changed": changed }));
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::mended(found))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

/// What the check finds by these facts.
fn find(check: &str, at_work: &AtWork, facts: &TenantFacts) -> Result<Finding, Problem> {
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let findings = readiness::tenant(facts, &models);
    let found = findings.into_iter().find(|one| one.check.as_str() == check);
    found.ok_or_else(|| MendingProblem::NoSuchCheck(check.to_owned()).into())
}
