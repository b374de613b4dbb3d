//! What `touchstone register` puts on record, on the same record as the window: before a key is told to
//! make anything, and what became of it, also where the program was killed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::{
    fs,
    io::Write,
    ops::ControlFlow,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use enrollment::{
    ledger::{Order, Standing},
    recovery::Unfinished,
    rooms::Kept,
};
use serde_json::{Value, json};
use support::{PIN, Place, options};
use webauthn::Timestamp;

const MIRA: &str = "mira.okafor@harbourpine.example";

fn kept(place: &Place) -> Kept {
    Kept::open(&place.path("state")).unwrap()
}

/// The kinds, oldest first, as the record writes them.
fn written(place: &Place) -> Vec<Value> {
    let mut events = Vec::new();
    let ledger = kept(place).ledger;
    ledger
        .entries(Order::OldestFirst, &mut |entry| {
            events.push(json!(entry.unwrap().event));
            ControlFlow::Continue(())
        })
        .unwrap();
    let verified = ledger.verify_chain(None).unwrap();
    let holds = matches!(verified.standing, Standing::Intact(_) | Standing::Unauthenticated);
    assert!(holds, "{verified:?}");
    events
}

fn kinds(place: &Place) -> Vec<String> {
    written(place).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

fn left(place: &Place) -> Vec<Unfinished> {
    kept(place).left(Timestamp(0)).unwrap().unfinished
}

#[test]
fn a_registration_from_options_is_begun_created_and_handed_over() {
    let place = Place::new();
    let run = place.register(&options(), &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let events = written(&place);
    assert_eq!(kinds(&place), ["began", "created", "handed-over"]);
    assert_eq!(events[0]["scene"], "options");
    assert_eq!(events[0]["authenticator"], "practice");
    assert_eq!(events[0]["account"], "ada@example.org");
    assert_eq!(events[1]["credentialId"], run.document()["id"]);
    assert!(events.iter().all(|event| event["registration"] == events[0]["registration"]));
    assert!(left(&place).is_empty());
    // The second is on the same record under a name of its own.
    assert_eq!(place.register(&options(), &[]).status, 0);
    let events = written(&place);
    assert_eq!(events.len(), 6);
    assert_ne!(events[3]["registration"], events[0]["registration"]);
}

#[test]
fn a_registration_into_the_directory_is_registered_and_nothing_waits() {
    let place = Place::new();
    let run = place.run(&["register", "--for", MIRA, "--key", "practice", "--pin-fd", "0"], PIN);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(kinds(&place), ["began", "created", "registered"]);
    let events = written(&place);
    assert_eq!(events[0]["scene"], "practice");
    assert_eq!(events[2]["methodId"], run.document()["registered"]["method_id"]);
    assert!(kept(&place).outbox.slips().unwrap().is_empty());
}

#[test]
fn a_wrong_pin_leaves_no_registration_open() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let path = place.options(&options());
    let arguments = ["register", "--key", "practice", "--options", &path, "--pin-fd", "0"];
    assert_eq!(place.run(&arguments, "Another-1").status, 3);
    assert_eq!(kinds(&place).len(), 3, "a key that was not told anything is on record");
}

#[test]
fn a_key_that_the_policy_refuses_is_refused_on_record_and_not_begun() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let run = place.run(&["register", "--for", MIRA, "--key", "practice", "--pin-fd", "0"], PIN);
    assert_eq!(run.status, 1);
    let events = written(&place);
    assert_eq!(events.len(), 4);
    assert_eq!(events[3]["kind"], "refused");
    assert_eq!(events[3]["by"], "preflight");
}

#[test]
fn where_nothing_can_be_put_on_record_no_key_is_told_anything() {
    let place = Place::new();
    fs::create_dir_all(place.path("state/record.sqlite")).unwrap();
    let run = place.register(&options(), &["--json"]);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("record")), "{}", run.err);
    assert!(!place.path("state/practice-key").exists());
    // Nobody is made to fetch a key for nothing.
    let path = place.options(&options());
    let absent = ["register", "--key", "absent", "--options", &path, "--pin-fd", "0", "--json"];
    let run = place.run(&absent, PIN);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("record")), "{}", run.err);
}

#[test]
fn a_program_that_is_killed_before_the_touch_leaves_the_key_named() {
    let place = Place::new();
    let path = place.options(&options());
    let arguments = ["register", "--key", "practice", "--options", &path, "--pin-fd", "0"];
    let slow = [&arguments[..], &["--touch-ms", "60000"]].concat();
    let mut command = place.command(&slow);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(PIN.as_bytes()).unwrap();
    let begun = Instant::now();
    while !place.path("state/record.sqlite").exists() || kinds(&place).is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it did not begin");
        thread::sleep(Duration::from_millis(20));
    }
    // It is at work, so nothing is left behind yet.
    assert!(left(&place).is_empty());
    child.kill().unwrap();
    child.wait().unwrap();
    let left = left(&place);
    assert_eq!(left.len(), 1);
    let events = written(&place);
    assert_eq!(events.len(), 1);
    assert!(matches!(events[0]["kind"].as_str(), Some("began")));
    assert_eq!(json!(left[0].registration), events[0]["registration"]);
}

/// Nobody may read it besides its owner, and no PIN stands in it.
#[test]
fn the_record_holds_no_pin() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    for file in fs::read_dir(place.path("state")).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = fs::read(&path).unwrap();
            let found = bytes.windows(PIN.len()).any(|window| window == PIN.as_bytes());
            assert!(!found, "{} holds the PIN", path.display());
        }
    }
}
