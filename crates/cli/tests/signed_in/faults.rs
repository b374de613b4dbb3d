//! What goes wrong at each step of a provisioning. Whatever it is, the directory, the key and what is said must
//! agree, and nothing may be registered twice.

mod cut;
mod passing;
mod rights;
mod sending;
mod staying;

use serde_json::{Value, json};

use crate::world::{ADA, World};

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
        let message = document["message"].as_str().unwrap();
        // Lines are broken on the screen only.
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&run.err).contains(&flat(message)), "{what}: {message}: {}", run.err);
    }
    assert!(!run.err.contains("panicked"), "{what}: {}", run.err);
    world.clear(ADA);
    document
}

/// What it said, in the document as on the screen, is all of this.
fn says(document: &Value, words: &[&str], what: &str) {
    let message = document["message"].as_str().unwrap();
    for word in words {
        assert!(message.contains(word), "{what}: no {word:?}: {message}");
    }
}
