//! `touchstone tenant forecast`: whom the campaign of an organisation would ask, and what hangs on what is
//! assumed. Every assumption must be shown.

use std::path::Path;

use enrollment::{
    forecast::{CountError, ExportedPeople, Forecasted, Groups, open_export, read_people},
    settings::Settings,
    store::SettingsFile,
};
use entra_graph::sign_in::Job;
use entra_policy::campaign::{Assumptions, RuleSet, Tenant, usual_assumptions};
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
/// The directory cannot be asked, a file is none of its kind, or the result was not written.
pub(super) fn run(arguments: &ForecastArguments, common: &Common) -> Result<Exit, Problem> {
    let book = nudge::book()?;
    let pinned = match &arguments.rules {
        Some(_) => None,
        None => settings(common)?.rule_set,
    };
    // One that this program does not have counts as none, as in the window.
    let pinned = pinned.filter(|id| book.set(id).is_some());
    let rules = nudge::rule_set(&book, arguments.rules.as_deref().or(pinned.as_deref()))?;
    let people = arguments.people.as_deref();
    if let (Some(people), Some(policy)) = (people, &arguments.policy) {
        let tenant = nudge::tenant(policy)?;
        let found = count(&tenant, rules, people, arguments, &Groups::default())?;
        return say(&found, found.document(), common);
    }
    let jobs: &[Job] = if people.is_some() { &[Job::Desk] } else { &[Job::Desk, Job::Reports] };
    // What is wrong about the files is said before anybody has to sign in.
    let assumed = assumptions(arguments)?;
    let at_work = AtWork::open(common, jobs)?;
    let policy = at_work.ask(|client| client.authentication_methods_policy())?.document;
    let tenant = Tenant::parse(&policy).map_err(super::malformed)?;
    let found = if let Some(people) = people {
        let mut groups = Groups::default();
        groups.ask(at_work.directory(), &tenant);
        count(&tenant, rules, people, arguments, &groups)?
    } else {
        let people = at_work.ask(|client| read_people(client, &tenant))?;
        Forecasted::count_people(&tenant, rules, assumed, &people)
            .map_err(|error| not_counted(error.into(), arguments))?
    };
    if !common.json {
        output::say(&at_work.said().line());
    }
    say(&found, about(&at_work, found.document()), common)
}

/// Counts the people of an export.
fn count(
    tenant: &Tenant,
    rules: &RuleSet,
    people: &Path,
    arguments: &ForecastArguments,
    groups: &Groups,
) -> Result<Forecasted, Problem> {
    let assumed = assumptions(arguments)?;
    let unusable = |error| not_counted(error, arguments);
    let people = export(people)?.map_err(unusable)?;
    let groups = groups.under(tenant);
    Forecasted::count_export(tenant, rules, assumed, people, groups).map_err(unusable)
}

fn export(path: &Path) -> Result<Result<ExportedPeople, CountError>, Problem> {
    let input = files::open(path);
    let input = input.map_err(|why| Problem::File(FileKind::People, path.to_owned(), why))?;
    Ok(open_export(input).map_err(Into::into))
}

fn not_counted(error: CountError, arguments: &ForecastArguments) -> Problem {
    let (kind, path) = match &error {
        CountError::Assumptions(_) => (FileKind::Assumptions, &arguments.assume),
        CountError::Export(_) => (FileKind::People, &arguments.people),
    };
    Problem::Content(kind, path.clone().unwrap_or_default(), error.to_string())
}

fn say(found: &Forecasted, document: Value, common: &Common) -> Result<Exit, Problem> {
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::forecast(found))
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

/// What a person has chosen: a rule set may be pinned.
pub(super) fn settings(common: &Common) -> Result<Settings, Problem> {
    let kept = SettingsFile::at(&common.places()?.settings).load();
    kept.map(|loaded| loaded.settings).map_err(Problem::Settings)
}
