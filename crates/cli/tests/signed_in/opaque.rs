//! A directory whose method ids name no credentials. What it has got must be neither sent a second time nor said
//! to have been refused.

use practice::tenant::{MethodIds, Switches};
use serde_json::{Value, json};

use crate::world::{ADA, MIRA, World};

fn world() -> World {
    let world = World::signed_in(MIRA, "desk");
    world.switch(Switches { method_ids: MethodIds::Opaque, ..Switches::default() });
    world
}

fn post() -> Value {
    json!({ "method": "POST", "path": "*/fido2Methods" })
}

fn posts(world: &World) -> usize {
    let all = world.running.control().journal();
    let post = |path: &str| path.ends_with("/fido2Methods");
    all.iter().filter(|one| one.method == "POST" && post(&one.path)).count()
}

#[test]
fn a_registration_whose_answer_was_cut_is_found_and_sent_once() {
    let world = world();
    for action in ["cut-after-commit", "cut-within-answer"] {
        world.script(&json!([{ "match": post(), "action": { "do": action } }]));
        let before = posts(&world);
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 0, "{action}: {}", run.err);
        let listed = world.methods(ADA);
        assert_eq!((listed.len(), posts(&world) - before), (1, 1), "{action}");
        assert!(listed[0].id.credential_id().is_none(), "{action}: {}", listed[0].id.0);
        assert_eq!(run.document()["registered"]["method_id"], listed[0].id.0, "{action}");
        world.clear(ADA);
    }
}

/// The list is behind at first; a no to the second one is no reason to forget the first.
#[test]
fn what_was_kept_and_arrived_is_not_said_to_be_refused() {
    let world = world();
    let run = world.register(ADA, &["--later", "60", "--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let id = run.document()["kept"]["id"].as_str().unwrap().to_owned();
    let list = json!({ "method": "GET", "path": "*/fido2Methods" });
    let empty = json!({ "do": "verbatim", "status": 200, "body": "{\"value\":[]}" });
    world.script(&json!([
        { "match": post(), "action": { "do": "cut-after-commit" } },
        { "match": list, "times": 3, "action": empty },
    ]));
    let send = || world.run(&["tenant", "kept", "send", &id, "--json"]);
    assert_eq!(send().status, 3);
    let run = send();
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["registered"]["method_id"], world.methods(ADA)[0].id.0);
    assert_eq!((world.methods(ADA).len(), posts(&world)), (1, 2));
}
