//! `touchstone tenant check --fix`: makes the change that mends a check. It must show the change and whom it
//! would lock out, and be agreed to, before anything is sent.

use enrollment::readiness::lockout;
use entra_policy::readiness::{Finding, TenantFacts};
use serde_json::json;
use webauthn::Aaguid;

use super::{about, agree, make};
use crate::{
    args::{Common, TenantCheckArguments},
    command::organisation::AtWork,
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
    (at_work, facts, findings): (&AtWork, &TenantFacts, Vec<Finding>),
    arguments: &TenantCheckArguments,
    common: &Common,
) -> Result<Exit, Problem> {
    let found = findings.into_iter().find(|one| one.check.as_str() == check);
    let found = found.ok_or_else(|| Problem::NoSuchCheck(check.to_owned()))?;
    let Some(change) = &found.fix else {
        return Err(Problem::NothingMends(Box::new(found)));
    };
    let myself = at_work.organisation.myself();
    let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
    let preview = lockout::preview(at_work.directory(), facts, change, (Some(&myself), &models));
    output::say(&at_work.said().line());
    output::say(&text::change(change, preview.as_ref()));
    agree(arguments.yes, common)?;
    make(at_work, change)?;
    let document = about(at_work, json!({ "check": found.check, "changed": change }));
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::mended(found.check))
    };
    written.map_err(Problem::Output)?;
    Ok(Exit::Done)
}
