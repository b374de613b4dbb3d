//! Worked cases. One that cannot be judged must get a line that says so, and keep no other from its own.

use std::{io::Write, path::Path};

use entra_policy::campaign::{FactSheet, Ids, RuleBook, Scenario, Scenarios};
use serde_json::json;

use super::{Answer, Chosen, NOW, Other, Trace, line, summary::Summary};
use crate::{
    args::{Common, NudgeArguments},
    exit::Exit,
    files, output,
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
};

pub(super) fn run(
    file: &Path,
    arguments: &NudgeArguments,
    common: &Common,
    (book, default): (&RuleBook, Chosen<'_>),
) -> Result<Exit, Problem> {
    let json = files::read(file, Scenarios::MAX_LENGTH)
        .map_err(|why| InputProblem::File(FileKind::Scenarios, file.to_owned(), why))?;
    let all = Scenarios::from_json(&json).map_err(|why| {
        InputProblem::Content(FileKind::Scenarios, file.to_owned(), why.to_string())
    })?;
    let mut summary = Summary::beside(default);
    let mut out = output::lines();
    for scenario in all.iter() {
        let named = |id| book.set(id).map(|rules| Chosen { rules, beside: None });
        let found = scenario.rule_set().map_or(Some(default), named);
        let judged = found.ok_or("rules-unknown").and_then(|chosen| judge(&scenario, chosen));
        match judged {
            Err(code) => {
                summary.failed();
                if !arguments.summary {
                    line(&mut out, &json!({ "id": scenario.id(), "error": code }))?;
                }
            }
            Ok((Chosen { rules, beside }, sheet, ids)) => {
                let decision = sheet.evaluate(rules, NOW);
                let its = |set| Other::than(&decision, set, &sheet.evaluate(set, NOW));
                let other = beside.and_then(its);
                summary.add(&decision, other.is_some());
                if !arguments.summary {
                    let trace = Trace { rules, decision: &decision, sheet: &sheet, ids: &ids };
                    let of = (scenario.id(), rules);
                    line(&mut out, &Answer::new(of, &decision, other, Some(trace)))?;
                }
            }
        }
    }
    out.flush().map_err(PlaceProblem::Output)?;
    drop(out);
    summary.end(arguments.summary, common.json)
}

type Judged<'a> = (Chosen<'a>, FactSheet, Ids);

fn judge<'a>(scenario: &Scenario<'_>, chosen: Chosen<'a>) -> Result<Judged<'a>, &'static str> {
    let (sheet, ids) = scenario.sheet(NOW).map_err(|_| "facts-malformed")?;
    Ok((chosen, sheet, ids))
}
