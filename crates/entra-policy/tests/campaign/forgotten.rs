//! Facts that were known and no longer are. What was sure may become unknown and must never become something
//! else, and each fact is taken away where something hangs on it.

use entra_policy::campaign::{Fact, NudgeDecision, Rule, RuleBook, RuleSet};
use serde_json::Value;

use crate::{
    chance::Chance,
    completions::{cases, decide, some_facts, without},
    domain::domain,
    oracle::DATES,
    world::{self, Case, at},
};

/// Whether a verdict is possible with a fact that is not so without it.
fn lost(before: &NudgeDecision, after: &NudgeDecision) -> bool {
    before.possible.iter().any(|one| !after.possible.has(one))
}

fn with(case: &Case, fact: Fact, value: &Value) -> Case {
    let mut case = case.clone();
    case[at(fact)] = value.clone();
    case
}

/// Whether anything hangs on a fact in any case under a rule set: by a rule that is about it, or everywhere.
fn can_matter(rules: &RuleSet, fact: Fact) -> bool {
    let only_by = [
        (Fact::SnoozesLimited, Rule::LimitedThreeThenRequired),
        (Fact::Subscription, Rule::FreeTrialThreeSnoozes),
        (Fact::AuthenticatorUserInScope, Rule::UserInMethodScope),
        (Fact::Fido2UserInScope, Rule::UserInMethodScope),
        (Fact::Fido2Enabled, Rule::Fido2EnabledRequired),
        (Fact::Fido2SelfService, Rule::SelfServiceRequired),
        (Fact::Guest, Rule::GuestPasskeyNotNudged),
    ];
    if let Some((_, rule)) = only_by.iter().find(|(one, _)| *one == fact) {
        return rules.lists(*rule);
    }
    let lists = |any: [Rule; 2]| any.into_iter().any(|rule| rules.lists(rule));
    if fact == Fact::ViaMfaRegistrationPolicy {
        rules.knows_mfa_registration_policy()
    } else if fact == Fact::Credentials {
        lists([Rule::AnyPasskeyAccountWide, Rule::LocalPasskeyMatrix])
    } else if fact == Fact::Browser {
        rules.lists(Rule::LocalPasskeyMatrix)
    } else if fact == Fact::Profiles {
        lists([Rule::ManagedAaguidKeepsAuthenticator, Rule::ManagedEligibleProfileNeeded])
    } else {
        // All texts say that codes do not count.
        fact != Fact::AuthenticatorTotp
    }
}

/// The texts before 2026 know one target: forgotten, it is that one, and what is said of another is not.
fn is_the_only_target(rules: &RuleSet, fact: Fact) -> bool {
    fact == Fact::Target && rules.methods().len() < 2
}

/// A case in which the fact is known, whatever else is not.
fn case_with(fact: Fact, date: &str, chance: &mut Chance) -> Case {
    let case = world::case(chance);
    let open: Vec<_> = some_facts(chance, date, 3).into_iter().filter(|one| *one != fact).collect();
    without(&case, &open)
}

#[test]
fn each_fact_is_forgotten_where_it_matters_and_no_verdict_becomes_its_opposite() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(4);
    let least = (cases() / 40).max(1);
    for date in DATES {
        let rules = book.set(date).unwrap();
        for &fact in Fact::ALL.iter().filter(|fact| !is_the_only_target(rules, **fact)) {
            let can_matter = can_matter(rules, fact);
            let most = if can_matter { cases() * 100 } else { cases() };
            let mut mattered = 0;
            for _ in 0..most {
                let case = case_with(fact, date, &mut chance);
                let before = decide(&book, date, &case);
                let of = |value: &Value| decide(&book, date, &with(&case, fact, value));
                let matters =
                    domain(fact).iter().any(|value| of(value).possible != before.possible);
                let after = of(&Value::Null);
                assert!(!lost(&before, &after), "{date}: {fact} {before:?} {after:?} {case:?}");
                mattered += u64::from(matters);
                if can_matter && mattered >= least {
                    break;
                }
            }
            let expected = if can_matter { least } else { 0 };
            assert_eq!(mattered, expected, "{date}: {fact} mattered so often");
        }
    }
}

#[test]
fn forgetting_one_fact_after_another_never_turns_a_verdict_into_its_opposite() {
    let book = RuleBook::shipped().unwrap();
    let mut chance = Chance(6);
    for date in DATES {
        for _ in 0..cases() {
            let mut case = world::case(&mut chance);
            let mut before = decide(&book, date, &case);
            for fact in some_facts(&mut chance, date, 12) {
                case[at(fact)] = Value::Null;
                let after = decide(&book, date, &case);
                assert!(!lost(&before, &after), "{date}: {fact} {before:?} {after:?}");
                before = after;
            }
        }
    }
}
