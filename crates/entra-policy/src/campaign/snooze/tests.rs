//! Snoozes of one person, as the campaign pages describe them.

use super::*;
use crate::campaign::RuleBook;

const DAY: i64 = 86_400;

fn rules() -> RuleSet {
    RuleBook::shipped().unwrap().newest().unwrap().clone()
}

fn days(days: i64) -> SnoozeDuration {
    SnoozeDuration::try_from(days).unwrap()
}

fn after(events: &[(SnoozeEvent, i64)]) -> SnoozeState {
    let mut state = SnoozeState::default();
    for (event, day) in events {
        state.apply(*event, Timestamp(day * DAY));
    }
    state
}

fn status(state: &SnoozeState, limit: SnoozeLimit, day: i64) -> SnoozeStatus {
    state.status(&rules(), days(1), limit, Timestamp(day * DAY))
}

#[test]
fn three_snoozes_are_allowed_and_the_fourth_prompt_is_required() {
    let mut state = SnoozeState::default();
    for (day, left) in [(0, 2), (2, 1), (4, 0)] {
        state.apply(SnoozeEvent::Skip, Timestamp(day * DAY));
        let status = status(&state, SnoozeLimit::Three, day + 1);
        assert_eq!((status.left, status.required), (Some(left), left == 0));
    }
    assert!(!status(&state, SnoozeLimit::Unlimited, 9).required);
}

#[test]
fn closing_is_a_snooze_and_a_skip_on_the_error_screen_is_none() {
    let state = after(&[(SnoozeEvent::Close, 0), (SnoozeEvent::ErrorSkip, 3)]);
    assert_eq!(status(&state, SnoozeLimit::Three, 9).used, 1);
}

#[test]
fn the_next_prompt_comes_when_the_days_are_over() {
    let state = after(&[(SnoozeEvent::Skip, 10)]);
    let three = |now| state.status(&rules(), days(3), SnoozeLimit::Three, Timestamp(now));
    let over = 13 * DAY;
    assert_eq!(three(over - 1).next_nudge, Some(Timestamp(over)));
    assert_eq!(three(over).next_nudge, None);
}

#[test]
fn a_prompt_closed_when_it_was_required_comes_again_at_once() {
    let skip = SnoozeEvent::Skip;
    let state = after(&[(skip, 0), (skip, 2), (skip, 4), (SnoozeEvent::CloseWhenRequired, 6)]);
    let status = status(&state, SnoozeLimit::Three, 6);
    assert_eq!((status.next_nudge, status.required), (None, true));
}

/// The pages since May 2026: Skip on the error screen of a failed registration does not count.
#[test]
fn a_skip_on_the_error_screen_neither_counts_nor_unlocks_what_is_required() {
    let (skip, failed) = (SnoozeEvent::Skip, SnoozeEvent::ErrorSkip);
    let used_up = [(skip, 0), (skip, 2), (skip, 4)];
    let longest = SnoozeDuration::MAX;
    let of = |state: &SnoozeState| {
        state.status(&rules(), longest, SnoozeLimit::Three, Timestamp(7 * DAY))
    };
    for before in
        [&used_up[..], &[used_up.as_slice(), &[(SnoozeEvent::CloseWhenRequired, 5)]].concat()]
    {
        let plain = of(&after(before));
        assert_eq!((plain.used, plain.left, plain.required), (3, Some(0), true));
        for times in 1..=4 {
            let again = of(&after(&[before, &[(failed, 6)].repeat(times)].concat()));
            assert_eq!(again, plain, "{times} failed: nothing is another");
        }
    }
    let two = after(&[(skip, 0), (skip, 2), (failed, 4), (failed, 5)]);
    assert_eq!((of(&two).left, of(&two).required), (Some(1), false));
}

#[test]
fn counts_survive_a_change_of_the_campaign() {
    let skip = SnoozeEvent::Skip;
    let state = after(&[(skip, 0), (skip, 2), (SnoozeEvent::CampaignChanged, 3), (skip, 4)]);
    assert!(state.snoozes.used_up(&rules()).is_yes());
    let silent = rules().without(Rule::SnoozeCountPersists);
    assert_eq!(state.snoozes.used_up(&silent), Tri::Unknown);
}

#[test]
fn a_clock_that_was_set_back_changes_nothing_and_is_noticed() {
    let mut state = after(&[(SnoozeEvent::Skip, 10)]);
    let back = status(&state, SnoozeLimit::Three, 8);
    assert_eq!(back.clock, Clock::SetBack(2 * DAY));
    assert_eq!(back.next_nudge, Some(Timestamp(11 * DAY)), "not earlier, not later");
    assert_eq!(state.apply(SnoozeEvent::Skip, Timestamp(8 * DAY)), Clock::SetBack(2 * DAY));
    assert_eq!(state.snoozes.skips.latest, Some(Timestamp(10 * DAY)));
}

#[test]
fn a_snooze_that_is_still_to_come_leaves_the_wait_open() {
    let mut snoozes = Snoozes::default();
    snoozes.record(SnoozeEvent::Skip, Some(Timestamp(5 * DAY)));
    let waits = snoozes.not_elapsed(&rules(), Some(days(1)), Timestamp(3 * DAY));
    assert_eq!(waits, Tri::Unknown);
}

#[test]
fn a_state_is_kept_as_json_and_read_back() {
    let state = after(&[(SnoozeEvent::Skip, 1), (SnoozeEvent::Close, 2)]);
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<SnoozeState>(&json).unwrap(), state);
    assert_eq!(serde_json::from_str::<SnoozeState>("{}").unwrap(), SnoozeState::default());
}
