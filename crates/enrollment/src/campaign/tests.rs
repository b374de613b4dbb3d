//! What an edit leaves as it was.

use entra_policy::{
    TargetType,
    campaign::{RegistrationCampaign, RuleBook},
};
use serde_json::{Value, json};

use super::{CampaignEdit, StandingCampaign, target};
use crate::tenant::Tree;

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const OTHERS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30002";

fn policy() -> Value {
    json!({ "policyVersion": "1.5", "registrationEnforcement": {
        "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 3, "new": { "kept": true },
            "excludeTargets": [],
            "includeTargets": [{
                "id": STAFF, "targetType": "group", "targetedAuthenticationMethod": "fido2",
                "later": 1,
            }],
        },
    } })
}

fn standing() -> StandingCampaign {
    StandingCampaign::of(policy(), Tree::Beta).unwrap()
}

fn after(edit: &CampaignEdit) -> RegistrationCampaign {
    edit.apply(&standing().campaign).unwrap()
}

#[test]
fn what_nobody_named_stays_as_it_was_unknown_members_too() {
    let next = after(&CampaignEdit { snooze_days: Some(1), ..Default::default() });
    let change = standing().change_to(&next);
    let paths: Vec<&str> = change.differences.iter().map(|one| one.path.as_str()).collect();
    let campaign = "registrationEnforcement.authenticationMethodsRegistrationCampaign";
    assert_eq!(paths, [format!("{campaign}.snoozeDurationInDays")]);
    assert_eq!(next.to_json()["new"], json!({ "kept": true }));
    assert!(standing().change_to(&after(&CampaignEdit::default())).is_nothing());
}

#[test]
fn whoever_is_added_is_asked_for_the_method_that_is_there() {
    let include = [STAFF, OTHERS].map(|id| target(&id.to_uppercase(), TargetType::Group)).to_vec();
    let next = after(&CampaignEdit { include: Some(include), ..Default::default() });
    let items = next.to_json()["includeTargets"].clone();
    assert_eq!(items[0], policy_item(), "who was there stays as they were");
    let added = json!({
        "id": OTHERS, "targetType": "group", "targetedAuthenticationMethod": "fido2",
    });
    assert_eq!(items[1], added);
}

fn policy_item() -> Value {
    let path =
        "/registrationEnforcement/authenticationMethodsRegistrationCampaign/includeTargets/0";
    policy().pointer(path).unwrap().clone()
}

#[test]
fn another_method_is_everybodys() {
    let method = Some("microsoftAuthenticator".to_owned());
    let next = after(&CampaignEdit { method, ..Default::default() });
    assert_eq!(next.include_targets()[0].method.as_deref(), Some("microsoftAuthenticator"));
    assert_eq!(next.to_json()["includeTargets"][0]["later"], 1);
}

#[test]
fn the_policy_with_another_campaign_is_the_policy_but_for_it() {
    let next = after(&CampaignEdit { state: Some("disabled".to_owned()), ..Default::default() });
    let wrapped = StandingCampaign::of(json!({ "value": policy() }), Tree::V1).unwrap();
    let policy = wrapped.policy_with(&next);
    assert_eq!(policy["policyVersion"], "1.5");
    assert_eq!(RegistrationCampaign::parse(&policy).unwrap(), next);
}

/// graph.md, section 2: the limit of snoozes is in beta only.
#[test]
fn the_limit_of_snoozes_is_odd_where_only_v1_was_read() {
    let book = RuleBook::shipped().unwrap();
    let rules = book.newest().unwrap();
    let next = after(&CampaignEdit { limited: Some(true), ..Default::default() });
    let codes = |standing: &StandingCampaign| -> Vec<&str> {
        standing.findings(&next, rules).iter().map(|one| one.code.as_str()).collect()
    };
    assert_eq!(codes(&standing()), [""; 0]);
    let v1 = StandingCampaign { tree: Tree::V1, ..standing() };
    assert_eq!(codes(&v1), ["limit-only-on-beta"]);
}
