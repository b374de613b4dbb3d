//! People of a forecast one by one, as rows of a table (RFC 4180, UTF-8): verdict, the rule that decides, and what
//! would settle an unknown. Somebody whose facts make no sense must have a row of their own, and not be left out.

use entra_policy::{
    PolicyError,
    campaign::{Assumptions, Line, LineReader, RuleBook, RuleSet, Tenant},
};
use serde_json::json;

use super::{NOW, People};
use crate::ledger::csv_cell;

/// What the rows begin with.
pub const HEAD: &str = "\"id\",\"verdict\",\"rule\",\"skippable\",\"possible\",\"settled_by\",\
    \"ruleset\",\"other_ruleset\",\"other_verdict\",\"other_rule\",\"error\",\"other_agrees\"\r\n";

/// What another rule set says of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside<'b> {
    /// Nothing: no other one was asked.
    Nobody,
    /// The same verdict.
    Agrees,
    /// Another verdict: its id, its verdict and its rule.
    Differs([&'b str; 3]),
}

/// Somebody who was judged, and what another rule set says. `other_agrees` is empty where none was asked.
pub fn judged_row(judged: &Line, rules: &RuleSet, beside: Beside<'_>) -> String {
    let decision = &judged.decision;
    let id = judged.id.as_str().map_or_else(|| judged.id.to_string(), str::to_owned);
    let possible: Vec<_> = decision.possible.iter().map(|one| one.as_str()).collect();
    let settled_by: Vec<_> = decision.settled_by.iter().map(|fact| fact.path()).collect();
    let skippable = if decision.skippable { "true" } else { "false" };
    let (verdict, rule) = (decision.verdict.as_str(), decision.rule.id());
    let (possible, settled_by) = (possible.join(" "), settled_by.join(" "));
    let ([other_rules, other_verdict, other_rule], agrees) = match beside {
        Beside::Nobody => ([""; 3], ""),
        Beside::Agrees => ([""; 3], "true"),
        Beside::Differs(other) => (other, "false"),
    };
    row(&[
        &id,
        verdict,
        rule,
        skippable,
        &possible,
        &settled_by,
        rules.id(),
        other_rules,
        other_verdict,
        other_rule,
        "",
        agrees,
    ])
}

/// Somebody whose line makes no sense, by its number and why.
pub fn failed_row(number: u64, code: &str) -> String {
    row(&[&format!("line {number}"), "", "", "", "", "", "", "", "", "", code, ""])
}

fn row(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
    quoted.join(",") + "\r\n"
}

/// A table of these people. Where another document says something else of somebody, that stands beside.
///
/// # Errors
/// The assumptions are no facts.
pub fn people_table(
    tenant: &Tenant,
    (book, rules): (&RuleBook, &RuleSet),
    assumed: &Assumptions,
    people: &People,
) -> Result<String, PolicyError> {
    let sheet = tenant.assumptions(json!(assumed).to_string().as_bytes(), NOW)?;
    let tenant = tenant.clone().assuming(&sheet.campaign);
    let mut reader = LineReader::new(tenant, sheet, NOW);
    let beside = book.beside(rules.id());
    let mut table = HEAD.to_owned();
    for (number, line) in (1_u64..).zip(&people.lines) {
        table += &match reader.judge(line.as_bytes(), rules) {
            Ok(judged) => {
                let other = beside.map(|set| (set, reader.again(set)));
                let said = match &other {
                    None => Beside::Nobody,
                    Some((_, other)) if other.verdict == judged.decision.verdict => Beside::Agrees,
                    Some((set, other)) => {
                        Beside::Differs([set.id(), other.verdict.as_str(), other.rule.id()])
                    }
                };
                judged_row(&judged, rules, said)
            }
            Err(why) => failed_row(number, why.as_str()),
        };
    }
    Ok(table)
}
