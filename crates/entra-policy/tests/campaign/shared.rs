//! The worked cases that are shared between projects, where `TOUCHSTONE_FACTS` names their folder. It
//! must never be taken for passed where it was skipped.

use std::{env, fs, path::Path};

use serde_json::json;

use entra_policy::campaign::{RuleBook, Scenarios, Timestamp};

const NOW: Timestamp = Timestamp(1_790_000_000);

#[test]
fn shared_scenarios_have_their_verdict_rule_and_possible_outcomes() {
    let Some(folder) = env::var_os("TOUCHSTONE_FACTS") else {
        eprintln!("skipped: TOUCHSTONE_FACTS does not name the folder of shared facts");
        return;
    };
    let file = fs::read(Path::new(&folder).join("campaign-scenarios.json")).unwrap();
    let scenarios = Scenarios::from_json(&file).unwrap();
    let book = RuleBook::shipped().unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for scenario in scenarios.iter() {
        let rules = book.set(scenario.rule_set().unwrap()).unwrap();
        let decision = scenario.evaluate(rules, NOW).unwrap();
        let expect = scenario.member("expect").unwrap();
        let possible: Vec<_> = decision.possible.iter().map(|one| one.as_str()).collect();
        let possible_agrees = expect.get("possible").is_none_or(|all| *all == json!(possible));
        let verdict_agrees = expect["verdict"] == decision.verdict.as_str();
        let rule_agrees = expect["rule"] == decision.rule.id();
        if !(verdict_agrees && rule_agrees && possible_agrees) {
            let (verdict, rule) = (decision.verdict.as_str(), decision.rule);
            wrong.push(format!("{}: {verdict} by {rule}, not {expect}", scenario.id()));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    eprintln!("{count} scenarios, all with their verdict and rule");
}
