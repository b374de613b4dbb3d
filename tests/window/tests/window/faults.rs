//! An organisation that somebody signed in to and that fails at one step after the other: asks to wait, with and
//! without saying how long, is broken, slow, or does not answer. Each ends in a right state, with words and a
//! next step.

use practice::{
    models::PRACTICE_KEY_C,
    tenant::{ExcludeIds, Switches},
};
use serde_json::{Value, json};
use test_window::{Desk, Window, signs_in};

use crate::{
    hands::make,
    signed_in::{INGRID, World, choose_ada, script, sign_in},
    tenant::days,
};

/// These one after the other, for requests like this.
fn in_turn(method: &str, path: &str, actions: &[Value]) -> Value {
    let fault = |(at, action): (usize, &Value)| json!({ "match": { "method": method, "path": path }, "nth": at + 1, "action": action });
    actions.iter().enumerate().map(fault).collect()
}

fn busy(status: u16) -> Value {
    // Longer than anybody waits for it in silence.
    json!({ "do": "answer", "status": status, "retryAfter": 600 })
}

#[test]
fn whatever_a_directory_does_at_a_step_the_work_goes_on_from_there() {
    let world =
        World::dressed(Switches { exclude_ids: ExcludeIds::Unpadded, ..Switches::default() });
    let desk = &world.desk;
    let window = desk.open();
    sign_in(desk, &window, INGRID);
    provisioning(&world, &window);
    campaign(&world, &window);
    window.end();
}

/// Somebody else's key, from options to the directory.
fn provisioning(world: &World, window: &Window) {
    choose_ada(window);
    // Too many requests and no word how long is waited for in silence; then each is said.
    let short = json!({ "do": "answer", "status": 429 });
    let slow = json!({ "do": "delay", "milliseconds": 1500 });
    let cut = json!({ "do": "cut-before" });
    let faults = [short, busy(429), cut.clone(), busy(503), slow];
    script(&world.running, &in_turn("GET", "*creationOptions*", &faults));
    window.press("Continue");
    window.says("asks us to wait");
    window.press("Try again");
    window.says("The answer did not arrive");
    window.press("Try again");
    window.says("answered with HTTP 503");
    window.press("Try again");
    window.says("Practice keys");
    // It is taken and nobody says so; the list does.
    let lost = json!({ "match": { "method": "POST", "path": "*/fido2Methods" },
        "action": { "do": "cut-after-commit" } });
    script(&world.running, &json!([lost]));
    make(window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    // Start is read from a directory that fails, and says so.
    let down =
        json!({ "match": { "path": "*/fido2Methods" }, "times": "always", "action": busy(503) });
    script(&world.running, &json!([down]));
    window.press("I am done");
    window.says("answered with HTTP 503");
    script(&world.running, &json!([]));
    window.press("Try again");
    window.says("None yet.");
    let journal = world.running.control().journal();
    let posts =
        journal.iter().filter(|one| one.method == "POST" && one.path.ends_with("/fido2Methods"));
    assert_eq!(posts.count(), 1, "it was sent once");
}

/// The campaign, read and written.
fn campaign(world: &World, window: &Window) {
    let (desk, running) = (&world.desk, &world.running);
    window.press("Tenant");
    window.press("Ask for it");
    signs_in(&desk.opened(), INGRID);
    window.says("people are asked");
    script(running, &in_turn("GET", "*/authenticationMethodsPolicy", &[busy(429), busy(429)]));
    window.press("Read again");
    window.says("It could not be read.");
    window.press("Read again");
    window.says("people are asked");
    days(window, "1");
    let patch = |action: Value| {
        script(running, &in_turn("PATCH", "*/authenticationMethodsPolicy", &[action]));
        window.press("Review and send");
        window.press("Send the change");
    };
    patch(busy(429));
    window.says("The directory did not do it");
    window.says("asks us to wait");
    patch(json!({ "do": "answer", "status": 503 }));
    window.says("answered with HTTP 503");
    window.moment("tenant-write-failed");
    // Done and not answered: what the directory says now decides.
    patch(json!({ "do": "cut-after-commit" }));
    window.says("Changed, and read again");
    assert!(!window.text().contains("Your change, not sent yet"), "it is sent");
}

/// The person skips while the directory does not answer, and is asked again after their days as if it had.
#[test]
fn a_skip_before_a_directory_that_fails_is_counted_once() {
    let mut desk = Desk::new();
    // Read for the question, and for whatever is drawn after it.
    desk.script(Some(&json!([{
        "match": { "method": "GET", "path": "*/authenticationMethodsPolicy" },
        "nth": 2, "times": 3, "action": { "do": "answer", "status": 503 },
    }])));
    let window = crate::nudges::asked(&desk);
    window.press("Skip for now");
    window.says("answered with HTTP 503");
    window.moment("nudge-not-read");
    window.kill();
    desk.script(None);
    let window = desk.open();
    window.says("You skipped, so you are not asked now");
    crate::nudges::sign_in(&window, "4 days later");
    window.says("You have skipped 1 of 3 times");
}
