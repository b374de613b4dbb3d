use webauthn::cbor::Value;

use super::*;
use crate::{
    CredProtect, CredentialProtectionPolicy, Enforcement, Keepalive, PinRejection,
    ceremony::{
        AgainReason, Failure, InsertReason, Malformed, NotOpen, PinReason, Proof, Unusable,
    },
};

/// One key with a PIN, up to the question for it.
fn at_the_pin() -> Bench {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench
}

/// The same, up to the makeCredential.
fn at_the_touch() -> Bench {
    let mut bench = at_the_pin();
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    bench
}

fn keepalive(bench: &mut Bench, name: &str, keepalive: Keepalive) {
    let exchange = bench.outstanding[&id(name)];
    bench.step(Input::StillWorking { from: id(name), exchange, keepalive });
}

#[test]
fn a_registration_with_pin_takes_four_requests_and_the_tries() {
    let mut bench = at_the_touch();
    assert_eq!(bench.commands("a"), [PIN_RETRIES, AGREE, PIN_TOKEN, MAKE]);
    bench.reply("a", credential());
    let created = created(bench);
    assert_eq!(created.response, credential()[1..]);
    assert!(created.discoverable && !created.after_cancel);
}

#[test]
fn the_room_left_is_the_keys_estimate_less_what_was_made() {
    // CTAP 2.1 §6.4: remainingDiscoverableCredentials (0x14).
    for (resident_key, left) in
        [(ResidentKeyRequirement::Required, 2), (ResidentKeyRequirement::Discouraged, 3)]
    {
        let user_verification = UserVerificationRequirement::Discouraged;
        let asked = RegistrationRequest { resident_key, user_verification, ..request() };
        let mut bench = Bench::new(asked);
        bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &[(0x14, 3.into())]));
        bench.step(Input::Surveyed);
        bench.reply("a", credential());
        assert_eq!(created(bench).slots_left(), Some(left));
    }
}

#[test]
fn tries_left_are_read_before_the_pin_is_asked() {
    let bench = at_the_pin();
    assert!(matches!(
        bench.moment,
        Moment::EnterPin { retries: Some(8), reason: PinReason::UserVerification, .. }
    ));
}

#[test]
fn a_touch_is_asked_for_only_when_the_key_waits_for_it() {
    let mut bench = at_the_touch();
    assert!(matches!(bench.moment, Moment::Working { .. }));
    keepalive(&mut bench, "a", Keepalive::Processing);
    assert!(matches!(bench.moment, Moment::Working { .. }));
    keepalive(&mut bench, "a", Keepalive::UpNeeded);
    assert!(matches!(bench.moment, Moment::TouchKey { .. }));
}

#[test]
fn a_wrong_pin_says_how_many_tries_are_left_and_asks_anew() {
    let mut bench = at_the_pin();
    let first = bench.prompt().unwrap();
    bench.answer(Answer::Pin(pin("0000")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinInvalid);
    bench.reply("a", retries(7));
    assert!(matches!(
        bench.moment,
        Moment::EnterPin { retries: Some(7), reason: PinReason::WrongPin, .. }
    ));
    let sent = bench.sent.len();
    bench.step(Input::Answered(first, Answer::Pin(pin("123456"))));
    assert_eq!(bench.sent.len(), sent, "an answer to the first question came late");
    // CTAP 2.1 §6.5.5.7.2: after a wrong PIN the key has a new key agreement key.
    bench.answer(Answer::Pin(pin("123456")));
    assert_eq!(bench.commands("a").last(), Some(&AGREE));
}

#[test]
fn a_pin_too_short_to_be_one_costs_no_try() {
    let mut bench = at_the_pin();
    let sent = bench.sent.len();
    bench.answer(Answer::Pin(pin("123")));
    assert!(matches!(bench.moment, Moment::EnterPin { reason: PinReason::TooShort, .. }));
    assert_eq!(bench.sent.len(), sent);
}

#[test]
fn three_wrong_pins_need_a_power_cycle_not_another_box() {
    let mut bench = at_the_pin();
    bench.answer(Answer::Pin(pin("0000")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinAuthBlocked);
    assert!(matches!(bench.moment, Moment::Reinsert { .. }));
    bench.step(Input::Removed(id("a")));
    bench.attach("a", with_pin());
    bench.reply("a", retries(5));
    assert!(matches!(bench.moment, Moment::EnterPin { retries: Some(5), .. }));
}

#[test]
fn a_key_that_reports_its_power_cycle_state_is_not_asked_for_a_pin() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    // CTAP 2.1 §6.5.5.2: powerCycleState.
    let state = [(3, Value::from(5)), (4, Value::from(true))].into_iter().collect();
    bench.reply("a", success(state));
    assert!(matches!(bench.moment, Moment::Reinsert { .. }));
}

#[test]
fn no_tries_left_is_blocked_and_another_key_will_do() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    bench.reply("a", retries(0));
    assert_eq!(bench.why(), &Unusable::PinBlocked);
    bench.attach("b", with_pin());
    bench.reply("b", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_key_without_a_pin_gets_one_by_its_own_rules() {
    let options = [("rk", true), ("clientPin", false), ("pinUvAuthToken", true)];
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_1"], &options, &[(0x0D, Value::from(6))]));
    bench.step(Input::Surveyed);
    bench.answer(Answer::NewPin(pin("12345")));
    assert!(matches!(
        bench.moment,
        Moment::SetPin { rejected: Some(PinRejection::TooShort { min: 6 }), .. }
    ));
    bench.answer(Answer::NewPin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinPolicyViolation);
    assert!(matches!(
        bench.moment,
        Moment::SetPin { rejected: Some(PinRejection::RefusedByKey), .. }
    ));
    bench.answer(Answer::NewPin(pin("194857")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::Success);
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    assert_eq!(bench.commands("a"), [AGREE, SET_PIN, AGREE, SET_PIN, AGREE, PIN_TOKEN, MAKE]);
    bench.reply("a", credential());
    assert_eq!(created(bench).pin_changed_on, [id("a")]);
}

#[test]
fn a_forced_change_is_made_here_and_the_old_pin_may_be_short() {
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    let more = [(0x0C, Value::from(true)), (0x0D, Value::from(8))];
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_1"], &options, &more));
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::ChangePin { .. }));
    bench.answer(Answer::PinChange { current: pin("1234"), new: pin("12345678") });
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::Success);
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    assert_eq!(bench.commands("a"), [PIN_RETRIES, AGREE, CHANGE_PIN, AGREE, PIN_TOKEN, MAKE]);
}

#[test]
fn a_token_refused_by_policy_leads_to_the_change() {
    let mut bench = at_the_pin();
    bench.answer(Answer::Pin(pin("1234")));
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::PinPolicyViolation);
    assert!(matches!(bench.moment, Moment::ChangePin { .. }));
}

#[test]
fn a_key_without_token_permissions_is_asked_the_legacy_way() {
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_0"], &[("rk", true), ("clientPin", true)], &[]));
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    assert_eq!(bench.commands("a").last(), Some(&LEGACY_TOKEN));
    let parameters = bench.last_parameters();
    assert_eq!((parameters.get(9), parameters.get(10)), (None, None));
}

#[test]
fn a_token_is_asked_for_this_rp_and_no_more_than_needed() {
    let mut bench = at_the_pin();
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    let parameters = bench.last_parameters();
    assert_eq!(parameters.get(9), Some(&Value::from(1)));
    assert_eq!(parameters.get(10), Some(&Value::from("example.org")));
}

#[test]
fn a_fingerprint_that_is_blocked_falls_back_to_the_pin() {
    let options = [("rk", true), ("uv", true), ("clientPin", true), ("pinUvAuthToken", true)];
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    bench.reply("a", key_agreement());
    keepalive(&mut bench, "a", Keepalive::UpNeeded);
    assert!(matches!(bench.moment, Moment::VerifyUser { .. }));
    bench.refuse("a", StatusCode::UvInvalid);
    let left = success([(5, Value::from(2))].into_iter().collect());
    bench.reply("a", left);
    assert!(matches!(
        bench.moment,
        Moment::VerifyUserAgain { retries: Some(2), pin_instead: true, .. }
    ));
    bench.answer(Answer::Again);
    bench.reply("a", key_agreement());
    bench.refuse("a", StatusCode::UvBlocked);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
    assert_eq!(bench.commands("a"), [AGREE, UV_TOKEN, UV_RETRIES, AGREE, UV_TOKEN, PIN_RETRIES]);
}

#[test]
fn a_ctap_2_0_key_with_its_own_verification_is_asked_within_the_command() {
    let mut bench = Bench::new(request());
    bench.attach("a", info(&["FIDO_2_0"], &[("rk", true), ("uv", true)], &[]));
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [MAKE]);
    let options = bench.last_parameters().get(7).cloned().unwrap();
    assert_eq!(options.get("uv"), Some(&Value::from(true)));
}

#[test]
fn several_keys_blink_and_the_touched_one_is_taken() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.attach("b", info(&["FIDO_2_0"], &[("rk", true), ("clientPin", true)], &[]));
    bench.step(Input::Surveyed);
    assert!(
        matches!(&bench.moment, Moment::SelectByTouch { authenticators } if authenticators.len() == 2)
    );
    assert_eq!((bench.commands("a"), bench.commands("b")), (vec![SELECT], vec![BLINK]));
    // CTAP 2.1 §6.1.2 step 1: touched, the key answers that the empty PIN is wrong.
    bench.refuse("b", StatusCode::PinInvalid);
    assert_eq!(bench.interrupted, [id("a")]);
    bench.refuse("a", StatusCode::KeepaliveCancel);
    bench.reply("b", retries(8));
    assert!(
        matches!(&bench.moment, Moment::EnterPin { authenticator, .. } if *authenticator == id("b"))
    );
}

#[test]
fn a_second_key_before_the_pin_is_typed_lets_the_touch_decide() {
    let mut bench = at_the_pin();
    let prompt = bench.prompt().unwrap();
    bench.attach("b", with_pin());
    assert!(matches!(bench.moment, Moment::SelectByTouch { .. }));
    bench.step(Input::Answered(prompt, Answer::Pin(pin("123456"))));
    assert!(!bench.commands("a").contains(&AGREE), "the question was withdrawn");
}

#[test]
fn a_key_taken_out_of_a_selection_leaves_the_other_which_stops_blinking_first() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.attach("b", with_pin());
    bench.step(Input::Surveyed);
    bench.step(Input::Removed(id("a")));
    assert_eq!(bench.interrupted, [id("b")]);
    bench.refuse("b", StatusCode::KeepaliveCancel);
    bench.reply("b", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_lapsed_selection_is_asked_again_but_not_for_ever() {
    let mut bench = Bench::new(request());
    bench.attach("a", with_pin());
    bench.attach("b", with_pin());
    bench.step(Input::Surveyed);
    for _ in 0..5 {
        assert_eq!(bench.commands("a").last(), Some(&SELECT));
        bench.refuse("a", StatusCode::UserActionTimeout);
    }
    assert!(!bench.outstanding.contains_key(&id("a")), "left out after five times");
}

#[test]
fn removing_the_key_in_use_asks_for_it_again_and_for_its_pin() {
    let mut bench = at_the_pin();
    bench.step(Input::Removed(id("a")));
    assert_eq!(bench.moment, Moment::InsertKey { reason: InsertReason::TakenOut });
    bench.attach("a", with_pin());
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_key_pulled_while_it_makes_a_credential_may_hold_it_and_is_named() {
    let mut bench = at_the_touch();
    bench.reply_with("a", Err(TransportError::Removed));
    assert_eq!(bench.moment, Moment::InsertKey { reason: InsertReason::TakenOutUnanswered });
    bench.step(Input::Cancelled);
    assert_eq!(ended(&bench).possibly_on, [id("a")]);
}

#[test]
fn a_key_without_pin_that_was_pulled_is_not_given_a_second_credential_unasked() {
    let free = RegistrationRequest {
        user_verification: UserVerificationRequirement::Discouraged,
        resident_key: ResidentKeyRequirement::Discouraged,
        ..request()
    };
    let plain = || info(&["FIDO_2_1"], &[("rk", true)], &[]);
    let mut bench = Bench::new(free);
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [MAKE]);
    bench.step(Input::Removed(id("a")));
    bench.attach("a", plain());
    assert!(matches!(bench.moment, Moment::TryAgain { why: AgainReason::Unanswered, .. }));
    bench.answer(Answer::Again);
    assert_eq!(bench.commands("a"), [MAKE, MAKE]);
}

#[test]
fn too_late_asks_before_it_tries_again() {
    let mut bench = at_the_touch();
    bench.refuse("a", StatusCode::UserActionTimeout);
    assert!(matches!(bench.moment, Moment::TryAgain { why: AgainReason::TooLate, .. }));
    bench.answer(Answer::Again);
    assert_eq!(bench.commands("a").last(), Some(&MAKE));
    // The token ran out meanwhile.
    bench.refuse("a", StatusCode::PinAuthInvalid);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { reason: PinReason::Expired, .. }));
}

#[test]
fn cancelling_waits_for_the_answer_of_a_key_that_may_have_been_touched() {
    let mut bench = at_the_touch();
    bench.step(Input::Cancelled);
    assert_eq!((&bench.moment, bench.interrupted.as_slice()), (&Moment::Stopping, &[id("a")][..]));
    assert!(bench.outcome.is_none());
    bench.refuse("a", StatusCode::KeepaliveCancel);
    assert_eq!(ended(&bench).failure, Failure::Cancelled);
    assert!(ended(&bench).possibly_on.is_empty());

    let mut quick = at_the_touch();
    quick.step(Input::Cancelled);
    quick.reply("a", credential());
    assert!(created(quick).after_cancel);
}

#[test]
fn a_second_cancel_ends_at_once_and_says_what_may_be_there() {
    let mut bench = at_the_touch();
    bench.step(Input::Cancelled);
    bench.step(Input::Cancelled);
    assert_eq!(ended(&bench).possibly_on, [id("a")]);
}

#[test]
fn time_running_out_ends_it() {
    let mut bench = at_the_pin();
    bench.step(Input::TimedOut);
    assert_eq!(ended(&bench).failure, Failure::TimedOut);
    assert_eq!(bench.moment, Moment::Over);
}

#[test]
fn a_model_that_is_not_allowed_is_refused_before_pin_and_touch() {
    let mut bench = Bench::new(request());
    bench.verdict = Verdict::NotAllowed;
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    assert_eq!(bench.why(), &Unusable::NotAllowed);
    assert!(bench.commands("a").is_empty());
}

#[test]
fn what_a_key_cannot_do_is_known_before_pin_and_touch() {
    let no_rk = info(&["FIDO_2_1"], &[("clientPin", true)], &[]);
    let no_uv = info(&["FIDO_2_1"], &[("rk", true)], &[]);
    let eddsa: Value =
        [("alg", Value::from(-8)), ("type", Value::from("public-key"))].into_iter().collect();
    let options = [("rk", true), ("clientPin", true)];
    let no_es256 = info(&["FIDO_2_1"], &options, &[(0x0A, Value::from(vec![eddsa]))]);
    let u2f = info(&["U2F_V2"], &[], &[]);
    for (response, expected) in [
        (no_rk, Unusable::NoDiscoverableCredentials),
        (no_uv, Unusable::NoUserVerification),
        (no_es256, Unusable::NoCommonAlgorithm),
        (u2f, Unusable::NotCtap2),
    ] {
        let mut bench = Bench::new(request());
        bench.attach("a", response);
        bench.step(Input::Surveyed);
        assert_eq!(bench.why(), &expected);
        assert!(bench.commands("a").is_empty());
    }
}

#[test]
fn an_enforced_cred_protect_rules_out_a_key_without_it() {
    let policy = CredentialProtectionPolicy::UserVerificationRequired;
    let protected = |enforcement| RegistrationRequest {
        cred_protect: Some(CredProtect { policy, enforcement }),
        ..request()
    };
    let mut bench = Bench::new(protected(Enforcement::Required));
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    assert_eq!(bench.why(), &Unusable::NoCredProtect);

    let mut lax = Bench::new(protected(Enforcement::BestEffort));
    lax.attach("a", with_pin());
    lax.step(Input::Surveyed);
    lax.reply("a", retries(8));
    assert!(matches!(lax.moment, Moment::EnterPin { .. }));
}

#[test]
fn extensions_go_to_keys_that_list_them() {
    let policy = CredentialProtectionPolicy::UserVerificationRequired;
    let asked = RegistrationRequest {
        cred_protect: Some(CredProtect { policy, enforcement: Enforcement::BestEffort }),
        hmac_secret: true,
        min_pin_length: true,
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    };
    let listed = Value::from(vec![Value::from("credProtect"), Value::from("hmac-secret")]);
    let mut bench = Bench::new(asked);
    bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &[(2, listed)]));
    bench.step(Input::Surveyed);
    let sent = bench.last_parameters().get(6).cloned().unwrap();
    assert_eq!(sent.get("credProtect"), Some(&Value::from(3)));
    assert_eq!(sent.get("hmac-secret"), Some(&Value::from(true)));
    assert_eq!(sent.get("minPinLength"), None);
}

#[test]
fn a_full_key_says_so() {
    let mut bench = at_the_touch();
    bench.refuse("a", StatusCode::KeyStoreFull);
    assert_eq!(bench.why(), &Unusable::Full);
}

#[test]
fn a_key_that_wants_verification_after_all_gets_it() {
    let lax = RegistrationRequest {
        user_verification: UserVerificationRequirement::Discouraged,
        resident_key: ResidentKeyRequirement::Discouraged,
        ..request()
    };
    let options = [("rk", true), ("clientPin", true), ("makeCredUvNotRqd", true)];
    let mut bench = Bench::new(lax);
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [MAKE]);
    bench.refuse("a", StatusCode::PuatRequired);
    bench.reply("a", retries(8));
    assert!(matches!(bench.moment, Moment::EnterPin { .. }));
}

#[test]
fn a_new_credential_signs_once_without_a_touch() {
    let mut bench = Bench::new(RegistrationRequest {
        afterwards: Afterwards::Proof,
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    });
    bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &[]));
    bench.step(Input::Surveyed);
    bench.reply("a", credential());
    assert_eq!(bench.commands("a"), [MAKE, ASSERT]);
    let asked = bench.last_parameters();
    assert_eq!(asked.get(5).and_then(|options| options.get("up")), Some(&Value::from(false)));
    let allowed = asked.get(3).and_then(Value::as_array).unwrap()[0].get("id").cloned();
    assert_eq!(allowed, Some(Value::from([0xC5u8; 16])));
    assert_ne!(asked.get(2), Some(&Value::from([1u8; 32])), "never the relying party's challenge");
    bench.refuse("a", StatusCode::NoCredentials);
    assert_eq!(created(bench).proof, Proof::Refused(StatusCode::NoCredentials));
}

#[test]
fn a_key_pulled_before_its_proof_has_made_its_credential_all_the_same() {
    let mut bench = Bench::new(RegistrationRequest {
        afterwards: Afterwards::Proof,
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    });
    bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &[]));
    bench.step(Input::Surveyed);
    bench.reply("a", credential());
    bench.step(Input::Removed(id("a")));
    assert_eq!(created(bench).proof, Proof::NotTried);
}

#[test]
fn no_right_to_open_is_told_apart_from_no_key() {
    let mut bench = Bench::new(request());
    bench.step(Input::Surveyed);
    assert_eq!(bench.moment, Moment::InsertKey { reason: InsertReason::First });
    bench.step(Input::NotOpen(id("a"), NotOpen::NoRight));
    assert!(matches!(bench.moment, Moment::NotOpen { why: NotOpen::NoRight, .. }));
    bench.step(Input::Attached(id("b"), AuthenticatorTransport::Usb));
    bench.reply_with("b", Err(TransportError::Busy));
    bench.step(Input::Removed(id("a")));
    assert!(matches!(bench.moment, Moment::NotOpen { why: NotOpen::InUse, .. }));
}

#[test]
fn told_to_end_it_ends_with_the_reason() {
    let mut bench =
        Bench::new(RegistrationRequest { when_unusable: WhenUnusable::End, ..request() });
    bench.attach("a", info(&["U2F_V2"], &[], &[]));
    bench.step(Input::Surveyed);
    let Failure::Unusable { why, .. } = &ended(&bench).failure else {
        panic!("{:?}", bench.moment)
    };
    assert_eq!(why, &Unusable::NotCtap2);
}

#[test]
fn nonsense_from_a_key_ends_that_key_only() {
    let mut bench = Bench::new(request());
    bench.attach("a", vec![0, 0xFF]);
    bench.step(Input::Surveyed);
    assert!(matches!(bench.why(), Unusable::Malformed(Malformed::Info(_))));

    let mut agreement = at_the_pin();
    agreement.answer(Answer::Pin(pin("123456")));
    agreement.reply("a", success(Value::Map(Vec::new())));
    assert!(matches!(agreement.why(), Unusable::Malformed(Malformed::Response(_))));
}
