//! A whole day's work in every dress that an answer may have: none of them changes what is done, or said to be.

use practice::tenant::{
    Envelope, ExcludeIds, InnerErrorSpelling, Members, ODataTypes, StepUp, Switches,
};
use serde_json::{Map, Value, json};

use crate::world::{ADA, INGRID, MIRA, World};

const PILOT: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const JOBS: &str = "desk,own,pass,change-policy";
const FIX: [&str; 8] =
    ["tenant", "check", "--pilot", PILOT, "--fix", "auth-targets", "--yes", "--json"];

/// The twelve of creation options; with each, one half of the rest.
fn dresses() -> Vec<Switches> {
    let mut all = Vec::new();
    for exclude_ids in [ExcludeIds::Base64, ExcludeIds::PadDigit, ExcludeIds::Unpadded] {
        for envelope in [Envelope::Bare, Envelope::Value] {
            for odata_types in [ODataTypes::Absent, ODataTypes::Everywhere] {
                let sparse = all.len() % 3 != 0;
                let members = if sparse { Members::Sparse } else { Members::Whole };
                let inner_error = InnerErrorSpelling::Lower;
                let rest = Switches::default();
                all.push(Switches {
                    envelope,
                    odata_types,
                    members,
                    exclude_ids,
                    inner_error,
                    ..rest
                });
            }
        }
    }
    all
}

/// What a command came to.
fn done(world: &World, arguments: &[&str], dress: Switches) -> Value {
    let run = world.run(&[arguments, &["--json"]].concat());
    assert_eq!(run.status, 0, "{arguments:?} {dress:?}: {}", run.err);
    run.document()
}

#[test]
fn a_days_work_is_the_same_in_every_dress() {
    let world = World::signed_in(INGRID, JOBS);
    for dress in dresses() {
        world.switch(dress);
        world.sign_in(INGRID, JOBS, &[]);
        assert_eq!(done(&world, &["tenant", "status"], dress)["account"], INGRID);
        let run = world.register(ADA, &["--json"]);
        assert_eq!(run.status, 0, "{dress:?}: {}", run.err);
        let registered = run.document()["registered"]["method_id"].clone();
        // The key that holds one is excluded, however its id is written.
        let again = world.register(ADA, &["--json"]);
        let error = again.document()["error"].clone();
        assert_eq!((again.status, error), (1, json!("already-registered")), "{dress:?}");
        let list = done(&world, &["tenant", "methods", "list", "--for", ADA], dress);
        assert_eq!(list["methods"].as_array().map(Vec::len), Some(1), "{dress:?}");
        assert_eq!(list["methods"][0]["id"], registered, "{dress:?}");
        let own = world.register(INGRID, &["--json"]);
        assert_eq!(own.document()["error"], "not-for-oneself", "{dress:?}: {}", own.err);
        let pass = done(&world, &["tenant", "pass", "--for", ADA, "--print-pass"], dress);
        assert_eq!(pass["pass"].as_str().map(str::len), Some(8), "{dress:?}");
        let id = registered.as_str().unwrap();
        let delete = ["tenant", "methods", "delete", "--for", ADA, "--method", id, "--yes"];
        assert_eq!(done(&world, &delete, dress)["deleted"]["id"], registered, "{dress:?}");
        assert!(world.methods(ADA).is_empty(), "{dress:?}");
    }
}

/// The same checks with the same results, and the same change.
#[test]
fn a_check_and_its_fix_are_the_same_in_every_dress() {
    let mut expected = None;
    for dress in dresses() {
        let world = World::signed_in(INGRID, JOBS);
        world.switch(dress);
        let checks = world.run(&["tenant", "check", "--pilot", PILOT, "--json"]).document();
        let mut results: Map<String, Value> = checks["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["check"].as_str().unwrap().to_owned(), one["outcome"].clone()))
            .collect();
        assert!(results.len() > 10, "{results:?}");
        // The limit is a member that may be missing: then nobody can say.
        let limit = results.remove("campaign-limit");
        let whole = dress.members == Members::Whole;
        assert_eq!(limit, Some(json!(if whole { "pass" } else { "unknown" })), "{dress:?}");
        let run = world.run(&FIX);
        assert_eq!(run.status, 0, "{dress:?}: {}", run.err);
        let set = ["tenant", "campaign", "set", "--snooze-days", "1", "--yes"];
        done(&world, &set, dress);
        let campaign = done(&world, &["tenant", "campaign", "get"], dress);
        let days = campaign["campaign"]["snoozeDurationInDays"].clone();
        assert_eq!(days, 1, "{dress:?}");
        assert_eq!(*expected.get_or_insert_with(|| results.clone()), results, "{dress:?}");
    }
}

#[test]
fn a_pass_and_a_change_of_the_policy_want_a_stronger_sign_in_too() {
    let world = World::signed_in(INGRID, JOBS);
    for step_up in [StepUp::Unauthorized, StepUp::Forbidden] {
        world.switch(Switches { step_up, ..Switches::default() });
        for work in [&["tenant", "pass", "--for", MIRA, "--print-pass", "--json"][..], &FIX] {
            let run = world.run(work);
            assert_eq!(run.status, 3, "{work:?}: {}", run.err);
            assert_eq!(run.document()["error"], "step-up-needed", "{work:?}");
            assert!(run.err.contains("second factor"), "{work:?}: {}", run.err);
        }
        let owner = world.owner();
        let mira = enrollment::tenant::Tenant::person(&owner, MIRA).unwrap();
        assert!(owner.access_passes(&mira.id).unwrap().is_empty(), "one was issued");
    }
}
