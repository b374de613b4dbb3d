//! `touchstone tenant results`: what people have registered, now and at the days it was counted before. Nobody
//! may be told from what is kept.

use enrollment::readiness::unread;
use enrollment::{
    results::{self, KeptTally},
    tenant::Tenant,
};
use entra_graph::sign_in::Job;
use entra_policy::readiness::AuditDay;
use serde_json::{Value, json};
use webauthn::Timestamp;

use super::{super::organisation::AtWork, about};
use crate::{
    args::Common,
    clock::now,
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Counts, keeps the count, and says what changed.
///
/// # Errors
/// The directory cannot be asked, nothing can be kept, or the result was not written.
pub(super) fn run(common: &Common) -> Result<Exit, Problem> {
    let at_work = AtWork::open(common, &[Job::Reports])?;
    let organisation = at_work.ask(|client| client.organisation())?.id;
    let tally = at_work.ask(|client| results::count(client))?;
    let tallies = at_work.record()?.tallies;
    let taken = KeptTally { at: now(), tally };
    tallies.keep(&organisation, &taken).map_err(PlaceProblem::DirectoryRecord)?;
    let kept = tallies.kept(&organisation).map_err(PlaceProblem::DirectoryRecord)?;
    // The report has been read: without the log there is less to say, and it is said why.
    let log = results::audited(at_work.directory(), now());
    if let Ok(days) = &log {
        tallies.keep_audited(&organisation, days).map_err(PlaceProblem::DirectoryRecord)?;
    }
    let days = tallies.audited(&organisation).map_err(PlaceProblem::DirectoryRecord)?;
    let unread = log.err().map(unread);
    let written = if common.json {
        let counts: Vec<Value> = kept.iter().map(describe).collect();
        let audit =
            json!({ "days": days.iter().map(of_day).collect::<Vec<_>>(), "unread": unread });
        output::document(&about(&at_work, json!({ "counts": counts, "audit": audit })))
    } else {
        output::say(&at_work.said().line());
        output::result(&(text::results(&kept) + &text::audited(&days, unread.as_ref())))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

fn of_day(day: &AuditDay) -> Value {
    let mut document = json!(day);
    if let Some(members) = document.as_object_mut() {
        let date = Timestamp(day.day).to_string();
        members.insert("day".to_owned(), date.chars().take(10).collect::<String>().into());
    }
    document
}

fn describe(kept: &KeptTally) -> Value {
    let mut document = json!(kept.tally);
    if let Some(members) = document.as_object_mut() {
        let at: Timestamp = kept.at;
        members.shift_insert(0, "at".to_owned(), at.to_string().into());
    }
    document
}
