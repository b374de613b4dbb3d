//! Registering for oneself while something is in the way: the directory does not answer, the key is pulled out of
//! its proof. Nothing may be called done before, and what came meanwhile is found.

use practice::{
    models::PRACTICE_KEY_C,
    tenant::{Protection, Switches},
};
use serde_json::json;
use test_window::PIN;

use crate::{
    hands::{plug, take_out_while_asked},
    signed_in::{MIRA, World, script, sign_in},
};

#[test]
fn a_directory_that_goes_and_a_key_that_is_pulled_out_lose_nothing_of_ones_own() {
    let world = World::dressed(Switches::default());
    let desk = &world.desk;
    let window = desk.open();
    sign_in(desk, &window, MIRA);
    window.press("Register");
    window.press("It is for myself");
    window.says("HTTP 405");
    window.press("Open the page");
    desk.opened();
    window.says("No new passkey yet");

    let list = json!({ "method": "GET", "path": "*/fido2Methods" });
    let cut = json!({ "do": "cut-before" });
    script(&world.running, &json!([{ "match": list, "times": "always", "action": cut }]));
    window.press("Look now");
    window.says("The answer did not arrive");
    window.says("Nothing is lost: it is looked again in");
    window.moment("register-oneself-not-answered");
    // The page goes on meanwhile: it is another way to the organisation.
    let (key, pin) = (Box::new(desk.in_hand(&PRACTICE_KEY_C)), PIN.as_bytes().to_vec());
    let protection = Protection::VerificationRequired;
    world.running.control().security_info(MIRA, key, pin, protection).unwrap();
    assert!(!window.text().contains("A new passkey is in the directory"), "nobody listed it");
    script(&world.running, &json!([]));
    // It is looked again by itself, too, after the seconds that are said.
    window.press("Look now");
    window.says("A new passkey is in the directory");
    window.says("No key is in hand");

    plug(&window, &PRACTICE_KEY_C);
    window.says("does not say what it holds");
    window.press("Prove it with the PIN");
    take_out_while_asked(&window, &PRACTICE_KEY_C);
    window.says("Your passkey is not affected");
    window.moment("register-oneself-key-pulled");
    plug(&window, &PRACTICE_KEY_C);
    window.says("Enter the key’s PIN");
    window.pin(PIN);
    window.says("Your key is registered");
    window.says("after you were verified");
    window.end();
}
