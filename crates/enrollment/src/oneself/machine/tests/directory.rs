//! The directory watched: when it is asked, and what it may refuse.

use super::*;

#[test]
fn a_directory_that_cannot_be_reached_is_asked_later_and_nothing_is_missed() {
    let mut bench = Bench::at_the_page();
    let gone = TenantError::Unreachable("no route".to_owned());
    bench.answer(Ask::Look, Heard::Look(Err(gone)), seconds(2));
    let view = bench.machine.view();
    assert!(matches!(view.watch, OneselfWatch::Failing { seconds: 5, .. }), "{:?}", view.watch);
    assert_eq!(view.moment, OneselfMoment::Wait, "the person goes on");
    assert_eq!(bench.machine.next(), Some((seconds(7), Ask::Look)));
    bench.look(&["old", NEW], 7);
    assert_eq!(bench.machine.view().came.len(), 1);
}

#[test]
fn a_wait_that_the_directory_asks_for_is_kept_whatever_the_person_presses() {
    let mut bench = Bench::at_the_page();
    let retry_after = Some(seconds(40));
    bench.answer(Ask::Look, Heard::Look(Err(TenantError::Throttled { retry_after })), seconds(2));
    bench.act(Act::Look, 3);
    bench.act(Act::OpenPage, 4);
    assert_eq!(bench.machine.next(), Some((seconds(42), Ask::Look)));
}

#[test]
fn it_is_looked_seldomer_after_a_while_and_rests_in_the_end() {
    let mut bench = Bench::at_the_page();
    bench.look(&["old"], 2);
    assert_eq!(bench.machine.next(), Some((seconds(7), Ask::Look)));
    bench.look(&["old"], 200);
    assert_eq!(bench.machine.next(), Some((seconds(215), Ask::Look)));
    bench.look(&["old"], 1300);
    assert_eq!((bench.machine.next(), bench.machine.view().watch), (None, OneselfWatch::Resting));
}

#[test]
fn a_watch_that_was_stopped_asks_nothing_until_it_goes_on() {
    let mut bench = Bench::at_the_page();
    bench.act(Act::Stop, 2);
    assert_eq!((bench.machine.next(), bench.machine.view().watch), (None, OneselfWatch::Stopped));
    bench.act(Act::Look, 3);
    bench.look(&["old", NEW], 3);
    assert_eq!(bench.machine.view().came.len(), 1, "what came meanwhile is new");
}

#[test]
fn a_sign_in_that_ended_ends_the_watch_and_what_was_known_stays_known() {
    let mut bench = Bench::at_the_page();
    bench.answer(Ask::Look, Heard::Look(Err(TenantError::SignInNeeded)), seconds(2));
    let view = bench.machine.view();
    assert_eq!((view.moment, view.watch), (OneselfMoment::SignInNeeded, OneselfWatch::Over));
    assert_eq!(bench.machine.next(), None);
    bench.act(Act::Look, 60);
    bench.look(&["old", NEW], 60);
    assert_eq!(bench.machine.view().came.len(), 1);
}

#[test]
fn a_policy_that_nobody_may_read_keeps_nobody_out() {
    let refusal = TenantRefusal {
        status: 403,
        code: "accessDenied".to_owned(),
        message: String::new(),
        ..TenantRefusal::default()
    };
    let mut bench = Bench::new();
    let refused = TenantError::Refused(Box::new(refusal));
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Err(refused))), seconds(0));
    // That was not the policy but the list.
    assert!(matches!(bench.machine.view().moment, OneselfMoment::NotRead { .. }));
    let begun = Begun { policy: None, listed: Vec::new() };
    bench.answer(Ask::Begin, Heard::Begin(Box::new(Ok(begun))), seconds(5));
    assert_eq!(bench.machine.view().moment, OneselfMoment::Choose);
}
