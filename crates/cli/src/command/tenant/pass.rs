//! `touchstone tenant pass`: a Temporary Access Pass for somebody, shown once. It must never be where nobody
//! reads along unless that was asked for, nor in a log or the record.

use std::io::{self, IsTerminal};

use enrollment::{
    ledger::Issuing,
    lost_key::Done,
    tenant::{Tenant, pass_terms},
};
use entra_graph::{PassWanted, sign_in::Job};
use serde_json::json;

use super::{super::organisation::AtWork, about};
use crate::{
    args::{Common, PassArguments},
    exit::Exit,
    output,
    problem::{DirectoryProblem, PlaceProblem, Problem},
    text,
};

/// Issues one.
///
/// # Errors
/// Nobody would see it, the directory refuses, or it could not be shown.
pub(super) fn run(arguments: &PassArguments, common: &Common) -> Result<Exit, Problem> {
    let seen = io::stdout().is_terminal() && !common.json;
    if !seen && !arguments.print_pass {
        return Err(DirectoryProblem::NobodySees.into());
    }
    let at_work = AtWork::open(common, &[Job::Desk, Job::Pass])?;
    let person = at_work.ask(|client| client.person(&arguments.upn))?;
    if at_work.organisation.is_myself(&person) {
        return Err(DirectoryProblem::PassForOneself.into());
    }
    let wanted = PassWanted {
        start: None,
        lifetime_in_minutes: arguments.minutes,
        is_usable_once: match (arguments.once, arguments.reusable) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        },
    };
    let terms = pass_terms(at_work.directory(), &person);
    if let Some(why) = terms.refuses(wanted.lifetime_in_minutes, wanted.is_usable_once) {
        return Err(DirectoryProblem::PassNotAllowed(why, terms).into());
    }
    output::say(&at_work.said().line());
    let record = at_work.record()?;
    let pass = match at_work.ask(|client| client.issue_access_pass(&person.id, wanted)) {
        Err(Problem::Directory(DirectoryProblem::Tenant(error))) if error.leaves_open() => {
            at_work.put_on_record(&record, Done::Pass(Issuing::Unsure), &person);
            return Err(DirectoryProblem::PassUnsure(error).into());
        }
        issued => issued?,
    };
    let written = if common.json {
        let listed = &pass.listed;
        let mut document = about(
            &at_work,
            json!({
                "person": person.user_principal_name,
                "id": listed.id,
                "start": listed.start.map(|start| start.to_string()),
                "lifetime_in_minutes": listed.lifetime_in_minutes,
                "is_usable_once": listed.is_usable_once,
            }),
        );
        if let Some(members) = document.as_object_mut() {
            members.insert("pass".to_owned(), pass.reveal().into());
        }
        output::document(&document)
    } else {
        output::result(&format!("{}\n", pass.reveal()))
    };
    at_work.put_on_record(&record, Done::Pass(Issuing::Done), &person);
    output::say(&text::pass(&person.user_principal_name, &pass.listed));
    // It was issued, and whoever asked for it has not got it.
    written.map(|()| Exit::Done).map_err(|why| PlaceProblem::Output(why).into())
}
