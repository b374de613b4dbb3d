//! What a ceremony leaves behind, made or perhaps made, is said whatever goes wrong.

use super::*;
use crate::{
    Keepalive,
    ceremony::{Failure, Proof},
};

fn provable() -> RegistrationRequest {
    RegistrationRequest {
        afterwards: Afterwards::Proof,
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    }
}

fn plain() -> Vec<u8> {
    info(&["FIDO_2_1"], &[("rk", true)], &[])
}

struct Dry;

impl Entropy for Dry {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), NoEntropy> {
        Err(NoEntropy)
    }
}

#[test]
fn a_credential_is_not_lost_when_there_are_no_random_bytes_for_its_proof() {
    let mut bench = Bench::with(provable(), Box::new(Dry));
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    bench.reply("a", credential());
    assert_eq!(created(bench).proof, Proof::NotTried);
}

#[test]
fn a_key_that_wants_a_touch_for_the_proof_is_let_go() {
    let mut bench = Bench::new(provable());
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    bench.reply("a", credential());
    let (from, keepalive) = (id("a"), Keepalive::UpNeeded);
    bench.step(Input::StillWorking { exchange: bench.outstanding[&from], from, keepalive });
    assert_eq!(bench.interrupted, [id("a")]);
    bench.refuse("a", StatusCode::KeepaliveCancel);
    assert_eq!(created(bench).proof, Proof::NotTried);
}

/// A key without a PIN that has just been sent one.
fn at_the_new_pin() -> Bench {
    let options = [("rk", true), ("clientPin", false), ("pinUvAuthToken", true)];
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    bench.answer(Answer::NewPin(pin("123456")));
    bench.reply("a", key_agreement());
    assert_eq!(bench.commands("a").last(), Some(&SET_PIN));
    bench
}

#[test]
fn a_new_pin_that_was_not_answered_may_be_on_the_key() {
    let mut cancelled = at_the_new_pin();
    cancelled.step(Input::Cancelled);
    assert_eq!(ended(&cancelled).pin_changed_on, [id("a")]);

    for silence in [TransportError::TimedOut, TransportError::Removed] {
        let mut bench = at_the_new_pin();
        bench.reply_with("a", Err(silence));
        bench.step(Input::Cancelled);
        assert_eq!(ended(&bench).pin_changed_on, [id("a")]);
    }

    let mut refused = at_the_new_pin();
    refused.refuse("a", StatusCode::PinPolicyViolation);
    refused.step(Input::Cancelled);
    assert!(ended(&refused).pin_changed_on.is_empty());
}

#[test]
fn a_key_that_went_twice_is_named_once() {
    let mut bench = Bench::new(provable());
    for attempt in 0..2 {
        bench.attach("a", plain());
        if attempt == 0 {
            bench.step(Input::Surveyed);
        } else {
            bench.answer(Answer::Again);
        }
        assert_eq!(bench.commands("a").last(), Some(&MAKE));
        bench.reply_with("a", Err(TransportError::Removed));
    }
    bench.step(Input::Cancelled);
    assert_eq!(ended(&bench).possibly_on, [id("a")]);
}

#[test]
fn a_request_that_never_left_leaves_nothing() {
    let mut bench = Bench::new(provable());
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    bench.reply_with("a", Err(TransportError::TooLong(9000)));
    bench.step(Input::Cancelled);
    assert!(ended(&bench).possibly_on.is_empty());
}

/// Attached, with no verification to ask for: it waits for the caller's leave.
fn at_the_leave() -> Bench {
    let mut bench = Bench::new(provable());
    bench.hold_leave = true;
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    bench
}

#[test]
fn without_the_callers_leave_no_key_is_told_to_make_one() {
    let mut bench = at_the_leave();
    assert_eq!(bench.commands("a"), []);
    bench.step(Input::Left(id("a"), Leave::Withheld));
    assert_eq!(ended(&bench).failure, Failure::Cancelled);
    assert_eq!(bench.commands("a"), []);
    assert!(ended(&bench).possibly_on.is_empty());
}

#[test]
fn a_key_that_goes_before_the_leave_holds_nothing_and_uses_up_no_consent() {
    let mut bench = at_the_leave();
    bench.step(Input::Removed(id("a")));
    bench.step(Input::Left(id("a"), Leave::Given));
    bench.hold_leave = false;
    bench.attach("b", plain());
    assert_eq!(bench.commands("b"), [MAKE]);
    bench.reply("b", credential());
    bench.reply("b", vec![0x2E]);
    assert!(created(bench).possibly_on.is_empty());
}
