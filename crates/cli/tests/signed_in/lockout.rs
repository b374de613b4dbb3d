//! A change of the passkey policy that locks people out: it says whom, and nothing is sent before somebody typed
//! the word for it. What agrees to a change may never agree to that.

use enrollment::tenant::{Editor, Tree};
use practice::{models, tenant::Protection};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::{
    oneself::opened,
    support::{PIN, talk::Talk},
    world::{ADA, Begun, INGRID, World, browse},
};

const FIDO2: &str = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/Fido2";
const CONSISTENT: [&str; 4] = ["tenant", "check", "--fix", "fido-profile-consistency"];
/// Of a profile that nobody has.
const GONE: &str = "11111111-2222-3333-4444-0000000000aa";
/// A model that is not the key's.
const OTHER_MODEL: &str = "11111111-2222-3333-4444-555555555509";

/// Ada and Ingrid, who is signed in, hold a key of a model that the default profile does not list any more; whom
/// passkeys are aimed at names a profile that is gone, so that the fix puts the default one in its place.
fn harmful() -> World {
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    assert_eq!(world.register(ADA, &[]).status, 0);
    let key = Box::new(opened(&world, "practice"));
    let page = world.running.control();
    page.security_info(INGRID, key, PIN.as_bytes().to_vec(), Protection::NotAsked).unwrap();
    let policy = standing(&world);
    let (mut profiles, mut targets) =
        (policy["passkeyProfiles"].clone(), policy["includeTargets"].clone());
    profiles[0]["keyRestrictions"]["aaGuids"] = json!([OTHER_MODEL]);
    targets[0]["allowedPasskeyProfiles"] = json!([GONE]);
    change(&world, &json!({ "passkeyProfiles": profiles, "includeTargets": targets }));
    world
}

pub(crate) fn standing(world: &World) -> Value {
    world.owner().document(Tree::V1, FIDO2).unwrap()
}

/// Changes the passkey policy as somebody else would.
pub(crate) fn change(world: &World, members: &Value) {
    let mut body = members.clone();
    body["@odata.type"] = "#microsoft.graph.fido2AuthenticationMethodConfiguration".into();
    world.owner().patch(Tree::V1, FIDO2, &body).unwrap();
}

fn targets(world: &World) -> Value {
    standing(world)["includeTargets"].clone()
}

fn patches(world: &World) -> usize {
    world.running.control().journal().iter().filter(|one| one.method == "PATCH").count()
}

fn fixed(world: &World) -> bool {
    targets(world)[0]["allowedPasskeyProfiles"] != json!([GONE])
}

#[test]
fn whom_a_fix_locks_out_is_named_and_only_the_word_sends_it() {
    let world = harmful();
    let sent = patches(&world);
    for wrong in ["yes", "lock", "lockout", ""] {
        let mut talk = Talk::begin(&mut world.place.command(&CONSISTENT));
        talk.expect("It LOCKS OUT 2 of 2 people:");
        // Whoever makes the change comes first, whatever the report's order.
        talk.expect("ingrid.solberg@harbourpine.example (you) loses \"");
        talk.expect("ada.brandt@harbourpine.example loses \"");
        talk.expect("has no other");
        talk.expect("Type lock out, then Enter, to go on: ");
        talk.type_in(&format!("{wrong}\n"));
        talk.expect("Stopped. Nothing was done.");
        assert_eq!(talk.end().0, 1, "{wrong:?}");
        assert!(!fixed(&world), "{wrong:?} sent it");
    }
    // Agreed to the change is not agreed to that: who is there is asked.
    let mut talk = Talk::begin(&mut world.place.command(&[&CONSISTENT[..], &["--yes"]].concat()));
    talk.expect("Type lock out, then Enter, to go on: ");
    talk.type_in("no\n");
    assert_eq!(talk.end().0, 1);
    assert_eq!(patches(&world), sent, "something was sent");
    let mut talk = Talk::begin(&mut world.place.command(&CONSISTENT));
    talk.expect("Type lock out, then Enter, to go on: ");
    talk.type_in("Lock Out\n");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("fido-profile-consistency is as it should be"), "{out}");
    assert!(fixed(&world));
}

#[test]
fn where_nobody_can_be_asked_it_is_refused_unless_it_was_agreed_to_beforehand() {
    let world = harmful();
    let sent = patches(&world);
    for agreed in [&[][..], &["--yes"]] {
        for json in [&[][..], &["--json"]] {
            let run = world.run(&[&CONSISTENT[..], agreed, json].concat());
            assert_eq!(run.status, 2, "{agreed:?}: {}", run.err);
            assert!(run.err.contains("LOCKS OUT 2 of 2"), "{}", run.err);
            assert!(run.err.contains("--yes --lock-out") && run.err.contains("Nothing was sent"));
            if json.is_empty() {
                continue;
            }
            let document = run.document();
            assert_eq!(document["error"], "locks-out");
            let out = &document["lockout"];
            assert_eq!((&out["lockedOut"][0]["name"], &out["unread"]), (&json!(INGRID), &json!(0)));
            assert_eq!(out["lockedOut"][1]["loses"].as_array().map(Vec::len), Some(1), "{out}");
        }
    }
    // It goes with --yes only.
    assert_eq!(world.run(&[&CONSISTENT[..], &["--lock-out"]].concat()).status, 2);
    assert_eq!(patches(&world), sent, "something was sent");
    assert!(!fixed(&world));
    let run = world.run(&[&CONSISTENT[..], &["--yes", "--lock-out", "--json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(fixed(&world));
    assert_eq!(patches(&world), sent + 1);
}

/// Keys that nobody can tell of, people who were not read, and a report that is not there: nobody knows.
#[test]
fn what_is_not_known_wants_the_word_too() {
    let world = harmful();
    // Everybody is aimed at beside a profile that is gone: whether their keys are taken cannot be told.
    let everybody = ["tenant", "passkeys-for-all", "--yes", "--json"];
    let run = world.run(&everybody);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("locks-out")), "{}", run.err);
    assert!(run.err.contains("locks out none of the 2"), "{}", run.err);
    assert!(run.err.contains("1 cannot be told") && run.err.contains("may lock"), "{}", run.err);
    assert_eq!(run.document()["lockout"]["touched"][0]["name"], INGRID);
    let mut talk = Talk::begin(&mut world.place.command(&everybody[..2]));
    talk.expect("Type lock out, then Enter, to go on: ");
    talk.type_in("yes\n");
    talk.expect("Stopped. Nothing was done.");
    assert_eq!(talk.end().0, 1);
    // Nothing of theirs is lost any more, but Ada's keys cannot be read.
    let models = json!([OTHER_MODEL, models::PRACTICE_KEY_C.aaguid.to_string()]);
    let mut profiles = standing(&world)["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["aaGuids"] = models;
    change(&world, &json!({ "passkeyProfiles": profiles }));
    let forbid = |path: &str| {
        let matching = json!({ "method": "GET", "path": path });
        world.script(&json!([{ "match": matching, "times": "always",
            "action": { "do": "answer", "status": 403 } }]));
    };
    let ada = enrollment::tenant::Tenant::person(&world.owner(), ADA).unwrap().id.0;
    let consistent = [&CONSISTENT[..], &["--yes", "--json"]].concat();
    forbid(&format!("*/{ada}/authentication/fido2Methods"));
    let run = world.run(&consistent);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("locks-out")), "{}", run.err);
    assert!(run.err.contains("1 more people were not read"), "{}", run.err);
    assert_eq!(run.document()["lockout"]["unread"], 1);
    forbid("*/userRegistrationDetails");
    let run = world.run(&consistent);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("locks-out")), "{}", run.err);
    assert!(run.err.contains("Whom it would lock out is not known"), "{}", run.err);
    assert_eq!(run.document()["lockout"]["unread"], Value::Null);
    assert!(!fixed(&world));
    // Everybody is read, and nobody is touched.
    world.script(&json!([]));
    let run = world.run(&consistent);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("locks out none of the 2"), "{}", run.err);
    assert!(fixed(&world));
}

/// Asked for a list of somebody's keys, the directory wants more proof than there is, so many times.
fn wants_proof(world: &World, of: &str, times: &Value) {
    world.script(&json!([{ "match": { "method": "GET", "path": of }, "times": times,
        "action": { "do": "claims-challenge" } }]));
}

fn asked_for_keys(world: &World) -> usize {
    let journal = world.running.control().journal();
    let is_list = |path: &str| path.ends_with("/authentication/fido2Methods");
    journal.iter().filter(|one| one.method == "GET" && is_list(&one.path)).count()
}

/// Who is left is not asked for in vain, and whoever is there signs in: then the rest are read.
#[test]
fn where_a_sign_in_is_wanted_in_the_middle_of_the_reading_it_is_offered_or_the_reading_ends() {
    let world = harmful();
    wants_proof(&world, "*/authentication/fido2Methods", &json!("always"));
    let (before, sent) = (asked_for_keys(&world), patches(&world));
    let run = world.run(&[&CONSISTENT[..], &["--yes", "--json"]].concat());
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("locks-out")), "{}", run.err);
    assert!(run.err.contains("Nobody else is read") && run.err.contains("tenant sign-in"));
    assert_eq!(run.document()["lockout"]["unread"], 2, "{}", run.err);
    assert_eq!(asked_for_keys(&world), before + 1, "somebody was asked for in vain");
    let ada = enrollment::tenant::Tenant::person(&world.owner(), ADA).unwrap().id.0;
    wants_proof(&world, &format!("*/{ada}/authentication/fido2Methods"), &json!(1));
    let mut command = world.place.command(&CONSISTENT);
    let mut talk = Talk::begin(command.env("PATH", world.place.browser()));
    talk.expect("stronger sign-in");
    talk.expect("Sign in now?");
    talk.type_in("yes\n");
    browse(&world.place.opened(), INGRID);
    talk.expect("It LOCKS OUT 2 of 2 people:");
    talk.expect("to go on: ");
    talk.type_in("no\n");
    assert_eq!(talk.end().0, 1);
    assert_eq!(patches(&world), sent);
}

/// Ctrl-C while somebody is being read: the rest are not, and nothing is sent though it was agreed to.
#[test]
fn a_signal_ends_the_reading_says_how_far_it_was_and_sends_nothing() {
    let world = harmful();
    let ada = enrollment::tenant::Tenant::person(&world.owner(), ADA).unwrap().id.0;
    let sent = patches(&world);
    let path = format!("*/{ada}/authentication/fido2Methods");
    let slow = json!({ "match": { "method": "GET", "path": path },
        "times": "always", "action": { "do": "delay", "milliseconds": 2000 } });
    world.script(&json!([slow]));
    for signal in [Signal::INT, Signal::TERM] {
        let agreed = ["--yes", "--lock-out", "--json"];
        let mut command = world.place.command(&[&CONSISTENT[..], &agreed].concat());
        let mut begun = Begun::of(&mut command, "");
        begun.until("1 of 2 people");
        kill_process(Pid::from_child(&begun.child), signal).unwrap();
        begun.until("Stopping");
        let run = begun.end();
        assert_eq!((run.status, &run.document()["error"]), (1, &json!("cancelled")), "{}", run.err);
        assert!(run.err.contains("Nothing was changed"), "{}", run.err);
        let document = run.document();
        let read = document["asked"].as_u64().unwrap() + document["left"].as_u64().unwrap();
        assert_eq!(read, 2, "{document}");
    }
    assert_eq!(patches(&world), sent);
    assert!(!fixed(&world));
}

#[test]
fn a_fix_that_touches_nobody_asks_for_no_word() {
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    assert_eq!(world.register(ADA, &[]).status, 0);
    let mut profiles = standing(&world)["passkeyProfiles"].clone();
    let models = profiles[0]["keyRestrictions"]["aaGuids"].as_array_mut().unwrap();
    models.push(models[0].clone());
    change(&world, &json!({ "passkeyProfiles": profiles }));
    let fix = ["tenant", "check", "--fix", "fido-key-restrictions"];
    let mut talk = Talk::begin(&mut world.place.command(&fix));
    talk.expect("locks out none of the 2 people");
    talk.expect("Make this change? Type yes, then Enter: ");
    talk.type_in("yes\n");
    let (status, _, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(!screen.contains("lock out, then"), "{screen}");
    let left = standing(&world)["passkeyProfiles"][0]["keyRestrictions"]["aaGuids"].clone();
    assert_eq!(left.as_array().map(Vec::len), Some(models_before(&profiles) - 1), "{left}");
}

fn models_before(profiles: &Value) -> usize {
    profiles[0]["keyRestrictions"]["aaGuids"].as_array().unwrap().len()
}

/// Practice key C is on the list, so that the fix of the targets locks nobody out.
fn harmless() -> World {
    let world = harmful();
    listed(&world, &[OTHER_MODEL.to_owned(), models::PRACTICE_KEY_C.aaguid.to_string()]);
    world
}

/// Somebody else sets the list of the default profile.
fn listed(world: &World, models: &[String]) {
    let mut profiles = standing(world)["passkeyProfiles"].clone();
    profiles[0]["keyRestrictions"]["aaGuids"] = json!(models);
    change(world, &json!({ "passkeyProfiles": profiles }));
}

/// What was shown is not what would be: nothing goes out before the new preview is agreed to, with the word that it
/// wants by then.
#[test]
fn what_others_changed_beside_it_is_said_and_the_new_preview_agreed_to_first() {
    let world = harmless();
    let mut talk = Talk::begin(&mut world.place.command(&CONSISTENT));
    talk.expect("locks out none of the 2 people");
    talk.expect("Make this change? Type yes, then Enter: ");
    listed(&world, &[OTHER_MODEL.to_owned()]);
    let sent = patches(&world);
    talk.type_in("yes\n");
    talk.expect("The policy was changed since you looked at it: Fido2.passkeyProfiles is");
    talk.expect("Nothing was sent.");
    talk.expect("It LOCKS OUT 2 of 2 people:");
    talk.expect("Type lock out, then Enter, to go on: ");
    assert_eq!((patches(&world), fixed(&world)), (sent, false), "it was sent before");
    talk.type_in("lock out\n");
    let (status, out, screen) = talk.end();
    assert_eq!(status, 0, "{screen}");
    assert!(out.contains("fido-profile-consistency is as it should be"), "{out}");
    assert_eq!((patches(&world), fixed(&world)), (sent + 1, true));
}

/// Also a method that the change is not about, and a script that agreed beforehand to what it did not see.
#[test]
fn whoever_agreed_beforehand_agreed_to_nothing_that_moved_since() {
    let world = harmless();
    let slow = json!({ "match": { "method": "GET", "path": "*/transitiveMemberOf" },
        "action": { "do": "delay", "milliseconds": 3000 } });
    world.script(&json!([slow]));
    let arguments = [&CONSISTENT[..], &["--yes", "--json"]].concat();
    let mut begun = Begun::of(&mut world.place.command(&arguments), "");
    begun.until("of 2 people");
    let policy = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/";
    let body = json!({ "state": "disabled",
        "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration" });
    let authenticator = format!("{policy}MicrosoftAuthenticator");
    world.owner().patch(Tree::V1, &authenticator, &body).unwrap();
    let sent = patches(&world);
    let run = begun.end();
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!(document["error"], "changed-since-looked-at", "{document}");
    let moved = &document["differences"][0];
    assert_eq!(moved["path"], "MicrosoftAuthenticator.state", "{document}");
    assert_eq!((&moved["before"], &moved["after"]), (&json!("disabled"), &json!("enabled")));
    assert_eq!((patches(&world), fixed(&world)), (sent, false));
    // What counts at registration only is nobody's way in.
    world.script(&json!([]));
    let mut talk = Talk::begin(&mut world.place.command(&CONSISTENT));
    talk.expect("Make this change? Type yes, then Enter: ");
    change(&world, &json!({ "isSelfServiceRegistrationAllowed": false }));
    talk.type_in("yes\n");
    assert_eq!(talk.end().0, 0);
    assert!(fixed(&world));
}
