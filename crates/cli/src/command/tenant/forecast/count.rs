//! People, counted by verdict and rule, with what hangs on what is assumed. It must not grow with their number.

use enrollment::forecast::{Forecasted, NOW, OtherCount};
use entra_policy::campaign::Forecaster;
use serde_json::Value;

use super::{Lines, Wanted};
use crate::{
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

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
    let other = OtherCount::of(chosen.beside, forecaster.other());
    let (counts, hangs) = forecaster.end();
    let (rules, assumed) = (chosen.rules.id().to_owned(), wanted.assumed);
    let found = Forecasted { rules, counts, assumed, hangs, unread_groups, other };
    let document = said(found.document());
    let written = if common.json {
        output::document(&document)
    } else {
        output::result(&text::forecast(&found))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(if found.counts.failed == 0 { Exit::Done } else { Exit::Refused })
}
