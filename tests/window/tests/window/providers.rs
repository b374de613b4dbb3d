//! A campaign that leads to a provider: whom the policy takes no security key from. The prompt must end with the
//! passkey that the directory lists, and with nothing else.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};
use test_window::{Desk, Window};

use crate::nudges::asked;

const PROVIDER: &str = "Practice password manager";
const GOOGLE_PASSWORD_MANAGER: &str = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4";

fn file(desk: &Desk) -> PathBuf {
    desk.state().join("practice-tenant/practice-tenant.json")
}

fn state(desk: &Desk) -> Value {
    serde_json::from_slice(&fs::read(file(desk)).unwrap()).unwrap()
}

/// The practice organisation's profile has this from its next start on.
fn profile(desk: &Desk, change: Value) {
    let mut state = state(desk);
    let profile = state.pointer_mut("/fido2/passkeyProfiles/0").unwrap().as_object_mut().unwrap();
    profile.extend(change.as_object().cloned().unwrap());
    fs::write(file(desk), state.to_string()).unwrap();
}

/// A window on whose Start somebody is asked for a passkey that no key may hold; with `models`, of these only.
fn asked_for_a_providers(desk: &Desk, models: &[&str]) -> Window {
    // The organisation is there from the first start on.
    asked(desk).end();
    let listed = json!({
        "isEnforced": !models.is_empty(), "enforcementType": "allow", "aaGuids": models,
    });
    profile(
        desk,
        json!({
            "passkeyTypes": "synced",
            "attestationEnforcement": "disabled",
            "keyRestrictions": listed,
        }),
    );
    let window = desk.open();
    window.select("When", "4 days later");
    window.press("Sign in again");
    window.says("A security key is not what they ask for.");
    window
}

#[test]
fn whom_no_key_is_taken_from_is_led_to_a_provider_until_the_directory_lists_it() {
    let desk = Desk::new();
    let window = asked_for_a_providers(&desk, &[]);
    assert!(!window.offers("Register a security key"), "a key would be refused");
    window.moment("nudge-provider");
    window.press("Make a passkey");
    window.says("Your passkey is made in the browser");
    window.moment("provider-choose");
    window.press("Look now");
    window.says("No new passkey yet.");
    window.press("Let the practice password manager make one");
    window.says("Your passkey is registered");
    window.says(PROVIDER);
    window.says("The question of your organisation is answered.");
    window.moment("provider-listed");
    window.press("Done");
    window.says(PROVIDER);
    assert!(!window.text().contains("asks you to set up a passkey"), "the question stands on");
    window.end();
    assert_eq!(state(&desk)["methods"][0]["passkeyType"], "synced");
}

#[test]
fn what_the_policy_refuses_and_who_leaves_end_nothing() {
    let desk = Desk::new();
    let window = asked_for_a_providers(&desk, &[GOOGLE_PASSWORD_MANAGER]);
    window.press("Make a passkey");
    window.press("Let the practice password manager make one");
    window.says("The practice organisation’s policy does not take it.");
    window.says("No new passkey yet.");
    window.press("Cancel");
    window.says("A security key is not what they ask for.");
    window.end();
    assert_eq!(state(&desk)["methods"], json!([]));
}
