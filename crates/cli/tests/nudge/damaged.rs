//! Settings that are damaged: the commands that can do without them go on, and say so. No answer may be worked out
//! for another organisation than the one that is chosen.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Place, Run};

/// What may be wrong with the settings, and what is said of it.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Unreadable,
    Broken,
    Odd,
    PinsAnUnknownSet,
}

const ALL: [(Damage, &[&str]); 4] = [
    (
        Damage::Unreadable,
        &["cannot be read", "first start", "Make the file readable", "--rules ID"],
    ),
    (Damage::Broken, &["damaged", "settings.toml.broken-1", "first start", "move it back"]),
    (Damage::Odd, &["make no sense", "campaign.rule-set", "first start", "choose anew"]),
    (Damage::PinsAnUnknownSet, &["pin the rule set 1999-01-01", "2026-09-02 counts", "--rules ID"]),
];

fn damaged(damage: Damage) -> Place {
    let place = Place::new();
    let file = place.path("state").join("settings.toml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    match damage {
        Damage::Unreadable => fs::create_dir(&file).unwrap(),
        Damage::Broken => fs::write(&file, "[campaign\nrule-set = \"2026-05-04\"\n").unwrap(),
        Damage::Odd => fs::write(&file, "[campaign]\nrule-set = 7\n").unwrap(),
        Damage::PinsAnUnknownSet => {
            fs::write(&file, "[campaign]\nrule-set = \"1999-01-01\"\n").unwrap();
        }
    }
    place
}

/// The commands whose answer the settings only shape.
fn run(place: &Place, command: &str, more: &[&str]) -> Run {
    let cases = json!([{ "id": "a", "facts": { "policy.state": "disabled" } }]).to_string();
    let cases = place.file("cases.json", cases);
    let arguments = match command {
        "nudge" => vec!["nudge", "--scenarios", &cases],
        "matrix" => vec!["matrix", "--os", "windows", "--browser", "edge", "--json"],
        other => vec![other, "--json"],
    };
    place.run(&[arguments.as_slice(), more].concat(), "")
}

#[test]
fn nudge_matrix_and_census_go_on_with_the_newest_rules_and_say_what_is_wrong() {
    for (damage, words) in ALL {
        for command in ["nudge", "matrix", "census"] {
            let run = run(&damaged(damage), command, &[]);
            assert_eq!(run.status, 0, "{damage:?}, {command}: {}", run.err);
            assert_eq!(run.document()["ruleset"], "2026-09-02", "{damage:?}, {command}");
            for word in words {
                assert!(run.err.contains(word), "{damage:?}, {command}: {word}: {}", run.err);
            }
        }
    }
}

#[test]
fn whoever_names_the_rules_hears_nothing_of_settings_that_do_not_matter() {
    for (damage, _) in ALL {
        for command in ["nudge", "matrix", "census"] {
            let run = run(&damaged(damage), command, &["--rules", "2026-05-04"]);
            assert_eq!((run.status, run.err.as_str()), (0, ""), "{damage:?}, {command}");
            assert_eq!(run.document()["ruleset"], "2026-05-04");
        }
    }
}

#[test]
fn settings_that_are_whole_are_not_spoken_of() {
    let place = Place::new();
    for command in ["nudge", "matrix", "census"] {
        assert_eq!(run(&place, command, &[]).err, "", "there are none");
    }
    super::pin(&place, "2026-05-20a");
    for command in ["nudge", "matrix", "census"] {
        let run = run(&place, command, &[]);
        assert_eq!(
            (run.document()["ruleset"].as_str(), run.err.as_str()),
            (Some("2026-05-20a"), "")
        );
    }
}

/// They say whose organisation it is.
#[test]
fn what_is_for_an_organisation_ends_where_they_cannot_be_read_and_tells_of_those_that_were_moved() {
    for command in
        [&["tenant", "status"][..], &["tenant", "campaign", "get"], &["tenant", "sign-in"]]
    {
        let json = [command, &["--json"]].concat();
        let ended = damaged(Damage::Unreadable).run(&json, "");
        assert_eq!((ended.status, &ended.document()["error"]), (3, &Value::from("settings")));
        let words = ended.document()["message"].as_str().unwrap().to_owned();
        for word in ["nothing was done", "Make the file readable", "--state DIR"] {
            assert!(words.contains(word), "{words}");
        }
    }
    let place = damaged(Damage::Broken);
    let moved = place.run(&["tenant", "status", "--json"], "");
    assert_eq!((moved.status, &moved.document()["signed_in"]), (0, &Value::from(false)));
    assert!(moved.err.contains("settings.toml.broken-1"), "{}", moved.err);
    assert!(moved.err.contains("nobody is signed in"), "{}", moved.err);
    let kept = fs::read_to_string(place.path("state").join("settings.toml.broken-1")).unwrap();
    assert!(kept.contains("2026-05-04"), "it is kept as it was");
    assert_eq!(place.run(&["tenant", "status", "--json"], "").err, "", "and told of once");
}
