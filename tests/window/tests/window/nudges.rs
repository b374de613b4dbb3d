use practice::models::PRACTICE_KEY_C;
use serde_json::json;
use test_window::{Desk, Preset, Window};

use crate::hands::{make, name_it};

const ASKS: &str = "Harbour & Pine asks you to set up a passkey";
const SNOOZED: &str = "You skipped, so you are not asked now";

/// A window on whose Start the question stands.
pub(crate) fn asked(desk: &Desk) -> Window {
    let window = desk.open();
    window.press("Start practising");
    window.says("Name your new key");
    window.press("Cancel");
    window.says(ASKS);
    window
}

/// Another practice sign-in, so much later.
pub(crate) fn sign_in(window: &Window, later: &str) {
    window.select("When", later);
    window.press("Sign in again");
}

#[test]
fn three_skips_are_taken_and_the_fourth_question_has_none() {
    let desk = Desk::new();
    let window = asked(&desk);
    window.says("You signed in with a text message");
    window.says("You have skipped 0 of 3 times");
    window.moment("nudge-asked");
    window.press("Why am I being asked?");
    window.says("eligible-nudge");
    window.press("Every rule that was looked at");
    window.says("exclude-beats-include");
    for used in 1..=3 {
        window.press("Skip for now");
        window.says(SNOOZED);
        if used == 1 {
            window.moment("nudge-snoozed");
        }
        sign_in(&window, "4 days later");
        window.says(&format!("You have skipped {used} of 3 times"));
    }
    window.says("Harbour & Pine requires a passkey from you now");
    assert!(!window.offers("Skip for now"), "a required question can be skipped");
    window.moment("nudge-required");
    // Whoever closes it is asked at the very next sign-in, and again without a skip.
    window.kill();
    let window = desk.open();
    window.says("Harbour & Pine requires a passkey from you now");
    assert!(!window.offers("Skip for now"));
}

#[test]
fn closing_the_window_is_a_skip_also_where_it_is_killed() {
    let desk = Desk::new();
    let window = asked(&desk);
    window.end();
    let window = desk.open();
    window.says(SNOOZED);
    sign_in(&window, "4 days later");
    window.says("You have skipped 1 of 3 times");
    window.kill();
    let window = desk.open();
    window.says(SNOOZED);
    sign_in(&window, "4 days later");
    window.says("You have skipped 2 of 3 times");
    // So is another sign-in over a question that stands open.
    sign_in(&window, "4 days later");
    window.says("requires a passkey from you now");
}

#[test]
fn where_the_sign_in_happens_decides_and_linux_is_not_asked() {
    let desk = Desk::new();
    let window = asked(&desk);
    window.press("Skip for now");
    window.says(SNOOZED);
    window.select("Where", "This computer");
    window.press("Sign in again");
    window.says("does not ask you to set anything up now");
    window.says("People on Linux are not asked for a passkey.");
    window.select("Where", "Windows, Chrome");
    window.select("Second factor", "None");
    sign_in(&window, "15 days later");
    window.says("People are asked after MFA in the same sign-in");
    window.moment("nudge-not-asked");
    window.press("This computer");
    window.says("What counts where");
    window.says("/etc/os-release");
    window.moment("this-computer");
}

#[test]
fn a_skip_after_a_failed_registration_does_not_count() {
    let mut desk = Desk::new();
    desk.script(Some(&json!([{
        "match": { "method": "POST", "path": "*/fido2Methods" },
        "times": "always",
        "action": { "do": "answer", "status": 403 },
    }])));
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    let window = asked(&desk);
    window.press("Register a security key");
    name_it(&window);
    make(&window, &PRACTICE_KEY_C);
    window.says("did not take the key");
    window.press("Leave it as it is");
    window.says("You can skip now without it being counted");
    window.moment("nudge-error-skip");
    window.press("Skip, not counted");
    // No document says whether such a skip begins a wait.
    window.says("Whether Harbour & Pine asks you is not known");
    window.moment("nudge-unknown");
    sign_in(&window, "4 days later");
    window.says("You have skipped 0 of 3 times");
    window.says("1 skip after an error did not count");
}

#[test]
fn a_passkey_is_registered_from_the_question_to_its_end() {
    let desk = Desk::new();
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    let window = asked(&desk);
    window.press("Register a security key");
    name_it(&window);
    make(&window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    window.press("I am done");
    window.says("does not ask you to set anything up now");
    window.says("One key is no key");
    window.moment("nudge-met");
    sign_in(&window, "15 days later");
    window.says("does not ask you to set anything up now");
    // What was met is no skip, and neither is closing the window now.
    window.kill();
    let window = desk.open();
    window.press("Why is that?");
    window.press("Every rule that was looked at");
    window.says("profile-aaguid-one-eligible-stops-all");
}
