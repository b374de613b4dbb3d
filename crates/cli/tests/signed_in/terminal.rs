//! Somebody is at the terminal: a new or a stronger sign-in is offered where the directory wants one.

use practice::tenant::{StepUp, Switches};

use crate::{
    support::talk::Talk,
    world::{ADA, INGRID, MIRA, World, browse, get},
};

fn in_a_terminal(world: &World, arguments: &[&str]) -> Talk {
    let mut command = world.place.command(arguments);
    Talk::begin(command.env("PATH", world.place.browser()))
}

#[test]
fn a_stronger_sign_in_is_offered_and_the_deletion_goes_on() {
    let world = World::signed_in(MIRA, "desk,methods");
    assert_eq!(world.register(ADA, &[]).status, 0);
    world.switch(Switches { step_up: StepUp::Forbidden, ..Switches::default() });
    let id = world.methods(ADA)[0].id.0.clone();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", &id];
    let mut talk = in_a_terminal(&world, &delete);
    talk.expect("LOCKS OUT");
    talk.expect("Type delete, then Enter, to go on: ");
    talk.type_in("yes\n");
    talk.expect("Stopped. Nothing was done.");
    assert_eq!(talk.end().0, 1);
    let mut talk = in_a_terminal(&world, &delete);
    talk.expect("to go on: ");
    talk.type_in("delete\n");
    talk.expect("stronger sign-in");
    talk.expect("Sign in now?");
    talk.type_in("yes\n");
    talk.expect("opens in your browser");
    let address = world.place.opened();
    assert!(address.contains("ngcmfa") && address.contains("login_hint=mira"), "{address}");
    assert_eq!(browse(&address, MIRA).status, 200);
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("Deleted"), "{out}");
    assert!(world.methods(ADA).is_empty());
}

#[test]
fn another_account_than_the_one_at_work_changes_nothing() {
    let world = World::signed_in(MIRA, "desk");
    let mut talk = in_a_terminal(&world, &["tenant", "pass", "--for", ADA, "--print-pass"]);
    talk.expect("UserAuthenticationMethod.ReadWrite.All");
    talk.expect("Sign in now?");
    talk.type_in("y\n");
    talk.expect("opens in your browser");
    browse(&world.place.opened(), INGRID);
    talk.expect("Another account signed in");
    let (status, out, _) = talk.end();
    assert_eq!((status, out.as_str()), (1, ""));
    assert_eq!(world.run(&["tenant", "status", "--json"]).document()["account"], MIRA);
}

#[test]
fn a_credential_that_was_made_waits_while_its_person_proves_more() {
    let world = World::signed_in(MIRA, "desk");
    // The key has its PIN already.
    assert_eq!(world.register(ADA, &[]).status, 0);
    world.clear(ADA);
    world.switch(Switches { step_up: StepUp::Unauthorized, ..Switches::default() });
    let mut talk = in_a_terminal(&world, &["register", "--for", ADA, "--key", "practice"]);
    talk.expect("PIN");
    talk.type_in(&format!("{}\n", crate::support::PIN));
    talk.expect("Sign in now?");
    talk.type_in("yes\n");
    talk.expect("opens in your browser");
    browse(&world.place.opened(), MIRA);
    talk.expect("the key is in the directory");
    assert_eq!(talk.end().0, 0);
    assert_eq!(world.methods(ADA).len(), 1);
}

/// Who signed in with a code on another device is sent to the browser: a code can ask for no claims.
#[test]
fn a_stronger_sign_in_after_one_by_code_goes_by_the_browser_and_says_so() {
    let world = World::new();
    let begun = world.begin("desk", &["--device-code"]);
    let code = begun.said.split("type the code ").nth(1).unwrap().split('.').next().unwrap();
    get(&format!("{}?user_code={code}&practice_person={MIRA}", begun.address));
    assert_eq!(begun.end().status, 0);
    assert_eq!(world.register(ADA, &[]).status, 0);
    world.switch(Switches { step_up: StepUp::Forbidden, ..Switches::default() });
    let id = world.methods(ADA)[0].id.0.clone();
    let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", &id, "--yes"];
    let run = world.run(&[&delete[..], &["--json"]].concat());
    assert_eq!(run.document()["error"], "step-up-needed", "{}", run.err);
    assert!(run.err.contains("in a browser of this computer"), "{}", run.err);
    let mut talk = in_a_terminal(&world, &delete);
    talk.expect("a code on another device does not prove it");
    talk.expect("Sign in now?");
    talk.type_in("yes\n");
    talk.expect("proves no more than before: this sign-in goes by this computer's browser");
    talk.expect("opens in your browser");
    let address = world.place.opened();
    assert!(address.contains("claims="), "{address}");
    assert_eq!(browse(&address, MIRA).status, 200);
    assert_eq!(talk.end().0, 0);
    assert!(world.methods(ADA).is_empty());
}
