use std::fs;

use practice::models::PRACTICE_KEY_C;
use serde_json::Value;

use crate::hands::{make, with_pin};

#[test]
fn options_from_a_document_are_answered_into_a_file() {
    let (desk, window) = with_pin();
    window.press("Use options");
    window.says("Registration options");
    window.moment("options");
    let place = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/examples/creation-options.json");
    fs::copy(place, desk.chosen_file()).unwrap();
    window.press("Open a file");
    window.says("From chosen.json");
    window.press("Continue");
    window.says("Register a key for this site?");
    window.moment("options-confirm");
    window.press("Go on");
    make(&window, &PRACTICE_KEY_C);
    window.says("The answer is ready");
    window.moment("options-done");
    window.press("Copy the answer");
    window.says("Copied");
    window.press("Save the answer");
    window.says("Saved as");
    let answer: Value = serde_json::from_slice(&fs::read(desk.chosen_file()).unwrap()).unwrap();
    assert_eq!(answer["type"], "public-key");
    assert!(answer["response"]["attestationObject"].is_string());
}
