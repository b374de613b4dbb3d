//! Tokens that are over in the middle of the work, a directory that has too many requests, and a token that
//! somebody else used. Nobody may notice a renewal; whoever is signed out must be told so and what to do.

use practice::{
    models::PRACTICE_KEY_C,
    tenant::{CLIENT_ID, Switches, Throttling},
};
use test_window::{Window, signs_in};

use crate::{
    hands::{make, plug, prove},
    signed_in::{ADA, INGRID, World, choose_ada, sign_in},
};

const OVER: &str = "does not accept the sign-in any more";

fn renewals(world: &World) -> usize {
    world.wire.seen().matches("grant_type=refresh_token").count()
}

/// The first refresh token that went over the wire.
fn stolen(world: &World) -> String {
    let seen = world.wire.seen();
    let (_, rest) = seen.split_once("\"refresh_token\":\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Somebody else's try with it; the organisation's status.
fn thief(world: &World, token: &str) -> u16 {
    let form =
        [("client_id", CLIENT_ID), ("grant_type", "refresh_token"), ("refresh_token", token)];
    let address = format!("{}/oauth2/v2.0/token", world.running.authority_url());
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    agent.post(address).send_form(form).unwrap().status().as_u16()
}

/// Somebody else's requests, until there are too many.
fn crowd(world: &World) {
    let secret = world.running.start_secret().reveal();
    let address =
        format!("{}/v1.0/users/{ADA}/authentication/fido2Methods", world.running.base_url());
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let asks = || {
        let asked = agent.get(&address).header("authorization", format!("Bearer {secret}"));
        asked.call().unwrap().status().as_u16()
    };
    assert!((0..6).any(|_| asks() == 429), "nobody is turned away");
}

fn posts(world: &World) -> usize {
    let journal = world.running.control().journal();
    let post = |one: &&practice::tenant::Entry| {
        one.method == "POST" && one.path.ends_with("/fido2Methods")
    };
    journal.iter().filter(post).count()
}

#[test]
fn a_token_of_seconds_is_renewed_unseen_and_one_used_twice_ends_the_sign_in() {
    let world = World::dressed(Switches { token_seconds: Some(1), ..Switches::default() });
    let desk = &world.desk;
    let window = desk.open();
    sign_in(desk, &window, INGRID);
    let first = stolen(&world);
    let before = renewals(&world);
    registers(&window);
    assert!(renewals(&world) >= before + 2, "it was not renewed in the middle");
    assert_eq!(posts(&world), 1, "it was sent once");

    // The token was used long ago, so that somebody else has it: all that came of it is worth nothing.
    assert_eq!(thief(&world, &first), 400);
    window.press("I am done");
    window.says(OVER);
    window.moment("start-signed-out");
    window.press("Sign in again");
    signs_in(&desk.opened(), INGRID);
    window.says("None yet.");
    assert!(!window.text().contains(OVER), "it is still said");
    window.end();
}

/// Ada's key, from the choice to the directory; nobody is asked to sign in.
fn registers(window: &Window) {
    choose_ada(window);
    window.press("Continue");
    window.says("Practice keys");
    make(window, &PRACTICE_KEY_C);
    window.says("Your key is registered");
    assert!(!window.offers("Sign in again"), "somebody noticed");
}

#[test]
fn a_directory_with_too_many_requests_is_waited_for_and_says_how_long() {
    let world = World::dressed(Switches::default());
    let desk = &world.desk;
    let window = desk.open();
    sign_in(desk, &window, INGRID);
    choose_ada(&window);
    window.press("Continue");
    window.says("Practice keys");
    let throttling = Throttling::WithRetryAfter;
    world.running.control().set_switches(Switches { throttling, ..Switches::default() });
    plug(&window, &PRACTICE_KEY_C);
    prove(&window);
    crowd(&world);
    window.press("Touch the practice key");
    window.says("asks us to wait");
    // It is sent by itself when the time is over.
    window.says("Your key is registered");
    assert_eq!(posts(&world), 2, "one turned away, one taken");
    window.end();
}
