//! `touchstone tenant forecast`: whom the campaign of an organisation would ask, and what hangs on what is
//! assumed. Every assumption must be shown.

mod count;
mod each;

use std::path::Path;

use enrollment::forecast::{ExportError, Groups, Membership, open_export, read_people};
use entra_graph::sign_in::Job;
use entra_policy::campaign::{Assumptions, Tenant, usual_assumptions};
use serde_json::Value;

use super::{
    super::{
        nudge,
        organisation::AtWork,
        rules::{Chosen, book},
    },
    about,
};
use crate::{
    args::{Common, ForecastArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, Problem},
};

/// The longest file of assumptions that is read (bytes).
const LONGEST_ASSUMPTIONS: usize = 1 << 20;

/// People, a line of facts each, one after the other.
type Lines<'a> = Box<dyn Iterator<Item = Result<String, ExportError>> + 'a>;

/// Whom to judge, and by what.
struct Wanted<'a> {
    tenant: &'a Tenant,
    chosen: Chosen<'a>,
    assumed: Assumptions,
    arguments: &'a ForecastArguments,
    common: &'a Common,
}

/// Counts, and says what hangs on what; or says it of each.
///
/// # Errors
/// The directory cannot be asked, a file is none of its kind, or the result was not written.
pub(super) fn run(arguments: &ForecastArguments, common: &Common) -> Result<Exit, Problem> {
    let book = book()?;
    let chosen = Chosen::new(&book, arguments.rules.as_deref(), common)?;
    let people = arguments.people.as_deref();
    // What is wrong about the files is said before anybody has to sign in.
    let assumed = assumptions(arguments)?;
    if let (Some(people), Some(policy)) = (people, &arguments.policy) {
        let tenant = &nudge::tenant(policy)?;
        let wanted = Wanted { tenant, chosen, assumed, arguments, common };
        let groups = Groups::default();
        return wanted.of_export(people, &groups.under(tenant), |document| document);
    }
    let jobs: &[Job] = if people.is_some() { &[Job::Desk] } else { &[Job::Desk, Job::Reports] };
    let at_work = AtWork::open(common, jobs)?;
    let policy = at_work.ask(|client| client.authentication_methods_policy())?.document;
    let tenant = &Tenant::parse(&policy).map_err(super::malformed)?;
    let wanted = Wanted { tenant, chosen, assumed, arguments, common };
    let said = |document| {
        if !common.json {
            output::say(&at_work.said().line());
        }
        about(&at_work, document)
    };
    if let Some(people) = people {
        let mut groups = Groups::default();
        groups.ask(at_work.directory(), tenant);
        return wanted.of_export(people, &groups.under(tenant), said);
    }
    let people = at_work.ask(|client| read_people(client, tenant))?;
    let lines = Box::new(people.lines.into_iter().map(Ok));
    wanted.answer(lines, people.unread_groups, said)
}

impl Wanted<'_> {
    fn of_export(
        self,
        path: &Path,
        groups: &Membership<'_>,
        said: impl FnOnce(Value) -> Value,
    ) -> Result<Exit, Problem> {
        let input = files::open(path);
        let input =
            input.map_err(|why| InputProblem::File(FileKind::People, path.to_owned(), why))?;
        let people = open_export(input).map_err(|error| self.unreadable(&error))?;
        let lines = people.map(|one| one.map(|person| person.line(groups)));
        let unread = groups.unread.clone();
        self.answer(Box::new(lines), unread, said)
    }

    fn answer(
        self,
        lines: Lines<'_>,
        unread_groups: Vec<String>,
        said: impl FnOnce(Value) -> Value,
    ) -> Result<Exit, Problem> {
        match self.arguments.format {
            None => count::run(self, lines, unread_groups, said),
            Some(_) if self.common.json => {
                Err(InputProblem::Usage("--format prints lines, --json one document".to_owned())
                    .into())
            }
            Some(format) => each::run(&self, lines, format, said),
        }
    }

    fn unreadable(&self, error: &ExportError) -> Problem {
        let path = self.arguments.people.clone().unwrap_or_default();
        InputProblem::Content(FileKind::People, path, error.to_string()).into()
    }

    fn not_assumed(&self, error: &entra_policy::PolicyError) -> Problem {
        let path = self.arguments.assume.clone().unwrap_or_default();
        InputProblem::Content(FileKind::Assumptions, path, error.to_string()).into()
    }
}

/// The usual ones, and those of a file in their place.
fn assumptions(arguments: &ForecastArguments) -> Result<Assumptions, Problem> {
    let mut assumed = usual_assumptions();
    let Some(path) = &arguments.assume else { return Ok(assumed) };
    let kind = FileKind::Assumptions;
    let json = files::read(path, LONGEST_ASSUMPTIONS)
        .map_err(|why| InputProblem::File(kind, path.clone(), why))?;
    let content = |why: String| Problem::from(InputProblem::Content(kind, path.clone(), why));
    match serde_json::from_slice(&json) {
        Ok(Value::Object(own)) => {
            assumed.extend(own);
            Ok(assumed)
        }
        Ok(_) => Err(content("it is no object of facts".to_owned())),
        Err(error) => Err(content(error.to_string())),
    }
}
