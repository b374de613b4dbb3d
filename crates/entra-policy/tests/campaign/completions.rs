//! Random facts, known and unknown: the engine beside the oracle over everything that unknown facts may
//! be. A verdict must be unknown exactly where the completions differ.

use std::collections::BTreeSet;

use entra_policy::campaign::{Fact, NudgeDecision, RuleBook, Verdict};
use serde_json::Value;

use crate::{
    chance::Chance,
    domain::domain,
    oracle::{self, DATES},
    reach::{self, Wanted},
    world::{self, Case, NOW, at},
};

/// Cases for each rule set; `TOUCHSTONE_CASES` asks for more.
pub(crate) fn cases() -> u64 {
    let wanted = std::env::var("TOUCHSTONE_CASES").ok().and_then(|count| count.parse().ok());
    wanted.unwrap_or(200)
}

pub(crate) fn decide(book: &RuleBook, date: &str, case: &Case) -> NudgeDecision {
    world::sheet(case).evaluate(book.set(date).unwrap(), NOW)
}

fn possible(decision: &NudgeDecision) -> BTreeSet<&'static str> {
    decision.possible.iter().map(Verdict::as_str).collect()
}

/// Every completion of these facts.
fn completions(case: &Case, open: &[Fact]) -> Vec<Case> {
    open.iter().fold(vec![case.clone()], |all, fact| {
        let with = |case: &Case| {
            let case = case.clone();
            domain(*fact).iter().map(move |value| {
                let mut case = case.clone();
                case[at(*fact)] = value.clone();
                case
            })
        };
        all.iter().flat_map(with).collect()
    })
}

pub(crate) fn some_facts(chance: &mut Chance, date: &str, most: usize) -> Vec<Fact> {
    let mut open = BTreeSet::new();
    for _ in 0..=chance.below(most) {
        open.insert(Fact::ALL[chance.below(Fact::ALL.len())]);
    }
    // The texts before 2026 know one target only, so that it is never unknown which.
    if date < "2026" {
        open.remove(&Fact::Target);
    }
    open.into_iter().collect()
}

pub(crate) fn without(case: &Case, open: &[Fact]) -> Case {
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
        let rules = book.set(date).unwrap();
        let deciding = reach::deciding_for_certain(rules);
        let wanted = Wanted { deciding, least: 5, anyhow: cases() * 5, most: cases() * 400 };
        let draw = || {
            let case = world::case(&mut chance);
            let engine = decide(&book, date, &case);
            (case, engine)
        };
        wanted.each(rules, draw, |case, engine| {
            let oracle = oracle::outcomes(date, &case);
            assert_eq!(possible(&engine), oracle, "{date}: {} {case:?}", engine.rule);
        });
    }
}

/// A case with facts taken away, and what the engine says of it.
struct Partial {
    case: Case,
    open: Vec<Fact>,
}

/// Looks at cases with unknown facts until every rule that can decide has.
fn each_partial(seed: u64, mut look: impl FnMut(&str, Partial, NudgeDecision)) {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(seed);
    for date in DATES {
        let rules = book.set(date).unwrap();
        let deciding = reach::deciding(rules);
        let wanted = Wanted { deciding, least: 2, anyhow: cases() / 4, most: cases() * 400 };
        let draw = || {
            let case = world::case(&mut chance);
            let open = some_facts(&mut chance, date, 3);
            let case = without(&case, &open);
            let engine = decide(&book, date, &case);
            (Partial { case, open }, engine)
        };
        wanted.each(rules, draw, |partial, engine| look(date, partial, engine));
    }
}

#[test]
fn with_unknown_facts_exactly_what_their_completions_come_to_is_possible() {
    each_partial(2, |date, Partial { case, open }, engine| {
        let all: BTreeSet<_> = completions(&case, &open)
            .iter()
            .flat_map(|case| oracle::outcomes(date, case))
            .collect();
        assert_eq!(possible(&engine), all, "{date}: {} {open:?} {case:?}", engine.rule);
    });
}

#[test]
fn what_settles_a_verdict_is_what_it_hangs_on() {
    each_partial(3, |date, Partial { case, open }, engine| {
        if engine.verdict != Verdict::Unknown {
            return assert!(engine.settled_by.is_empty());
        }
        let matters = |fact: &Fact| {
            let others: Vec<_> = open.iter().copied().filter(|one| one != fact).collect();
            completions(&case, &others).iter().any(|case| {
                let own = completions(case, &[*fact]);
                let own = own.iter().map(|case| oracle::outcomes(date, case));
                own.collect::<BTreeSet<_>>().len() > 1
            })
        };
        let wanted: Vec<_> = open.iter().copied().filter(matters).collect();
        let settled: Vec<_> = engine.settled_by.iter().collect();
        // Where a document leaves something open, what narrows that down counts as well.
        let mut all = completions(&case, &open).into_iter();
        let is_open = all.any(|case| oracle::outcomes(date, &case).len() > 1);
        let enough = is_open && wanted.iter().all(|fact| settled.contains(fact));
        let rule = engine.rule;
        assert!(enough || settled == wanted, "{date}: {rule} {settled:?} {wanted:?} {case:?}");
    });
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
