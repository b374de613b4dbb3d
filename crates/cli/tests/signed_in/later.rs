//! Registered on the key now, sent into the directory another day: nothing lost meanwhile, nothing sent twice.

use practice::models;
use serde_json::{Value, json};

use crate::{
    lockout::{change, standing},
    work::record,
    world::{ADA, MIRA, World},
};

/// What is kept, by its ids.
fn kept(world: &World) -> Vec<String> {
    let list = world.run(&["tenant", "kept", "list", "--json"]).document();
    let all = list["kept"].as_array().unwrap();
    all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

fn registered_for_later(world: &World) -> String {
    let run = world.register(ADA, &["--later", "60", "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert!(run.err.contains("does not work until it is sent"), "{}", run.err);
    assert_eq!(document["kept"]["user_principal_name"], ADA);
    assert!(document.get("response").is_none(), "the response is in nobody's hands");
    document["kept"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_that_is_registered_now_works_once_it_is_sent() {
    let world = World::signed_in(MIRA, "desk");
    let id = registered_for_later(&world);
    assert!(world.methods(ADA).is_empty(), "it is not in the directory");
    assert_eq!(kept(&world), std::slice::from_ref(&id));
    let shown = world.run(&["tenant", "kept", "list"]);
    assert!(shown.out.contains(ADA) && shown.out.contains("1 hour left"), "{}", shown.out);
    let run = world.run(&["tenant", "kept", "send", &id, "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert_eq!(document["registered"]["method_id"], world.methods(ADA)[0].id.0);
    assert_eq!(document["registered"]["stored"][0]["alike"], true);
    let kinds: Vec<Value> = record(&world).iter().map(|(_, event)| event["kind"].clone()).collect();
    assert_eq!(kinds, ["began", "created", "registered"]);
    assert!(kept(&world).is_empty());
    let again = world.run(&["tenant", "kept", "send", &id, "--json"]);
    assert_eq!(
        (again.status, &again.document()["error"]),
        (2, &json!("not-kept")),
        "{}",
        again.err
    );
    assert_eq!(world.methods(ADA).len(), 1);
}

#[test]
fn whatever_the_directory_does_it_stays_kept_or_is_there_once() {
    let world = World::signed_in(MIRA, "desk");
    let id = registered_for_later(&world);
    let send = || world.run(&["tenant", "kept", "send", &id, "--json"]);
    let fault = |action: Value| {
        let post = json!({ "method": "POST", "path": "*/fido2Methods" });
        world.script(&json!([{ "match": post, "action": action }]));
    };
    fault(json!({ "do": "cut-before" }));
    let run = send();
    assert_eq!(run.status, 3, "{}", run.err);
    assert!(run.err.contains("waits here, sealed"), "{}", run.err);
    assert_eq!((kept(&world).len(), world.methods(ADA).len()), (1, 0));
    // A list that may not be read is no answer to what was never sent.
    world.script(&json!([{ "match": { "method": "GET", "path": "*/fido2Methods" },
        "action": { "do": "answer", "status": 403 } }]));
    assert_ne!(send().status, 0);
    assert_eq!((kept(&world).len(), world.methods(ADA).len()), (1, 0));
    // It arrived, and neither the answer nor the list did: the next one looks first.
    let list = json!({ "match": { "method": "GET", "path": "*/fido2Methods" }, "nth": 2,
        "action": { "do": "answer", "status": 403 } });
    let lost = json!({ "match": { "method": "POST", "path": "*/fido2Methods" },
        "action": { "do": "cut-after-commit" } });
    world.script(&json!([lost, list]));
    assert_eq!(send().status, 3);
    assert_eq!((kept(&world).len(), world.methods(ADA).len()), (1, 1));
    world.script(&json!([]));
    let run = send();
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!((kept(&world).len(), world.methods(ADA).len()), (0, 1));
}

#[test]
fn what_the_directory_does_not_take_any_more_is_said_and_is_on_record() {
    let world = World::signed_in(MIRA, "desk");
    let id = registered_for_later(&world);
    // Its clock says that the hour is over.
    world.clock(2 * 3600);
    let run = world.run(&["tenant", "kept", "send", &id, "--json"]);
    assert_eq!(
        (run.status, &run.document()["error"]),
        (1, &json!("tenant-refused")),
        "{}",
        run.err
    );
    assert_eq!(run.document()["decided_by"], Value::Null, "the policy takes it");
    let (_, event) = record(&world).pop().unwrap();
    assert_eq!((&event["kind"], &event["by"]), (&json!("refused"), &json!("directory")));
    assert!(kept(&world).is_empty() && world.methods(ADA).is_empty());
}

/// The list lags behind what was taken: a no to the second one is no reason to forget the first.
#[test]
fn a_no_to_what_may_have_been_the_second_is_looked_into() {
    let world = World::signed_in(MIRA, "desk");
    let id = registered_for_later(&world);
    let post = json!({ "method": "POST", "path": "*/fido2Methods" });
    let list = json!({ "method": "GET", "path": "*/fido2Methods" });
    let empty = json!({ "do": "verbatim", "status": 200, "body": "{\"value\":[]}" });
    world.script(&json!([
        { "match": post, "action": { "do": "cut-after-commit" } },
        { "match": list, "times": 3, "action": empty },
        { "match": post, "nth": 2, "action": { "do": "answer", "status": 400, "code": "badRequest" } },
    ]));
    assert_eq!(world.run(&["tenant", "kept", "send", &id, "--json"]).status, 3);
    let run = world.run(&["tenant", "kept", "send", &id, "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!((kept(&world).len(), world.methods(ADA).len()), (0, 1));
}

/// What was made in practice is nothing for an organisation, and the other way round; for oneself there is no
/// later.
#[test]
fn what_is_kept_goes_nowhere_else() {
    let world = World::signed_in(MIRA, "desk");
    let run = world.register(MIRA, &["--later", "60", "--json"]);
    assert_eq!(
        (run.status, &run.document()["error"]),
        (2, &json!("later-only-others")),
        "{}",
        run.err
    );
    assert!(record(&world).is_empty());
}

#[test]
fn a_life_that_no_directory_gives_is_no_argument() {
    let world = World::signed_in(MIRA, "desk");
    for minutes in ["4", "43201", "soon"] {
        assert_eq!(world.register(ADA, &["--later", minutes]).status, 2, "{minutes}");
    }
    assert!(record(&world).is_empty(), "no key was asked");
}

/// Does this to what is kept, behind the program's back.
fn tamper(world: &World, change: &str) {
    let record = enrollment::rooms::Kept::record(&world.place.path("state"));
    let raw = rusqlite::Connection::open(record).unwrap();
    assert_eq!(raw.execute(change, []).unwrap(), 1, "{change}");
}

/// A keyring that is locked, a challenge that is over, a seal that is broken: each is listed with its word, and
/// sending says it instead of knowing nothing of it.
#[test]
fn what_cannot_be_sent_as_it_is_is_listed_and_said() {
    for (change, state, status, words) in [
        (
            "UPDATE outbox SET key_id = zeroblob(16)",
            "locked",
            3,
            "Unlock the keyring, then try again",
        ),
        ("UPDATE outbox SET expires = 1", "expired", 2, "then register anew"),
        ("UPDATE outbox SET nonce = zeroblob(1)", "damaged", 3, "not what was sealed"),
    ] {
        let world = World::signed_in(MIRA, "desk");
        let id = registered_for_later(&world);
        let list = || world.run(&["tenant", "kept", "list", "--json"]).document()["kept"].clone();
        assert_eq!((&list()[0]["state"], list()[0]["until"].is_string()), (&json!("waits"), true));
        let events = record(&world).len();
        tamper(&world, change);
        let listed = list();
        assert_eq!(listed.as_array().map(Vec::len), Some(1), "{state}: {listed}");
        assert_eq!((&listed[0]["id"], &listed[0]["state"]), (&json!(id), &json!(state)));
        assert_eq!(
            (&listed[0]["until"], &listed[0]["user_principal_name"]),
            (&Value::Null, &json!(ADA))
        );
        let shown = world.run(&["tenant", "kept", "list"]).out;
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&shown).contains(words) && shown.to_lowercase().contains(state), "{shown}");
        let run = world.run(&["tenant", "kept", "send", &id, "--json"]);
        assert_eq!(run.status, status, "{state}: {}", run.err);
        assert_eq!(run.document()["error"], format!("kept-{state}"), "{}", run.err);
        assert!(
            flat(&run.err).contains(words) && run.err.contains("Nothing was sent"),
            "{}",
            run.err
        );
        assert!(!run.err.contains("nothing is left"), "{}", run.err);
        assert!(world.methods(ADA).is_empty());
        assert_eq!(record(&world).len(), events, "{state}: something was put on record");
        let one = list();
        assert_eq!(one[0]["state"], state, "{state}: it is gone");
    }
}

/// What was kept says its model: where the policy does not take it any more, the line that refuses it is named.
#[test]
fn a_policy_that_refuses_what_was_kept_is_said_with_its_line() {
    let world = World::signed_in(MIRA, "desk");
    let id = registered_for_later(&world);
    let mut profiles = standing(&world)["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["aaGuids"] = json!([models::PRACTICE_KEY_N.aaguid.to_string()]);
    change(&world, &json!({ "passkeyProfiles": profiles }));
    let run = world.run(&["tenant", "kept", "send", &id, "--json"]);
    let document = run.document();
    assert_eq!((run.status, &document["error"]), (1, &json!("tenant-refused")), "{}", run.err);
    let line = document["decided_by"]["path"].as_str().unwrap_or_default();
    assert!(line.contains("keyRestrictions"), "{document}");
    assert_eq!(document["policy_changed"], Value::Null, "nobody knows what it was");
    assert!(run.err.contains("The policy, as it is now, refuses it"), "{}", run.err);
    assert!(kept(&world).is_empty() && world.methods(ADA).is_empty());
}
