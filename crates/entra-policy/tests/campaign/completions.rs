//! Random facts, known and unknown: the engine beside the oracle over everything that unknown facts may
//! be. A verdict must be unknown exactly where the completions differ.

use std::collections::BTreeSet;

use entra_policy::campaign::{Fact, NudgeDecision, RuleBook, Verdict};
use serde_json::Value;

use crate::{
    chance::Chance,
    oracle::{self, DATES},
    world::{self, Case, NOW, at, domain},
};

/// Cases for each rule set; `TOUCHSTONE_CASES` asks for more.
fn cases() -> u64 {
    let wanted = std::env::var("TOUCHSTONE_CASES").ok().and_then(|count| count.parse().ok());
    wanted.unwrap_or(200)
}

fn decide(book: &RuleBook, date: &str, case: &Case) -> NudgeDecision {
    world::sheet(case).evaluate(book.set(date).unwrap(), NOW)
}

fn possible(decision: &NudgeDecision) -> BTreeSet<&'static str> {
    decision.possible.iter().map(Verdict::as_str).collect()
}

/// Every completion of these facts.
fn completions(case: &Case, open: &[Fact]) -> Vec<Case> {
    open.iter().fold(vec![case.clone()], |all, fact| {
        let with = |case: &Case| {
            domain(*fact).into_iter().map({
                let case = case.clone();
                move |value| {
                    let mut case = case.clone();
                    case[at(*fact)] = value;
                    case
                }
            })
        };
        all.iter().flat_map(with).collect()
    })
}

fn some_facts(chance: &mut Chance, date: &str, most: usize) -> Vec<Fact> {
    let mut open = BTreeSet::new();
    for _ in 0..=chance.below(most) {
        open.insert(Fact::ALL[chance.below(Fact::ALL.len())]);
    }
    // Nobody's id is named by a policy here, and the scope of Authenticator is not told apart.
    open.retain(|fact| ![Fact::UserId, Fact::AuthenticatorUserInScope].contains(fact));
    // The texts before 2026 know one target only, so that it is never unknown which.
    if date < "2026" {
        open.remove(&Fact::Target);
    }
    open.into_iter().collect()
}

fn without(case: &Case, open: &[Fact]) -> Case {
    let mut case = case.clone();
    for fact in open {
        case[at(*fact)] = Value::Null;
    }
    case
}

#[test]
fn with_all_facts_known_the_engine_says_what_the_oracle_says() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(1);
    for date in DATES {
        let mut seen = BTreeSet::new();
        for _ in 0..cases() * 5 {
            let case = world::case(&mut chance);
            let (engine, oracle) = (decide(&book, date, &case), oracle::outcomes(date, &case));
            assert_eq!(possible(&engine), oracle, "{date}: {} {case:?}", engine.rule);
            seen.insert(engine.verdict);
        }
        assert!(seen.contains(&Verdict::Nudge) && seen.contains(&Verdict::NoNudge), "{date}");
    }
}

#[test]
fn with_unknown_facts_exactly_what_their_completions_come_to_is_possible() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(2);
    for date in DATES {
        for _ in 0..cases() / 4 {
            let case = world::case(&mut chance);
            let open = some_facts(&mut chance, date, 3);
            let partial = without(&case, &open);
            let engine = decide(&book, date, &partial);
            let all: BTreeSet<_> = completions(&partial, &open)
                .iter()
                .flat_map(|case| oracle::outcomes(date, case))
                .collect();
            assert_eq!(possible(&engine), all, "{date}: {} {open:?} {case:?}", engine.rule);
        }
    }
}

#[test]
fn what_settles_a_verdict_is_what_it_hangs_on() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(3);
    for date in DATES {
        for _ in 0..cases() / 4 {
            let case = world::case(&mut chance);
            let open = some_facts(&mut chance, date, 3);
            let partial = without(&case, &open);
            let engine = decide(&book, date, &partial);
            if engine.verdict != Verdict::Unknown {
                assert!(engine.settled_by.is_empty());
                continue;
            }
            let matters = |fact: &Fact| {
                let others: Vec<_> = open.iter().copied().filter(|one| one != fact).collect();
                completions(&partial, &others).iter().any(|case| {
                    let own = completions(case, &[*fact]);
                    let own = own.iter().map(|case| oracle::outcomes(date, case));
                    own.collect::<BTreeSet<_>>().len() > 1
                })
            };
            let wanted: Vec<_> = open.iter().copied().filter(matters).collect();
            let settled: Vec<_> = engine.settled_by.iter().collect();
            // Where a document leaves something open, what narrows that down counts as well.
            let mut all = completions(&partial, &open).into_iter();
            let is_open = all.any(|case| oracle::outcomes(date, &case).len() > 1);
            let enough = is_open && wanted.iter().all(|fact| settled.contains(fact));
            let rule = engine.rule;
            assert!(enough || settled == wanted, "{date}: {rule} {settled:?} {wanted:?} {case:?}");
        }
    }
}

#[test]
fn forgetting_a_fact_never_turns_a_verdict_into_its_opposite() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(4);
    for date in DATES {
        for _ in 0..cases() {
            let mut case = world::case(&mut chance);
            let mut before = decide(&book, date, &case);
            for fact in some_facts(&mut chance, date, 12) {
                case[at(fact)] = Value::Null;
                let after = decide(&book, date, &case);
                let lost = before.possible.iter().any(|one| !after.possible.has(one));
                assert!(!lost, "{date}: {fact} {before:?} {after:?}");
                before = after;
            }
        }
    }
}

#[test]
fn whoever_is_excluded_not_eligible_or_snoozing_is_never_asked() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(5);
    let set = |case: &mut Case, fact: Fact, value: Value| case[at(fact)] = value;
    for date in DATES {
        for _ in 0..cases() {
            let mut case = world::case(&mut chance);
            let open = some_facts(&mut chance, date, 6);
            case = without(&case, &open);
            match chance.below(3) {
                0 => {
                    set(&mut case, Fact::Groups, serde_json::json!(["g1"]));
                    set(&mut case, Fact::Exclude, serde_json::json!(["g2", "g1"]));
                }
                1 => {
                    for fact in [
                        Fact::AuthenticatorEnabled,
                        Fact::ViaMfaRegistrationPolicy,
                        Fact::Fido2Enabled,
                    ] {
                        set(&mut case, fact, false.into());
                    }
                }
                _ => {
                    let skipped = serde_json::json!([{ "event": "skip", "daysAgo": 0.01 }]);
                    set(&mut case, Fact::History, skipped);
                    set(&mut case, Fact::SnoozeDuration, 3.into());
                }
            }
            let decision = decide(&book, date, &case);
            let asked = [Verdict::Nudge, Verdict::Required].contains(&decision.verdict);
            assert!(!asked, "{date}: {decision:?} {case:?}");
        }
    }
}
