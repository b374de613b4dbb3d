//! `check --rehearse`, and FIDO metadata for a key in hand: a key shows its attestation and keeps
//! nothing, and what metadata or policy refuse is asked for nothing. The practice key is the only key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{Place, Run, metadata, options};

const PRACTICE_MODEL: &str = "9e0e8d5b-5d0f-4c1e-9c53-746f75636873";
const OTHER_MODEL: &str = "aaaaaaaa-0000-0000-0000-000000000001";

/// Only these models, with this enforcement of attestation; for everybody.
fn policy(place: &Place, enforced: bool, models: &[&str]) -> String {
    let policy = json!({
        "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [{ "id": "all_users", "targetType": "group" }],
        "isAttestationEnforced": enforced,
        "keyRestrictions": {
            "isEnforced": true, "enforcementType": "allow", "aaGuids": models,
        },
    });
    place.file("policy.json", policy.to_string())
}

/// A place with a practice key that has a PIN, and its root.
fn place() -> (Place, String) {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let root = place.path("state/practice-key/practice-root.pem");
    let root = root.to_str().unwrap().to_owned();
    (place, root)
}

fn rehearse(place: &Place, more: &[&str]) -> Run {
    place.run(&[&["check", "--key", "practice", "--rehearse"], more].concat(), "")
}

fn mds(place: &Place, root: &str, status: &str) -> String {
    let root = fs::read_to_string(root).unwrap();
    place.file("mds.json", metadata(PRACTICE_MODEL, &root, status))
}

fn finding<'a>(document: &'a Value, check: &str) -> &'a Value {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["check"] == check).unwrap()
}

#[test]
fn the_real_attestation_is_judged_and_no_slot_is_taken() {
    let (place, root) = place();
    let before = place.practice_key();
    let policy = policy(&place, true, &[PRACTICE_MODEL]);
    let run = rehearse(&place, &["--yes", "--policy", &policy, "--trust", &root, "--json"]);
    let document = run.document();
    assert_eq!((run.status, &document["verdict"]), (0, &json!("admitted")), "{document:#}");
    assert_eq!(document["attestation"]["trusted"], true);
    assert_eq!(finding(&document, "policy-attestation")["outcome"], "pass");
    let rehearsal = &document["rehearsal"];
    assert_eq!(rehearsal["kept"], "nothing");
    assert_eq!(rehearsal["room_before"], rehearsal["room_after"]);
    assert_eq!(rehearsal["not_shown"], json!(["enterprise-attestation"]));
    let after = place.practice_key();
    assert_eq!((&after["slots_left"], &after["pin"]), (&before["slots_left"], &before["pin"]));
    // In words: what will happen before, what became of it after.
    let run = rehearse(&place, &["--yes", "--policy", &policy, "--trust", &root]);
    for words in ["one touch", "signature counter", "enterprise attestation", "PRACTICE"] {
        assert!(run.err.contains(words), "{words}: {}", run.err);
    }
    for words in ["For the ticket: The registration holds", "keeps nothing", "Not shown"] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
}

#[test]
fn without_a_root_an_enforced_attestation_stays_open() {
    let (place, _) = place();
    let policy = policy(&place, true, &[PRACTICE_MODEL]);
    let run = rehearse(&place, &["--yes", "--policy", &policy, "--json"]);
    assert_eq!((run.status, &run.document()["verdict"]), (1, &json!("undetermined")));
}

#[test]
fn nothing_is_asked_of_a_key_before_somebody_agrees() {
    let place = Place::new();
    let run = rehearse(&place, &["--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("consent-needed")));
    assert_eq!(place.practice_key(), Value::Null, "not even made");
    // Without a policy there is still an attestation to see; without either there is nothing to do.
    assert_eq!(rehearse(&place, &["--yes"]).status, 0);
    for usage in [&["check", "--key", "practice"][..], &["check", "--key", "practice", "--yes"]] {
        assert_eq!(place.run(usage, "").status, 2);
    }
    let nowhere = place.run(&["check", "--key", "usb:none", "--rehearse", "--yes", "--json"], "");
    assert_eq!((nowhere.status, &nowhere.document()["error"]), (3, &json!("no-such-key")));
}

#[test]
fn what_the_policy_refuses_is_asked_for_no_touch() {
    let (place, root) = place();
    let policy = policy(&place, false, &[OTHER_MODEL]);
    let run = rehearse(&place, &["--yes", "--policy", &policy, "--trust", &root, "--json"]);
    let document = run.document();
    assert_eq!((run.status, &document["verdict"]), (1, &json!("refused")));
    assert_eq!(document["decided_by"]["path"], "keyRestrictions.aaGuids");
    assert!(!run.err.contains("waits for a touch"), "{}", run.err);
}

#[test]
fn metadata_give_a_rehearsal_its_root_and_its_model() {
    let (place, root) = place();
    let mds = mds(&place, &root, "FIDO_CERTIFIED");
    let policy = policy(&place, true, &[PRACTICE_MODEL]);
    let more = ["--yes", "--policy", &policy, "--mds", &mds];
    let run = rehearse(&place, &[&more[..], &["--json"]].concat());
    let document = run.document();
    assert_eq!((run.status, &document["model"]), (0, &json!("A practice key")), "{document:#}");
    assert_eq!(document["attestation"]["trusted"], true);
    assert!(rehearse(&place, &more).out.contains("A practice key"));
}

#[test]
fn a_revoked_model_is_asked_for_nothing_whoever_asks() {
    let (place, root) = place();
    let before = place.practice_key();
    let mds = mds(&place, &root, "REVOKED");
    let open = policy(&place, false, &[PRACTICE_MODEL]);
    let options = place.options(&options());
    let register = ["register", "--key", "practice", "--options", &options, "--mds", &mds];
    let check = ["check", "--key", "practice", "--policy", &open, "--mds", &mds, "--json"];
    let rehearse = ["check", "--key", "practice", "--rehearse", "--yes", "--mds", &mds, "--json"];
    for arguments in [&register[..], &check, &rehearse] {
        let run = place.run(arguments, "");
        let document = run.document();
        assert_eq!((run.status, &document["verdict"]), (1, &json!("refused")), "{document:#}");
        assert_eq!(finding(&document, "metadata-status")["reason"], "metadata-revoked");
        assert_eq!(document["model"], "A practice key");
        assert!(!run.err.contains("waits for a touch"), "{}", run.err);
    }
    let said = place.run(&register, "").err;
    assert!(said.contains("must not be used, by what the FIDO metadata say"), "{said}");
    assert_eq!(place.practice_key(), before);
}

#[test]
fn a_registration_is_proved_by_metadata_and_names_its_model() {
    let (place, root) = place();
    let enforcing = policy(&place, true, &[PRACTICE_MODEL]);
    let without = place.register(&options(), &["--policy", &enforcing]);
    assert_eq!((without.status, &without.document()["verdict"]), (1, &json!("undetermined")));
    let mds = mds(&place, &root, "FIDO_CERTIFIED");
    let run = place.register(&options(), &["--policy", &enforcing, "--mds", &mds]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["type"], "public-key");
    assert!(run.err.contains("A practice key"), "{}", run.err);
    let nonsense = place.file("nonsense", "hello");
    let run = place.register(&options(), &["--mds", &nonsense, "--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("metadata-malformed")));
}

#[test]
fn metadata_that_are_kept_and_damaged_are_said_and_left() {
    let (place, _) = place();
    place.file("state/fido-metadata", "no metadata at all");
    let run = place.register(&options(), &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("FIDO metadata that is kept cannot be used"), "{}", run.err);
}
