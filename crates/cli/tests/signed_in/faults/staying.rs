//! A directory that fails for good at the sending, at the list and wherever it says nothing of how long. What was
//! made is kept, what was taken is said to be there, and nothing is there twice.

use serde_json::{Value, json};

use super::{STEPS, says};
use crate::{
    support::{PIN, Run},
    world::{ADA, Begun, MIRA, World},
};

const METHODS: &str = "*/fido2Methods";

/// What becomes of the sending and of the list, for good, and what has to come of it.
struct Row {
    post: Value,
    list: Value,
    error: Option<&'static str>,
    words: &'static [&'static str],
    /// Whether the directory has it all the same.
    is_there: bool,
}

const UNSURE: &[&str] = &["status 503", "may have been done all the same", "waits here, sealed"];
const NOT_READ: &[&str] = &["could not be read again yet", "`touchstone tenant methods list`"];

fn rows() -> Vec<Row> {
    let well = json!({ "do": "delay", "milliseconds": 0 });
    let broken = json!({ "do": "answer", "status": 503 });
    let silent = json!({ "do": "answer", "status": 429 });
    let done = json!({ "do": "fail-after-commit", "status": 503 });
    // Longer than anybody waits for a list.
    let list = |status: u16| json!({ "do": "answer", "status": status, "retryAfter": 900 });
    let row = |post: &Value, list: &Value, error, words, is_there| Row {
        post: post.clone(),
        list: list.clone(),
        error,
        words,
        is_there,
    };
    let (failing, throttled) = (Some("tenant-failing"), Some("tenant-throttled"));
    let asks: &[&str] = &["does not say how long", "waits here, sealed"];
    vec![
        row(&broken, &well, failing, UNSURE, false),
        row(&silent, &well, throttled, asks, false),
        row(&broken, &list(503), failing, UNSURE, false),
        row(&silent, &list(503), throttled, asks, false),
        row(&done, &list(503), failing, UNSURE, true),
        row(&done, &list(429), failing, UNSURE, true),
        row(&well, &list(503), None, NOT_READ, true),
        row(&well, &list(429), None, NOT_READ, true),
    ]
}

fn posts(world: &World) -> usize {
    let all = world.running.control().journal();
    all.iter().filter(|one| one.method == "POST" && one.path.ends_with("/fido2Methods")).count()
}

fn always(method: &str, path: &str, action: &Value) -> Value {
    json!({ "match": { "method": method, "path": path }, "times": "always", "action": action })
}

/// What was made is kept until it is there once.
fn after_the_key() {
    let world = World::signed_in(MIRA, "desk");
    for row in rows() {
        let what = format!("{} {}", row.post, row.list);
        let before = posts(&world);
        world.script(&json!([
            always("POST", METHODS, &row.post),
            always("GET", METHODS, &row.list)
        ]));
        let run = world.register(ADA, &["--json"]);
        world.script(&json!([]));
        let document = run.document();
        assert_eq!(document["error"].as_str(), row.error, "{what}: {}", run.err);
        assert_eq!(posts(&world) - before, 1, "{what}: sent more than once");
        assert_eq!(world.methods(ADA).len(), usize::from(row.is_there), "{what}");
        match row.error {
            Some(_) => {
                assert_eq!(run.status, 3, "{what}: {}", run.err);
                says(&document, row.words, &what);
                assert!(document["credential_id"].is_string(), "{what}: {}", run.err);
                sent_once_it_is_well(&world, &what);
                assert_eq!(posts(&world) - before, 2 - usize::from(row.is_there), "{what}");
            }
            None => {
                assert_eq!(run.status, 0, "{what}: {}", run.err);
                let flat = run.err.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(row.words.iter().all(|word| flat.contains(word)), "{what}: {}", run.err);
                let registered = &document["registered"];
                assert_eq!(registered["stored"], Value::Null, "{what}");
                assert_eq!(registered["method_id"], world.methods(ADA)[0].id.0, "{what}");
            }
        }
        world.clear(ADA);
    }
}

/// The next step: what is kept is looked for, and sent only where it is not there.
fn sent_once_it_is_well(world: &World, what: &str) {
    let kept = world.run(&["tenant", "kept", "list", "--json"]).document();
    let [one] = kept["kept"].as_array().unwrap().as_slice() else { panic!("{what}: {kept}") };
    let send = ["tenant", "kept", "send", one["id"].as_str().unwrap(), "--json"];
    let run = world.run(&send);
    assert_eq!(run.status, 0, "{what}: {}", run.err);
    let [method] = world.methods(ADA).try_into().expect(what);
    assert_eq!(run.document()["registered"]["method_id"], method.id.0, "{what}");
    let kept = world.run(&["tenant", "kept", "list", "--json"]).document();
    assert_eq!(kept["kept"], json!([]), "{what}");
}

/// Registrations for which a request before the key stays as it is, without a word how long. Each waits for a
/// minute, in an organisation of its own.
fn begin_before_the_key() -> Vec<((&'static str, u16), World, Begun)> {
    let reads = STEPS.into_iter().filter(|(method, _)| *method == "GET");
    let begin = |(at, (_, path)): (usize, (_, &'static str))| {
        let world = World::signed_in(MIRA, "desk");
        let status = if at % 2 == 0 { 429 } else { 503 };
        world.script(&json!([always("GET", path, &json!({ "do": "answer", "status": status }))]));
        let register = ["register", "--for", ADA, "--key", "practice", "--pin-fd", "0", "--json"];
        let begun = Begun::of(&mut world.place.command(&register), PIN);
        ((path, status), world, begun)
    };
    reads.enumerate().map(begin).collect()
}

fn nothing_is_begun(what: (&str, u16), world: &World, run: &Run) {
    world.script(&json!([]));
    let (error, words) = match what.1 {
        429 => ("tenant-throttled", ["does not say how long", "not done", "in a few minutes"]),
        _ => ("tenant-failing", ["status 503", "Nothing was changed", "in a few minutes"]),
    };
    let (document, what) = (run.document(), format!("{what:?}"));
    assert_eq!((run.status, &document["error"]), (3, &json!(error)), "{what}: {}", run.err);
    says(&document, &words, &what);
    assert!(document["credential_id"].is_null(), "{what}: a key was used");
    assert!(!world.place.path("state/practice-key").exists(), "{what}: a key was made");
    assert_eq!((posts(world), world.methods(ADA).len()), (0, 0), "{what}");
}

#[test]
fn what_stays_at_a_step_is_said_with_what_to_do_and_nothing_is_made_twice() {
    // They wait while the others work.
    let waiting = begin_before_the_key();
    after_the_key();
    for (what, world, begun) in waiting {
        nothing_is_begun(what, &world, &begun.end());
    }
}
