//! Registered passkeys against the models that profiles list, as a batch reads them.

use std::sync::Arc;

use serde_json::{Value, json};
use webauthn::Aaguid;

use super::eligible::weigh;
use crate::campaign::{
    LineReader, RuleBook, Tenant, Timestamp,
    facts::{Credential, ListEffect, Profile, Restrictions},
    usual_assumptions,
};

const LISTED: &str = "ee882879-721c-4913-9775-3dfcce97072a";
const OTHER: &str = "d8522d9f-575b-4866-88a9-ba99fa02f35b";
const PROFILE: &str = "00000000-0000-0000-0000-000000000001";
const SECOND: &str = "00000000-0000-0000-0000-000000000002";

fn profile(id: &str, types: &str, attestation: &str, restrictions: &Value) -> Value {
    json!({
        "id": id, "passkeyTypes": types, "attestationEnforcement": attestation,
        "keyRestrictions": restrictions,
    })
}

fn list(effect: &str) -> Value {
    json!({ "isEnforced": true, "enforcementType": effect, "aaGuids": [LISTED] })
}

/// The verdict on somebody with one passkey, the rule that decides, and what would settle it.
fn judged(profiles: &[Value], person: &Value) -> (String, String, Vec<String>) {
    let ids: Vec<_> = profiles.iter().map(|one| one["id"].clone()).collect();
    let policy = json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 1,
            "enforceRegistrationAfterAllowedSnoozes": true, "excludeTargets": [],
            "includeTargets": [{
                "id": "all_users", "targetType": "group", "targetedAuthenticationMethod": "fido2",
            }],
        } },
        "authenticationMethodConfigurations": [{
            "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
            "excludeTargets": [], "passkeyProfiles": profiles,
            "includeTargets": [{
                "id": "all_users", "targetType": "group", "allowedPasskeyProfiles": ids,
            }],
        }],
    });
    let tenant = Tenant::parse(&policy).unwrap();
    let assumed = json!(usual_assumptions()).to_string();
    let sheet = tenant.assumptions(assumed.as_bytes(), Timestamp(0)).unwrap();
    let mut person = person.clone();
    person["user.guest"] = json!(false);
    person["user.groups"] = json!([]);
    let mut reader = LineReader::new(&tenant, sheet, Timestamp(0));
    let book = RuleBook::shipped().unwrap();
    let line = reader.judge(person.to_string().as_bytes(), book.newest().unwrap()).unwrap();
    let settled = line.decision.settled_by.iter().map(|fact| fact.path().to_owned()).collect();
    let (verdict, rule) = (line.decision.verdict.as_str(), line.decision.rule.id());
    (verdict.to_owned(), rule.to_owned(), settled)
}

fn with(model: &str, binding: &str) -> Value {
    json!({ "user.credentials": [{ "aaguid": model, "binding": binding }] })
}

fn verdict(profiles: &[Value], person: &Value) -> String {
    judged(profiles, person).0
}

/// Documents of 2026-09-02: under a profile that lists models, one eligible passkey ends it everywhere.
#[test]
fn a_model_on_the_allow_list_ends_it_and_one_beside_it_does_not() {
    let allow = [profile(PROFILE, "deviceBound,synced", "disabled", &list("allow"))];
    let (verdict_, rule, settled) = judged(&allow, &with(LISTED, "deviceBound"));
    let by = "profile-aaguid-one-eligible-stops-all";
    assert_eq!((verdict_.as_str(), rule.as_str(), settled.len()), ("no-nudge", by, 0));
    assert_eq!(verdict(&allow, &with(OTHER, "deviceBound")), "nudge");
    let block = [profile(PROFILE, "deviceBound,synced", "disabled", &list("block"))];
    assert_eq!(verdict(&block, &with(LISTED, "deviceBound")), "nudge");
    assert_eq!(verdict(&block, &with(OTHER, "deviceBound")), "no-nudge");
}

#[test]
fn a_model_on_the_list_of_a_type_that_the_profile_does_not_take_does_not_count() {
    let synced = [profile(PROFILE, "synced", "disabled", &list("allow"))];
    assert_eq!(verdict(&synced, &with(LISTED, "deviceBound")), "nudge");
    assert_eq!(verdict(&synced, &with(LISTED, "synced")), "no-nudge");
    let unsaid = json!({ "user.credentials": [{ "aaguid": LISTED }] });
    assert_eq!(verdict(&synced, &unsaid), "unknown");
}

#[test]
fn what_was_attested_at_the_time_stays_open() {
    let attested = [profile(PROFILE, "deviceBound", "registrationOnly", &list("allow"))];
    let (verdict_, _, settled) = judged(&attested, &with(LISTED, "deviceBound"));
    assert_eq!((verdict_.as_str(), settled), ("unknown", vec!["user.credentials".to_owned()]));
    assert_eq!(verdict(&attested, &with(OTHER, "deviceBound")), "nudge");
}

#[test]
fn one_profile_of_several_that_takes_it_is_enough_but_one_without_a_list_is_none() {
    let empty = json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": [OTHER] });
    let second = profile(SECOND, "deviceBound", "disabled", &empty);
    let first = profile(PROFILE, "deviceBound", "disabled", &list("allow"));
    assert_eq!(verdict(&[first.clone(), second], &with(OTHER, "deviceBound")), "no-nudge");
    // One profile wants a model that this passkey is not, the other a synced one.
    let synced = profile(SECOND, "synced", "disabled", &Value::Null);
    assert_eq!(verdict(&[first, synced], &with(OTHER, "deviceBound")), "nudge");
}

/// Nobody gave it as a fact, and the trace must not read as if somebody had.
#[test]
fn the_trace_says_that_eligible_was_told_from_the_profiles() {
    let derived = |eligible: Option<bool>, eligible_derived: bool| {
        let one = Credential { eligible, eligible_derived, ..Credential::default() };
        crate::campaign::evidence::credential(&one).get("derived").cloned()
    };
    assert_eq!(derived(Some(true), false), None);
    assert_eq!(derived(Some(true), true), Some(json!(["eligible"])));
    let restrictions =
        Restrictions::List { enforced: Some(true), effect: Some(ListEffect::Allow), kinds: None };
    let own = Profile { restrictions, synced: Some(true), ..Profile::default() };
    let model: Aaguid = LISTED.parse().unwrap();
    let listing = (own, Arc::from([model]));
    let mut told = Credential { model: Some(model), ..Credential::default() };
    let mut given = Credential { eligible: Some(true), ..told };
    weigh(&mut told, &[&listing]);
    weigh(&mut given, &[&listing]);
    assert_eq!((told.eligible_derived, given.eligible_derived), (told.eligible.is_some(), false));
}

#[test]
fn what_the_line_says_itself_beats_what_the_policy_makes_of_it() {
    let allow = [profile(PROFILE, "deviceBound,synced", "disabled", &list("allow"))];
    let said = json!({ "user.credentials": [{ "aaguid": LISTED, "eligible": false }] });
    assert_eq!(verdict(&allow, &said), "nudge");
    let listed = json!({ "enforced": true, "type": "allow", "providers": ["security_key"] });
    let own =
        json!({ "types": ["deviceBound"], "attestation": "disabled", "keyRestrictions": listed });
    let person = json!({ "profiles": [own], "user.credentials": [{ "aaguid": LISTED }] });
    assert_eq!(verdict(&allow, &person), "unknown");
}
