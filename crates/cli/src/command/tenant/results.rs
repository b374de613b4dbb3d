//! `touchstone tenant results`: what people have registered, now and at the days it was counted before. Nobody
//! may be told from what is kept.

use enrollment::{
    results::{self, KeptTally},
    tenant::Tenant,
};
use entra_graph::sign_in::Job;
use serde_json::{Value, json};
use webauthn::Timestamp;

use super::{super::organisation::AtWork, about};
use crate::{args::Common, clock::now, exit::Exit, output, problem::Problem, text};

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
    tallies.keep(&organisation, &taken).map_err(Problem::DirectoryRecord)?;
    let kept = tallies.kept(&organisation).map_err(Problem::DirectoryRecord)?;
    let written = if common.json {
        let counts: Vec<Value> = kept.iter().map(describe).collect();
        output::document(&about(&at_work, json!({ "counts": counts })))
    } else {
        output::say(&at_work.said().line());
        output::result(&text::results(&kept))
    };
    written.map_err(Problem::Output)?;
    Ok(Exit::Done)
}

fn describe(kept: &KeptTally) -> Value {
    let mut document = json!(kept.tally);
    if let Some(members) = document.as_object_mut() {
        let at: Timestamp = kept.at;
        members.shift_insert(0, "at".to_owned(), at.to_string().into());
    }
    document
}
