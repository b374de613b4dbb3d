//! `touchstone census`: what is on this computer, with the evidence, and which column of the
//! platform matrix that is. What is merely possible must not be said to be here.

mod keys;

use entra_policy::campaign::RuleSet;
use local_passkeys::{Computer, InstalledBrowser, KindHere, kinds_here, probe::this_computer};
use serde_json::{Value, json};

use super::rules::{Chosen, OtherColumn, book};
use crate::{
    args::{CensusArguments, Common},
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Looks, and says what was seen.
///
/// # Errors
/// The rule set is not there, or the result was not written.
pub(super) fn run(arguments: &CensusArguments, common: &Common) -> Result<Exit, Problem> {
    let book = book()?;
    let chosen = Chosen::new(&book, arguments.rules.as_deref(), common)?;
    let rules = chosen.rules;
    let here = this_computer();
    let kinds = kinds_here(&here, Some(&keys::in_hand()), None);
    let column = column(rules, &here);
    let browser = here.default_browser;
    let other = browser.and_then(|browser| OtherColumn::than(chosen, here.os, browser));
    let written = if common.json {
        output::document(&document(rules, (&here, &kinds), (column, other.as_ref())))
    } else {
        output::result(&text::census((&here, &kinds), rules, (column, other.as_ref())))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

/// The column of this computer's default browser; `None` where the text has none, or it is not
/// known.
fn column<'r>(rules: &'r RuleSet, here: &Computer) -> Option<&'r str> {
    let column = rules.matrix()?.column(here.os, here.default_browser?)?;
    Some(column.id.as_str())
}

fn document(
    rules: &RuleSet,
    (here, kinds): (&Computer, &[KindHere]),
    (column, other): (Option<&str>, Option<&OtherColumn<'_>>),
) -> Value {
    let browser = |(one, column): (InstalledBrowser, Option<&str>)| json!({ "browser": one.browser, "name": one.name, "column": column });
    let browsers: Vec<Value> = here.columns(rules).into_iter().map(browser).collect();
    json!({
        "os": here.os,
        "os_name": here.os_name,
        "default_browser": here.default_browser,
        "browsers": here.browsers.is_some().then_some(browsers),
        "browsers_whole": here.browsers.as_ref().is_some_and(|listed| listed.whole),
        "ruleset": rules.id(),
        "column": column,
        "other": other,
        "passkeys": kinds,
        "evidence": here.evidence,
    })
}
