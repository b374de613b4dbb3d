//! What goes wrong while a change of a policy is sent: a check is mended, a campaign is set, also one that Microsoft
//! manages. What is said must agree with the directory, and nothing may be sent twice.

mod table;

use enrollment::tenant::{Editor, Tree};
use practice::tenant::{Lists, Switches};
use serde_json::{Value, json};

use crate::{
    support::{Run, talk::Talk},
    world::{Begun, INGRID, World},
};

const PILOT: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const POLICY: &str = "policies/authenticationMethodsPolicy";
const AUTHENTICATOR: &str = "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/MicrosoftAuthenticator";

/// A command that changes a policy.
struct Work {
    arguments: &'static [&'static str],
    /// What it changes, in the journal.
    document: &'static str,
    /// Which reading of the document is the one after the change.
    looks_again: u32,
    /// How the campaign stands before.
    state: &'static str,
}

const FIX: Work = Work {
    arguments: &["tenant", "check", "--pilot", PILOT, "--fix", "auth-targets"],
    document: "*Configurations/*",
    looks_again: 2,
    state: "enabled",
};
const SET: Work = Work {
    arguments: &["tenant", "campaign", "set", "--snooze-days", "9", "--limit-snoozes", "false"],
    document: "*/authenticationMethodsPolicy",
    looks_again: 3,
    state: "enabled",
};
const SET_MANAGED: Work = Work { state: "default", ..SET };

impl Work {
    /// Everything as it was before.
    fn anew(&self, world: &World) {
        world.script(&json!([]));
        let type_of = "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration";
        let nobody = json!({ "@odata.type": type_of, "includeTargets": [] });
        world.owner().patch(Tree::V1, AUTHENTICATOR, &nobody).unwrap();
        let campaign = json!({ "state": self.state, "snoozeDurationInDays": 3,
            "enforceRegistrationAfterAllowedSnoozes": true });
        somebody_sets(world, &campaign);
    }

    fn run(&self, world: &World) -> Run {
        world.run(&[self.arguments, &["--yes", "--json"]].concat())
    }
}

fn somebody_sets(world: &World, campaign: &Value) {
    let body = json!({ "registrationEnforcement":
        { "authenticationMethodsRegistrationCampaign": campaign } });
    world.owner().patch(Tree::Beta, POLICY, &body).unwrap();
}

fn somebody_aims(world: &World) {
    let type_of = "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration";
    let everybody = json!([{ "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
        "authenticationMode": "any" }]);
    let body = json!({ "@odata.type": type_of, "includeTargets": everybody });
    world.owner().patch(Tree::V1, AUTHENTICATOR, &body).unwrap();
}

/// What the directory has: the campaign, and at whom Authenticator is aimed.
fn standing(world: &World) -> (Value, Value) {
    let owner = world.owner();
    let policy = owner.document(Tree::Beta, POLICY).unwrap();
    let campaign = &policy["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"];
    let authenticator = owner.document(Tree::V1, AUTHENTICATOR).unwrap();
    (campaign.clone(), authenticator["includeTargets"].clone())
}

fn patches(world: &World) -> usize {
    world.running.control().journal().iter().filter(|one| one.method == "PATCH").count()
}

#[test]
fn whatever_befalls_a_change_the_words_agree_with_the_directory() {
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    for work in [FIX, SET, SET_MANAGED] {
        for (action, times, status, error, words) in table::rows() {
            let what = format!("{:?} {} {action} {times}", work.arguments, work.state);
            work.anew(&world);
            let (before, sent) = (standing(&world), patches(&world));
            let matching = json!({ "method": "PATCH", "path": work.document });
            world.script(&json!([{ "match": matching, "times": times, "action": action }]));
            let run = work.run(&world);
            world.script(&json!([]));
            assert_eq!(run.status, status, "{what}: {}", run.err);
            let document = run.document();
            assert_eq!(document["error"].as_str(), error, "{what}: {document}");
            for word in words {
                assert!(run.err.contains(word), "{what}: no {word:?}: {}", run.err);
                let message = document["message"].as_str().unwrap();
                assert!(message.contains(word), "{what}: no {word:?}: {message}");
            }
            assert_eq!(standing(&world) != before, error.is_none(), "{what}");
            // Once more only where it was not carried out and not let in.
            let again = times == 1
                && error.is_none()
                && [json!(429), json!(401)].contains(&action["status"]);
            let renewed = error == Some("sign-in-needed");
            assert_eq!(patches(&world) - sent, 1 + usize::from(again || renewed), "{what}");
        }
    }
}

/// Neither an answer nor a look afterwards: nobody knows.
#[test]
fn a_change_that_nobody_can_look_up_is_said_to_be_unsure() {
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    for work in [FIX, SET, SET_MANAGED] {
        for (cut, there) in [("cut-before", false), ("cut-after-commit", true)] {
            work.anew(&world);
            let before = standing(&world);
            world.script(&json!([
                { "match": { "method": "PATCH" }, "action": { "do": cut } },
                { "match": { "method": "GET", "path": work.document }, "nth": work.looks_again,
                  "times": "always", "action": { "do": "answer", "status": 403 } },
            ]));
            let run = work.run(&world);
            world.script(&json!([]));
            let what = format!("{:?} {cut}", work.arguments);
            assert_eq!(run.status, 3, "{what}: {}", run.err);
            assert_eq!(run.document()["error"], "change-unsure", "{what}: {}", run.err);
            assert!(run.err.contains("Check again before anything is sent"), "{}", run.err);
            assert_eq!(standing(&world) != before, there, "{what}");
        }
    }
}

/// Between the look at the policy and the sending somebody else changes it.
fn overtaken(work: &Work, world: &World, somebody: impl FnOnce(&World)) -> Run {
    work.anew(world);
    let reads = json!({ "method": "GET", "path": "*/authenticationMethodsPolicy" });
    let slow = json!({ "do": "delay", "milliseconds": 2000 });
    world.script(&json!([{ "match": reads, "action": slow }]));
    let arguments = [work.arguments, &["--yes", "--json"]].concat();
    let begun = Begun::of(&mut world.place.command(&arguments), "");
    let delayed = || {
        let journal = world.running.control().journal();
        journal.iter().filter(|one| one.fault == Some("delay")).count()
    };
    let before = delayed();
    for _ in 0..400 {
        if delayed() > before {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    somebody(world);
    begun.end()
}

#[test]
fn what_somebody_changed_meanwhile_is_not_overwritten() {
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    for work in [FIX, SET, SET_MANAGED] {
        let others = |world: &World| {
            somebody_aims(world);
            somebody_sets(world, &json!({ "snoozeDurationInDays": 5 }));
        };
        let run = overtaken(&work, &world, others);
        let what = format!("{:?} {}", work.arguments, work.state);
        assert_eq!(run.status, 1, "{what}: {}", run.err);
        let document = run.document();
        assert_eq!(document["error"], "changed-meanwhile", "{what}: {document}");
        assert!(!document["differences"].as_array().unwrap().is_empty(), "{what}: {document}");
        for word in ["Somebody changed it meanwhile", "Nothing was sent", "Check again"] {
            assert!(run.err.contains(word), "{what}: no {word:?}: {}", run.err);
        }
        let (campaign, targets) = standing(&world);
        assert_eq!(
            (&campaign["snoozeDurationInDays"], &targets[0]["id"]),
            (&json!(5), &json!("all_users"))
        );
        // Agreed to at a terminal, after the same.
        work.anew(&world);
        let mut talk = Talk::begin(&mut world.place.command(work.arguments));
        talk.expect("Make this change? Type yes, then Enter: ");
        let (sent, _) = (patches(&world), others(&world));
        talk.type_in("yes\n");
        talk.expect("Somebody changed it meanwhile");
        talk.expect("Nothing was sent. Check again");
        assert_eq!(talk.end().0, 1, "{what}");
        assert_eq!(patches(&world), sent + 2, "{what}: the program sent something");
    }
}

/// State `default`: Microsoft manages it. It is not ended by a change of something else, and that this does not
/// count is said before it is sent.
#[test]
fn a_campaign_that_microsoft_manages_stays_so_unless_its_state_is_set() {
    let world = World::signed_in(INGRID, "desk,change-policy");
    SET_MANAGED.anew(&world);
    let mut talk = Talk::begin(&mut world.place.command(SET_MANAGED.arguments));
    talk.expect("snoozeDurationInDays: 3 -> 9");
    talk.expect("Microsoft manages it; what is stored here counts once its state is enabled");
    talk.expect("Make this change? Type yes, then Enter: ");
    talk.type_in("yes\n");
    assert_eq!(talk.end().0, 0);
    let (campaign, _) = standing(&world);
    assert_eq!(
        (&campaign["state"], &campaign["snoozeDurationInDays"]),
        (&json!("default"), &json!(9))
    );
    let set = |state: &str| {
        world.run(&["tenant", "campaign", "set", "--campaign-state", state, "--yes", "--json"])
    };
    let run = set("enabled");
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!run.err.contains("Microsoft manages it"), "{}", run.err);
    assert_eq!(standing(&world).0["state"], "enabled");
    let run = set("default");
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("Microsoft manages it"), "{}", run.err);
    let (campaign, _) = standing(&world);
    assert_eq!(
        (&campaign["state"], &campaign["snoozeDurationInDays"]),
        (&json!("default"), &json!(9))
    );
}

/// Another order, each entry once, ids in upper case: what was sent is there all the same, and what was not is not.
#[test]
fn a_directory_that_writes_lists_its_own_way_has_taken_the_change() {
    const KIOSKS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30003";
    let world = World::signed_in(INGRID, "desk,change-policy,reports");
    FIX.anew(&world);
    world.switch(Switches { lists: Lists::Rewritten, ..Switches::default() });
    let include =
        ["tenant", "campaign", "set", "--include", KIOSKS, "--include", PILOT, "--exclude", "none"];
    let everybody = ["tenant", "passkeys-for-all"];
    for arguments in [FIX.arguments, &include, &everybody] {
        let run = world.run(&[arguments, &["--yes", "--json"]].concat());
        assert_eq!(run.status, 0, "{arguments:?}: {}", run.err);
    }
    let (campaign, _) = standing(&world);
    assert_eq!(campaign["includeTargets"][0]["id"], PILOT.to_uppercase(), "{campaign}");
    let policy = world.owner().document(Tree::V1, POLICY).unwrap();
    let passkeys = policy["authenticationMethodConfigurations"][0]["includeTargets"].to_string();
    assert!(passkeys.contains("all_users"), "{passkeys}");
    // Taken, and carried out by nobody.
    let patch = json!({ "method": "PATCH" });
    world.script(&json!([{ "match": patch, "action": { "do": "answer", "status": 204 } }]));
    let run = world.run(&["tenant", "campaign", "set", "--include", KIOSKS, "--yes", "--json"]);
    assert_eq!(run.document()["error"], "change-not-taken", "{}", run.err);
}
