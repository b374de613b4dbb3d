//! The conversation in a real terminal (a pseudo-terminal): what is asked, what is hidden, and how
//! the terminal is left. A typed PIN must never show.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::{process::Command, time::Instant};

use serde_json::{Value, json};
use support::{
    PIN, Place, options,
    talk::{PATIENCE, Talk},
};

fn place_with_key() -> Place {
    let place = Place::new();
    let run = place.register(&options(), &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    place
}

#[test]
fn a_first_pin_is_chosen_twice_and_a_mistake_is_noticed() {
    let place = Place::new();
    let mut talk = Talk::register(&place, &[]);
    talk.expect("Registering a key for example.org");
    talk.expect("ada@example.org");
    talk.expect("New PIN");
    assert!(!talk.is_echoing());
    talk.type_in("123\r");
    talk.expect("at least 4 characters");
    talk.expect("New PIN");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("once more");
    talk.type_in("another\r");
    talk.expect("not the same");
    talk.expect("New PIN");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("once more");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("touch");
    talk.expect("Registered.");
    let (status, out, _) = talk.end();
    assert_eq!(status, 0);
    let response: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(response["type"], "public-key");
}

#[test]
fn a_wrong_pin_says_the_tries_left_and_asks_anew() {
    let place = place_with_key();
    let mut talk = Talk::register(&place, &[]);
    talk.expect("8 tries are left");
    talk.expect("PIN");
    talk.type_in("wrong\r");
    talk.expect("CTAP2_ERR_PIN_INVALID, 0x31");
    talk.expect("7 tries are left");
    talk.expect("stays hidden");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("Registered.");
    assert_eq!(talk.end().0, 0);
}

#[test]
fn three_wrong_pins_want_the_key_taken_out_and_put_back() {
    let place = place_with_key();
    let mut talk = Talk::register(&place, &[]);
    for _ in 0..3 {
        talk.expect("stays hidden");
        talk.type_in("wrong\r");
    }
    talk.expect("CTAP2_ERR_PIN_AUTH_BLOCKED, 0x34");
    talk.expect("put it back");
    talk.type_in("\r");
    talk.expect("5 tries are left");
    talk.expect("stays hidden");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("Registered.");
    assert_eq!(talk.end().0, 0);
}

#[test]
fn ctrl_c_at_the_pin_stops_and_spends_no_try() {
    let place = place_with_key();
    let mut talk = Talk::register(&place, &[]);
    talk.expect("stays hidden");
    talk.type_in("half a PIN\u{3}");
    talk.expect("Nothing was registered");
    let (status, out, _) = talk.end();
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(place.practice_key()["pin"]["retries"], 8);
}

#[test]
fn ctrl_c_at_the_touch_lets_the_key_go() {
    let place = place_with_key();
    let mut talk = Talk::register(&place, &["--touch-ms", "60000"]);
    talk.expect("stays hidden");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("waits for a touch");
    let start = Instant::now();
    talk.type_in("\u{3}");
    talk.expect("Nothing was registered");
    let (status, ..) = talk.end();
    assert_eq!(status, 1);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn what_is_typed_ahead_answers_nothing() {
    let place = place_with_key();
    let mut talk = Talk::register(&place, &[]);
    talk.expect("stays hidden");
    // The second line is there before its question is.
    talk.type_in("wrong\rwrong\rwrong\r");
    talk.expect("7 tries are left");
    talk.expect("stays hidden");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("Registered.");
    assert_eq!(talk.end().0, 0);
}

#[test]
fn a_pin_from_a_descriptor_is_not_asked_for_in_the_terminal() {
    let place = place_with_key();
    let options = place.options(&options());
    let pin = place.file("pin", PIN);
    // A shell passes the descriptor on; the terminal stays the program's.
    let line = r#"exec "$0" register --key practice --options "$1" --state "$2" --pin-fd 9 9<"$3""#;
    let mut talk = Talk::begin(
        Command::new("sh").args(["-c", line, env!("CARGO_BIN_EXE_touchstone")]).args([
            &options,
            place.path("state").to_str().unwrap(),
            &pin,
        ]),
    );
    talk.expect("Registered.");
    let (status, _, screen) = talk.end();
    assert_eq!(status, 0);
    assert!(!screen.contains("stays hidden"), "{screen}");
}

#[test]
fn the_only_practice_key_is_not_asked_to_be_another() {
    let place = place_with_key();
    let first = place.register(&options(), &[]).document();
    let mut again = options();
    again["excludeCredentials"] = json!([{ "type": "public-key", "id": first["id"] }]);
    let options = place.options(&again);
    let arguments = ["register", "--key", "practice", "--options", &options];
    let mut talk = Talk::begin(&mut place.command(&arguments));
    talk.expect("stays hidden");
    talk.type_in(&format!("{PIN}\r"));
    talk.expect("already registered");
    assert_eq!(talk.end().0, 1);
}

#[test]
fn a_key_that_the_policy_refuses_is_asked_for_no_pin() {
    let place = place_with_key();
    let policy = place.file(
        "policy.json",
        json!({
            "id": "Fido2",
            "state": "enabled",
            "isSelfServiceRegistrationAllowed": true,
            "includeTargets": [{ "id": "all_users", "targetType": "group" }],
            "isAttestationEnforced": false,
            "keyRestrictions": {
                "isEnforced": true,
                "enforcementType": "allow",
                "aaGuids": ["aaaaaaaa-0000-0000-0000-000000000001"],
            },
        })
        .to_string(),
    );
    let mut talk = Talk::register(&place, &["--policy", &policy]);
    talk.expect("does not allow The practice key");
    talk.expect("keyRestrictions.aaGuids: only 1 model listed");
    talk.expect("Nothing was registered");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 1);
    let findings: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(findings["verdict"], "refused");
    assert!(!screen.contains("stays hidden"), "a PIN was asked for:\n{screen}");
}

fn rehearse(place: &Place, more: &[&str]) -> Talk {
    let arguments = ["check", "--key", "practice", "--rehearse"];
    Talk::begin(&mut place.command(&[&arguments, more].concat()))
}

#[test]
fn a_rehearsal_says_what_happens_and_waits_for_a_yes() {
    let place = place_with_key();
    let mut talk = rehearse(&place, &[]);
    talk.expect("one touch");
    talk.expect("signature counter");
    talk.expect("Go on? [y/N]");
    talk.type_in("y\n");
    talk.expect("waits for a touch");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("keeps nothing"), "{out}");
    assert!(!screen.contains("stays hidden"), "no PIN is needed:\n{screen}");
    let mut talk = rehearse(&place, &[]);
    talk.expect("Go on? [y/N]");
    talk.type_in("\n");
    talk.expect("Nothing was done");
    let (status, out, _) = talk.end();
    assert_eq!((status, out.as_str()), (1, ""));
}

#[test]
fn ctrl_c_at_the_touch_of_a_rehearsal_leaves_nothing() {
    let place = place_with_key();
    let before = place.practice_key();
    let mut talk = rehearse(&place, &["--yes", "--touch-ms", "60000"]);
    talk.expect("waits for a touch");
    talk.type_in("\u{3}");
    talk.expect("Stopped");
    assert_eq!(talk.end().0, 1);
    assert_eq!(place.practice_key()["slots_left"], before["slots_left"]);
}
