//! `touchstone nudge` and `touchstone matrix` as another program runs them. No key and no tenant is
//! needed here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

#[path = "nudge/damaged.rs"]
mod damaged;
mod support;

use std::{collections::BTreeSet, env, path::Path};

use serde_json::{Value, json};
use support::{Place, Run};

const EXCLUDED: &str = "11111111-1111-1111-1111-111111111111";
const PROFILE: &str = "00000000-0000-0000-0000-000000000001";

/// A campaign for passkeys, as v1.0 has it: without the limit of snoozes.
fn policy() -> Value {
    json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "snoozeDurationInDays": 1,
            "state": "enabled",
            "includeTargets": [
                { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2" },
            ],
            "excludeTargets": [{ "id": EXCLUDED, "targetType": "group" }],
        } },
        "authenticationMethodConfigurations": [{
            "id": "Fido2",
            "state": "enabled",
            "isSelfServiceRegistrationAllowed": true,
            "includeTargets": [
                { "id": "all_users", "targetType": "group", "allowedPasskeyProfiles": [PROFILE] },
            ],
            "excludeTargets": [],
            "defaultPasskeyProfile": PROFILE,
            "passkeyProfiles": [{
                "id": PROFILE, "passkeyTypes": "deviceBound,synced",
                "attestationEnforcement": "disabled",
            }],
        }],
    })
}

/// A sign-in in a browser on Windows, by somebody who was never asked.
fn assumed() -> Value {
    json!({
        "policy.snoozesLimited": true, "user.guest": false, "user.history": [],
        "user.subscription": "paid", "context.interactive": true, "context.mfaMethod": "sms",
        "context.mfaProvider": "entra", "context.ssoSession": false, "context.os": "windows",
        "context.browser": "chrome", "context.surface": "browser",
        "context.caRegistration": "allowed", "context.termsOfUse": false,
        "context.customControls": false, "context.registeredOtherMethodThisSession": false,
    })
}

fn batch(place: &Place, lines: &str, more: &[&str]) -> Run {
    let policy = place.file("policy.json", policy().to_string());
    let lines = place.file("people.jsonl", lines);
    place.run(&[&["nudge", "--batch", &lines, "--policy", &policy], more].concat(), "")
}

fn lines(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_batch_is_judged_line_by_line_under_what_is_assumed() {
    let place = Place::new();
    let assume = place.file("assume.json", assumed().to_string());
    let people = [
        json!({ "id": "ada", "user.groups": [], "user.credentials": [] }),
        json!({ "id": 7, "user.groups": [EXCLUDED], "user.credentials": null }),
        json!({ "id": "bob", "user.groups": [], "user.credentials": [
            { "aaguid": "08987058-cadc-4b81-b6e1-30de50dcbe96" },
        ] }),
    ];
    let text = people.map(|one| one.to_string()).join("\n");
    let run = batch(&place, &text, &["--assume", &assume]);
    assert_eq!(run.status, 0, "{}", run.err);
    let seen: Vec<_> =
        lines(&run).iter().map(|one| json!([one["id"], one["verdict"], one["rule"]])).collect();
    assert_eq!(
        json!(seen),
        json!([
            ["ada", "nudge", "eligible-nudge"],
            [7, "no-nudge", "exclude-beats-include"],
            ["bob", "no-nudge", "local-passkey-matrix"],
        ])
    );
    assert!(lines(&run)[0].get("trace").is_none());
    let traced = batch(&place, &text, &["--assume", &assume, "--trace"]);
    let trace = &lines(&traced)[2]["trace"];
    let matrix = trace.as_array().unwrap().iter().find(|one| one["rule"] == "local-passkey-matrix");
    assert_eq!(matrix.unwrap()["outcome"], "holds");
    assert_eq!(matrix.unwrap()["evidence"]["column"], "windows_chrome");
}

#[test]
fn a_fact_that_nobody_gives_is_unknown() {
    let place = Place::new();
    let person = json!({ "id": "ada", "user.groups": [], "user.credentials": [] }).to_string();
    let run = batch(&place, &person, &[]);
    let line = &lines(&run)[0];
    assert_eq!((&line["verdict"], run.status), (&json!("unknown"), 0));
    let settled: BTreeSet<_> =
        line["settled_by"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(settled.contains("policy.snoozesLimited") && settled.contains("context.termsOfUse"));
    assert!(!settled.contains("user.groups"));
}

/// Whichever profile names models, and whosever it is: Microsoft's hand keeps Authenticator for all of the
/// organisation (`managed-aaguid-keeps-authenticator`).
#[test]
fn a_profile_of_others_that_names_models_keeps_authenticator_for_everybody() {
    const GROUP: &str = "22222222-2222-2222-2222-222222222222";
    const OTHERS: &str = "33333333-3333-3333-3333-333333333333";
    const OPEN: &str = "00000000-0000-0000-0000-000000000002";
    let place = Place::new();
    let mut policy = policy();
    let campaign =
        &mut policy["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"];
    campaign["state"] = json!("default");
    let fido2 = &mut policy["authenticationMethodConfigurations"][0];
    fido2["includeTargets"] = json!([
        { "id": OTHERS, "targetType": "group", "allowedPasskeyProfiles": [PROFILE] },
        { "id": GROUP, "targetType": "group", "allowedPasskeyProfiles": [OPEN] },
    ]);
    fido2["passkeyProfiles"] = json!([
        { "id": PROFILE, "passkeyTypes": "deviceBound", "attestationEnforcement": "disabled",
            "keyRestrictions": { "isEnforced": true, "enforcementType": "allow",
                "aaGuids": ["ee882879-721c-4913-9775-3dfcce97072a"] } },
        { "id": OPEN, "passkeyTypes": "deviceBound,synced", "attestationEnforcement": "disabled" },
    ]);
    let line = json!({ "id": "h", "user.groups": [GROUP], "user.authenticatorPush": true,
        "user.credentials": [] });
    let under = |policy: &Value, set: &str| {
        let policy = place.file("policy.json", policy.to_string());
        let people = place.file("people.jsonl", line.to_string());
        let assume = place.file("assume.json", assumed().to_string());
        let arguments =
            ["nudge", "--batch", &people, "--policy", &policy, "--assume", &assume, "--rules", set];
        let judged = lines(&place.run(&arguments, ""))[0].clone();
        (judged["verdict"].clone(), judged["rule"].clone())
    };
    for set in ["2026-05-04", "2026-05-20b"] {
        let (verdict, rule) = under(&policy, set);
        assert_eq!(
            (verdict, rule),
            (json!("no-nudge"), json!("authenticator-push-already-set")),
            "{set}"
        );
    }
    // Where nobody's profile does, a passkey is asked for.
    let mut open = policy.clone();
    open["authenticationMethodConfigurations"][0]["passkeyProfiles"][0]
        .as_object_mut()
        .unwrap()
        .remove("keyRestrictions");
    assert_eq!(under(&open, "2026-05-04").0, "nudge");
}

#[test]
fn a_line_that_makes_no_sense_gets_a_line_and_the_batch_goes_on() {
    let place = Place::new();
    let text =
        "{\"id\":\n\n{\"id\":1,\"user.guest\":\"no\"}\n[]\n{\"id\":2,\"new.fact\":{\"a\":[1]}}\n";
    let run = batch(&place, text, &[]);
    assert_eq!(run.status, 1);
    let found = lines(&run);
    assert_eq!(found[0], json!({ "line": 1, "error": "json-malformed" }));
    assert_eq!(found[1], json!({ "line": 3, "error": "facts-malformed" }));
    assert_eq!(found[2], json!({ "line": 4, "error": "facts-malformed" }));
    assert_eq!(found[3]["id"], 2);
}

#[test]
fn a_summary_counts_verdicts_and_rules() {
    let place = Place::new();
    let person = json!({ "user.groups": [EXCLUDED] }).to_string();
    let text = [person.as_str(); 3].join("\n");
    let run = batch(&place, &text, &["--summary", "--json"]);
    let counts = run.document();
    assert_eq!(counts["verdicts"]["no-nudge"], 3);
    let rule = json!({ "verdict": "no-nudge", "rule": "exclude-beats-include", "count": 3 });
    assert_eq!(counts["rules"], json!([rule]));
    let words = batch(&place, &text, &["--summary"]);
    assert!(words.out.contains("exclude-beats-include: Whoever is excluded"), "{}", words.out);
}

#[test]
fn worked_cases_take_their_rule_set_and_the_newest_where_they_name_none() {
    let place = Place::new();
    let cases = json!({ "defaults": { "policy": { "state": "disabled" } }, "scenarios": [
        { "id": "a", "facts": {} },
        { "id": "b", "ruleset": "2021-11-28", "facts": { "policy.state": null } },
        { "id": "c", "ruleset": "1999" },
    ] });
    let file = place.file("cases.json", cases.to_string());
    let run = place.run(&["nudge", "--scenarios", &file], "");
    let found = lines(&run);
    assert_eq!(
        (&found[0]["ruleset"], &found[0]["rule"]),
        (&json!("2026-09-02"), &json!("state-disabled-is-off"))
    );
    assert_eq!(found[1]["verdict"], "unknown");
    assert!(!found[1]["trace"].as_array().unwrap().is_empty());
    assert_eq!(found[2], json!({ "id": "c", "error": "rules-unknown" }));
    assert_eq!(run.status, 1);
    let none = place.run(&["nudge", "--scenarios", &file, "--rules", "1999", "--json"], "");
    assert_eq!((none.status, &none.document()["error"]), (2, &json!("rules-unknown")));
}

/// Pins a rule set, as Settings does.
fn pin(place: &Place, id: &str) {
    std::fs::create_dir_all(place.path("state")).unwrap();
    let settings = format!("[campaign]\nrule-set = \"{id}\"\n");
    std::fs::write(place.path("state").join("settings.toml"), settings).unwrap();
}

/// A passkey in Authenticator, on Windows: enough by the text of May 2026, not by that of September.
fn authenticator_here(place: &Place, more: &[&str]) -> Run {
    let assume = place.file("assume.json", assumed().to_string());
    let held = json!({ "id": "ada", "user.groups": [], "user.credentials": [
        { "type": "authenticator_passkey" },
    ] });
    batch(place, &held.to_string(), &[&["--assume", &assume], more].concat())
}

/// campaign.md, section 1: the newest set counts, an administrator can pin one, and where two disagree both
/// answers are shown.
#[test]
fn a_batch_takes_the_pinned_rule_set_and_shows_where_another_one_disagrees() {
    let place = Place::new();
    let line = |more: &[&str]| lines(&authenticator_here(&place, more))[0].clone();
    let newest = line(&[]);
    assert_eq!((&newest["ruleset"], &newest["verdict"]), (&json!("2026-09-02"), &json!("nudge")));
    let before = json!({
        "ruleset": "2026-05-20b", "verdict": "no-nudge", "rule": "local-passkey-matrix",
    });
    assert_eq!(newest["other"], before);
    pin(&place, "2026-05-20a");
    let pinned = line(&[]);
    assert_eq!(
        (&pinned["ruleset"], &pinned["verdict"]),
        (&json!("2026-05-20a"), &json!("no-nudge"))
    );
    let newest = json!({ "ruleset": "2026-09-02", "verdict": "nudge", "rule": "eligible-nudge" });
    assert_eq!(pinned["other"], newest);
    // Whoever names one gets that one's answer.
    let named = line(&["--rules", "2026-09-02"]);
    assert_eq!((&named["ruleset"], named.get("other")), (&json!("2026-09-02"), None));
    let counts = authenticator_here(&place, &["--summary", "--json"]).document();
    assert_eq!(counts["other"], json!({ "ruleset": "2026-09-02", "differ": 1 }));
    let words = authenticator_here(&place, &["--summary"]).out;
    assert!(words.contains("1  would be another by the rule set 2026-09-02"), "{words}");
    // One that this program does not have counts as none.
    pin(&place, "1999-01-01");
    assert_eq!(line(&[])["ruleset"], "2026-09-02");
}

#[test]
fn worked_cases_without_a_rule_set_matrix_and_census_take_the_pinned_one() {
    let place = Place::new();
    pin(&place, "2026-05-04");
    let cases = json!({ "defaults": { "policy": { "state": "disabled" } }, "scenarios": [
        { "id": "a", "facts": {} }, { "id": "b", "ruleset": "2021-11-28", "facts": {} },
    ] });
    let file = place.file("cases.json", cases.to_string());
    let found = lines(&place.run(&["nudge", "--scenarios", &file], ""));
    assert_eq!(
        (&found[0]["ruleset"], &found[1]["ruleset"]),
        (&json!("2026-05-04"), &json!("2021-11-28"))
    );
    let asked = ["matrix", "--os", "windows", "--browser", "edge"];
    let matrix = place.run(&[&asked[..], &["--json"]].concat(), "").document();
    assert_eq!(matrix["ruleset"], "2026-05-04");
    let other = &matrix["other"];
    assert_eq!(
        (&other["ruleset"], &other["column"]),
        (&json!("2026-09-02"), &json!("windows_other"))
    );
    assert!(other["less"].as_array().unwrap().contains(&json!("microsoft_password_manager")));
    let words = place.run(&asked, "").out;
    assert!(
        words.contains("2026-09-02 says otherwise of windows_other: it does not count"),
        "{words}"
    );
    let named = place.run(&[&asked[..], &["--rules", "2026-09-02", "--json"]].concat(), "");
    assert_eq!(
        (&named.document()["ruleset"], &named.document()["other"]),
        (&json!("2026-09-02"), &Value::Null)
    );
    assert_eq!(place.run(&["census", "--json"], "").document()["ruleset"], "2026-05-04");
}

/// campaign.md, section 3: each note of the documents has a voice, in the text that counts or in the newest that
/// says so.
#[test]
fn every_question_is_answered_with_the_rule_its_sentence_and_where_it_is_written() {
    let place = Place::new();
    let ask = |question: &str, more: &[&str]| {
        let run = place.run(&[&["nudge", "--ask", question], more].concat(), "");
        assert_eq!(run.status, 0, "{question}: {}", run.err);
        run
    };
    let mut rules = BTreeSet::new();
    for question in entra_policy::campaign::Question::ALL {
        let answer = ask(question.as_str(), &["--json"]).document();
        let rule = answer["rule"].as_str().unwrap().to_owned();
        let words = ask(question.as_str(), &[]).out;
        assert!(words.contains(answer["sentence"].as_str().unwrap()), "{words}");
        assert!(words.contains(&format!("({rule})")), "{words}");
        let written = answer["written"].as_array().unwrap();
        assert!(!written.is_empty(), "{question:?}");
        assert!(words.contains(written[0]["section"].as_str().unwrap()), "{words}");
        rules.insert(rule);
    }
    assert_eq!(rules.len(), 8, "each has a rule of its own");
    // The text of September 2026 has lost the sentence on licences, that of May has it.
    let licence = ask("licence", &["--json"]).document();
    assert_eq!((&licence["answered"], &licence["by"]), (&json!(false), &json!("2026-05-20b")));
    let words = ask("licence", &[]).out;
    assert!(
        words.contains("The text of 2026-09-02 does not say. That of 2026-05-20b did:"),
        "{words}"
    );
    let own = ask("licence", &["--json", "--rules", "2023-09-28"]).document();
    assert_eq!((&own["answered"], &own["by"]), (&json!(true), &json!("2023-09-28")));
    let odd = place.run(&["nudge", "--ask", "why"], "");
    assert!(odd.status == 2 && odd.err.contains("snooze-per-group"), "{}", odd.err);
}

/// The shared checks that are questions: the rule is theirs, and the words hold what is expected.
#[test]
fn shared_questions_are_answered_on_the_command_line_as_expected() {
    let Some(folder) = env::var_os("TOUCHSTONE_FACTS") else { return };
    let file = std::fs::read(Path::new(&folder).join("campaign-scenarios.json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let place = Place::new();
    let words = [
        ("policy-group-snooze", "snooze-per-group", &["Not possible", "whole organisation"][..]),
        ("policy-hide-skip", "hide-skip", &["Not possible at once", "0 days", "limit on"]),
        ("policy-phone-sign-in", "phone-sign-in", &["Not possible"]),
        ("policy-end-date", "end-date", &["Not part of the policy", "disabled"]),
        ("policy-licence", "licence", &["No licence is needed", "MFA"]),
        ("advice-other-prompt", "other-prompt", &["security defaults", "passwordless feature"]),
        ("advice-after-setup", "after-set-up", &["Authenticator becomes the default", "2023"]),
        ("advice-phone-kept", "phone-kept", &["stays, as a back-up", "2021"]),
    ];
    let checks = file["policyChecks"].as_array().unwrap();
    for (id, question, wanted) in words {
        let check = checks.iter().find(|one| one["id"] == id).unwrap();
        let answer = place.run(&["nudge", "--ask", question, "--json"], "").document();
        assert_eq!(answer["rule"], check["rule"], "{id}");
        let said = place.run(&["nudge", "--ask", question], "").out;
        assert!(wanted.iter().all(|word| said.contains(word)), "{id}: {said}");
    }
    let of_settings = checks.iter().filter(|one| !words.iter().any(|(id, ..)| one["id"] == *id));
    assert_eq!(
        of_settings.count(),
        5,
        "the others are about settings, which tenant campaign checks"
    );
}

#[test]
fn the_matrix_has_the_column_of_a_sign_in_marked() {
    let place = Place::new();
    let run = place.run(&["matrix", "--os", "windows", "--browser", "firefox", "--json"], "");
    assert_eq!(run.document()["matrix"]["here"], "windows_other");
    let none = place
        .run(&["matrix", "--rules", "2026-05-04", "--os", "windows", "--browser", "firefox"], "");
    assert!(none.out.contains("no column"), "{}", none.out);
    let early = place.run(&["matrix", "--rules", "2023-09-28", "--json"], "");
    assert_eq!(early.document()["matrix"], Value::Null);
}

#[test]
fn shared_scenarios_come_out_of_the_command_line_as_they_should() {
    let Some(folder) = env::var_os("TOUCHSTONE_FACTS") else { return };
    let file = Path::new(&folder).join("campaign-scenarios.json");
    let cases: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let run = Place::new().run(&["nudge", "--scenarios", file.to_str().unwrap()], "");
    assert_eq!(run.status, 0, "{}", run.err);
    for (case, line) in cases["scenarios"].as_array().unwrap().iter().zip(lines(&run)) {
        assert_eq!(line["id"], case["id"]);
        let expect = &case["expect"];
        assert_eq!(
            (&line["verdict"], &line["rule"]),
            (&expect["verdict"], &expect["rule"]),
            "{case}"
        );
    }
}

/// docs/rules.md says of each rule what the command line says of it.
#[test]
fn the_index_of_rules_has_each_rule_with_its_sentence() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let index = std::fs::read_to_string(root.join("docs/rules.md")).unwrap();
    let words = std::fs::read_to_string(root.join("crates/cli/src/text/rule.rs")).unwrap();
    // A sentence may go on in the next line.
    let mut said = String::new();
    let mut parts = words.split("\\\n");
    said.push_str(parts.next().unwrap());
    for part in parts {
        said.push_str(part.trim_start());
    }
    for rule in entra_policy::campaign::Rule::ALL {
        let line = index.lines().find(|line| line.starts_with(&format!("| `{rule}`: ")));
        let line = line.unwrap_or_else(|| panic!("{rule} is not in docs/rules.md"));
        let sentence = line.split_once("`: ").unwrap().1.split_once(" | ").unwrap().0;
        let quoted = format!("\"{}\"", sentence.replace('"', "\\\""));
        assert!(said.contains(&quoted), "the command line does not say of {rule}: {sentence}");
        assert!(line.ends_with(&format!("#{}` |", rule.id().replace('-', "_"))), "{rule}");
    }
}
