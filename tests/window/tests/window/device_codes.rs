//! Signing in with a code on another device, and for a cloud that lacks something. A code that nobody waits for
//! any more signs nobody in, and what is missing is said before anybody is asked.

use practice::tenant::Switches;
use test_window::{Desk, Window, get};

use crate::signed_in::{INGRID, World, for_people};

const CODE: &str = "Type this code on any device";
const LACKS: &str = "This cloud has no way to register keys for other people";

/// From the room Start to the code; its address and itself.
pub(crate) fn asks_for_code(world: &World, window: &Window) -> (String, String) {
    for_people(window);
    window.press("Sign in");
    world.desk.opened();
    window.press("Sign in with a code on another device");
    window.says(CODE);
    let read = |what: &str| {
        let text = window.script(&format!("return document.querySelector('{what}').textContent"));
        text.as_str().unwrap().trim().to_owned()
    };
    (read("code.address"), read(".code-to-type"))
}

/// The other device, in somebody's hands.
pub(crate) fn types((address, code): &(String, String), person: &str) {
    get(&format!("{address}?user_code={code}&practice_person={person}"));
}

#[test]
fn a_code_is_typed_elsewhere_runs_out_or_is_not_waited_for() {
    let world = World::dressed(Switches::default());
    let control = world.running.control();
    let window = world.desk.open();
    let first = asks_for_code(&world, &window);
    window.says("Good for another");
    window.moment("sign-in-code");
    window.press("Stop waiting");
    window.says("Waiting was stopped");
    types(&first, INGRID);

    let second = asks_for_code(&world, &window);
    assert_ne!(first.1, second.1, "one code for two sign-ins");
    assert!(!window.text().contains("Signed in to"), "a code that nobody waited for");
    control.set_clock_offset(901);
    window.says("Nobody signed in in time");
    window.says_aloud("Nobody signed in in time");
    window.says("Begin again.");
    types(&second, INGRID);
    control.set_clock_offset(0);

    let third = asks_for_code(&world, &window);
    types(&third, INGRID);
    window.says("You are signed in.");
    window.says("Signed in to Harbour & Pine");
    window.end();
}

#[test]
fn what_a_cloud_lacks_is_said_before_anybody_is_asked() {
    let desk = Desk::new();
    let window = desk.open();
    window.says("Sign in to your organisation");
    window.paste("Application (client) ID", "seven");
    window.paste("Organisation: its ID or one of its domains", "contoso.example");
    assert!(!window.text().contains(LACKS), "said of no cloud");
    for cloud in ["US government (L4)", "US government (DoD, L5)", "China (21Vianet)"] {
        window.select("Cloud", cloud);
        window.says(LACKS);
    }
    window.moment("sign-in-cloud-lacks");
    window.press("Sign in");
    window.says("That is no application");
    window.says("The application ID is a GUID");
    // What was typed and chosen stays, to be put right.
    let typed = "return ['client-id', 'sign-in-tenant', 'sign-in-cloud']\
        .map((id) => document.getElementById(id).value).join(' ')";
    assert_eq!(window.script(typed), "seven contoso.example china");
    window.says(LACKS);
    window.select("Cloud", "Worldwide");
    assert!(!window.text().contains(LACKS), "said of the worldwide cloud");
    window.end();
}
