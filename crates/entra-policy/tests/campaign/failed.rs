//! Skip on the error screen of a registration that failed. It must neither count as a snooze, nor make one of
//! a prompt that cannot be skipped.

use entra_policy::campaign::{Fact, NudgeDecision, Rule, RuleBook, RuleSet, Verdict};
use serde_json::{Value, json};

use crate::world::{NOW, at, case_that_asks, sheet};

fn decided(rules: &RuleSet, days: i64, events: &[(&str, f64)]) -> NudgeDecision {
    let mut case = case_that_asks();
    let of = |(event, ago): &(&str, f64)| json!({ "event": event, "daysAgo": ago });
    case[at(Fact::History)] = events.iter().map(of).collect::<Vec<Value>>().into();
    case[at(Fact::SnoozeDuration)] = days.into();
    case[at(Fact::SnoozesLimited)] = true.into();
    sheet(&case).evaluate(rules, NOW)
}

const USED_UP: [(&str, f64); 3] = [("skip", 30.0), ("skip", 27.0), ("skip", 5.0)];

/// The rule sets whose documents say that it does not count.
fn each(looks: impl Fn(&RuleSet)) {
    let book = RuleBook::shipped().unwrap();
    let sets = book.sets().iter().filter(|set| set.lists(Rule::ErrorSkipNotCounted));
    assert_eq!(sets.map(looks).count(), 4);
}

#[test]
fn once_the_skips_are_used_up_a_failed_registration_unlocks_no_skip() {
    each(|rules| {
        for closed in [&[][..], &[("close_when_required", 0.9)]] {
            for failed in [&[("error_skip", 0.5)][..], &[("error_skip", 0.5), ("error_skip", 0.1)]]
            {
                let after = decided(rules, 1, &[&USED_UP, closed, failed].concat());
                let set = rules.id();
                assert!(
                    !after.possible.has(Verdict::Nudge) && !after.skippable,
                    "{set}: {after:?}"
                );
                assert!(after.possible.has(Verdict::Required), "{set}: {after:?}");
            }
            let later = decided(rules, 1, &[&USED_UP, closed, &[("error_skip", 0.8)]].concat());
            let at_once = decided(rules, 0, &[&USED_UP, closed, &[("error_skip", 0.8)]].concat());
            assert_ne!(later.verdict, Verdict::NoNudge);
            assert_eq!((at_once.verdict, at_once.skippable), (Verdict::Required, false));
        }
    });
}

/// Closed when it was required, and asked again at once: that registering failed then begins no new peace for
/// certain, although the last real skip still would.
#[test]
fn a_failed_registration_does_not_undo_that_a_required_prompt_was_closed() {
    each(|rules| {
        let closed = [&USED_UP[..], &[("close_when_required", 4.0)]].concat();
        let before = decided(rules, 14, &closed);
        assert_eq!(before.verdict, Verdict::Required);
        let after = decided(rules, 14, &[&closed[..], &[("error_skip", 3.0)]].concat());
        let possible: Vec<_> = after.possible.iter().collect();
        assert_eq!(possible, [Verdict::NoNudge, Verdict::Required], "no document says which");
        // One that came before it was closed is over and done with.
        let earlier = [&USED_UP[..], &[("error_skip", 4.5), ("close_when_required", 4.0)]].concat();
        assert_eq!(decided(rules, 14, &earlier).verdict, Verdict::Required);
    });
}

#[test]
fn failed_registrations_use_up_no_skip() {
    each(|rules| {
        let failed = [("skip", 9.0), ("skip", 6.0), ("error_skip", 4.0), ("error_skip", 3.0)];
        let decision = decided(rules, 1, &failed);
        assert_eq!((decision.verdict, decision.skippable), (Verdict::Nudge, true));
    });
}
