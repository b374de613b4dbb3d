//! Cases that join rules in ways the shared ones do not, each with its verdict and the rule that decides,
//! found by hand in the documents. What is expected must never be taken from the engine.

use entra_policy::campaign::{RuleBook, Scenarios};

use crate::world::NOW;

const CASES: &str = include_str!("combined.json");

#[test]
fn rules_that_meet_come_to_what_the_documents_say_and_name_the_first_that_decides() {
    let cases = Scenarios::from_json(CASES.as_bytes()).unwrap();
    let book = RuleBook::shipped().unwrap();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in cases.iter() {
        let rules = book.set(case.rule_set().unwrap()).unwrap();
        let decision = case.evaluate(rules, NOW).unwrap();
        let expect = case.member("expect").unwrap();
        let (verdict, rule) = (decision.verdict.as_str(), decision.rule.id());
        if expect["verdict"] != verdict || expect["rule"] != rule {
            let title = case.member("title").unwrap();
            wrong.push(format!("{} {title}: {verdict} by {rule}, not {expect}", case.id()));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 180, "{count} cases");
}
