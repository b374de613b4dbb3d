//! Worked cases. One that cannot be judged must get a line that says so, and keep no other from its own.

use std::{io::Write, path::Path};

use entra_policy::campaign::{RuleBook, RuleSet, Scenario, Scenarios};
use serde_json::json;

use super::{Answer, NOW, Trace, line, rule_set, summary::Summary};
use crate::{
    args::{Common, NudgeArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, Problem},
};

pub(super) fn run(
    file: &Path,
    arguments: &NudgeArguments,
    common: &Common,
    book: &RuleBook,
) -> Result<Exit, Problem> {
    let json = files::read(file, Scenarios::MAX_LENGTH)
        .map_err(|why| Problem::File(FileKind::Scenarios, file.to_owned(), why))?;
    let all = Scenarios::from_json(&json)
        .map_err(|why| Problem::Content(FileKind::Scenarios, file.to_owned(), why.to_string()))?;
    let default = rule_set(book, arguments.rules.as_deref())?;
    let mut summary = Summary::default();
    let mut out = output::lines();
    for scenario in all.iter() {
        let found = scenario.rule_set().map_or(Some(default), |id| book.set(id));
        let judged = found.ok_or("rules-unknown").and_then(|rules| judge(&scenario, rules));
        match judged {
            Err(code) => {
                summary.failed();
                if !arguments.summary {
                    line(&mut out, &json!({ "id": scenario.id(), "error": code }))?;
                }
            }
            Ok((rules, sheet, ids)) => {
                let decision = sheet.evaluate(rules, NOW);
                summary.add(&decision);
                if !arguments.summary {
                    let trace = Trace { rules, decision: &decision, sheet: &sheet, ids: &ids };
                    line(&mut out, &Answer::new(scenario.id(), rules, &decision, Some(trace)))?;
                }
            }
        }
    }
    out.flush().map_err(Problem::Output)?;
    drop(out);
    summary.end(arguments.summary, common.json)
}

type Judged<'a> = (&'a RuleSet, entra_policy::campaign::FactSheet, entra_policy::campaign::Ids);

fn judge<'a>(scenario: &Scenario<'_>, rules: &'a RuleSet) -> Result<Judged<'a>, &'static str> {
    let (sheet, ids) = scenario.sheet(NOW).map_err(|_| "facts-malformed")?;
    Ok((rules, sheet, ids))
}
