use std::fs;

use practice::models::PRACTICE_KEY_C;
use serde_json::Value;
use test_window::{Desk, Window};

use crate::hands::{plug, with_pin};

/// Ten registrations that were made broken (crates/webauthn/tests/generated), each with the check and
/// the reason that must be named.
fn ten() -> Vec<Value> {
    serde_json::from_str(include_str!("../../fixtures/broken.json")).unwrap()
}

/// The two sentences.
fn sentences(window: &Window) -> String {
    let words = window.script("return document.getElementById('words')?.innerText ?? ''");
    words.as_str().unwrap_or_default().to_owned()
}

#[test]
fn ten_broken_registrations_are_dropped_and_pasted_and_each_is_named() {
    let desk = Desk::new();
    let window = desk.open();
    window.press("Diagnose");
    window.says("What the ticket holds");
    window.moment("diagnose-door");
    for (place, one) in ten().iter().enumerate() {
        let (check, reason) = (one["check"].as_str().unwrap(), one["reason"].as_str().unwrap());
        let ticket = one["record"].to_string();
        if place % 2 == 0 {
            window.drop_file(&format!("INC-{place}.json"), &ticket);
            window.says(&format!("From INC-{place}.json."));
        } else {
            window.paste("What the ticket holds", &ticket);
            window.press("Judge it");
            window.says("From pasted text.");
        }
        let words = sentences(&window);
        assert!(words.starts_with("The registration does not verify: "), "{reason}: {words}");
        assert!(words.contains(&format!("({check}, {reason}; ")), "{reason}: {words}");
        window.says_aloud(&format!("({check}, {reason}; "));
        window.says("Breaks here");
        window.moment(&format!("diagnose-{reason}"));
        window.press("Another ticket");
        window.says("What the ticket holds");
    }
}

#[test]
fn a_ticket_is_opened_from_a_file_judged_on_more_and_exported() {
    let desk = Desk::new();
    let window = desk.open();
    window.press("Diagnose");
    window.paste("What the ticket holds", "Hello,\nmy key was rejected.");
    window.press("Judge it");
    window.says("There is no registration in it");
    let all: Vec<Value> = ten().into_iter().map(|one| one["record"].clone()).collect();
    fs::write(desk.chosen_file(), Value::Array(all).to_string()).unwrap();
    window.press("Open a file");
    window.says("10 registrations in this ticket");
    window.choose("leaf expired");
    window.says("(certificate, certificate-expired; ");
    window.moment("diagnose-several");
    window.choose("Harbour & Pine");
    window.says("Policy line");
    window.press("Export JSON");
    window.says("Written to");
    let json: Value = serde_json::from_slice(&fs::read(desk.chosen_file()).unwrap()).unwrap();
    assert_eq!((&json["id"], &json["verdict"]), (&"leaf expired".into(), &"invalid".into()));
    window.press("Export Markdown");
    window.writes(&desk.chosen_file(), |bytes| bytes.starts_with(b"# Diagnosis of leaf expired"));
    window.press("Export PDF");
    window.writes(&desk.chosen_file(), |bytes| bytes.starts_with(b"%PDF-1.7"));
    window.press("Copy for the ticket");
    window.says("Copied");
}

#[test]
fn a_key_in_hand_shows_its_attestation_and_the_chain_is_drawn() {
    let (desk, window) = with_pin();
    window.press("Diagnose");
    window.press("Rehearse with a key");
    window.says("What it cannot show");
    window.moment("rehearse-consent");
    window.press("Rehearse now");
    plug(&window, &PRACTICE_KEY_C);
    // It has a PIN, and makes this one without (CTAP 2.1, makeCredUvNotRqd).
    window.says("Touch your key now");
    window.says("A rehearsal, for nobody");
    window.press("Touch the practice key");
    window.says("The key has shown itself");
    window.says("keeps nothing of it, by its own word");
    window.moment("rehearse-shown");
    window.press("See the chain");
    window.says("on a credential that was thrown away");
    window.says("person present but not verified");
    assert!(sentences(&window).starts_with("The registration holds"), "{}", sentences(&window));
    window.moment("rehearse-chain");
    window.press("Activity");
    window.says("No entry yet");
    drop(desk);
}
