//! `touchstone diagnose`: judges registrations that somebody recorded, each link of each. It must judge
//! as a registration made here is judged, and never send anything anywhere.

mod batch;
mod grounds;

use std::path::Path;

use enrollment::diagnosis::{Given, Ticket, diagnose, document, document_of_a_server_only};
use webauthn::{Judgement, Timestamp, Verdict};

use crate::{
    args::{Common, DiagnoseArguments},
    clock::now,
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
    text,
};

/// Judges every file, or the batch.
///
/// # Errors
/// Something that was named cannot be read, or the result was not written.
pub(super) fn run(arguments: &DiagnoseArguments, common: &Common) -> Result<Exit, Problem> {
    let now = now();
    let given = grounds::read(arguments, now)?;
    if let Some(path) = &arguments.batch {
        return batch::run(path, &given, now);
    }
    let mut exit = Exit::Done;
    for path in &arguments.files {
        if judge_file(path, (&given, now), common)? == Exit::Refused {
            exit = Exit::Refused;
        }
    }
    Ok(exit)
}

fn judge_file(
    path: &Path,
    (given, now): (&Given, Timestamp),
    common: &Common,
) -> Result<Exit, Problem> {
    let bytes = files::read(path, Ticket::MAX_LENGTH)
        .map_err(|why| InputProblem::File(FileKind::Ticket, path.to_owned(), why))?;
    let not_read = |why: String| InputProblem::Content(FileKind::Ticket, path.to_owned(), why);
    let ticket = Ticket::read(&bytes).map_err(|why| not_read(why.to_string()))?;
    let name = path.file_name().map(|name| name.to_string_lossy());
    let mut exit = Exit::Done;
    let mut judged = Vec::new();
    let places = 0..ticket.registrations.len();
    for read in places.filter_map(|place| ticket.registration(place, name.as_deref(), given)) {
        let recorded = read.map_err(|why| not_read(why.to_string()))?;
        judged.push(diagnose(&recorded, &given.grounds(now)));
    }
    for judgement in &judged {
        if judgement.verdict != Verdict::Admitted {
            exit = Exit::Refused;
        }
        write(judgement, &ticket, common)?;
    }
    if judged.is_empty() {
        exit = Exit::Refused;
        write_refusals(&ticket, common)?;
    }
    Ok(exit)
}

fn write(judgement: &Judgement, ticket: &Ticket, common: &Common) -> Result<(), Problem> {
    let written = if common.json {
        output::document(&document(judgement, &ticket.refusals))
    } else {
        output::result(&text::diagnosis(judgement, &ticket.refusals))
    };
    written.map_err(|why| PlaceProblem::Output(why).into())
}

fn write_refusals(ticket: &Ticket, common: &Common) -> Result<(), Problem> {
    let written = if common.json {
        output::document(&document_of_a_server_only(&ticket.refusals))
    } else {
        output::result(&text::server_only(&ticket.refusals))
    };
    written.map_err(|why| PlaceProblem::Output(why).into())
}
