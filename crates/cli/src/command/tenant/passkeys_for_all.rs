//! `touchstone tenant passkeys-for-all`: what the runbook's script does, as a change that is shown first. It must
//! keep every target and profile that is there.

use enrollment::readiness::{lockout, read_tenant};
use entra_graph::sign_in::Job;
use entra_policy::readiness::passkeys_for_everybody;
use serde_json::json;
use webauthn::Aaguid;

use super::{about, agree, make};
use crate::{
    args::{Common, PasskeysForAllArguments},
    command::organisation::AtWork,
    exit::Exit,
    output,
    problem::Problem,
    text,
};

/// Shows the change, asks, makes it and looks again.
///
/// # Errors
/// The policy cannot be read, nobody agreed, or the change is not there afterwards.
pub(super) fn run(arguments: &PasskeysForAllArguments, common: &Common) -> Result<Exit, Problem> {
    let at_work = AtWork::open(common, &[Job::ChangePolicy])?;
    let facts = read_tenant(at_work.directory(), None);
    let change =
        passkeys_for_everybody(&facts, arguments.required).map_err(Problem::NoPasskeyPolicy)?;
    if !change.is_nothing() {
        let myself = at_work.organisation.myself();
        let models = |model: Aaguid| at_work.organisation.what_it_makes(model);
        let preview =
            lockout::preview(at_work.directory(), &facts, &change, (Some(&myself), &models));
        output::say(&at_work.said().line());
        output::say(&text::change(&change, preview.as_ref()));
        agree(arguments.yes, common)?;
        make(&at_work, &change)?;
    }
    let written = if common.json {
        output::document(&about(&at_work, json!({ "changed": change })))
    } else {
        output::result(text::passkeys_for_all(&change))
    };
    written.map_err(Problem::Output)?;
    Ok(Exit::Done)
}
