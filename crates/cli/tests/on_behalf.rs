//! `touchstone register --for` in the practice organisation, with the practice key: what goes into the
//! directory, and what is refused before anything is on a key.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{PIN, Place, Run, options};

const MIRA: &str = "mira.okafor@harbourpine.example";
const INGRID: &str = "ingrid.solberg@harbourpine.example";

fn register_for(place: &Place, upn: &str, more: &[&str]) -> Run {
    let arguments = ["register", "--for", upn, "--key", "practice", "--pin-fd", "0"];
    place.run(&[&arguments, more].concat(), PIN)
}

/// What the directory keeps.
fn directory(place: &Place) -> Value {
    let file = place.path("state/practice-tenant/practice-tenant.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

#[test]
fn a_key_goes_into_the_directory_and_the_response_says_under_which_id() {
    let place = Place::new();
    let run = register_for(&place, MIRA, &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    // graph.md §4.1: the credential's id and the number of `=` that it lacks, two for 64 bytes.
    let id = format!("{}2", document["id"].as_str().unwrap());
    assert_eq!(document["registered"]["method_id"], id);
    assert_eq!(document["registered"]["display_name"], "Practice key C");
    assert_eq!(document["registered"]["user_principal_name"], MIRA);
    assert!(document["response"]["attestationObject"].is_string());
    assert!(run.err.contains("PRACTICE") && run.err.contains("in the directory"), "{}", run.err);
    let kept = directory(&place);
    assert_eq!(kept["methods"].as_array().unwrap().len(), 1);
    assert_eq!(kept["methods"][0]["credentialId"], document["id"]);
    assert_eq!(kept["methods"][0]["attestationLevel"], "attested");
    assert_eq!(kept["challenges"], json!([]));
}

#[test]
fn a_key_is_called_as_it_was_told_and_no_name_is_cut_off_in_silence() {
    let place = Place::new();
    let run = register_for(&place, MIRA, &["--name", " Blue key, Åsa’s "]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["registered"]["display_name"], "Blue key, Åsa’s");
    assert_eq!(directory(&place)["methods"][0]["displayName"], "Blue key, Åsa’s");
    for wrong in ["", "  ", "two\nlines", &"ä".repeat(31)] {
        let run = register_for(&place, INGRID, &["--name", wrong]);
        assert_eq!(run.status, 2, "{wrong:?}: {}", run.err);
        assert!(run.err.contains("1 to 30 characters"), "{}", run.err);
    }
    assert_eq!(directory(&place)["methods"].as_array().unwrap().len(), 1);
}

#[test]
fn the_same_key_takes_the_next_person_but_not_the_same_one_again() {
    let place = Place::new();
    assert_eq!(register_for(&place, MIRA, &[]).status, 0);
    let again = register_for(&place, MIRA, &["--json"]);
    assert_eq!((again.status, &again.document()["error"]), (1, &json!("already-registered")));
    assert_eq!(register_for(&place, INGRID, &[]).status, 0);
    assert_eq!(directory(&place)["methods"].as_array().unwrap().len(), 2);
}

#[test]
fn somebody_who_is_not_in_the_directory_makes_the_request_unusable() {
    let place = Place::new();
    let run = register_for(&place, "nobody@harbourpine.example", &["--json"]);
    assert_eq!((run.status, &run.document()["error"]), (2, &json!("not-found")));
    assert!(!place.path("state/practice-key").exists(), "a key was made for nobody");
}

/// The practice key as it is made without an organisation is no model of the list.
#[test]
fn a_model_that_is_not_listed_is_refused_before_pin_and_touch() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    let run = register_for(&place, MIRA, &["--json"]);
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!(document["verdict"], "refused");
    assert_eq!(document["decided_by"]["path"], "passkeyProfiles[0].keyRestrictions.aaGuids");
    assert_eq!(document["decided_by"]["profile"]["name"], "Office keys");
    assert_eq!(directory(&place)["methods"], json!([]));
}

#[test]
fn who_is_excluded_is_refused_before_anything_is_on_a_key() {
    let place = Place::new();
    let run = register_for(&place, "front.desk@harbourpine.example", &["--json"]);
    assert_eq!((run.status, &run.document()["verdict"]), (1, &json!("refused")));
    assert_eq!(place.practice_key()["slots_left"], 25);
}

#[test]
fn options_of_ones_own_and_a_person_of_the_directory_exclude_each_other() {
    let place = Place::new();
    for (name, value) in
        [("--options", "x"), ("--policy", "x"), ("--origin", "x"), ("--related-origins", "x")]
    {
        let run = register_for(&place, MIRA, &[name, value, "--json"]);
        assert_eq!((run.status, &run.document()["error"]), (2, &json!("usage")), "{name}");
    }
}
