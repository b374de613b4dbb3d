//! Registering for oneself, which Graph refuses.

use std::{thread, time::Duration};

use enrollment::tenant::Tenant;
use practice::{
    PracticeError,
    key::{PracticeKey, Settings, firmware::PinPreset, presence::Habit},
    models,
    tenant::Protection,
};
use serde_json::json;

use crate::{
    support::{PIN, talk::Talk},
    world::{ADA, Begun, MIRA, World},
};

#[test]
fn graphs_refusal_is_said_before_anything_is_asked_of_a_key() {
    let world = World::signed_in(MIRA, "desk,own");
    // A key that the policy lists, in hand.
    assert_eq!(world.register(ADA, &[]).status, 0);
    let run = world.register(MIRA, &["--json"]);
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!(document["error"], "not-for-oneself");
    assert_eq!(document["security_info"], "https://mysignins.microsoft.com/security-info");
    assert_eq!(document["keys"][0]["id"], "practice");
    // Attestation is enforced, and only a registration shows it.
    assert_eq!(document["keys"][0]["standing"], "undetermined");
    assert!(run.err.contains("405") && run.err.contains("mysignins"), "{}", run.err);
    let asked = world.running.control().journal();
    let options = |one: &&practice::tenant::Entry| one.path.contains("creationOptions");
    assert_eq!(asked.iter().filter(options).count(), 1, "Ada's, and no other");
    // By object id it is the same person.
    let id = world.owner().person(MIRA).unwrap().id.0;
    assert_eq!(world.register(&id, &["--json"]).document()["error"], "not-for-oneself");
}

#[test]
fn somebody_else_is_not_watched() {
    let world = World::signed_in(MIRA, "desk");
    let run = world.register(ADA, &["--watch", "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("watch-only-oneself")));
}

/// A browser comes up before somebody who asked for it, and before nobody.
#[test]
fn the_page_is_opened_where_a_person_at_a_terminal_asked_for_it_only() {
    const PAGE: &str = "https://mysignins.microsoft.com/security-info";
    let world = World::signed_in(MIRA, "desk,own");
    let opener = world.place.browser();
    let nothing_opened = || !opener.join("address").exists();
    let with_browser = |arguments: &[&str]| {
        let mut command = world.place.command(arguments);
        command.env("PATH", &opener);
        command
    };
    let (asked, unasked) = (["register", "--for", MIRA, "--open"], ["register", "--for", MIRA]);
    let run = crate::support::run(&mut with_browser(&asked), "");
    assert_eq!((run.status, &run.document()["opened"]), (1, &json!(false)), "{}", run.err);
    assert!(run.err.contains("not opened: nobody is at a terminal"), "{}", run.err);
    let mut talk = Talk::begin(&mut with_browser(&unasked));
    talk.expect(PAGE);
    assert_eq!(talk.end().0, 1);
    thread::sleep(Duration::from_millis(300));
    assert!(nothing_opened(), "it was opened before nobody, or unasked");
    let mut talk = Talk::begin(&mut with_browser(&asked));
    talk.expect(PAGE);
    talk.expect("The page opens in your browser");
    assert_eq!(world.place.opened(), PAGE);
    let (status, out, screen) = talk.end();
    assert_eq!(status, 1, "{screen}");
    assert!(out.contains("\"opened\":true") || out.contains("\"opened\": true"), "{out}");
    // Nothing on this path opens anything.
    let mut command = world.place.command(&asked);
    let mut talk = Talk::begin(command.env("PATH", world.place.path("nowhere")));
    talk.expect("No browser could be opened");
    assert_eq!(talk.end().0, 1);
    let run = world.register(ADA, &["--open", "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("open-only-oneself")));
}

#[test]
fn whoever_may_not_read_the_policy_is_told_that_nobody_can_say() {
    let world = World::signed_in(ADA, "own");
    let run = world.run(&["register", "--for", ADA, "--json"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(run.document()["policy_read"], false);
}

#[test]
fn a_new_passkey_is_waited_for_and_found_on_the_key_that_holds_it() {
    let world = with_a_key();
    let watching = watch(&world, &[], "");
    let method = as_a_browser_would(&world, KEY, Protection::NotAsked);
    let run = watching.end();
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    let registered = &document["registered"][0];
    assert_eq!(registered["method_id"], method);
    assert_eq!((&registered["on_key"], &registered["proof"]), (&json!(KEY), &json!("silent")));
    assert_eq!((&registered["keys_silent"], &registered["proof_ended"]), (&json!(0), &json!(null)));
    assert_eq!(document["error"], json!(null));
    assert!(run.err.contains("Practice key C, registered 20"), "{}", run.err);
    assert!(run.err.contains("the key said so."), "{}", run.err);
}

#[test]
fn a_key_that_hides_the_new_passkey_says_so_once_it_has_its_pin() {
    let world = with_a_key();
    let watching = watch(&world, &["--pin-fd", "0"], PIN);
    as_a_browser_would(&world, KEY, HIDDEN);
    let run = watching.end();
    assert_eq!(run.status, 0, "{}", run.err);
    let registered = &run.document()["registered"][0];
    assert_eq!((&registered["on_key"], &registered["proof"]), (&json!(KEY), &json!("verified")));
    assert!(run.err.contains("once it knew who you are"), "{}", run.err);
    assert!(!run.err.contains(PIN) && !run.out.contains(PIN));
}

#[test]
fn a_wrong_pin_that_was_given_spends_one_try_and_no_more() {
    let world = with_a_key();
    let watching = watch(&world, &["--pin-fd", "0"], "Falsch-0000");
    as_a_browser_would(&world, KEY, HIDDEN);
    let run = watching.end();
    // It is in the directory all the same.
    assert_eq!(run.status, 0, "{}", run.err);
    let registered = run.document()["registered"][0].clone();
    assert_eq!((&registered["on_key"], &registered["proof"]), (&json!(null), &json!(null)));
    assert_eq!(registered["proof_ended"], "wrong-pin");
    assert_eq!(registered["keys_silent"], 1);
    assert!(run.err.contains("7 tries are left") && run.err.contains("To find out"), "{}", run.err);
    assert_eq!(opened(&world, KEY).pin_retries(), 7);
}

#[test]
fn where_nobody_can_be_asked_for_a_pin_none_is_and_the_way_out_is_said() {
    let world = with_a_key();
    let watching = watch(&world, &[], "");
    as_a_browser_would(&world, KEY, HIDDEN);
    let run = watching.end();
    assert_eq!(run.status, 0, "{}", run.err);
    let registered = run.document()["registered"][0].clone();
    assert_eq!((&registered["on_key"], &registered["proof"]), (&json!(null), &json!(null)));
    assert_eq!(registered["proof_ended"], "pin-wanted");
    assert!(
        run.err.contains("--pin-fd") && run.err.contains("sign in with the key"),
        "{}",
        run.err
    );
    assert_eq!(opened(&world, KEY).pin_retries(), 8);
}

#[test]
fn a_passkey_on_a_key_that_is_not_in_hand_is_called_nobodys() {
    // None is in hand.
    let world = World::signed_in(MIRA, "desk,own");
    let watching = watch(&world, &[], "");
    as_a_browser_would(&world, "elsewhere", HIDDEN);
    let run = watching.end();
    assert_eq!(run.status, 0, "{}", run.err);
    let registered = run.document()["registered"][0].clone();
    assert_eq!((&registered["on_key"], &registered["keys_silent"]), (&json!(null), &json!(0)));
    assert!(run.err.contains("No key is in hand that could say"), "{}", run.err);
    // Another one is, and shows with its PIN that it is not there.
    assert_eq!(world.register(ADA, &[]).status, 0);
    let watching = watch(&world, &["--pin-fd", "0"], PIN);
    as_a_browser_would(&world, "a-third", HIDDEN);
    let run = watching.end();
    assert_eq!(run.status, 0, "{}", run.err);
    let registered = run.document()["registered"][0].clone();
    assert_eq!((&registered["on_key"], &registered["proof"]), (&json!(null), &json!(null)));
    assert_eq!(registered["proof_ended"], "not-on-key");
    assert!(run.err.contains("on none of the keys in hand"), "{}", run.err);
}

#[test]
fn a_person_who_mistypes_the_pin_is_asked_again_and_not_typed_for() {
    let world = with_a_key();
    let mut talk = watch_in_a_terminal(&world);
    as_a_browser_would(&world, KEY, HIDDEN);
    talk.expect("A new passkey is in the directory");
    talk.expect("8 tries are left");
    talk.expect("PIN (stays hidden): ");
    talk.type_in("Falsch-0000\n");
    talk.expect("That PIN was wrong");
    talk.expect("7 tries are left");
    talk.expect("PIN (stays hidden): ");
    assert!(!talk.is_echoing());
    talk.type_in(&format!("{PIN}\n"));
    talk.expect("once it knew who you are");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("\"proof\":\"verified\""), "{out}");
    assert_eq!(screen.matches("tries are left").count(), 2, "{screen}");
}

#[test]
fn after_three_wrong_pins_the_practice_key_is_taken_out_and_put_back() {
    let world = with_a_key();
    let mut talk = watch_in_a_terminal(&world);
    as_a_browser_would(&world, KEY, HIDDEN);
    for _ in 0..3 {
        talk.expect("PIN (stays hidden): ");
        talk.type_in("Falsch-0000\n");
    }
    talk.expect("Press Enter to take the practice key out and put it back: ");
    talk.type_in("\n");
    talk.expect("5 tries are left");
    talk.expect("PIN (stays hidden): ");
    talk.type_in(&format!("{PIN}\n"));
    talk.expect("once it knew who you are");
    assert_eq!(talk.end().0, 0);
}

#[test]
fn whoever_stops_at_the_question_for_a_pin_is_told_what_is_left_open() {
    let world = with_a_key();
    let mut talk = watch_in_a_terminal(&world);
    as_a_browser_would(&world, KEY, HIDDEN);
    talk.expect("PIN (stays hidden): ");
    talk.type_in("\u{3}");
    talk.expect("Stopping.");
    talk.expect("cannot be told");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("\"proof_ended\":\"cancelled\""), "{out}");
    assert_eq!(opened(&world, KEY).pin_retries(), 8);
}

#[test]
fn a_directory_that_fails_for_a_while_is_outlived_and_one_that_lets_nobody_in_is_said() {
    let world = with_a_key();
    let mut watching = watch(&world, &[], "");
    let down = json!({ "do": "answer", "status": 503 });
    world.script(&json!([
        { "match": { "path": "*/fido2Methods" }, "times": "always", "action": down }
    ]));
    watching.until("does not answer now");
    world.script(&json!([]));
    let method = as_a_browser_would(&world, KEY, Protection::NotAsked);
    let run = watching.end();
    assert_eq!(run.document()["registered"][0]["method_id"], method);
    let watching = watch(&world, &[], "");
    world.running.control().revoke_sign_ins();
    world.running.control().expire_tokens();
    let run = watching.end();
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
}

/// The key in hand.
pub(crate) const KEY: &str = "practice";
/// So that it is not seen before the PIN (CTAP 2.1 §12.1.1).
const HIDDEN: Protection = Protection::VerificationRequired;

/// Somebody who signed in, with a practice key at hand that has its PIN.
fn with_a_key() -> World {
    let world = World::signed_in(MIRA, "desk,own");
    assert_eq!(world.register(ADA, &[]).status, 0);
    world
}

/// What waits for a passkey of whoever signed in.
pub(crate) const WATCH: [&str; 6] = ["register", "--for", MIRA, "--watch", "--key", KEY];
/// From here on nothing is missed.
const WAITS: &str = "Waiting until the new passkey is in the directory";

pub(crate) fn watch(world: &World, more: &[&str], stdin: &str) -> Begun {
    let arguments = [&WATCH[..], &["--json"], more].concat();
    let mut begun = Begun::of(&mut world.place.command(&arguments), stdin);
    begun.until(WAITS);
    begun
}

fn watch_in_a_terminal(world: &World) -> Talk {
    let mut talk = Talk::begin(&mut world.place.command(&WATCH));
    talk.expect(WAITS);
    talk
}

/// The practice key of this name, once nobody else has it.
pub(crate) fn opened(world: &World, name: &str) -> PracticeKey {
    let folder = match name {
        KEY => "state/practice-key".to_owned(),
        other => format!("state/{other}"),
    };
    loop {
        let pin = PinPreset { pin: PIN.to_owned().into(), retries: 8, force_change: false };
        let aaguid = Some(models::PRACTICE_KEY_C.aaguid.0);
        let settings = Settings { aaguid, pin: Some(pin), ..Settings::default() };
        let touches = Box::new(Habit::touches_after(Duration::ZERO));
        match PracticeKey::open_or_create(&world.place.path(&folder), settings, touches) {
            Ok(key) => break key,
            Err(PracticeError::InUse(_)) => thread::sleep(Duration::from_millis(10)),
            Err(error) => panic!("{error}"),
        }
    }
}

/// Mira registers a key by another way than Graph's for oneself.
pub(crate) fn as_a_browser_would(world: &World, key: &str, protection: Protection) -> String {
    let (key, page) = (Box::new(opened(world, key)), world.running.control());
    page.security_info(MIRA, key, PIN.as_bytes().to_vec(), protection).unwrap()
}
