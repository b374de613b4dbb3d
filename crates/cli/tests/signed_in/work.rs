//! Working for the organisation that somebody signed in to: the same commands, the right record, and words where
//! a permission, a role or a proof is missing.

use std::ops::ControlFlow;

use enrollment::{ledger::Order, rooms::Kept};
use practice::tenant::{Envelope, ExcludeIds, InnerErrorSpelling, ODataTypes, StepUp, Switches};
use serde_json::{Value, json};

use crate::world::{ADA, INGRID, MIRA, World};

/// Actor and event, oldest first.
pub(crate) fn record(world: &World) -> Vec<(String, Value)> {
    let kept = Kept::open(&world.place.path("state")).unwrap();
    let mut all = Vec::new();
    let mut each = |entry: Result<enrollment::ledger::Entry, _>| {
        let entry = entry.ok().unwrap();
        all.push((entry.actor.0.clone(), json!(entry.event)));
        ControlFlow::Continue(())
    };
    kept.ledger.entries(Order::OldestFirst, &mut each).unwrap();
    all
}

#[test]
fn a_key_is_registered_for_somebody_and_the_record_says_who_did_it_where() {
    let world = World::signed_in(MIRA, "desk");
    let run = world.register(ADA, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    let methods = world.methods(ADA);
    assert_eq!(document["registered"]["method_id"], methods[0].id.0);
    assert_eq!(document["registered"]["organisation"], "Harbour & Pine");
    assert_eq!(document["registered"]["practice"], true);
    assert!(run.err.contains("PRACTICE: Harbour & Pine (signed in as mira"), "{}", run.err);
    let record = record(&world);
    let kinds: Vec<_> = record.iter().map(|(_, event)| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["began", "created", "registered"]);
    assert_eq!(record[0].0, MIRA);
    assert_eq!(record[0].1["scene"], "practice");
    assert_eq!(record[0].1["organisation"], "Harbour & Pine");
}

/// A computer's clock, or the directory's, can be wrong; a registration does not notice.
#[test]
fn a_clock_that_is_wrong_by_an_hour_is_allowed_for_and_said() {
    let world = World::signed_in(MIRA, "desk");
    for (ahead, says) in [(3600, "1 hour behind"), (-3600, "1 hour ahead of"), (0, "")] {
        world.clock(ahead);
        let run = world.register(ADA, &[]);
        assert_eq!(run.status, 0, "{ahead}: {}", run.err);
        assert!(run.err.contains("gives 5 minutes"), "{}", run.err);
        assert!(run.err.contains(says) && (ahead != 0) == run.err.contains("clock"), "{}", run.err);
        assert_eq!(world.methods(ADA).len(), 1);
        world.clear(ADA);
    }
}

/// What answers a registration is not what is stored: the list is.
#[test]
fn what_the_directory_stored_is_read_again_and_compared() {
    let world = World::signed_in(MIRA, "desk");
    let run = world.register(ADA, &[]);
    let stored = run.document()["registered"]["stored"].clone();
    let alike: Vec<_> = stored.as_array().unwrap().iter().map(|one| &one["alike"]).collect();
    assert_eq!(alike, [&json!(true); 4], "{stored}");
    assert!(run.err.contains("nothing there differs"), "{}", run.err);
    world.clear(ADA);
    // One that lists late what it took.
    let other = json!({ "value": [{ "id": "AQI2" }] });
    let lists = json!({ "method": "GET", "path": "*/fido2Methods" });
    world.script(&json!([{ "match": lists, "times": "always",
        "action": { "do": "verbatim", "status": 200, "body": other.to_string() } }]));
    let run = world.register(ADA, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(
        run.document()["registered"]["stored"],
        Value::Null,
        "another passkey's is nobody's"
    );
    assert!(run.err.contains("could not be read again"), "{}", run.err);
}

/// graph.md, section 4.2: v1.0 and beta samples and captures differ; all of it is read.
#[test]
fn every_documented_shape_of_an_answer_does() {
    let world = World::signed_in(MIRA, "desk");
    let shapes = [ExcludeIds::Base64, ExcludeIds::PadDigit, ExcludeIds::Unpadded];
    for (at, exclude_ids) in shapes.into_iter().enumerate() {
        let wrapped = at % 2 == 1;
        world.switch(Switches {
            exclude_ids,
            envelope: if wrapped { Envelope::Value } else { Envelope::Bare },
            odata_types: if wrapped { ODataTypes::Everywhere } else { ODataTypes::Absent },
            inner_error: InnerErrorSpelling::Lower,
            ..Switches::default()
        });
        let run = world.register(ADA, &[]);
        assert_eq!(run.status, 0, "{exclude_ids:?}: {}", run.err);
        // The key that holds one is excluded, however its id is written.
        let again = world.register(ADA, &["--json"]);
        let error = again.document()["error"].clone();
        assert_eq!((again.status, error), (1, json!("already-registered")), "{exclude_ids:?}");
        let list = world.run(&["tenant", "methods", "list", "--for", ADA, "--json"]).document();
        assert_eq!(list["methods"].as_array().unwrap().len(), 1);
        world.clear(ADA);
    }
}

#[test]
fn a_policy_is_mended_by_whoever_may() {
    let world = World::signed_in(MIRA, "desk");
    let pilot = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
    let fix = ["tenant", "check", "--pilot", pilot, "--fix", "auth-targets", "--yes", "--json"];
    // Nobody agreed to changes yet.
    let run = world.run(&fix);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("consent-missing")));
    let document = run.document();
    assert_eq!(document["permissions"], json!(["Policy.ReadWrite.AuthenticationMethod"]));
    assert!(run.err.contains("--jobs change-policy"), "{}", run.err);
    // Agreed to, without the role for it.
    world.sign_in(MIRA, "change-policy", &[]);
    let run = world.run(&fix);
    assert_eq!((run.status, &run.document()["error"]), (1, &json!("tenant-refused")));
    assert_eq!(run.document()["code"], "Authorization_RequestDenied");
    assert!(run.err.contains("role"), "{}", run.err);
    // What support asks for, as the directory wrote it down.
    let journal = world.running.control().journal();
    let refused = journal.iter().rfind(|one| one.status == Some(403)).unwrap();
    let (document, ours) = (run.document(), refused.client_request_id.as_deref().unwrap());
    assert_eq!(document["request_id"], refused.request_id);
    assert_eq!(document["client_request_id"], ours);
    let date = document["date"].as_str().unwrap();
    for said in [&*refused.request_id, ours, date] {
        assert!(run.err.contains(said), "no {said}: {}", run.err);
    }
    world.sign_in(INGRID, "desk,change-policy,reports", &["--select-account"]);
    let run = world.run(&fix);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["signed_in_as"], INGRID);
    let set = ["tenant", "campaign", "set", "--snooze-days", "1", "--yes", "--json"];
    assert_eq!(world.run(&set).status, 0);
    let campaign = world.run(&["tenant", "campaign", "get", "--json"]).document();
    assert_eq!(campaign["campaign"]["snoozeDurationInDays"], 1);
    let forecast = world.run(&["tenant", "forecast", "--json"]);
    assert_eq!(forecast.status, 0, "{}", forecast.err);
    assert_eq!(forecast.document()["people"], 13);
}

#[test]
fn a_stronger_sign_in_that_nobody_can_give_is_said_and_what_was_made_waits() {
    let world = World::signed_in(MIRA, "desk");
    for step_up in [StepUp::Unauthorized, StepUp::Forbidden] {
        world.switch(Switches { step_up, ..Switches::default() });
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 3, "{}", run.err);
        assert_eq!(run.document()["error"], "step-up-needed");
        assert!(run.document()["credential_id"].is_string());
        assert!(run.err.contains("second factor"), "{}", run.err);
        assert!(world.methods(ADA).is_empty());
    }
}

#[test]
fn a_sign_in_that_is_over_at_the_authority_is_said_and_nothing_is_on_a_key() {
    let world = World::signed_in(MIRA, "desk");
    world.running.control().revoke_sign_ins();
    let run = world.register(ADA, &["--json"]);
    assert_eq!((run.status, &run.document()["error"]), (3, &json!("sign-in-needed")));
    assert!(!world.place.path("state/practice-key").exists(), "a key was made for nobody");
    let check = world.run(&["tenant", "check", "--json"]);
    assert_eq!((check.status, &check.document()["error"]), (3, &json!("sign-in-needed")));
}

/// They register at home. Where nobody says what kind of user it is, the directory decides.
#[test]
fn a_guest_is_refused_before_any_challenge_and_any_key() {
    let world = World::signed_in(MIRA, "desk");
    let kind = |action: Value| {
        // The person is asked for by name before.
        let asked =
            json!({ "method": "GET", "path": "*/users/c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105" });
        world.script(&json!([{ "match": asked, "action": action }]));
    };
    let body = json!({ "id": "1", "userType": "Guest" }).to_string();
    kind(json!({ "do": "verbatim", "status": 200, "body": body }));
    let run = world.register(ADA, &["--json"]);
    let error = run.document()["error"].clone();
    assert_eq!((run.status, error), (1, json!("guest")), "{}", run.err);
    assert!(run.err.contains("registers at home, in their own organisation"), "{}", run.err);
    let asked = world.running.control().journal();
    assert!(!asked.iter().any(|one| one.path.contains("creationOptions")), "{asked:?}");
    assert!(!world.place.path("state/practice-key").exists() && record(&world).is_empty());
    for unknown in [
        json!({ "do": "answer", "status": 403 }),
        json!({ "do": "verbatim", "status": 200, "body": "{\"id\":\"1\",\"userType\":null}" }),
    ] {
        kind(unknown.clone());
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 0, "{unknown}: {}", run.err);
        world.clear(ADA);
    }
}
