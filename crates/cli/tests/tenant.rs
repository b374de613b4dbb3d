//! `touchstone tenant` as another program runs it, against the practice organisation. Nothing may be changed
//! that nobody agreed to.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use std::fs;

use serde_json::{Value, json};
use support::{PIN, Place, Run};

fn refused(run: &Run, status: i32, code: &str) {
    assert_eq!(run.status, status, "{}", run.err);
    assert_eq!(run.document()["error"], code, "{}", run.out);
}

#[test]
fn an_organisation_is_checked_step_by_step_of_the_runbook() {
    let place = Place::new();
    let run = place.run(&["tenant", "check", "--json"], "");
    // Something is not ready here, and something cannot be told.
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!((&document["practice"], &document["person"]), (&json!(true), &Value::Null));
    let checks = document["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 19);
    let of = |id: &str| checks.iter().find(|one| one["check"] == id).unwrap();
    assert_eq!(of("fido-enabled")["outcome"], "pass");
    assert_eq!(of("sms-only-users")["reason"], "phishable-only");
    assert_eq!(of("pilot-admins")["reason"], "pilot-not-named");
    assert_eq!(of("auth-targets")["outcome"], "fail");
    assert_eq!(of("auth-targets")["fix"], Value::Null, "nobody said whom to aim at");
    let pilot = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
    let mira = "mira.okafor@harbourpine.example";
    let run = place.run(&["tenant", "check", "--json", "--pilot", pilot, "--for", mira], "");
    let document = run.document();
    let checks = document["checks"].as_array().unwrap();
    let of = |id: &str| checks.iter().find(|one| one["check"] == id).unwrap();
    assert_eq!(of("pilot-admins")["outcome"], "pass");
    assert_eq!(of("auth-targets")["fix"]["body"]["includeTargets"][0]["id"], pilot);
    assert_eq!(of("user-in-fido-scope")["outcome"], "pass");
    assert_eq!(of("user-registered")["reason"], "not-registered");
    assert_eq!(of("user-tap")["outcome"], "pass");
    // A key that is registered is seen.
    assert_eq!(
        place.run(&["register", "--for", mira, "--key", "practice", "--pin-fd", "0"], PIN).status,
        0
    );
    let run = place.run(&["tenant", "check", "--json", "--for", mira], "");
    let document = run.document();
    let checks = document["checks"].as_array().unwrap();
    let registered = checks.iter().find(|one| one["check"] == "user-registered").unwrap();
    assert_eq!(registered["outcome"], "pass");
    assert_eq!(registered["evidence"]["fido2"], 1);
}

#[test]
fn a_person_whom_the_directory_does_not_know_cannot_be_checked() {
    let place = Place::new();
    let run = place.run(&["tenant", "check", "--json", "--for", "nobody@example.org"], "");
    assert_eq!(run.status, 2, "{}", run.err);
    assert_eq!(place.run(&["tenant", "check", "--pilot", "everybody"], "").status, 2);
}

#[test]
fn a_check_is_mended_by_the_change_that_was_shown_once_somebody_agreed() {
    let place = Place::new();
    let pilot = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
    let fix = ["tenant", "check", "--json", "--pilot", pilot, "--fix", "auth-targets"];
    refused(&place.run(&fix, ""), 2, "consent-needed");
    let run = place.run(&[&fix[..], &["--yes"]].concat(), "");
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("includeTargets: [] ->"), "{}", run.err);
    assert_eq!(run.document()["changed"]["body"]["includeTargets"][0]["id"], pilot);
    let checks = place.run(&["tenant", "check", "--json"], "").document();
    let all = checks["checks"].as_array().unwrap();
    let check = all.iter().find(|one| one["check"] == "auth-targets").unwrap();
    assert_eq!(check["outcome"], "pass");
    // What passes needs nothing, and what Graph cannot show cannot be mended there.
    refused(&place.run(&fix, ""), 2, "nothing-mends");
    let other = |check| place.run(&["tenant", "check", "--json", "--fix", check, "--yes"], "");
    refused(&other("whfb-policy"), 2, "nothing-mends");
    refused(&other("fido"), 2, "no-such-check");
}

#[test]
fn a_campaign_is_shown_and_changed_with_its_limits() {
    let place = Place::new();
    let run = place.run(&["tenant", "campaign", "get", "--json"], "");
    assert_eq!(run.status, 0, "{}", run.err);
    let before = run.document();
    assert_eq!(
        (&before["read"], &before["campaign"]["state"]),
        (&json!("beta"), &json!("enabled"))
    );
    let set = |more: &[&str]| {
        place.run(&[&["tenant", "campaign", "set", "--json"][..], more].concat(), "")
    };
    refused(&set(&["--snooze-days", "15", "--yes"]), 2, "campaign-invalid");
    refused(&set(&["--include", "everybody", "--yes"]), 2, "campaign-invalid");
    refused(&set(&["--snooze-days", "1"]), 2, "consent-needed");
    assert_eq!(set(&["--yes"]).status, 2, "nothing was named");
    let run =
        set(&["--snooze-days", "1", "--limit-snoozes", "false", "--exclude", "none", "--yes"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(run.err.contains("snoozeDurationInDays: 3 -> 1"), "{}", run.err);
    let changed = run.document()["changed"].clone();
    assert_eq!(changed["version"], "beta");
    let after = place.run(&["tenant", "campaign", "get", "--json"], "").document();
    let campaign = &after["campaign"];
    assert_eq!(campaign["snoozeDurationInDays"], 1);
    assert_eq!(campaign["enforceRegistrationAfterAllowedSnoozes"], false);
    assert_eq!(campaign["excludeTargets"], json!([]));
    assert_eq!(campaign["includeTargets"], before["campaign"]["includeTargets"]);
    // Another method for the same people.
    let run = set(&["--method", "microsoftAuthenticator", "--yes"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let target = &run.document()["campaign"]["includeTargets"][0];
    assert_eq!(target["targetedAuthenticationMethod"], "microsoftAuthenticator");
    assert_eq!(target["id"], before["campaign"]["includeTargets"][0]["id"]);
    let off = set(&["--campaign-state", "disabled", "--yes"]);
    assert_eq!(off.document()["campaign"]["state"], "disabled");
    // What is so already is not sent.
    let run = set(&["--snooze-days", "1"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["changed"]["differences"], json!([]));
}

#[test]
fn a_forecast_counts_whom_the_campaign_asks_and_what_hangs_on_what_is_assumed() {
    let place = Place::new();
    let run = place.run(&["tenant", "forecast", "--json"], "");
    assert_eq!(run.status, 0, "{}", run.err);
    let document = run.document();
    assert_eq!((&document["people"], &document["failed"]), (&json!(13), &json!(0)));
    let counts = document["rules"].as_array().unwrap();
    let total: u64 = counts.iter().map(|one| one["count"].as_u64().unwrap()).sum();
    assert_eq!(total, 13);
    let of = |rule: &str| counts.iter().find(|one| one["rule"] == rule).map(|one| &one["count"]);
    // The kiosk's group is excluded.
    assert_eq!(of("exclude-beats-include"), Some(&json!(1)));
    assert_eq!(document["assumptions"]["context.os"], "windows");
    assert!(document["sensitivity"].as_array().unwrap().len() > 3);
    // A campaign that is off asks nobody, whatever is assumed.
    let off = ["tenant", "campaign", "set", "--campaign-state", "disabled", "--yes"];
    assert_eq!(place.run(&off, "").status, 0);
    let after = place.run(&["tenant", "forecast", "--json"], "").document();
    assert_eq!(after["asked"], 0);
    assert_eq!(after["rules"][0]["rule"], "state-disabled-is-off");
    fs::write(place.path("assume.json"), "[1]").unwrap();
    let path = place.path("assume.json").to_string_lossy().into_owned();
    let run = place.run(&["tenant", "forecast", "--json", "--assume", &path], "");
    refused(&run, 2, "assumptions-malformed");
    assert_eq!(place.run(&["tenant", "forecast", "--rules", "1999-01-01"], "").status, 2);
}

fn refused_usage(run: &Run) -> i32 {
    assert!(run.out.contains("\"error\""), "{}", run.out);
    run.status
}

/// The portal's report and lines of JSON are the same people; nobody is asked where the policy is a file too.
#[test]
fn a_forecast_counts_the_people_of_an_export() {
    let place = Place::new();
    let file = |name: &str, text: &str| {
        fs::write(place.path(name), text).unwrap();
        place.path(name).to_string_lossy().into_owned()
    };
    let group = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
    let policy = json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 1,
            "enforceRegistrationAfterAllowedSnoozes": true, "excludeTargets": [],
            "includeTargets": [{ "id": group, "targetType": "group",
                "targetedAuthenticationMethod": "microsoftAuthenticator" }],
        } },
        "authenticationMethodConfigurations": [{
            "id": "MicrosoftAuthenticator", "state": "enabled", "excludeTargets": [],
            "includeTargets": [{ "id": "all_users", "targetType": "group", "authenticationMode": "any" }],
        }],
    });
    let policy = file("policy.json", &policy.to_string());
    let table = format!(
        "User principal name;User type;Methods registered;Groups\r\n\
         ada@example.org;member;mobilePhone;{group}\r\n\
         bo@example.org;member;mobilePhone, microsoftAuthenticatorPush;{group}\r\n\
         cy@example.org;member;mobilePhone;00000000-0000-4000-8000-000000000001\r\n"
    );
    let table = file("people.csv", &table);
    let forecast = |people: &str| {
        place.run(&["tenant", "forecast", "--json", "--people", people, "--policy", &policy], "")
    };
    let run = forecast(&table);
    assert_eq!(run.status, 0, "{}", run.err);
    let found = run.document();
    assert_eq!((&found["people"], &found["asked"]), (&json!(3), &json!(1)));
    assert_eq!(found.get("organisation"), None, "nobody was asked");
    let lines = ["ada", "bo", "cy"].map(|name| {
        let methods: &[&str] = match name {
            "bo" => &["mobilePhone", "microsoftAuthenticatorPush"],
            _ => &["mobilePhone"],
        };
        let groups = if name == "cy" { vec![] } else { vec![group] };
        let upn = format!("{name}@example.org");
        json!({ "userPrincipalName": upn, "userType": "member", "methodsRegistered": methods,
            "groups": groups })
        .to_string()
    });
    let lines = file("people.jsonl", &lines.join("\n"));
    assert_eq!(forecast(&lines).document(), found);
    // Terms of use and skips are among what it hangs on; by the text before, a call is asked all the same.
    let hangs = found["sensitivity"].as_array().unwrap();
    let of = |path: &str| hangs.iter().filter(|one| one["instead"].get(path).is_some()).count();
    assert_eq!(
        (of("context.termsOfUse"), of("context.interactive"), of("user.history")),
        (1, 1, 3)
    );
    let required = hangs.iter().find(|one| one["required"] == 1).unwrap();
    assert_eq!(required["instead"]["user.history"].as_array().unwrap().len(), 3);
    assert_eq!(found.get("other"), None, "both texts say the same");
    let totp = file("totp.json", "{\"context.mfaMethod\": \"totp\"}");
    let both = |more: &[&str]| {
        let asked =
            ["tenant", "forecast", "--people", &table, "--policy", &policy, "--assume", &totp];
        place.run(&[&asked[..], more].concat(), "")
    };
    let other = json!({ "ruleset": "2026-05-20b", "asked": 1, "differ": 1 });
    assert_eq!(
        (&both(&["--json"]).document()["asked"], &both(&["--json"]).document()["other"]),
        (&json!(0), &other)
    );
    let words = both(&[]).out;
    assert!(
        words.contains("1  would be another by the rule set 2026-05-20b; it asks 1"),
        "{words}"
    );
    assert_eq!(both(&["--json", "--rules", "2026-09-02"]).document().get("other"), None);
    // A line for each: verdict, rule, and what the other text says.
    let each = both(&["--format", "jsonl"]);
    assert_eq!(each.status, 0, "{}", each.err);
    assert!(
        each.err.contains("context.mfaMethod = totp"),
        "what is assumed is shown: {}",
        each.err
    );
    let answers: Vec<Value> =
        each.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |one: &Value| json!([one["id"], one["verdict"], one["rule"]]);
    assert_eq!(
        answers.iter().map(of).collect::<Vec<_>>(),
        [
            json!(["ada@example.org", "no-nudge", "authenticator-after-sms-voice-only"]),
            json!(["bo@example.org", "no-nudge", "authenticator-after-sms-voice-only"]),
            json!(["cy@example.org", "no-nudge", "authenticator-after-sms-voice-only"]),
        ]
    );
    assert_eq!(
        answers[0]["other"],
        json!({ "ruleset": "2026-05-20b", "verdict": "nudge", "rule": "eligible-nudge" })
    );
    // That the other one says the same is not the same as that none was asked.
    let agrees = |line: &str| serde_json::from_str::<Value>(line).unwrap()["other_agrees"].clone();
    let said: Vec<_> = each.out.lines().map(agrees).collect();
    assert_eq!((said.len(), &said[0]), (3, &json!(false)));
    assert!(said.contains(&json!(true)), "{said:?}");
    let alone = both(&["--format", "jsonl", "--rules", "2026-09-02"]);
    assert!(!alone.out.contains("other_agrees"), "{}", alone.out);
    let last = |run: &[&str]| -> Vec<String> {
        let rows = both(run).out;
        let last = rows.split_terminator("\r\n").skip(1);
        last.map(|row| row.rsplit(',').next().unwrap().to_owned()).collect()
    };
    let with_other = last(&["--format", "csv"]);
    assert!(with_other.contains(&"\"true\"".to_owned()), "{with_other:?}");
    assert!(with_other.contains(&"\"false\"".to_owned()), "{with_other:?}");
    assert_eq!(last(&["--format", "csv", "--rules", "2026-09-02"]), ["\"\""; 3]);
    assert_eq!(refused_usage(&both(&["--format", "csv", "--json"])), 2);
    // A line that is nobody is counted, and said.
    let odd = file("odd.jsonl", "{\"id\": \"x\"}\nnonsense\n");
    assert_eq!((forecast(&odd).status, &forecast(&odd).document()["failed"]), (1, &json!(1)));
    refused(&forecast(&file("none.csv", "a,b\n1,2\n")), 2, "people-malformed");
    // As a table, what would settle an unknown among it; a line that is nobody keeps no other from its own.
    let unknown = file("unknown.json", "{\"context.termsOfUse\": null}");
    let asked = ["tenant", "forecast", "--people", &odd, "--policy", &policy, "--assume", &unknown];
    let run = place.run(&[&asked[..], &["--format", "csv"]].concat(), "");
    assert_eq!(run.status, 1, "{}", run.err);
    let rows: Vec<_> = run.out.split("\r\n").collect();
    assert!(
        rows[0]
            .starts_with("\"id\",\"verdict\",\"rule\",\"skippable\",\"possible\",\"settled_by\"")
    );
    assert!(
        rows[1].starts_with("\"x\",\"unknown\",") && rows[1].contains("context.termsOfUse"),
        "{rows:?}"
    );
    assert!(
        rows[2].starts_with("\"line 2\"") && rows[2].ends_with("\"json-malformed\",\"\""),
        "{rows:?}"
    );
    refused(&forecast("nowhere.csv"), 2, "file-unreadable");
    // The same people under the policy of the directory.
    let run = place.run(&["tenant", "forecast", "--json", "--people", &table], "");
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!((&run.document()["people"], &run.document()["practice"]), (&json!(3), &json!(true)));
}

#[test]
fn what_people_have_registered_is_counted_and_the_count_is_kept() {
    let place = Place::new();
    let run = place.run(&["tenant", "results", "--json"], "");
    assert_eq!(run.status, 0, "{}", run.err);
    let first = run.document();
    let counts = &first["counts"][0];
    assert_eq!((&counts["people"], &first["practice"]), (&json!(13), &json!(true)));
    assert_eq!(first["audit"], json!({ "days": [], "unread": null }));
    let mira = "mira.okafor@harbourpine.example";
    let registered =
        place.run(&["register", "--for", mira, "--key", "practice", "--pin-fd", "0"], PIN);
    assert_eq!(registered.status, 0, "{}", registered.err);
    // The same day: the later count takes the place of the first.
    let run = place.run(&["tenant", "results", "--json"], "");
    let after = run.document();
    assert_eq!(after["counts"].as_array().unwrap().len(), 1);
    let passkeys = |document: &Value| document["counts"][0]["passkey"].as_u64().unwrap();
    assert_eq!(passkeys(&after), passkeys(&first) + 1);
    let days = after["audit"]["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[0]["registered"]["passkey"]), (1, &json!(1)), "{days:?}");
    assert!(!after["audit"].to_string().contains("c2b9a7e4"), "somebody is named");
    assert!(place.run(&["tenant", "results"], "").out.contains("This is the first count"));
}

/// Runbook T2 and T3: the key in hand, a second one, and this computer; the four cases and the checklist.
#[test]
fn a_key_in_hand_is_held_against_a_persons_policy_and_the_four_cases_say_where_to_begin() {
    let place = Place::new();
    let mira = "mira.okafor@harbourpine.example";
    let check = |more: &[&str]| {
        let line = [&["tenant", "check", "--json", "--for", mira], more].concat();
        place.run(&line, PIN)
    };
    let run = check(&[]);
    let bare = run.document();
    let of = |document: &Value, id: &str| {
        let checks = document["checks"].as_array().unwrap();
        checks.iter().find(|one| one["check"] == id).unwrap().clone()
    };
    assert_eq!(of(&bare, "key-capabilities")["reason"], "no-key");
    assert_eq!(of(&bare, "whfb-os")["reason"], "not-windows");
    let keys = ["--key", "practice", "--second-key", "practice"];
    let asked = check(&keys).document();
    assert_eq!(of(&asked, "key-capabilities")["outcome"], "pass");
    // The plain practice key is of a model that the practice policy does not list.
    assert_eq!(of(&asked, "key-model-allowed")["reason"], "model-not-allowed");
    assert_eq!(of(&asked, "key-attestation-fit")["reason"], "no-trial");
    assert_eq!(of(&asked, "user-profile-fit")["reason"], "no-profile-fits");
    assert_eq!(of(&asked, "key-known-good")["reason"], "second-key-refused");
    // Nobody is there to agree, and nobody agreed beforehand.
    refused(&check(&["--key", "practice", "--rehearse"]), 2, "consent-needed");
    let shown = check(&["--key", "practice", "--rehearse", "--yes", "--pin-fd", "0"]);
    let shown = shown.document();
    // A practice model is in no metadata: its links hold as far as they go.
    assert_eq!(of(&shown, "key-attestation-fit")["reason"], "attestation-open");
    assert_eq!(of(&shown, "key-attestation-fit")["evidence"]["fmt"], "packed");
    let runbook = shown["runbook"].as_array().unwrap();
    let state = |step: &str| &runbook.iter().find(|one| one["step"] == step).unwrap()["state"];
    assert_eq!(state("require-strength"), "by-hand");
    assert_eq!(state("replace-phishable"), "to-do");
    assert_eq!(shown["guidance"].as_array().unwrap().len(), 4);
    let case = |name: &str| {
        let all = shown["guidance"].as_array().unwrap();
        all.iter().find(|one| one["trouble"] == name).unwrap().clone()
    };
    assert_eq!(case("hello-not-offered")["conclusion"], "open");
    assert_eq!(case("key-fails")["causes"][0], "key-model-allowed");
    let words = place.run(&["tenant", "check", "--for", mira], "").out;
    assert!(words.contains("\nRunbook\n") && words.contains("If this is the trouble"), "{words}");
}

#[test]
fn passkeys_for_all_keeps_the_targets_that_the_script_would_overwrite() {
    let place = Place::new();
    refused(&place.run(&["tenant", "passkeys-for-all", "--json"], ""), 2, "consent-needed");
    let run = place.run(&["tenant", "passkeys-for-all", "--json", "--yes"], "");
    assert_eq!(run.status, 0, "{}", run.err);
    let changed = run.document()["changed"].clone();
    let difference = &changed["differences"][0];
    assert_eq!(difference["path"], "includeTargets");
    let (before, after) = (&difference["before"], &difference["after"]);
    let (before, after) = (before.as_array().unwrap(), after.as_array().unwrap());
    assert_eq!(&after[..before.len()], before.as_slice());
    assert_eq!(after.last().unwrap()["id"], "all_users");
    assert_eq!(after.last().unwrap()["isRegistrationRequired"], false);
    // It is so now.
    let run = place.run(&["tenant", "passkeys-for-all", "--json"], "");
    assert_eq!((run.status, &run.document()["changed"]["differences"]), (0, &json!([])));
}
