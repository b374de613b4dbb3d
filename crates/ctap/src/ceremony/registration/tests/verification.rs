//! How the person is verified by keys of all ages, and how PINs come to be.

use super::*;
use crate::{
    Keepalive,
    ceremony::{PinReason, Unusable},
};

/// A CTAP 2.0 key with a finger and a PIN, up to its makeCredential.
fn at_the_finger() -> Bench {
    let options = [("rk", true), ("uv", true), ("clientPin", true)];
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_0"], &options, &[]));
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [MAKE]);
    bench
}

#[test]
fn a_finger_within_the_command_is_asked_for_as_a_finger() {
    let mut bench = at_the_finger();
    let (from, keepalive) = (id("a"), Keepalive::UpNeeded);
    bench.step(Input::StillWorking { exchange: bench.outstanding[&from], from, keepalive });
    assert!(matches!(bench.moment, Moment::VerifyUser { .. }));
}

#[test]
fn a_finger_that_failed_within_the_command_leads_to_the_pin() {
    // CTAP 2.1 §6.1.2: where the built-in method failed and a PIN is set, CTAP2_ERR_PUAT_REQUIRED;
    // CTAP 2.0 called that code PIN_REQUIRED, and some keys answer PIN_AUTH_INVALID.
    for status in [StatusCode::PuatRequired, StatusCode::PinAuthInvalid, StatusCode::UvBlocked] {
        let mut bench = at_the_finger();
        bench.refuse("a", status);
        bench.reply("a", retries(8));
        bench.answer(Answer::Pin(pin("123456")));
        bench.reply("a", key_agreement());
        bench.reply("a", token());
        assert_eq!(bench.commands("a"), [MAKE, PIN_RETRIES, AGREE, LEGACY_TOKEN, MAKE]);
        let parameters = bench.last_parameters();
        assert!(parameters.get(8).is_some());
        let uv = parameters.get(7).and_then(|options| options.get("uv").cloned());
        assert_eq!(uv, None, "CTAP 2.1 §6.1.1: uv and pinUvAuthParam exclude each other");
    }
}

#[test]
fn a_finger_that_was_not_recognised_within_the_command_may_be_tried_again_or_the_pin() {
    let mut bench = at_the_finger();
    bench.refuse("a", StatusCode::OperationDenied);
    bench.refuse("a", StatusCode::InvalidSubcommand);
    assert!(matches!(
        bench.moment,
        Moment::VerifyUserAgain { pin_instead: true, retries: None, .. }
    ));
    bench.answer(Answer::Again);
    assert_eq!(bench.commands("a").last(), Some(&MAKE));
    bench.refuse("a", StatusCode::OperationDenied);
    bench.refuse("a", StatusCode::InvalidSubcommand);
    bench.answer(Answer::UsePin);
    assert_eq!(bench.commands("a").last(), Some(&PIN_RETRIES));
}

#[test]
fn a_finger_without_a_pin_that_is_blocked_is_the_end_of_this_key() {
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_0"], &[("rk", true), ("uv", true)], &[]));
    bench.step(Input::Surveyed);
    bench.refuse("a", StatusCode::PuatRequired);
    assert_eq!(bench.why(), &Unusable::UserVerificationBlocked);
}

#[test]
fn a_preferred_verification_that_is_blocked_does_not_stand_in_the_way() {
    let options = [("uv", true), ("pinUvAuthToken", true), ("makeCredUvNotRqd", true)];
    let mut bench = Bench::new(RegistrationRequest {
        user_verification: UserVerificationRequirement::Preferred,
        resident_key: ResidentKeyRequirement::Discouraged,
        ..request()
    });
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::UvBlocked);
    assert_eq!(bench.commands("a"), [AGREE, UV_TOKEN, MAKE]);
}

#[test]
fn three_wrong_pins_known_only_to_the_command_need_a_power_cycle_too() {
    let mut bench = at_the_finger();
    bench.refuse("a", StatusCode::PinAuthBlocked);
    assert!(matches!(bench.moment, Moment::Reinsert { .. }));
}

#[test]
fn a_change_forced_by_the_token_stays_a_change_after_a_wrong_pin() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("1234")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinPolicyViolation);
    bench.answer(Answer::PinChange { current: pin("4321"), new: pin("87654321") });
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinInvalid);
    bench.reply("a", retries(7));
    assert!(matches!(
        bench.moment,
        Moment::ChangePin { retries: Some(7), reason: PinReason::WrongPin, .. }
    ));
}

#[test]
fn a_preferred_discoverable_credential_is_not_asked_of_a_full_key() {
    // CTAP 2.1 §6.4, remainingDiscoverableCredentials (0x14).
    for (requirement, sent) in [
        (ResidentKeyRequirement::Preferred, None),
        (ResidentKeyRequirement::Required, Some(Value::from(true))),
    ] {
        let mut bench = Bench::new(RegistrationRequest {
            resident_key: requirement,
            user_verification: UserVerificationRequirement::Discouraged,
            ..request()
        });
        bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &[(0x14, Value::from(0))]));
        bench.step(Input::Surveyed);
        let parameters = bench.last_parameters();
        assert_eq!(parameters.get(7).and_then(|options| options.get("rk").cloned()), sent);
    }
}

#[test]
fn a_second_key_that_comes_while_the_tries_are_read_lets_the_touch_decide() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [PIN_RETRIES]);
    bench.attach("b", with_pin());
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::SelectByTouch { .. }));
}

#[test]
fn a_key_that_is_being_asked_what_it_is_goes_on_when_another_is_touched() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.attach("b", with_pin());
    bench.step(Input::Surveyed);
    bench.step(Input::Attached(id("c"), AuthenticatorTransport::Usb));
    bench.refuse("a", StatusCode::Success);
    assert_eq!(bench.interrupted, [id("b")]);
}

#[test]
fn a_key_pair_made_beforehand_serves_one_agreement() {
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    let mut bench = Bench::new(request());
    bench.prepare();
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    let mut keys = Vec::new();
    for _ in 0..2 {
        bench.reply("a", retries(8));
        bench.answer(Answer::Pin(pin("123456")));
        bench.reply("a", key_agreement());
        assert_eq!(bench.commands("a").last(), Some(&PIN_TOKEN));
        keys.push(bench.last_parameters().get(3).cloned());
        bench.refuse("a", StatusCode::PinInvalid);
    }
    assert!(keys[0].is_some());
    assert_ne!(keys[0], keys[1]);
}
