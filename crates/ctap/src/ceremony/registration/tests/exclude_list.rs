//! What a key is asked about the exclude list, and what of it goes along with the makeCredential.

use super::*;
use crate::{
    Keepalive,
    ceremony::{AgainReason, Unusable},
};

fn with_exclude_list(count: u8) -> RegistrationRequest {
    RegistrationRequest { exclude: (0..count).map(|n| vec![n; 16]).collect(), ..request() }
}

#[test]
fn the_exclude_list_is_asked_about_in_portions_with_the_token() {
    let mut bench = Bench::new(with_exclude_list(20));
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    bench.attach("a", info(&["FIDO_2_1"], &options, &[(7, Value::from(8))]));
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    assert_eq!(bench.last_parameters().get(9), Some(&Value::from(3)), "mc and ga");
    bench.reply("a", token());
    for portion in [8, 8, 4] {
        let asked = bench.last_parameters();
        assert_eq!(asked.get(3).and_then(Value::as_array).unwrap().len(), portion);
        assert_eq!(asked.get(5).and_then(|options| options.get("up")), Some(&Value::from(false)));
        assert!(asked.get(6).is_some());
        bench.refuse("a", StatusCode::NoCredentials);
    }
    assert_eq!(bench.commands("a").last(), Some(&MAKE));
    assert_eq!(bench.last_parameters().get(5), None, "too long to go along");
}

#[test]
fn a_credential_that_is_already_there_is_named_before_any_touch() {
    let mut bench = Bench::new(with_exclude_list(2));
    bench.attach("a", with_pin());
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    bench.refuse("a", StatusCode::NoCredentials);
    bench.reply("a", success(Value::Map(Vec::new())));
    let there = Unusable::AlreadyRegistered { credential_id: Some(vec![1; 16]) };
    assert_eq!(bench.why(), &there);
    assert!(!bench.commands("a").contains(&MAKE));
}

#[test]
fn a_key_that_will_not_be_asked_gets_the_whole_list_or_nothing() {
    for (count, made) in [(1, true), (20, false)] {
        let mut bench = Bench::new(with_exclude_list(count));
        bench.attach("a", with_pin());
        bench.step(Input::Surveyed);
        bench.reply("a", retries(8));
        bench.answer(Answer::Pin(pin("123456")));
        bench.reply("a", key_agreement());
        bench.reply("a", token());
        bench.refuse("a", StatusCode::UnsupportedOption);
        assert_eq!(bench.commands("a").contains(&MAKE), made);
        if made {
            assert!(bench.last_parameters().get(5).is_some());
        }
    }
}

/// Past the PIN, up to the first question about the list.
fn at_the_list(exclude: Vec<Vec<u8>>, more: &[(i64, Value)]) -> Bench {
    let mut bench = Bench::new(RegistrationRequest { exclude, ..request() });
    let options = [("rk", true), ("clientPin", true), ("pinUvAuthToken", true)];
    bench.attach("a", info(&["FIDO_2_1"], &options, more));
    bench.step(Input::Surveyed);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    bench
}

/// The IDs that the makeCredential carries.
fn carried(bench: &Bench) -> Vec<Vec<u8>> {
    assert_eq!(bench.commands("a").last(), Some(&MAKE));
    let parameters = bench.last_parameters();
    let list = parameters.get(5).and_then(Value::as_array).unwrap_or_default();
    list.iter().map(|entry| entry.get("id").unwrap().as_bytes().unwrap().to_vec()).collect()
}

#[test]
fn an_id_longer_than_the_keys_own_does_not_go_along_either() {
    // CTAP 2.1 §6.4: maxCredentialIdLength (0x08) bounds the IDs of every list.
    let more = [(7, Value::from(8)), (8, Value::from(64))];
    let mut bench = at_the_list(vec![vec![1; 300], vec![2; 16]], &more);
    bench.refuse("a", StatusCode::NoCredentials);
    assert_eq!(carried(&bench), [[2; 16]]);

    let none = at_the_list(vec![vec![1; 900]; 100], &more);
    assert_eq!(carried(&none), Vec::<Vec<u8>>::new());
}

#[test]
fn a_list_that_was_too_long_for_the_question_does_not_go_along() {
    for too_long in [StatusCode::LimitExceeded, StatusCode::RequestTooLarge] {
        let mut bench = at_the_list(vec![vec![1; 16], vec![2; 16]], &[(7, Value::from(8))]);
        bench.refuse("a", too_long);
        bench.refuse("a", StatusCode::NoCredentials);
        bench.refuse("a", StatusCode::NoCredentials);
        assert_eq!(carried(&bench), Vec::<Vec<u8>>::new());
    }
}

#[test]
fn an_id_that_is_too_long_by_itself_is_none_of_this_key() {
    let mut bench = at_the_list(vec![vec![1; 500], vec![2; 16]], &[]);
    bench.refuse("a", StatusCode::LimitExceeded);
    bench.refuse("a", StatusCode::NoCredentials);
    assert!(!bench.interrupted.contains(&id("a")));
    assert_eq!(bench.commands("a").last(), Some(&MAKE));
}

#[test]
fn an_id_too_long_for_the_transport_is_left_out() {
    let mut bench = at_the_list(vec![vec![1; 8000]], &[]);
    bench.reply_with("a", Err(TransportError::TooLong(8100)));
    assert_eq!(carried(&bench), Vec::<Vec<u8>>::new());
}

#[test]
fn a_list_that_fits_the_question_but_not_the_command_stays_behind() {
    // maxMsgSize 1024: five IDs of 140 bytes fit a getAssertion, but not a makeCredential with
    // long names.
    let mut bench = Bench::new(RegistrationRequest {
        exclude: (0..5).map(|n| vec![n; 140]).collect(),
        user: User { id: vec![7; 64], name: "n".repeat(64), display_name: "d".repeat(64) },
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    });
    let more = [(5, Value::from(1024)), (7, Value::from(8))];
    bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &more));
    bench.step(Input::Surveyed);
    assert_eq!(bench.last_parameters().get(3).and_then(Value::as_array).unwrap().len(), 5);
    bench.refuse("a", StatusCode::NoCredentials);
    assert_eq!(carried(&bench), Vec::<Vec<u8>>::new());
    assert!(bench.sent.last().unwrap().2.len() <= 1024);
}

#[test]
fn a_key_that_would_not_say_and_cannot_carry_the_list_makes_nothing() {
    let mut bench = Bench::new(RegistrationRequest {
        exclude: (0..5).map(|n| vec![n; 140]).collect(),
        user: User { id: vec![7; 64], name: "n".repeat(64), display_name: "d".repeat(64) },
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    });
    let more = [(5, Value::from(1024)), (7, Value::from(8))];
    bench.attach("a", info(&["FIDO_2_1"], &[("rk", true)], &more));
    bench.step(Input::Surveyed);
    bench.refuse("a", StatusCode::UnsupportedOption);
    assert_eq!(bench.why(), &Unusable::Refused(StatusCode::UnsupportedOption));
    assert_eq!(bench.commands("a"), [ASSERT]);
}

#[test]
fn a_key_that_wants_a_touch_for_the_question_is_not_asked_further() {
    let mut bench = at_the_list(vec![vec![1; 16]], &[]);
    let exchange = bench.outstanding[&id("a")];
    let keepalive = Keepalive::UpNeeded;
    bench.step(Input::StillWorking { from: id("a"), exchange, keepalive });
    assert!(matches!(bench.moment, Moment::Working { .. }), "nobody is asked for that touch");
    assert_eq!(bench.interrupted, [id("a")]);
    bench.refuse("a", StatusCode::KeepaliveCancel);
    assert_eq!(carried(&bench), [[1; 16]]);
}

#[test]
fn a_key_that_wants_verification_for_the_question_gets_it_first() {
    let mut bench = Bench::new(RegistrationRequest {
        user_verification: UserVerificationRequirement::Discouraged,
        resident_key: ResidentKeyRequirement::Discouraged,
        ..with_exclude_list(2)
    });
    let options = [("rk", true), ("clientPin", true), ("makeCredUvNotRqd", true)];
    bench.attach("a", info(&["FIDO_2_1"], &options, &[]));
    bench.step(Input::Surveyed);
    assert_eq!(bench.commands("a"), [ASSERT]);
    bench.refuse("a", StatusCode::PuatRequired);
    bench.reply("a", retries(8));
    bench.answer(Answer::Pin(pin("123456")));
    bench.reply("a", key_agreement());
    bench.reply("a", token());
    assert_eq!(bench.commands("a").last(), Some(&ASSERT));
    assert!(bench.last_parameters().get(6).is_some());
    bench.refuse("a", StatusCode::PuatRequired);
    assert_eq!(bench.commands("a").last(), Some(&ASSERT), "it does not ask for it twice");
}

#[test]
fn a_second_key_after_one_that_was_full_is_said_to_be_another() {
    let free = RegistrationRequest {
        user_verification: UserVerificationRequirement::Discouraged,
        ..request()
    };
    let plain = || info(&["FIDO_2_1"], &[("rk", true)], &[]);
    let mut bench = Bench::new(free);
    bench.attach("a", plain());
    bench.step(Input::Surveyed);
    bench.refuse("a", StatusCode::KeyStoreFull);
    bench.attach("b", plain());
    assert!(matches!(bench.moment, Moment::TryAgain { why: AgainReason::AnotherKey, .. }));
}
