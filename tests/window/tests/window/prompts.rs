//! A campaign that asks somebody who signed in to an organisation of another program, which fails while they
//! answer. Every skip counts once, whatever becomes of the app, and for nobody else.

use practice::tenant::{Running, Switches};
use serde_json::{Value, json};
use test_window::{Window, signs_in};

use crate::signed_in::{World, script, sign_in};

/// They have a phone for messages and an app for codes, and no Authenticator.
const LEO: &str = "leo.marchetti@harbourpine.example";
const SOFIA: &str = "sofia.duarte@harbourpine.example";
const ASKS: &str = "Harbour & Pine asks you to set up Microsoft Authenticator";
const REQUIRES: &str = "Harbour & Pine requires Microsoft Authenticator from you now";
const NOT_READ: &str = "Whether you are asked to set something up could not be read";
const SIGNED_IN: &str = "Signed in to Harbour & Pine";
const ENDED: &str = "You are not signed in any more";
const SAID: &str = "Your second factor";
const POLICY: &str = "/policies/authenticationMethodsPolicy";

/// An organisation that asks for Microsoft Authenticator at every sign-in, until three were skipped.
fn asking() -> World {
    let world = World::dressed(Switches::default());
    let everybody = |method: Value| {
        let mut target = json!({ "id": "all_users", "targetType": "group" });
        target.as_object_mut().unwrap().extend(method.as_object().cloned().unwrap());
        json!([target])
    };
    let configuration = json!({
        "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration",
        "includeTargets":
            everybody(json!({ "isRegistrationRequired": false, "authenticationMode": "any" })),
    });
    let configured = format!("{POLICY}/authenticationMethodConfigurations/MicrosoftAuthenticator");
    change(&world.running, &configured, &configuration);
    let campaign = json!({
        "snoozeDurationInDays": 0,
        "includeTargets":
            everybody(json!({ "targetedAuthenticationMethod": "microsoftAuthenticator" })),
    });
    let policy = json!({ "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": campaign,
    } });
    change(&world.running, POLICY, &policy);
    world
}

/// Changes what the organisation has at this path, as its owner.
pub(crate) fn change(running: &Running, path: &str, to: &Value) {
    let secret = running.start_secret().reveal();
    let answer = ureq::patch(format!("{}/beta{path}", running.base_url()))
        .header("authorization", format!("Bearer {secret}"))
        .header("content-type", "application/json")
        .send(to.to_string());
    assert!(answer.unwrap().status().is_success());
}

/// From now on the organisation does this whenever the campaign is read.
fn fails(world: &World, action: Value) {
    let read = json!({ "method": "GET", "path": format!("*{POLICY}") });
    script(&world.running, &json!([{ "match": read, "times": "always", "action": action }]));
}

/// Says the second factor in Start; no harm where it is said already.
fn by_message(window: &Window) {
    window.says(SAID);
    window.select("You sign in with", "Text message");
}

/// What is said in Start.
fn said(window: &Window) -> Value {
    window.says(SAID);
    window.script("return document.getElementById('second-factor').value")
}

/// The next start. Where there is no keyring nobody is signed in any more, and Leo signs in again.
fn next_start(world: &World) -> Window {
    let window = world.desk.open();
    if window.says_one_of(&[SIGNED_IN, ENDED]) == ENDED {
        sign_in(&world.desk, &window, LEO);
        agrees_to_more(world, &window, LEO);
    }
    window
}

/// What one has oneself is another list than that of passkeys: nobody has agreed to read it yet.
fn agrees_to_more(world: &World, window: &Window, who: &str) {
    by_message(window);
    window.says("Whether Harbour & Pine asks you is not known");
    assert!(!window.text().contains(ASKS), "asked on what nobody could read");
    window.press("Ask for it");
    signs_in(&world.desk.opened(), who);
}

#[test]
fn whoever_signed_in_is_asked_and_each_skip_counts_once_before_a_directory_that_fails() {
    let world = asking();
    let desk = &world.desk;
    let window = desk.open();
    sign_in(desk, &window, LEO);
    assert_eq!(said(&window), "");
    assert!(!window.text().contains(ASKS), "asked before the second factor is said");
    agrees_to_more(&world, &window, LEO);
    window.says(ASKS);
    window.says("You signed in with a text message");
    window.says("no Authenticator that can be notified");
    window.says("You have skipped 0 of 3 times");
    window.moment("prompt-asked");
    window.press("Why am I being asked?");
    window.says("snooze-zero-every-mfa");

    // The skip is taken, and what is read after it is not answered, in one way and the other.
    fails(&world, json!({ "do": "answer", "status": 503, "retryAfter": 600 }));
    window.press("Skip for now");
    window.says(NOT_READ);
    window.says("answered with HTTP 503");
    window.moment("prompt-not-read");
    fails(&world, json!({ "do": "cut-before" }));
    window.press("Try again");
    window.says("no whole answer came back");
    window.kill();
    script(&world.running, &json!([]));
    let window = next_start(&world);
    by_message(&window);
    window.says("You have skipped 1 of 3 times");

    // Closing is a skip, and so is being killed; a directory that fails at the start takes none away.
    window.end();
    fails(&world, json!({ "do": "answer", "status": 503, "retryAfter": 600 }));
    let window = next_start(&world);
    window.says(NOT_READ);
    script(&world.running, &json!([]));
    window.press("Try again");
    by_message(&window);
    window.says("You have skipped 2 of 3 times");
    window.kill();
    let window = next_start(&world);
    by_message(&window);
    window.says(REQUIRES);
    assert!(!window.offers("Skip for now"), "a required question can be skipped");

    somebody_else(&world, &window);
    window.end();
}

/// Nothing of the first person's is the second one's: neither the second factor nor a skip.
fn somebody_else(world: &World, window: &Window) {
    window.press("Settings");
    window.press("Sign out");
    window.says("practice organisation Harbour & Pine");
    sign_in(&world.desk, window, SOFIA);
    window.press("Start");
    assert_eq!(said(window), "");
    assert!(!window.text().contains(REQUIRES), "what was required of another is required");
    agrees_to_more(world, window, SOFIA);
    window.says(ASKS);
    window.says("You have skipped 0 of 3 times");
}
