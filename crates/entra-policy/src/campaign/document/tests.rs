//! Campaigns as Graph has them: the documented examples, odd ones, and what is found of each.

use serde_json::json;

use super::*;
use crate::campaign::{LineReader, RuleBook, Tenant, Timestamp, usual_assumptions};

const GROUP: &str = "11111111-1111-1111-1111-111111111111";
const USER: &str = "22222222-2222-2222-2222-222222222222";

/// The fields of the documented examples.
fn example(method: &str, excluded: &Value) -> Value {
    json!({ "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
        "snoozeDurationInDays": 1,
        "enforceRegistrationAfterAllowedSnoozes": true,
        "state": "enabled",
        "excludeTargets": excluded,
        "includeTargets": [
            { "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": method },
        ],
    } } })
}

fn codes(campaign: &Value, rules: &str, version: GraphVersion) -> Vec<&'static str> {
    let book = RuleBook::shipped().unwrap();
    let campaign = RegistrationCampaign::parse(campaign).unwrap();
    let found = campaign.check(book.set(rules).unwrap(), version);
    found.iter().map(|finding| finding.code.as_str()).collect()
}

#[test]
fn the_documented_examples_are_read_and_nothing_is_wrong_with_them() {
    for method in ["microsoftAuthenticator", "fido2"] {
        for excluded in [json!([]), json!([{ "id": GROUP, "targetType": "group" }])] {
            let example = example(method, &excluded);
            let campaign = RegistrationCampaign::parse(&example).unwrap();
            assert_eq!(campaign.to_patch(), example);
            assert!(codes(&example, "2026-09-02", GraphVersion::Beta).is_empty());
        }
    }
}

/// The third and the fourth documented example: some people, and some but not others.
fn some(excluded: &Value) -> Value {
    let method = "microsoftAuthenticator";
    let mut example = example(method, excluded);
    let campaign =
        &mut example["registrationEnforcement"]["authenticationMethodsRegistrationCampaign"];
    campaign["includeTargets"] = json!([
        { "id": GROUP, "targetType": "group", "targetedAuthenticationMethod": method },
        { "id": USER, "targetType": "user", "targetedAuthenticationMethod": method },
    ]);
    example
}

/// What a person comes to who could be asked for Authenticator; the rule that decides.
fn asked(policy: &Value, user: &str, groups: &[&str]) -> (&'static str, &'static str) {
    let book = RuleBook::shipped().unwrap();
    let tenant = Tenant::parse(policy).unwrap();
    let assumed = json!(usual_assumptions()).to_string();
    let sheet = tenant.assumptions(assumed.as_bytes(), Timestamp(0)).unwrap();
    let person = json!({
        "user.id": user, "user.groups": groups, "user.guest": false,
        "user.authenticatorPush": false, "user.authenticatorTotp": false,
        "methods.authenticator.enabled": true, "methods.authenticator.mode": "any",
        "methods.authenticator.userInScope": true,
    });
    let mut reader = LineReader::new(&tenant, sheet, Timestamp(0));
    let line = reader.judge(person.to_string().as_bytes(), book.newest().unwrap()).unwrap();
    (line.decision.verdict.as_str(), line.decision.rule.id())
}

#[test]
fn the_documented_examples_for_some_and_not_others_ask_those_and_nobody_else() {
    const OTHER: &str = "33333333-3333-3333-3333-333333333333";
    const OTHERS: &str = "44444444-4444-4444-4444-444444444444";
    let others = json!([
        { "id": OTHERS, "targetType": "group" }, { "id": OTHER, "targetType": "user" },
    ]);
    let (third, fourth) = (some(&json!([])), some(&others));
    for example in [&third, &fourth] {
        let campaign = RegistrationCampaign::parse(example).unwrap();
        assert_eq!(campaign.to_patch(), *example);
        assert!(codes(example, "2026-09-02", GraphVersion::Beta).is_empty());
        assert_eq!(asked(example, USER, &[]), ("nudge", "eligible-nudge"));
        assert_eq!(asked(example, "somebody", &[GROUP]), ("nudge", "eligible-nudge"));
        assert_eq!(asked(example, "somebody", &[]), ("no-nudge", "not-included"));
    }
    let excluded = ("no-nudge", "exclude-beats-include");
    assert_eq!(asked(&third, OTHER, &[GROUP]), ("nudge", "eligible-nudge"));
    assert_eq!(asked(&fourth, OTHER, &[GROUP]), excluded);
    assert_eq!(asked(&fourth, USER, &[OTHERS]), excluded);
}

#[test]
fn a_campaign_is_written_back_with_every_member_it_had() {
    let odd = json!({
        "@odata.type": "#odd", "state": "sometimes", "snoozeDurationInDays": 99, "new": [1, { "a": null }],
        "includeTargets": [{ "id": USER, "targetType": "device", "more": true }],
    });
    let campaign = RegistrationCampaign::parse(&odd).unwrap();
    assert_eq!(campaign.to_json(), odd);
    let changed = campaign.with(CampaignMember::State, json!("disabled")).unwrap();
    let mut wanted = odd;
    wanted["state"] = json!("disabled");
    assert_eq!(changed.to_json(), wanted);
    assert!(changed.with(CampaignMember::State, json!(7)).is_err());
}

#[test]
fn each_documented_limit_has_a_code() {
    let with = |change: &dyn Fn(&mut Value)| {
        let mut campaign =
            RegistrationCampaign::parse(&example("fido2", &json!([]))).unwrap().to_json();
        change(&mut campaign);
        campaign
    };
    let of = |change: &dyn Fn(&mut Value)| codes(&with(change), "2026-09-02", GraphVersion::Beta);
    for days in [15, -1] {
        let found = of(&|one| one["snoozeDurationInDays"] = json!(days));
        assert_eq!(found, ["snooze-out-of-range"]);
    }
    let other = json!({ "id": GROUP, "targetType": "group", "targetedAuthenticationMethod": "microsoftAuthenticator" });
    let both = |one: &mut Value| one["includeTargets"].as_array_mut().unwrap().push(other.clone());
    assert_eq!(of(&both), ["several-methods"]);
    let unknown =
        |one: &mut Value| one["includeTargets"][0]["targetedAuthenticationMethod"] = json!("x");
    assert_eq!(of(&unknown), ["method-unknown"]);
    let missing = |one: &mut Value| {
        one["includeTargets"][0].as_object_mut().unwrap().remove("targetedAuthenticationMethod");
    };
    assert_eq!(of(&missing), ["method-missing"]);
    let managed = of(&|one| one["state"] = json!("default"));
    assert_eq!(managed, ["managed-settings-ignored", "managed-settings-ignored"]);
    assert_eq!(of(&|one| one["state"] = json!("x")), ["state-unknown"]);
    assert_eq!(of(&|one| one["includeTargets"] = json!([])), ["nobody-included"]);
    assert_eq!(
        of(&|one| one["includeTargets"][0]["id"] = json!("PLEASE ENTER GUID")),
        ["id-not-guid"]
    );
    assert_eq!(
        of(&|one| one["includeTargets"][0]["targetType"] = json!("x")),
        ["target-type-unknown"]
    );
    let twice = |one: &mut Value| {
        one["excludeTargets"] = json!([{ "id": "all_users", "targetType": "group" }])
    };
    assert_eq!(of(&twice), ["excluded-and-included"]);
    assert_eq!(codes(&with(&|_| {}), "2026-09-02", GraphVersion::V1), ["limit-only-on-beta"]);
    assert_eq!(codes(&with(&|_| {}), "2024-02-05", GraphVersion::Beta), ["method-not-targetable"]);
}

#[test]
fn a_value_of_another_type_is_named() {
    let wrong = |document: Value| RegistrationCampaign::parse(&document).unwrap_err().to_string();
    assert_eq!(wrong(json!({ "state": 1 })), "state is not a string");
    assert_eq!(wrong(json!({ "includeTargets": [{}] })), "includeTargets[0].id is missing");
    assert!(wrong(json!({ "value": { "id": "x" } })).contains("missing"));
}
