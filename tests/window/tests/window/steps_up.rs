//! Work for which the sign-in does not do: nobody agreed to it, or it is to be proved anew in the middle. What
//! was begun goes on after it; nothing may be lost, and nothing sent twice.

use practice::{
    models::PRACTICE_KEY_C,
    tenant::{Consent, StepUp, Switches},
};
use test_window::{Window, signs_in};

use crate::{
    device_codes::{asks_for_code, types},
    hands::make,
    signed_in::{INGRID, MIRA, World, choose_ada, for_people, take_ada},
    tenant::days,
};

const MORE: &str = "This needs more than you agreed to";
const NOBODY_AGREED: &str = "Nobody has agreed to this yet";
const FOR_PEOPLE: &str = "return document.querySelector('input[value=desk]').checked";

/// How many requests of this kind came.
fn count(world: &World, method: &str, end: &str) -> usize {
    let journal = world.running.control().journal();
    journal.iter().filter(|one| one.method == method && one.path.ends_with(end)).count()
}

/// Proves it anew, as somebody; the address asks for the claims and names who is signed in.
fn proves_anew(world: &World, window: &Window, person: &str) {
    window.press("Sign in again");
    let address = world.desk.opened();
    assert!(address.contains("claims=") && address.contains("login_hint="), "{address}");
    signs_in(&address, person);
}

#[test]
fn where_consent_is_missing_it_is_said_whose_it_is_and_the_work_goes_on_once_it_is_there() {
    let wants = Switches { consent: Consent::ByAdministrator, ..Switches::default() };
    let world = World::dressed(wants);
    let (desk, control) = (&world.desk, world.running.control());
    let window = desk.open();
    for_people(&window);
    window.press("Sign in");
    signs_in(&desk.opened(), INGRID);
    window.says(NOBODY_AGREED);
    window.says_aloud(NOBODY_AGREED);
    window.says("Ask an administrator to agree for the application, then sign in again.");
    window.says("90094");
    window.moment("sign-in-consent-missing");
    // What was chosen stays chosen. What nobody has to agree to goes without.
    assert_eq!(window.script(FOR_PEOPLE), true, "another purpose is chosen");
    window.script("document.querySelector('input[value=own]').click()");
    window.press("Sign in");
    signs_in(&desk.opened(), INGRID);
    window.says("You are signed in.");
    window.press("Register");
    window.says(MORE);
    window.press("Ask for it");
    signs_in(&desk.opened(), INGRID);
    window.says(NOBODY_AGREED);
    assert!(!window.text().contains("Name your new key"), "nobody is chosen");

    // An administrator agrees, and whoever waits for it goes on from there.
    control.set_switches(Switches::default());
    window.press("Ask for it");
    signs_in(&desk.opened(), INGRID);
    take_ada(&window);
    window.press("Continue");
    window.says("Practice keys");
    make(&window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    window.end();
}

#[test]
fn a_stronger_sign_in_in_the_middle_loses_nothing_and_does_nothing_twice() {
    let world = World::dressed(Switches { step_up: StepUp::Unauthorized, ..Switches::default() });
    let (desk, control) = (&world.desk, world.running.control());
    let window = desk.open();
    crate::signed_in::sign_in(desk, &window, INGRID);
    choose_ada(&window);
    window.press("Continue");
    window.says("Practice keys");
    make(&window, &PRACTICE_KEY_C);
    // The key has made it; it waits for the directory.
    window.says("Kept until the directory answers");
    window.says("not strong or not fresh enough");
    window.moment("register-stronger");
    proves_anew(&world, &window, MIRA);
    window.says("Another account signed in");
    assert_eq!(count(&world, "POST", "/fido2Methods"), 1, "it was sent as somebody else");
    proves_anew(&world, &window, INGRID);
    window.says("Your key is registered");
    assert_eq!(count(&world, "POST", "/fido2Methods"), 2, "one turned away, one taken");
    assert_eq!(count(&world, "GET", "/creationOptions"), 1, "the key was asked once");
    window.press("I am done");

    // The same where it is a 403, for the policy and for a deletion.
    control.set_switches(Switches { step_up: StepUp::Forbidden, ..Switches::default() });
    window.press("Tenant");
    window.press("Ask for it");
    signs_in(&desk.opened(), INGRID);
    window.says("people are asked");
    policy(&world, &window);
    deletion(&world, &window);
    window.end();
}

/// The campaign's draft stands, is looked at again, and goes out.
fn policy(world: &World, window: &Window) {
    days(window, "1");
    window.press("Review and send");
    window.press("Send the change");
    window.says("The directory did not do it");
    window.says("wants you to prove more");
    window.moment("tenant-stronger");
    proves_anew(world, window, INGRID);
    window.says("Look at the change before it is sent");
    window.press("Send the change");
    window.says("Changed, and read again");
    assert_eq!(count(world, "PATCH", "/authenticationMethodsPolicy"), 2, "turned away, and taken");
}

/// What was proved is not proved by a renewal.
fn deletion(world: &World, window: &Window) {
    world.running.control().expire_tokens();
    window.press("Look at a person");
    window.paste("Name", "ada");
    window.press("Look at Ada Brandt");
    window.press("Delete Ada’s key");
    window.paste("Type “delete” to confirm", "delete");
    window.press("Delete it");
    window.says("It was not deleted");
    window.moment("tenant-delete-stronger");
    proves_anew(world, window, INGRID);
    window.says("There is none in the directory.");
}

/// Who signed in with a code is sent to the browser: a code proves no more than before.
#[test]
fn whoever_signed_in_with_a_code_proves_more_in_the_browser() {
    let world = World::dressed(Switches::default());
    let (desk, control) = (&world.desk, world.running.control());
    let window = desk.open();
    let code = asks_for_code(&world, &window);
    types(&code, INGRID);
    window.says("You are signed in.");
    control.set_switches(Switches { step_up: StepUp::Forbidden, ..Switches::default() });
    choose_ada(&window);
    window.press("Continue");
    window.says("Practice keys");
    make(&window, &PRACTICE_KEY_C);
    window.says("Kept until the directory answers");
    window.press("Sign in again");
    let address = desk.opened();
    assert!(address.contains("claims="), "{address}");
    window.says("It has to be this computer’s browser");
    assert!(!window.offers("Sign in with a code on another device"), "a code is offered");
    window.moment("sign-in-only-browser");
    signs_in(&address, INGRID);
    window.says("Your key is registered");
    window.end();
}
