//! Policies on the command line: what is refused before a key is asked for anything, what is refused
//! after, and what a key in hand is worth. The practice key is the only key here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use serde_json::{Value, json};
use support::{Place, Run, options};

const PRACTICE_MODEL: &str = "9e0e8d5b-5d0f-4c1e-9c53-746f75636873";
const OTHER_MODEL: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const PROFILE: &str = "00000000-0000-0000-0000-000000000001";
const PILOT: &str = "11111111-1111-1111-1111-111111111111";
const ADA: &str = "99999999-9999-9999-9999-999999999999";

/// Everybody may have device-bound passkeys of these models.
fn policy(kind: &str, models: &[&str]) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [
            { "id": "all_users", "targetType": "group", "allowedPasskeyProfiles": [PROFILE] },
        ],
        "excludeTargets": [],
        "defaultPasskeyProfile": PROFILE,
        "passkeyProfiles": [{
            "id": PROFILE,
            "name": "Keys of the\u{1B} house",
            "passkeyTypes": "deviceBound",
            "attestationEnforcement": "disabled",
            "keyRestrictions": {
                "isEnforced": true, "enforcementType": kind, "aaGuids": models,
            },
        }],
    })
}

fn register(place: &Place, policy: &Value, more: &[&str]) -> Run {
    let policy = place.file("policy.json", policy.to_string());
    place.register(&options(), &[&["--policy", &policy], more].concat())
}

fn check(place: &Place, policy: &Value, more: &[&str]) -> Run {
    let policy = place.file("policy.json", policy.to_string());
    let arguments = ["check", "--key", "practice", "--policy", &policy];
    place.run(&[&arguments, more].concat(), "")
}

fn finding<'a>(document: &'a Value, check: &str) -> &'a Value {
    let findings = document["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["check"] == check).unwrap()
}

#[test]
fn a_model_that_is_not_allowed_is_refused_before_pin_and_touch_with_the_findings_on_stdout() {
    let place = Place::new();
    assert_eq!(place.register(&options(), &[]).status, 0);
    for more in [&[][..], &["--json"]] {
        let run = register(&place, &policy("allow", &[OTHER_MODEL]), more);
        // contracts.md, "register": the findings document, exit 1, no response.
        assert_eq!(run.status, 1, "{}", run.err);
        let document = run.document();
        assert_eq!(document["verdict"], "refused");
        assert_eq!(document["aaguid"], PRACTICE_MODEL);
        let aaguid = finding(&document, "policy-aaguid");
        assert_eq!(
            (&aaguid["outcome"], &aaguid["reason"]),
            (&json!("fail"), &json!("aaguid-not-allowed"))
        );
        let line = &document["decided_by"];
        assert_eq!(line["path"], "passkeyProfiles[0].keyRestrictions.aaGuids");
        assert_eq!(line["profile"]["id"], PROFILE);
        assert_eq!(line["listed"], json!([OTHER_MODEL]));
        assert!(document.get("rawId").is_none());
        assert!(run.err.contains("Keys of the house"), "{}", run.err);
        assert!(run.err.contains("passkeyProfiles[0].keyRestrictions.aaGuids"), "{}", run.err);
        assert!(!run.err.contains("waits for a touch"), "{}", run.err);
    }
    // Nothing was made, and no try was spent.
    let key = place.practice_key();
    assert_eq!((&key["slots_left"], &key["pin"]["retries"]), (&json!(24), &json!(8)));
}

#[test]
fn a_model_that_is_allowed_is_registered_and_the_missing_proof_is_said() {
    let place = Place::new();
    let run = register(&place, &policy("allow", &[PRACTICE_MODEL]), &[]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(run.document()["type"], "public-key");
    assert!(run.err.contains("aaguid-unproved"), "{}", run.err);
    let root = place.path("state/practice-key/practice-root.pem");
    let trust = ["--trust", root.to_str().unwrap()];
    let run = register(&place, &policy("allow", &[PRACTICE_MODEL]), &trust);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(!run.err.contains("aaguid-unproved"), "{}", run.err);
}

#[test]
fn under_a_policy_the_person_is_verified_whatever_the_options_ask() {
    let place = Place::new();
    let mut lax = options();
    lax["authenticatorSelection"]["userVerification"] = json!("discouraged");
    lax["authenticatorSelection"]["residentKey"] = json!("discouraged");
    let policy = place.file("policy.json", policy("block", &[]).to_string());
    let run = place.register(&lax, &["--policy", &policy]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn an_enforced_attestation_needs_a_root_or_a_persons_word() {
    let place = Place::new();
    let mut enforcing = policy("block", &[]);
    enforcing["passkeyProfiles"][0]["attestationEnforcement"] = json!("registrationOnly");
    let run = register(&place, &enforcing, &[]);
    assert_eq!(run.status, 1, "{}", run.err);
    let document = run.document();
    assert_eq!(document["verdict"], "undetermined");
    assert_eq!(finding(&document, "policy-attestation")["reason"], "attestation-required");
    let run = register(&place, &enforcing, &["--send-unproved"]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(run.document()["type"], "public-key");
    let root = place.path("state/practice-key/practice-root.pem");
    let run = register(&place, &enforcing, &["--trust", root.to_str().unwrap()]);
    assert_eq!(run.status, 0, "{}", run.err);
}

#[test]
fn who_the_person_is_decides_over_their_scope() {
    let place = Place::new();
    let mut scoped = policy("block", &[]);
    scoped["includeTargets"][0]["id"] = json!(PILOT);
    let person = |groups: &'static str| ["--user", ADA, "--groups", groups];
    assert_eq!(register(&place, &scoped, &person(PILOT)).status, 0);
    let run = register(&place, &scoped, &person(""));
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(finding(&run.document(), "policy-scope")["reason"], "user-not-in-scope");
    // Nobody named: the scope is unknown, and the one profile that there is says yes.
    let run = check(&place, &scoped, &["--json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert_eq!(finding(&run.document(), "policy-scope")["outcome"], "unknown");
    scoped["excludeTargets"] = json!([{ "id": ADA, "targetType": "user" }]);
    let run = check(&place, &scoped, &["--json", "--user", ADA, "--groups", PILOT]);
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(finding(&run.document(), "policy-scope")["reason"], "user-excluded");
}

#[test]
fn where_no_key_would_do_none_is_waited_for() {
    let place = Place::new();
    let mut off = policy("block", &[]);
    off["state"] = json!("disabled");
    let (policy, options) = (place.file("policy.json", off.to_string()), place.options(&options()));
    let run = place.run(&["register", "--options", &options, "--policy", &policy, "--wait"], "");
    assert_eq!(run.status, 1, "{}", run.err);
    assert_eq!(finding(&run.document(), "policy-method")["reason"], "method-disabled");
    assert_eq!(run.document()["decided_by"]["value"], "disabled");
}

#[test]
fn check_says_in_words_and_in_a_document_what_a_policy_says_of_a_key() {
    let place = Place::new();
    let run = check(&place, &policy("allow", &[PRACTICE_MODEL]), &[]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("allows The practice key (practice)"), "{}", run.out);
    let run = check(&place, &policy("block", &[PRACTICE_MODEL]), &[]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("does not allow"), "{}", run.out);
    assert!(run.out.contains("all but 1 model listed"), "{}", run.out);
    let run = check(&place, &policy("block", &[PRACTICE_MODEL]), &["--json"]);
    assert_eq!(run.status, 1);
    let document = run.document();
    assert_eq!((&document["verdict"], &document["key"]), (&json!("refused"), &json!("practice")));
    assert_eq!(finding(&document, "policy-aaguid")["reason"], "aaguid-blocked");
    let mut enforcing = policy("block", &[]);
    enforcing["passkeyProfiles"][0]["attestationEnforcement"] = json!("registrationOnly");
    let run = check(&place, &enforcing, &["--json"]);
    assert_eq!((run.status, &run.document()["verdict"]), (1, &json!("undetermined")));
}

#[test]
fn a_policy_or_a_person_that_makes_no_sense_is_two_and_a_key_that_is_not_there_three() {
    let place = Place::new();
    let refused = |run: Run, status: i32, code: &str| {
        assert_eq!(run.status, status, "{}", run.err);
        assert_eq!(run.document()["error"], code, "{}", run.out);
        run
    };
    let mut broken = policy("allow", &["no-guid"]);
    let run = refused(register(&place, &broken, &["--json"]), 2, "policy-malformed");
    assert!(run.err.contains("keyRestrictions.aaGuids[0]"), "{}", run.err);
    refused(check(&place, &json!({}), &["--json"]), 2, "policy-malformed");
    broken = policy("allow", &[]);
    refused(check(&place, &broken, &["--user", "ada@example.org", "--json"]), 2, "usage");
    refused(check(&place, &broken, &["--groups", "x,y", "--json"]), 2, "usage");
    refused(place.register(&options(), &["--user", ADA, "--json"]), 2, "usage");
    let file = place.file("policy.json", broken.to_string());
    let arguments = ["check", "--key", "usb:nowhere", "--policy", &file, "--json"];
    refused(place.run(&arguments, ""), 3, "no-such-key");
    let missing = ["check", "--key", "practice", "--policy", "nowhere.json", "--json"];
    refused(place.run(&missing, ""), 2, "file-unreadable");
    let options = place.options(&options());
    let twice =
        ["register", "--key", "practice", "--options", &options, "--policy", "-", "--pin-fd", "0"];
    refused(place.run(&[&twice[..], &["--json"]].concat(), "{}"), 2, "stdin-twice");
}
