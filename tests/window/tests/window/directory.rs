use practice::models::{PRACTICE_KEY_BIO, PRACTICE_KEY_C};
use serde_json::json;
use test_window::{Desk, Preset};

use crate::hands::{make, name_it, plug, prove};

#[test]
fn the_directory_is_away_comes_back_and_then_says_no() {
    let mut desk = Desk::new();
    let registering = json!({ "method": "POST", "path": "*/fido2Methods" });
    desk.script(Some(&json!([
        { "match": { "path": "*creationOptions*" }, "action": { "do": "cut-before" } },
        { "match": registering, "times": 4, "action": { "do": "cut-before" } },
        { "match": registering, "nth": 6, "action": { "do": "answer", "status": 403 } },
    ])));
    desk.key(&PRACTICE_KEY_C, Preset::Tries(8));
    desk.key(&PRACTICE_KEY_BIO, Preset::Tries(8));
    let window = desk.open();
    begin_unread(&window);
    make(&window, &PRACTICE_KEY_C);
    window.says("Kept until the directory answers");
    window.moment("register-tenant-unreachable");
    // It is tried again by itself, too.
    window.press_until("Send it now", "Your key is registered");

    window.press("Register a spare");
    name_it(&window);
    // The first one is still in, too.
    plug(&window, &PRACTICE_KEY_BIO);
    window.press("Touch Practice key Bio");
    prove(&window);
    window.press("Touch the practice key");
    window.says("did not take the key");
    window.says("HTTP 403");
    window.moment("register-tenant-says-no");
    window.press("Leave it as it is");
    window.says("still on the key");
    window.moment("register-left-on-key");
}

/// The options cannot be read at first.
fn begin_unread(window: &test_window::Window) {
    window.press("Start practising");
    window.says("Name your new key");
    window.press("Continue");
    window.says("Try again");
    window.moment("register-options-not-read");
    window.press("Try again");
    window.says("Practice keys");
}
