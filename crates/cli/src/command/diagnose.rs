//! `touchstone diagnose`: judges registrations that somebody recorded, each link of each. It must judge
//! as a registration made here is judged, and never send anything anywhere.

mod batch;
mod grounds;

use std::path::Path;

use enrollment::diagnosis::{Recorded, Ticket, diagnose};
use serde_json::{Value, json};
use webauthn::{Judgement, Verdict};

use crate::{
    args::{Common, DiagnoseArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, Problem},
    text,
};

use grounds::Given;

/// Judges every file, or the batch.
///
/// # Errors
/// Something that was named cannot be read, or the result was not written.
pub(super) fn run(arguments: &DiagnoseArguments, common: &Common) -> Result<Exit, Problem> {
    let given = Given::read(arguments)?;
    if let Some(path) = &arguments.batch {
        return batch::run(path, &given);
    }
    let mut exit = Exit::Done;
    for path in &arguments.files {
        if judge_file(path, &given, common)? == Exit::Refused {
            exit = Exit::Refused;
        }
    }
    Ok(exit)
}

fn judge_file(path: &Path, given: &Given, common: &Common) -> Result<Exit, Problem> {
    let bytes = files::read(path, Ticket::MAX_LENGTH)
        .map_err(|why| Problem::File(FileKind::Ticket, path.to_owned(), why))?;
    let not_read = |why: String| Problem::Content(FileKind::Ticket, path.to_owned(), why);
    let ticket = Ticket::read(&bytes).map_err(|why| not_read(why.to_string()))?;
    let asked = given.asked.as_ref().or(ticket.asked.last());
    let mut exit = Exit::Done;
    let mut judged = Vec::new();
    for read in &ticket.registrations {
        let recorded = read.clone().map_err(|why| not_read(why.to_string()))?;
        let recorded = match asked {
            Some(options) => recorded.asked(options, given.origin.as_deref()),
            None => Recorded { origin: recorded.origin.or(given.origin.clone()), ..recorded },
        };
        judged.push(diagnose(&recorded, &given.grounds()));
    }
    if judged.is_empty() && ticket.refusals.is_empty() {
        return Err(not_read("it holds creation options and no registration".to_owned()));
    }
    let several = judged.len() > 1;
    for (place, mut judgement) in judged.iter().cloned().enumerate() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.map(|name| if several { format!("{name}#{}", place + 1) } else { name });
        judgement.id = judgement.id.or(name);
        if judgement.verdict != Verdict::Admitted {
            exit = Exit::Refused;
        }
        write(&judgement, &ticket, common)?;
    }
    if judged.is_empty() {
        exit = Exit::Refused;
        write_refusals(&ticket, common)?;
    }
    Ok(exit)
}

fn write(judgement: &Judgement, ticket: &Ticket, common: &Common) -> Result<(), Problem> {
    let written = if common.json {
        let mut document = json!(judgement);
        if let (Some(members), false) = (document.as_object_mut(), ticket.refusals.is_empty()) {
            members.insert("server".to_owned(), refusals(ticket));
        }
        output::document(&document)
    } else {
        output::result(&text::diagnosis(judgement, &ticket.refusals))
    };
    written.map_err(Problem::Output)
}

/// A server's answer with no registration beside it: nothing was judged.
fn write_refusals(ticket: &Ticket, common: &Common) -> Result<(), Problem> {
    let written = if common.json {
        let document = json!({
            "verdict": Verdict::Undetermined, "aaguid": null, "model": null, "findings": [],
            "server": refusals(ticket),
        });
        output::document(&document)
    } else {
        output::result(&text::server_only(&ticket.refusals))
    };
    written.map_err(Problem::Output)
}

fn refusals(ticket: &Ticket) -> Value {
    let one = |refusal: &enrollment::tenant::TenantRefusal| {
        json!({
            "status": (refusal.status != 0).then_some(refusal.status),
            "code": refusal.code,
            "sub_code": refusal.sub_code,
            "message": refusal.message,
            "request_id": refusal.request_id,
        })
    };
    ticket.refusals.iter().map(one).collect()
}
