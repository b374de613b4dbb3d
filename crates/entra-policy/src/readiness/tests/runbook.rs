//! The runbook's steps and its four cases, by what the checks came to.

use serde_json::{Value, json};

use super::{NOBODY_KNOWS, OFFICE, STAFF, facts_of, models, policy, refused};
use crate::readiness::{
    Check, Conclusion, Finding, Outcome, Pilot, Reading, Step, StepState, Trouble, Why, checklist,
    guide, guide_organisation, tenant,
};

/// Every check with this outcome, but for these.
fn all(outcome: Outcome, but: &[(Check, Outcome)]) -> Vec<Finding> {
    let of = |check: &Check| {
        let own = but.iter().find(|(one, _)| one == check).map(|(_, outcome)| *outcome);
        match own.unwrap_or(outcome) {
            Outcome::Pass if [Check::AuthTargets, Check::FidoTargets].contains(check) => {
                Finding::pass(*check).showing("aim", json!("pilot"))
            }
            Outcome::Pass => Finding::pass(*check),
            Outcome::Fail => Finding::fail(*check, Why::NotSaid),
            Outcome::Advice => Finding::advice(*check, Why::NotSaid),
            Outcome::Unknown => Finding::unknown(*check, Why::NotSaid),
        }
    };
    Check::ALL.iter().map(of).collect()
}

#[test]
fn a_step_is_done_only_where_each_of_its_checks_passes() {
    let passed = checklist(&all(Outcome::Pass, &[]));
    for one in &passed {
        let by_hand = one.step.checks().is_empty();
        assert_eq!(one.state == StepState::ByHand, by_hand, "{:?}", one.step);
        assert_eq!(one.state == StepState::Done, !by_hand, "{:?}", one.step);
        for check in one.step.checks() {
            for (outcome, state) in [
                (Outcome::Fail, StepState::ToDo),
                (Outcome::Unknown, StepState::Open),
                (Outcome::Advice, StepState::Advised),
            ] {
                let found = checklist(&all(Outcome::Pass, &[(*check, outcome)]));
                let same = found.iter().find(|other| other.step == one.step).unwrap();
                assert_eq!(same.state, state, "{check:?}");
            }
        }
    }
    // A check that was not made leaves its step open.
    assert!(checklist(&[]).iter().all(|one| one.state != StepState::Done));
}

#[test]
fn a_cause_is_what_fails_first_in_the_runbooks_order() {
    for trouble in Trouble::ALL {
        let of = |findings: &[Finding]| {
            guide(findings).into_iter().find(|one| one.trouble == *trouble).unwrap()
        };
        let nothing = of(&all(Outcome::Pass, &[]));
        assert_eq!(nothing.conclusion, Conclusion::NothingFound);
        let mut fail: Vec<(Check, Outcome)> = Vec::new();
        for check in trouble.checks().iter().rev() {
            fail.insert(0, (*check, Outcome::Fail));
            let found = of(&all(Outcome::Pass, &fail));
            assert_eq!((found.conclusion, found.causes[0]), (Conclusion::Cause, *check));
        }
        let unknown = of(&all(Outcome::Pass, &[(trouble.checks()[0], Outcome::Unknown)]));
        assert_eq!(unknown.conclusion, Conclusion::Open);
        assert_eq!(of(&[]).open, trouble.checks());
    }
}

/// How the pilot's step stands, where both methods are aimed like this.
fn pilot(app: Value, keys: Value, named: bool) -> StepState {
    let mut policy = policy();
    let at = "/authenticationMethodConfigurations";
    for (of, targets) in [(0, keys), (1, app)] {
        let targets = targets.as_array().unwrap().iter().map(|target| {
            let mut target = target.clone();
            target["allowedPasskeyProfiles"] = json!([OFFICE]);
            target
        });
        policy.pointer_mut(&format!("{at}/{of}")).unwrap()["includeTargets"] = targets.collect();
    }
    let mut facts = facts_of(policy);
    if named {
        let group = STAFF.parse().unwrap();
        facts.pilot = Reading::Read(Pilot { group, members: Vec::new() });
    }
    let steps = checklist(&tenant(&facts, &models));
    steps.into_iter().find(|one| one.step == Step::TargetPilot).unwrap().state
}

/// readiness.md, order and rollout: a pilot group first, then all.
#[test]
fn a_pilot_is_a_group_that_both_methods_are_aimed_at_before_everybody() {
    let group = |id: &str| json!({ "id": id, "targetType": "group" });
    let (staff, other) = (group(STAFF), group(NOBODY_KNOWS));
    let person = json!({ "id": STAFF, "targetType": "user" });
    let everybody = group("all_users");
    let both = |list: Value, named| pilot(list.clone(), list, named);
    assert_eq!(both(json!([staff, other, person]), true), StepState::Done);
    // Which group goes first nobody has said; they may be two.
    assert_eq!(both(json!([staff]), false), StepState::Advised);
    assert_eq!(pilot(json!([staff]), json!([other]), false), StepState::Advised);
    // Not the group that was named, or of one method only.
    assert_eq!(both(json!([other]), true), StepState::ToDo);
    assert_eq!(pilot(json!([staff]), json!([other]), true), StepState::ToDo);
    // Everybody is no pilot, whoever else is named; nor are people one by one.
    for list in [json!([everybody]), json!([staff, everybody])] {
        assert_eq!(both(list.clone(), true), StepState::Advised, "{list}");
        assert_eq!(pilot(json!([staff]), list, false), StepState::Advised);
    }
    assert_eq!(both(json!([person]), false), StepState::ToDo);
    assert_eq!(both(json!([]), true), StepState::ToDo);
    let odd = [json!({ "id": STAFF, "targetType": "ring" }), group("next_year"), json!({})];
    for odd in odd {
        assert_eq!(both(json!([odd]), false), StepState::Open, "{odd}");
    }
}

#[test]
fn people_are_guided_where_a_campaign_asks_and_not_administrators_alone() {
    let state = |but: &[(Check, Outcome)]| {
        let steps = checklist(&all(Outcome::Pass, but));
        steps.into_iter().find(|one| one.step == Step::GuideUsers).unwrap().state
    };
    assert_eq!(state(&[]), StepState::Done);
    for check in [Check::CampaignState, Check::SmsOnlyUsers, Check::AdminTwoMethods] {
        assert_eq!(state(&[(check, Outcome::Fail)]), StepState::ToDo, "{check:?}");
        assert_eq!(state(&[(check, Outcome::Unknown)]), StepState::Open, "{check:?}");
    }
}

#[test]
fn a_refusal_is_diagnosed_without_anybody_looked_at() {
    let mut facts = facts_of(policy());
    facts.policy = Reading::Not(refused());
    let found = guide_organisation(&tenant(&facts, &models));
    let [forbidden] = &found[..] else { panic!("{found:?}") };
    assert_eq!((forbidden.trouble, forbidden.conclusion), (Trouble::Forbidden, Conclusion::Cause));
    assert_eq!(forbidden.causes, [Check::GraphPermission]);
    assert_eq!(forbidden.open, [Check::ToolCurrent]);
    facts.policy = Reading::Read(policy());
    facts.newest_version = Some(env!("CARGO_PKG_VERSION").to_owned());
    let found = guide_organisation(&tenant(&facts, &models));
    assert_eq!(found[0].conclusion, Conclusion::NothingFound);
}

#[test]
fn models_are_restricted_only_where_a_list_is_in_force() {
    let state = |restrictions: Value| {
        let mut policy = policy();
        policy.pointer_mut("/authenticationMethodConfigurations/0/passkeyProfiles/0").unwrap()["keyRestrictions"] =
            restrictions;
        let steps = checklist(&tenant(&facts_of(policy), &models));
        steps.into_iter().find(|one| one.step == Step::RestrictKeys).unwrap().state
    };
    let list = |enforced: Value| json!({ "isEnforced": enforced, "enforcementType": "allow", "aaGuids": [super::BOUND] });
    assert_eq!(state(list(json!(true))), StepState::Done);
    assert_eq!(state(list(json!(false))), StepState::Advised);
    assert_eq!(state(list(Value::Null)), StepState::Open);
    assert_eq!(state(Value::Null), StepState::Advised);
}
