//! A change of policy after which keys that people hold are taken no more. Whoever would be locked out is named,
//! the administrator who makes it first, and nothing may go out before the word is typed.

use practice::{
    models::{Model, PRACTICE_KEY_BIO, PRACTICE_KEY_C},
    tenant::{Protection, Running, Switches},
};
use serde_json::{Value, json};
use test_window::{PIN, Preset, Window, signs_in};

use crate::{
    prompts::change,
    signed_in::{ADA, INGRID, MIRA, World, script, sign_in},
};

const FIDO2: &str =
    "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/fido2";
const KIND: &str = "#microsoft.graph.fido2AuthenticationMethodConfiguration";
/// A profile that is not there.
const GONE: &str = "5f0c0b1e-6a52-4a0b-8a3d-2f4f7f9a0042";
const WORD: &str = "Type “lock out” to go on";
const FIX: &str = "Fix… Passkeys: profiles";
const LOOK: &str = "Look at the change before it is sent";

/// Each has these keys, as the page of sign-in methods made them.
fn hold(world: &World, all: &[(&str, &Model)]) {
    for (person, model) in all {
        let (key, pin) = (Box::new(world.desk.in_hand(model)), PIN.as_bytes().to_vec());
        world.running.control().security_info(person, key, pin, Protection::NotAsked).unwrap();
    }
}

fn fido2(running: &Running) -> Value {
    let secret = running.start_secret().reveal();
    let mut answer = ureq::get(format!("{}/beta{FIDO2}", running.base_url()))
        .header("authorization", format!("Bearer {secret}"))
        .call()
        .unwrap();
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap()
}

/// The one profile that is there leaves Practice key C out, and the target names another that is not. Answers
/// the first one's id.
fn contradict(running: &Running) -> Value {
    let mut policy = fido2(running);
    let default = policy["defaultPasskeyProfile"].clone();
    let only = json!([PRACTICE_KEY_BIO.aaguid]);
    policy["passkeyProfiles"][0]["keyRestrictions"]["aaGuids"] = only.clone();
    policy["keyRestrictions"]["aaGuids"] = only;
    policy["includeTargets"][0]["allowedPasskeyProfiles"] = json!([GONE]);
    let members = ["passkeyProfiles", "keyRestrictions", "includeTargets"];
    let mut body = json!({ "@odata.type": KIND });
    for member in members {
        body[member] = policy[member].clone();
    }
    change(running, FIDO2, &body);
    default
}

fn patches(world: &World) -> usize {
    world.running.control().journal().iter().filter(|one| one.method == "PATCH").count()
}

#[test]
fn whoever_a_change_locks_out_is_named_first_and_nothing_goes_without_the_word() {
    let world = World::dressed(Switches::default());
    world.desk.key(&PRACTICE_KEY_BIO, Preset::Tries(8));
    let (c, bio) = (&PRACTICE_KEY_C, &PRACTICE_KEY_BIO);
    hold(&world, &[(MIRA, c), (INGRID, c), (ADA, c), (ADA, bio)]);
    let default = contradict(&world.running);
    let window = world.desk.open();
    sign_in(&world.desk, &window, INGRID);
    window.press("Tenant");
    window.press("Ask for it");
    signs_in(&world.desk.opened(), INGRID);
    window.says("people are asked");
    let (before, sent) = (fido2(&world.running), patches(&world));

    window.press(FIX);
    window.says(LOOK);
    names_them(&window);
    window.moment("tenant-lockout");
    for typed in ["", "yes", "lock"] {
        window.paste(WORD, typed);
        window.press("Send the change");
        window.says_aloud("That is another word. Nothing was sent.");
    }
    window.moment("tenant-lockout-another-word");
    assert_eq!((fido2(&world.running), patches(&world)), (before, sent), "nothing is sent");
    window.press("Back, send nothing");
    nobody_knows(&world, &window);

    window.press(FIX);
    window.says(LOOK);
    window.paste(WORD, "lock out");
    window.press("Send the change");
    window.says("Changed, and read again");
    assert_eq!(patches(&world), sent + 1, "it is sent once");
    let after = fido2(&world.running);
    assert_eq!(after["includeTargets"][0]["allowedPasskeyProfiles"], json!([default]));
    assert!(!window.offers(FIX), "it is mended");
    window.end();
}

/// Ingrid first, though the directory has Mira before her; Ada keeps another key.
fn names_them(window: &Window) {
    window.says("2 people of 3 would have no passkey left to sign in with.");
    window.says("You are the first of them: you would lock yourself out.");
    let text = window.text();
    let at = |words: String| text.find(&words).unwrap_or_else(|| panic!("no {words:?}: {text}"));
    let first = at(format!("{INGRID} (you) loses “Registered in the browser”"));
    let second = at(format!("{MIRA} loses"));
    let third = at(format!("{ADA} loses"));
    assert!(first < second && second < third, "{text}");
    assert!(text.contains("keeps 1"), "{text}");
}

/// Where the report of registrations cannot be read, the word is wanted as well.
fn nobody_knows(world: &World, window: &Window) {
    let report = json!({ "method": "GET", "path": "*userRegistrationDetails*" });
    let action = json!({ "do": "answer", "status": 403 });
    let fault = json!({ "match": report, "times": "always", "action": action });
    script(&world.running, &json!([fault]));
    window.press("Read again");
    window.says("No forecast");
    window.press(FIX);
    window.says(LOOK);
    window.says("Nobody knows: without the report of registrations");
    window.says(WORD);
    window.moment("tenant-lockout-unknown");
    window.press("Back, send nothing");
    script(&world.running, &json!([]));
    window.press("Read again");
    window.says("people are asked");
}

/// Somebody else sets the list of the default profile.
fn listed(running: &Running, models: &Value) {
    let mut profiles = fido2(running)["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["aaGuids"] = models.clone();
    change(running, FIDO2, &json!({ "@odata.type": KIND, "passkeyProfiles": profiles }));
}

/// While the change is looked at somebody changes what is beside it: whom it locks out now is shown first.
#[test]
fn what_moved_beside_a_change_is_said_with_the_new_preview_before_anything_is_sent() {
    let world = World::dressed(Switches::default());
    world.desk.key(&PRACTICE_KEY_BIO, Preset::Tries(8));
    hold(&world, &[(MIRA, &PRACTICE_KEY_C), (INGRID, &PRACTICE_KEY_C)]);
    contradict(&world.running);
    let (c, bio) = (PRACTICE_KEY_C.aaguid, PRACTICE_KEY_BIO.aaguid);
    listed(&world.running, &json!([c, bio]));
    let window = world.desk.open();
    sign_in(&world.desk, &window, INGRID);
    window.press("Tenant");
    window.press("Ask for it");
    signs_in(&world.desk.opened(), INGRID);
    window.says("people are asked");
    window.press(FIX);
    window.says(LOOK);
    window.says("Nobody, of 2 people with passkeys");
    listed(&world.running, &json!([bio]));
    let sent = patches(&world);
    window.press("Send the change");
    window.says("The policy was changed since you looked; nothing was sent");
    window.says("Fido2.passkeyProfiles");
    window.says("2 people of 2 would have no passkey left to sign in with.");
    assert_eq!(patches(&world), sent, "it was sent before anybody saw it");
    window.moment("tenant-moved");
    window.paste(WORD, "lock out");
    window.press("Send the change");
    window.says("Changed, and read again");
    assert_eq!(patches(&world), sent + 1);
    assert!(!window.offers(FIX), "it is mended");
    window.end();
}
