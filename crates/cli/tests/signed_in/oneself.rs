//! Registering for oneself, which Graph refuses.

use std::{thread, time::Duration};

use enrollment::tenant::Tenant;
use practice::{
    key::{PracticeKey, Settings, presence::Habit},
    tenant::Protection,
};
use serde_json::json;

use crate::{
    support::PIN,
    world::{ADA, MIRA, World},
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

#[test]
fn whoever_may_not_read_the_policy_is_told_that_nobody_can_say() {
    let world = World::signed_in(ADA, "own");
    let run = world.run(&["register", "--for", ADA, "--json"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(run.document()["policy_read"], false);
}

#[test]
fn a_new_passkey_is_waited_for_and_found_on_the_key_that_holds_it() {
    let world = World::signed_in(MIRA, "desk,own");
    // The practice key is there and lets go of its folder when the program ends.
    assert_eq!(world.register(ADA, &[]).status, 0);
    let arguments = ["register", "--for", MIRA, "--watch", "--key", "practice", "--json"];
    let mut command = world.place.command(&arguments);
    let watching = thread::spawn(move || crate::support::run(&mut command, ""));
    thread::sleep(Duration::from_millis(1500));
    let method = as_a_browser_would(&world);
    let run = watching.join().unwrap();
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert_eq!(document["registered"][0]["method_id"], method);
    assert_eq!(document["registered"][0]["on_key"], "practice");
    assert!(run.err.contains("the key said so"), "{}", run.err);
    assert_eq!(document["error"], json!(null));
}

/// Mira registers the same key by another way than Graph's for oneself.
fn as_a_browser_would(world: &World) -> String {
    let folder = world.place.path("state/practice-key");
    let touches = Box::new(Habit::touches_after(Duration::ZERO));
    let key = PracticeKey::open_or_create(&folder, Settings::default(), touches).unwrap();
    let page = world.running.control();
    let pin = PIN.as_bytes().to_vec();
    page.security_info(MIRA, Box::new(key), pin, Protection::NotAsked).unwrap()
}
