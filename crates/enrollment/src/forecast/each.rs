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
    \"ruleset\",\"other_ruleset\",\"other_verdict\",\"other_rule\",\"error\"\r\n";

/// Somebody who was judged; `other` is what another rule set says: its id, its verdict and its rule, or nothing.
pub fn judged_row(judged: &Line, rules: &RuleSet, other: [&str; 3]) -> String {
    let decision = &judged.decision;
    let id = judged.id.as_str().map_or_else(|| judged.id.to_string(), str::to_owned);
    let possible: Vec<_> = decision.possible.iter().map(|one| one.as_str()).collect();
    let settled_by: Vec<_> = decision.settled_by.iter().map(|fact| fact.path()).collect();
    let skippable = if decision.skippable { "true" } else { "false" };
    let (verdict, rule) = (decision.verdict.as_str(), decision.rule.id());
    let (possible, settled_by) = (possible.join(" "), settled_by.join(" "));
    let [other_rules, other_verdict, other_rule] = other;
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
    ])
}

/// Somebody whose line makes no sense, by its number and why.
pub fn failed_row(number: u64, code: &str) -> String {
    row(&[&format!("line {number}"), "", "", "", "", "", "", "", "", "", code])
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
                let other = other.filter(|(_, other)| other.verdict != judged.decision.verdict);
                let cells = other
                    .as_ref()
                    .map(|(set, other)| [set.id(), other.verdict.as_str(), other.rule.id()]);
                judged_row(&judged, rules, cells.unwrap_or_default())
            }
            Err(why) => failed_row(number, why.as_str()),
        };
    }
    Ok(table)
}
