//! Rehearsals: the same moments, nothing on record, and nothing that could be sent.

use ctap::ceremony::Traces;

use super::*;
use crate::{diagnosis::Purpose, rehearsal::Kept as KeptOfIt};

/// What a key made that says what it keeps.
fn shown(remaining: u64, found: ctap::ceremony::Found) -> Made {
    let mut made = made("none", false);
    made.keeps(Traces { remaining: Some(remaining), discoverable: found });
    made
}

#[test]
fn a_rehearsal_asks_the_key_and_nobody_else() {
    let mut bench = Bench::at_the_leave(Source::Rehearsal);
    bench.step(Input::LeaveAsked(key()));
    assert_eq!(bench.leaves, [Leave::Given]);
    bench.step(Input::Made(Box::new(shown(9, ctap::ceremony::Found::No))));
    assert_eq!(bench.done, ["draw", "register", "verdict", "leave", "lay"]);
    assert!(bench.events.is_empty(), "the record is not told");
    let Finish::Rehearsed { key: which, kept, room_before, room_after } = bench.finish() else {
        panic!("{:?}", bench.finish())
    };
    assert_eq!((which, *kept), (&key(), KeptOfIt::Nothing));
    assert_eq!((*room_before, *room_after), (Some(9), Some(9)));
    let laid = bench.laid.unwrap();
    assert_eq!(laid.purpose, Purpose::Rehearsal);
    assert!(laid.challenge.is_some() && laid.client_data_json.is_some());
}

#[test]
fn a_key_that_keeps_something_all_the_same_is_said_to() {
    let mut bench = Bench::at_the_touch(Source::Rehearsal);
    bench.step(Input::Made(Box::new(shown(8, ctap::ceremony::Found::Yes))));
    let Finish::Rehearsed { kept, room_after, .. } = bench.finish() else { panic!() };
    assert_eq!((*kept, *room_after), (KeptOfIt::Something, Some(8)));
}

#[test]
fn a_rehearsal_that_is_stopped_leaves_no_trace_on_record() {
    let mut bench = Bench::at_the_touch(Source::Rehearsal);
    bench.step(Input::Cancelled);
    bench.step(Input::NotMade(ended(Failure::Cancelled, vec![key()])));
    assert_eq!(bench.done, ["stop"]);
    assert!(matches!(bench.finish(), Finish::NotMade { failure: Failure::Cancelled }));
    let Step::Over { aside, .. } = bench.step_shown() else { panic!() };
    assert_eq!(aside.possibly_on, [key()], "what was told to make one is named");
}

#[test]
fn a_rehearsal_given_up_before_a_key_was_there_asked_nothing() {
    let mut bench = Bench::new(Source::Rehearsal);
    bench.step(Input::Drawn(Ok(drawn())));
    bench.step(Input::Cancelled);
    bench.step(Input::NotMade(ended(Failure::Cancelled, Vec::new())));
    assert!(matches!(bench.finish(), Finish::GivenUp));
}

#[test]
fn without_random_bytes_there_is_no_rehearsal() {
    let mut bench = Bench::new(Source::Rehearsal);
    bench.step(Input::Drawn(Err("the system gave no random bytes".to_owned())));
    assert!(matches!(bench.step_shown(), Step::NotRead { .. }));
    bench.choose(Choice::Again);
    assert_eq!(bench.done, ["draw", "draw"]);
}

#[test]
fn what_is_drawn_for_a_rehearsal_means_nothing_to_a_registration() {
    let mut bench = Bench::new(for_ada());
    bench.step(Input::Drawn(Ok(drawn())));
    assert_eq!(bench.done, ["read"]);
}
