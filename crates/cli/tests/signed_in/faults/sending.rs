//! The sending itself. It must never be done twice, and what became of it is looked up.

use serde_json::json;

use super::{befall, provision};
use crate::world::{MIRA, World};

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
