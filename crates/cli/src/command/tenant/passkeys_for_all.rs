//! `touchstone tenant passkeys-for-all`: what the runbook's script does, as a change that is shown first. It must
//! keep every target and profile that is there.

use enrollment::readiness::read_tenant;
use entra_graph::sign_in::Job;
use entra_policy::readiness::{TenantFacts, passkeys_for_everybody};
use serde_json::json;

use super::{
    about,
    looked::{Looked, send},
};
use crate::{
    args::{Common, PasskeysForAllArguments},
    command::organisation::AtWork,
    exit::Exit,
    output,
    problem::{MendingProblem, PlaceProblem, Problem},
    text,
};

/// Shows the change, asks, makes it and looks again.
///
/// # Errors
/// The policy cannot be read, nobody agreed, or the change is not there afterwards.
pub(super) fn run(arguments: &PasskeysForAllArguments, common: &Common) -> Result<Exit, Problem> {
    let at_work = AtWork::open(common, &[Job::ChangePolicy])?;
    let facts = read_tenant(at_work.directory(), None);
    let change = |facts: &TenantFacts| {
        let change = passkeys_for_everybody(facts, arguments.required);
        change.map_err(|why| MendingProblem::NoPasskeyPolicy(why).into())
    };
    let looked = Looked { facts, pilot: None, change: &change };
    let change = send(&at_work, looked, arguments.agreement, common)?;
    let written = if common.json {
        output::document(&about(&at_work, json!({ "changed": change })))
    } else {
        output::result(text::passkeys_for_all(&change))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}
