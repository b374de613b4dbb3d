//! People, counted by verdict and rule, with what hangs on what is assumed. It must not grow with their number.

use enrollment::forecast::{Forecasted, NOW};
use entra_policy::campaign::{Beside, Forecaster};
use serde_json::{Value, json};

use super::{Lines, Wanted};
use crate::{exit::Exit, output, problem::Problem, text};

pub(super) fn run(
    wanted: Wanted<'_>,
    lines: Lines<'_>,
    unread_groups: Vec<String>,
    said: impl FnOnce(Value) -> Value,
) -> Result<Exit, Problem> {
    let Wanted { tenant, chosen, ref assumed, common, .. } = wanted;
    let forecaster = Forecaster::new(tenant, chosen.rules, assumed, NOW);
    let mut forecaster = forecaster.map_err(|error| wanted.not_assumed(&error))?;
    if let Some(beside) = chosen.beside {
        forecaster = forecaster.beside(beside);
    }
    for line in lines {
        forecaster.add(line.map_err(|error| wanted.unreadable(&error))?.as_bytes());
    }
    let other = chosen.beside.zip(forecaster.other()).filter(|(_, found)| found.differ > 0);
    let other = other.map(|(set, found)| (set.id(), found));
    let (counts, hangs) = forecaster.end();
    let (rules, assumed) = (chosen.rules.id().to_owned(), wanted.assumed);
    let found = Forecasted { rules, counts, assumed, hangs, unread_groups };
    let document = said(document(&found, other));
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::forecast(&found, other))
    };
    written.map_err(Problem::Output)?;
    Ok(if found.counts.failed == 0 { Exit::Done } else { Exit::Refused })
}

fn document(found: &Forecasted, other: Option<(&str, Beside)>) -> Value {
    let mut document = found.document();
    if let (Some((set, Beside { asked, differ })), Some(members)) =
        (other, document.as_object_mut())
    {
        let other = json!({ "ruleset": set, "asked": asked, "differ": differ });
        members.insert("other".to_owned(), other);
    }
    document
}
