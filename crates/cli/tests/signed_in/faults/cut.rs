//! Connections that end too early, at each request. What may have arrived must never be said not to have.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;
use webauthn::Timestamp;

use super::{STEPS, befall, provision, says};
use crate::world::{ADA, MIRA, World};

#[test]
fn a_connection_that_is_cut_before_the_key_leaves_nothing_and_after_it_nothing_unsaid() {
    let world = World::signed_in(MIRA, "desk");
    for step in STEPS {
        for cut in ["cut-before", "cut-after-commit", "cut-within-answer"] {
            befall(&world, step, json!(1), json!({ "do": cut }));
            let committed = step == ("POST", "*/fido2Methods") && cut != "cut-before";
            let renewal = step == ("POST", "*/token");
            // A renewal that was cut may have ended the sign-in; that is what the next test is about.
            if renewal {
                continue;
            }
            let what = format!("{step:?} {cut}");
            let document = provision(&world, &what, if committed { &[0] } else { &[3] });
            let with_key = step == ("POST", "*/fido2Methods");
            if !committed {
                assert_eq!(document["credential_id"].is_string(), with_key, "{what}");
                let next = if with_key {
                    "waits here, sealed"
                } else {
                    "Nothing was changed. Run this again"
                };
                says(&document, &["did not answer", next], &what);
            }
        }
    }
}

/// The authority's answer to a renewal is lost: the next run says what to do, and nothing is lost but the
/// sign-in.
#[test]
fn a_renewal_that_is_not_answered_costs_the_sign_in_at_most() {
    let world = World::signed_in(MIRA, "desk");
    for cut in ["cut-before", "cut-after-commit", "cut-within-answer"] {
        befall(&world, ("POST", "*/token"), json!(1), json!({ "do": cut }));
        provision(&world, cut, &[3]);
        let run = world.register(ADA, &["--json"]);
        if run.status != 0 {
            assert_eq!(run.document()["error"], "sign-in-needed", "{cut}: {}", run.err);
            world.sign_in(MIRA, "desk", &[]);
        }
        world.clear(ADA);
    }
}

/// Neither the answer nor the list comes: it is not said that the key is not there.
#[test]
fn a_post_that_nobody_can_look_up_is_said_to_be_unsure() {
    let world = World::signed_in(MIRA, "desk");
    for (cut, there) in [("cut-before", 0), ("cut-after-commit", 1), ("cut-within-answer", 1)] {
        world.script(&json!([
            { "match": { "method": "POST", "path": "*/fido2Methods" }, "action": { "do": cut } },
            { "match": { "method": "GET", "path": "*/fido2Methods" }, "times": "always",
              "action": { "do": "answer", "status": 403 } },
        ]));
        let run = world.register(ADA, &["--json"]);
        world.script(&json!([]));
        assert_eq!(run.status, 3, "{cut}: {}", run.err);
        assert_eq!(run.document()["error"], "tenant-unanswered", "{cut}");
        assert!(run.err.contains("may have been done all the same"), "{cut}: {}", run.err);
        assert!(run.document()["credential_id"].is_string(), "{cut}: {}", run.err);
        assert_eq!(world.methods(ADA).len(), there, "{cut}");
        world.clear(ADA);
    }
}

/// graph.md, section 4.1: ids may be GUIDs that name no credential. What was sent is known by model, name and
/// time.
#[test]
fn what_arrived_is_found_in_a_list_whose_ids_name_no_credential() {
    const GUID: &str = "9c8a0f0e-2f4b-4b7f-8d5c-0c9f2a7d1b31";
    let world = World::signed_in(MIRA, "desk");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp(now.try_into().unwrap());
    let listed = |name: &str| {
        let body = json!({ "value": [{ "id": GUID, "displayName": name, "createdDateTime": now.to_string(),
            "aaGuid": "70726163-7469-6365-4b45-590000000005" }] });
        world.script(&json!([
            { "match": { "method": "POST", "path": "*/fido2Methods" },
                "action": { "do": "cut-after-commit" } },
            { "match": { "method": "GET", "path": "*/fido2Methods" }, "times": "always",
                "action": { "do": "verbatim", "status": 200, "body": body.to_string() } },
        ]));
        let run = world.register(ADA, &["--json", "--name", "Blue"]);
        world.script(&json!([]));
        assert_eq!(world.methods(ADA).len(), 1, "{}", run.err);
        world.clear(ADA);
        run
    };
    let ours = listed("Blue");
    assert_eq!(ours.status, 0, "{}", ours.err);
    assert_eq!(ours.document()["registered"]["method_id"], GUID);
    let other = listed("Red");
    assert_eq!(other.status, 3, "{}", other.err);
    assert!(other.err.contains("waits here, sealed"), "{}", other.err);
}
