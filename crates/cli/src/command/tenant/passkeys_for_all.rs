//! `touchstone tenant passkeys-for-all`: what the runbook's script does, as a change that is shown first. It must
//! keep every target and profile that is there.

use enrollment::readiness::read_tenant;
use entra_graph::sign_in::Job;
use entra_policy::readiness::passkeys_for_everybody;
use serde_json::json;

use super::{about, lockout::agree_to, make};
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
    let change = passkeys_for_everybody(&facts, arguments.required)
        .map_err(MendingProblem::NoPasskeyPolicy)?;
    if !change.is_nothing() {
        agree_to(&change, (&at_work, &facts), arguments.agreement, common)?;
        make(&at_work, &change)?;
    }
    let written = if common.json {
        output::document(&about(&at_work, json!({ "changed": change })))
    } else {
        output::result(text::passkeys_for_all(&change))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}
