//! What goes wrong at each step of a provisioning. Whatever it is, the directory, the key and what is said must
//! agree, and nothing may be registered twice.

use serde_json::{Value, json};

use crate::world::{ADA, MIRA, World};

/// The requests of a provisioning, in their order.
const STEPS: [(&str, &str); 7] = [
    ("GET", "/organization"),
    ("GET", "/users/ada*.example"),
    ("GET", "*/transitiveMemberOf"),
    ("GET", "*/fido2"),
    ("GET", "*/creationOptions"),
    ("POST", "*/fido2Methods"),
    ("POST", "*/token"),
];

fn befall(world: &World, (method, path): (&str, &str), times: Value, action: Value) {
    let matching = json!({ "method": method, "path": path });
    world.script(&json!([{ "match": matching, "times": times, "action": action }]));
}

/// Runs one; the status must be one of these, and everything else must agree with it.
fn provision(world: &World, what: &str, allowed: &[i32]) -> Value {
    let run = world.register(ADA, &["--json"]);
    world.script(&json!([]));
    let listed = world.methods(ADA);
    assert!(allowed.contains(&run.status), "{what}: {} {}", run.status, run.err);
    let document = run.document();
    if run.status == 0 {
        assert_eq!(listed.len(), 1, "{what}");
        assert_eq!(document["registered"]["method_id"], listed[0].id.0, "{what}");
    } else {
        assert!(listed.is_empty(), "{what}: in the directory, and said not to be: {}", run.err);
        assert!(document["error"].is_string() && document["message"].is_string(), "{what}");
        assert!(!run.err.trim().is_empty(), "{what}: no words");
    }
    assert!(!run.err.contains("panicked"), "{what}: {}", run.err);
    world.clear(ADA);
    document
}

#[test]
fn what_passes_is_waited_for_and_what_stays_is_said() {
    let world = World::signed_in(MIRA, "desk");
    for step in STEPS.into_iter().filter(|(method, _)| *method == "GET") {
        for action in [
            json!({ "do": "answer", "status": 429, "retryAfter": 1 }),
            json!({ "do": "answer", "status": 429 }),
            json!({ "do": "answer", "status": 503 }),
            json!({ "do": "delay", "milliseconds": 1200 }),
        ] {
            befall(&world, step, json!(1), action.clone());
            provision(&world, &format!("{step:?} {action}"), &[0]);
        }
        // Longer than anybody waits.
        let stays = json!({ "do": "answer", "status": 429, "retryAfter": 900 });
        befall(&world, step, json!("always"), stays);
        let document = provision(&world, &format!("{step:?} stays"), &[3]);
        assert_eq!(document["error"], "tenant-throttled", "{step:?}");
    }
}

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

#[test]
fn a_post_is_made_once_and_what_became_of_it_is_looked_up() {
    let world = World::signed_in(MIRA, "desk");
    let post = ("POST", "*/fido2Methods");
    for (action, allowed) in [
        (json!({ "do": "answer", "status": 429, "retryAfter": 1 }), 3),
        (json!({ "do": "answer", "status": 429 }), 3),
        (json!({ "do": "answer", "status": 503 }), 3),
        (json!({ "do": "fail-after-commit", "status": 500 }), 0),
        (json!({ "do": "claims-challenge" }), 3),
        (json!({ "do": "delay", "milliseconds": 1500 }), 0),
        (json!({ "do": "verbatim", "status": 201, "body": "<html>" }), 3),
        (json!({ "do": "answer", "status": 400 }), 1),
        (json!({ "do": "answer", "status": 403 }), 1),
    ] {
        befall(&world, post, json!(1), action.clone());
        let document = provision(&world, &action.to_string(), &[allowed]);
        if allowed != 0 {
            assert!(document["credential_id"].is_string(), "{action}: {document}");
        }
    }
    let journal = world.running.control().journal();
    let of = |method: &str| {
        let posts = |one: &&practice::tenant::Entry| {
            one.method == method && one.path.ends_with("/fido2Methods")
        };
        journal.iter().filter(posts).count()
    };
    assert_eq!(of("POST"), 9, "one for each time");
}

/// The token is over in mid-flow: each request in turn is told so once.
#[test]
fn a_token_that_is_over_in_mid_flow_is_renewed_and_nobody_notices() {
    let world = World::signed_in(MIRA, "desk");
    for step in STEPS.into_iter().filter(|(_, path)| *path != "*/token") {
        let over = json!({ "do": "answer", "status": 401, "code": "InvalidAuthenticationToken" });
        befall(&world, step, json!(1), over);
        provision(&world, &format!("{step:?}"), &[0]);
    }
}

/// A refusal at each request that reads: nothing is on the key or in the directory, and what to do is said.
#[test]
fn a_refusal_before_the_key_is_said_with_what_to_do_about_it() {
    let world = World::signed_in(MIRA, "desk");
    let code = |status: u16, code: &str| json!({ "do": "answer", "status": status, "code": code });
    for step in STEPS.into_iter().filter(|(method, _)| *method == "GET") {
        // Without the groups or the name it goes on: the directory itself judges whom the policy is for.
        let needed = !["*/transitiveMemberOf", "/organization"].contains(&step.1);
        for (action, error, status) in [
            (json!({ "do": "claims-forbidden" }), "step-up-needed", 3),
            (json!({ "do": "claims-challenge" }), "step-up-needed", 3),
            (code(403, "Authorization_RequestDenied"), "tenant-refused", 1),
            (code(401, "InvalidAuthenticationToken"), "sign-in-needed", 3),
        ] {
            befall(&world, step, json!("always"), action.clone());
            let what = format!("{step:?} {action}");
            let denied = error == "tenant-refused";
            let allowed = if needed || !denied { vec![status] } else { vec![0, 1] };
            let document = provision(&world, &what, &allowed);
            if needed || !denied {
                assert_eq!(document["error"], error, "{what}: {document}");
                assert!(document["credential_id"].is_null(), "{what}: a key was used");
            }
        }
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
