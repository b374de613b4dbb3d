//! A directory that fails at each step of a provisioning: it is broken, the answer is cut, or it lets nobody in.
//! Whoever tries again goes on from there, and in the end there is one passkey and not two.

use practice::{models::PRACTICE_KEY_C, tenant::Switches};
use serde_json::{Value, json};
use test_window::Window;

use crate::{
    hands::make,
    signed_in::{ADA, INGRID, World, choose_ada, script, sign_in},
};

/// What is read before a key is asked.
const READS: [&str; 3] = ["*/transitiveMemberOf", "*/fido2", "*/creationOptions"];

/// What goes wrong, and what is said of it.
fn failures() -> [(Value, &'static str); 3] {
    let answer =
        |status: u16, code: &str| json!({ "do": "answer", "status": status, "code": code });
    let mut broken = answer(503, "ServiceUnavailable");
    // Longer than anybody waits for it in silence.
    broken["retryAfter"] = json!(600);
    [
        (broken, "answered with HTTP 503"),
        (json!({ "do": "cut-within-answer" }), "The answer did not arrive"),
        (answer(401, "InvalidAuthenticationToken"), "does not accept the sign-in any more"),
    ]
}

/// From now on this happens to every such request.
fn befalls(world: &World, method: &str, path: &str, action: &Value) {
    let matching = json!({ "method": method, "path": path });
    let fault = json!({ "match": matching, "times": "always", "action": action });
    script(&world.running, &json!([fault]));
}

fn passkeys(world: &World) -> usize {
    let secret = world.running.start_secret().reveal();
    let base = world.running.base_url();
    let mut answer = ureq::get(format!("{base}/v1.0/users/{ADA}/authentication/fido2Methods"))
        .header("authorization", format!("Bearer {secret}"))
        .call()
        .unwrap();
    let document: Value =
        serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    document["value"].as_array().unwrap().len()
}

#[test]
fn whichever_step_fails_it_is_said_and_the_next_try_goes_on_from_there() {
    let world = World::dressed(Switches::default());
    let window = world.desk.open();
    sign_in(&world.desk, &window, INGRID);
    choose_ada(&window);
    let mut button = "Continue";
    for path in READS {
        for (action, words) in failures() {
            befalls(&world, "GET", path, &action);
            window.press(button);
            window.says(words);
            assert!(!window.text().contains("Practice keys"), "{path}: a key is asked");
            button = "Try again";
        }
    }
    script(&world.running, &json!([]));
    window.press(button);
    window.says("Practice keys");
    sends(&world, &window);
    window.press("I am done");
    window.says("None yet.");
    window.end();
}

/// The key has made it, and the directory does not take it at first.
fn sends(world: &World, window: &Window) {
    let [broken, _, nobody] = failures();
    let cut = json!({ "do": "cut-before" });
    befalls(world, "POST", "*/fido2Methods", &nobody.0);
    make(window, &PRACTICE_KEY_C);
    window.says(nobody.1);
    for (action, words) in [(&broken.0, broken.1), (&cut, "no whole answer came back")] {
        befalls(world, "POST", "*/fido2Methods", action);
        window.press("Send it now");
        window.says(words);
        assert_eq!(passkeys(world), 0, "{words}");
    }
    // It is taken, and neither the answer nor the list comes.
    let taken = json!({ "match": { "method": "POST", "path": "*/fido2Methods" },
        "action": { "do": "cut-within-answer" } });
    let list = json!({ "match": { "method": "GET", "path": "*/fido2Methods" }, "nth": 2,
        "times": "always", "action": broken.0 });
    script(&world.running, &json!([taken, list]));
    window.press_until("Send it now", "answered with HTTP 503");
    script(&world.running, &json!([]));
    window.press_until("Send it now", "Your key is registered");
    assert_eq!(passkeys(world), 1, "it is there once");
}
