//! A credential that is made to be thrown away: what the key is asked of itself afterwards, and that
//! no answer to it loses what was made.

use super::*;
use crate::{
    Keepalive,
    ceremony::{Found, Traces},
};

/// A key with room for this many, by its getInfo.
fn with_room(left: u64) -> Vec<u8> {
    let options = [("rk", true), ("makeCredUvNotRqd", true)];
    info(&["FIDO_2_1"], &options, &[(0x14, Value::from(left))])
}

/// Up to the credential, of which nothing should be kept.
fn thrown_away() -> Bench {
    let mut bench = Bench::new(RegistrationRequest {
        afterwards: Afterwards::Traces,
        resident_key: ResidentKeyRequirement::Discouraged,
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    });
    bench.attach("a", with_room(7));
    bench.step(Input::Surveyed);
    bench.reply("a", credential());
    bench
}

fn traces(bench: Bench) -> Option<Traces> {
    created(bench).traces
}

#[test]
fn the_key_is_asked_what_it_keeps_without_a_pin_or_a_touch() {
    let mut bench = thrown_away();
    assert!(matches!(bench.moment, Moment::Working { .. }));
    bench.reply("a", with_room(7));
    assert_eq!(bench.commands("a"), [MAKE, ASSERT]);
    let asked = bench.last_parameters();
    assert_eq!(asked.get(3), None, "CTAP 2.1 §6.2.2: no list, so among those it keeps");
    assert_eq!(asked.get(5).and_then(|options| options.get("up")), Some(&Value::from(false)));
    assert_ne!(asked.get(2), Some(&Value::from([1u8; 32])), "never the relying party's challenge");
    bench.refuse("a", StatusCode::NoCredentials);
    assert_eq!(traces(bench), Some(Traces { remaining: Some(7), discoverable: Found::No }));
}

#[test]
fn a_key_that_kept_something_gives_itself_away() {
    let mut bench = thrown_away();
    bench.reply("a", with_room(6));
    bench.reply("a", success(Value::Map(Vec::new())));
    assert_eq!(traces(bench), Some(Traces { remaining: Some(6), discoverable: Found::Yes }));
}

#[test]
fn a_key_that_does_not_say_is_not_taken_to_keep_nothing() {
    for status in [StatusCode::PuatRequired, StatusCode::InvalidCommand, StatusCode::UpRequired] {
        let mut bench = thrown_away();
        bench.refuse("a", StatusCode::InvalidCommand);
        bench.refuse("a", status);
        assert_eq!(traces(bench), Some(Traces { remaining: None, discoverable: Found::NotSaid }));
    }
    let mut bench = thrown_away();
    bench.reply("a", vec![0, 0xFF]);
    bench.reply("a", vec![]);
    assert_eq!(traces(bench), Some(Traces { remaining: None, discoverable: Found::NotSaid }));
}

#[test]
fn a_key_that_wants_a_touch_for_it_is_told_to_leave_it() {
    let mut bench = thrown_away();
    bench.reply("a", with_room(7));
    let (from, keepalive) = (id("a"), Keepalive::UpNeeded);
    bench.step(Input::StillWorking { exchange: bench.outstanding[&from], from, keepalive });
    assert_eq!(bench.interrupted, [id("a")]);
    bench.refuse("a", StatusCode::KeepaliveCancel);
    assert_eq!(traces(bench), Some(Traces { remaining: Some(7), discoverable: Found::NotSaid }));
}

#[test]
fn what_was_made_outlasts_a_key_that_is_pulled_or_a_person_who_stops() {
    for answers in [0, 1] {
        for input in [Input::Removed(id("a")), Input::Cancelled, Input::TimedOut] {
            let mut bench = thrown_away();
            (0..answers).for_each(|_| bench.reply("a", with_room(7)));
            bench.step(input);
            assert_eq!(traces(bench), None);
        }
    }
}
