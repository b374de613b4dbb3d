//! `touchstone tenant forecast`: whom the campaign of an organisation would ask, and what hangs on what is
//! assumed. Every assumption must be shown.

use enrollment::forecast::{Forecasted, read_people};
use entra_graph::sign_in::Job;
use entra_policy::campaign::{Assumptions, Tenant, usual_assumptions};
use serde_json::Value;

use super::{
    super::{nudge, organisation::AtWork},
    about,
};
use crate::{
    args::{Common, ForecastArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, Problem},
    text,
};

/// The longest file of assumptions that is read (bytes).
const LONGEST_ASSUMPTIONS: usize = 1 << 20;

/// Counts, and says what hangs on what.
///
/// # Errors
/// The directory cannot be asked, the assumptions are none, or the result was not written.
pub(super) fn run(arguments: &ForecastArguments, common: &Common) -> Result<Exit, Problem> {
    let book = nudge::book()?;
    let rules = nudge::rule_set(&book, arguments.rules.as_deref())?;
    let assumed = assumptions(arguments)?;
    let at_work = AtWork::open(common, &[Job::Desk, Job::Reports])?;
    let policy = at_work.ask(|client| client.authentication_methods_policy())?.document;
    let tenant = Tenant::parse(&policy).map_err(super::malformed)?;
    let people = at_work.ask(|client| read_people(client, &tenant))?;
    let unusable = |error: entra_policy::PolicyError| {
        let path = arguments.assume.clone().unwrap_or_default();
        Problem::Content(FileKind::Assumptions, path, error.to_string())
    };
    let found = Forecasted::count(&tenant, rules, assumed, &people).map_err(unusable)?;
    let written = if common.json {
        output::document(&about(&at_work, found.document()))
    } else {
        output::say(&at_work.said().line());
        output::result(&text::forecast(&found))
    };
    written.map_err(Problem::Output)?;
    Ok(if found.counts.failed == 0 { Exit::Done } else { Exit::Refused })
}

/// The usual ones, and those of a file in their place.
fn assumptions(arguments: &ForecastArguments) -> Result<Assumptions, Problem> {
    let mut assumed = usual_assumptions();
    let Some(path) = &arguments.assume else { return Ok(assumed) };
    let kind = FileKind::Assumptions;
    let json = files::read(path, LONGEST_ASSUMPTIONS)
        .map_err(|why| Problem::File(kind, path.clone(), why))?;
    let content = |why: String| Problem::Content(kind, path.clone(), why);
    match serde_json::from_slice(&json) {
        Ok(Value::Object(own)) => {
            assumed.extend(own);
            Ok(assumed)
        }
        Ok(_) => Err(content("it is no object of facts".to_owned())),
        Err(error) => Err(content(error.to_string())),
    }
}
