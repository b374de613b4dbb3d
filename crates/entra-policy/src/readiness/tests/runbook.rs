//! The runbook's steps and its four cases, by what the checks came to.

use crate::readiness::{
    Check, Conclusion, Finding, Outcome, StepState, Trouble, Why, checklist, guide,
};

/// Every check with this outcome, but for these.
fn all(outcome: Outcome, but: &[(Check, Outcome)]) -> Vec<Finding> {
    let of = |check: &Check| {
        let own = but.iter().find(|(one, _)| one == check).map(|(_, outcome)| *outcome);
        match own.unwrap_or(outcome) {
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
