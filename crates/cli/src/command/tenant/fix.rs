//! `touchstone tenant check --fix`: makes the change that mends a check. It must show the change and whom it
//! would lock out, and be agreed to, before anything is sent.

use enrollment::readiness::{lockout, mend};
use entra_graph::GraphClient;
use entra_policy::readiness::{Finding, TenantFacts};
use practice::{models, tenant};
use serde_json::json;

use super::{agree, not_mended};
use crate::{
    args::{Common, TenantCheckArguments},
    exit::Exit,
    output,
    problem::Problem,
    text,
};

/// Mends a check.
///
/// # Errors
/// Nothing mends it, nobody agreed, or the change is not there afterwards.
pub(super) fn run(
    check: &str,
    (client, facts, findings): (&GraphClient, &TenantFacts, Vec<Finding>),
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = findings.into_iter().find(|one| one.check.as_str() == check);
    let found = found.ok_or_else(|| Problem::NoSuchCheck(check.to_owned()))?;
    let Some(change) = &found.fix else {
        return Err(Problem::NothingMends(Box::new(found)));
    };
    let account = tenant::account().account;
    let preview = lockout::preview(client, facts, change, (Some(&account), &models::what_it_makes));
    output::say(&text::change(change, preview.as_ref()));
    agree(arguments.yes, common)?;
    mend(client, change).map_err(not_mended)?;
    let document = json!({ "check": found.check, "changed": change });
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::mended(found.check))
    };
    written.map_err(Problem::Output)?;
    Ok(Exit::Done)
}
