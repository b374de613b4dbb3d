use std::fs;

use practice::models::PRACTICE_KEY_C;
use serde_json::{Value, json};
use test_window::{Desk, PIN, Window};

use crate::{begin, plug};

/// Sending a registration does not work, so often.
fn cut(times: &Value) -> Value {
    json!([{
        "match": { "method": "POST", "path": "*/fido2Methods" },
        "times": times,
        "action": { "do": "cut-before" },
    }])
}

async fn made(window: &Window) {
    begin(window).await;
    plug(window, PRACTICE_KEY_C.name).await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
    window.press("Touch the practice key").await;
}

#[tokio::test]
async fn what_could_not_be_sent_is_kept_and_sent_when_the_directory_is_back() {
    let mut desk = Desk::new();
    desk.script(Some(&cut(&json!(1))));
    desk.key_with_pin(&PRACTICE_KEY_C, 8);
    let window = desk.open().await;
    made(&window).await;
    window.says("Kept until the directory answers").await;
    window.moment("register-kept").await;
    window.press("Send it now").await;
    window.says("Your key is registered").await;
}

#[tokio::test]
async fn what_a_power_cut_left_is_offered_at_the_next_start() {
    let mut desk = Desk::new();
    desk.script(Some(&cut(&json!("always"))));
    desk.key_with_pin(&PRACTICE_KEY_C, 8);
    let window = desk.open().await;
    made(&window).await;
    window.says("Kept until the directory answers").await;
    let survives = window.text().await.contains("sealed");
    window.kill();

    desk.script(None);
    let window = desk.open().await;
    window.says("A registration is not over").await;
    window.says("Nothing is lost and nothing is made twice").await;
    window.moment("start-unfinished").await;
    if survives {
        window.press("Send it again").await;
        window.says("Your key is registered").await;
    } else {
        // No keyring here, so the answer was in memory only; the passkey is taken off again.
        window.press("Remove it from the key").await;
        plug(&window, PRACTICE_KEY_C.name).await;
        window.pin(PIN).await;
        window.says("Taken off the key").await;
    }
    window.moment("unfinished-resolved").await;
}

#[tokio::test]
async fn options_from_a_document_are_answered_into_a_file() {
    let desk = Desk::new();
    desk.key_with_pin(&PRACTICE_KEY_C, 8);
    let window = desk.open().await;
    window.press("Use options").await;
    window.says("Registration options").await;
    window.moment("options").await;
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/creation-options.json");
    fs::copy(place, desk.chosen_file()).unwrap();
    window.press("Open a file").await;
    window.says("From chosen.json").await;
    window.press("Continue").await;
    window.says("Register a key for this site?").await;
    window.moment("options-confirm").await;
    window.press("Go on").await;
    plug(&window, PRACTICE_KEY_C.name).await;
    window.pin(PIN).await;
    window.says("Touch your key now").await;
    window.press("Touch the practice key").await;
    window.says("The answer is ready").await;
    window.moment("options-done").await;
    window.press("Copy the answer").await;
    window.says("Copied").await;
    window.press("Save the answer").await;
    window.says("Saved as").await;
    let answer: Value = serde_json::from_slice(&fs::read(desk.chosen_file()).unwrap()).unwrap();
    assert_eq!(answer["type"], "public-key");
    assert!(answer["response"]["attestationObject"].is_string());
}
