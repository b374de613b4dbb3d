//! `touchstone tenant check --fix`: makes the change that mends a check. It must show the change and whom it
//! would lock out, and be agreed to, before anything is sent.

use entra_policy::readiness::{Finding, TenantFacts};
use serde_json::json;

use super::{about, lockout::agree_to, make};
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
    (at_work, facts, findings): (&AtWork, &TenantFacts, Vec<Finding>),
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = findings.into_iter().find(|one| one.check.as_str() == check);
    let found = found.ok_or_else(|| MendingProblem::NoSuchCheck(check.to_owned()))?;
    let Some(change) = &found.fix else {
        return Err(MendingProblem::NothingMends(Box::new(found)).into());
    };
    let agreement = Agreement { yes: arguments.yes, lock_out: arguments.lock_out };
    agree_to(change, (at_work, facts), agreement, common)?;
    make(at_work, change)?;
    let document = about(at_work, json!({ "check": found.check, "changed": change }));
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::mended(found.check))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}
