//! The runbook's script as a request: what it would overwrite stays.

use serde_json::{Value, json};

use super::{BOUND, OFFICE, STAFF, facts_of, policy, refused, with};
use crate::readiness::{NoScript, Reading, TenantFacts, passkeys_for_everybody};

const TARGETS: &str = "/authenticationMethodConfigurations/0/includeTargets";

fn body(policy: Value, required: bool) -> Value {
    passkeys_for_everybody(&facts_of(policy), required).unwrap().body
}

#[test]
fn everybody_is_added_beside_the_targets_that_are_there() {
    let sent = body(policy(), true);
    let kept = json!({ "id": STAFF, "targetType": "group", "allowedPasskeyProfiles": [OFFICE] });
    let added = json!({
        "id": "all_users", "targetType": "group", "isRegistrationRequired": true,
        "allowedPasskeyProfiles": [OFFICE],
    });
    // graph.md, section 3.1: without its type Graph refuses the body.
    let of_type = "#microsoft.graph.fido2AuthenticationMethodConfiguration";
    let expected = json!({
        "@odata.type": of_type, "state": "enabled", "includeTargets": [kept, added],
    });
    assert_eq!(sent, expected);
}

#[test]
fn whoever_is_aimed_at_already_keeps_profiles_and_members_that_nobody_knows() {
    let everybody = json!([{
        "id": "all_users", "targetType": "group", "isRegistrationRequired": true, "new": [1],
        "allowedPasskeyProfiles": [OFFICE, BOUND],
    }]);
    let sent = body(with(TARGETS, everybody.clone()), true);
    assert_eq!(sent["includeTargets"], everybody);
    let change = passkeys_for_everybody(&facts_of(with(TARGETS, everybody)), true).unwrap();
    assert!(change.is_nothing(), "it is so already");
}

#[test]
fn what_could_not_be_read_gives_no_request() {
    let facts = TenantFacts { policy: Reading::Not(refused()), ..facts_of(policy()) };
    let none = passkeys_for_everybody(&facts, false).unwrap_err();
    assert_eq!(none, NoScript::Unread(refused()));
    let bare = facts_of(json!({ "authenticationMethodConfigurations": [] }));
    assert_eq!(passkeys_for_everybody(&bare, false), Err(NoScript::NotSaid));
}

/// Such a target would be the next finding (fido-profile-consistency).
#[test]
fn nobody_is_added_without_a_profile_where_there_are_profiles() {
    const DEFAULT: &str = "/authenticationMethodConfigurations/0/defaultPasskeyProfile";
    for default in [Value::Null, json!(BOUND)] {
        let unchosen = facts_of(with(DEFAULT, default));
        assert_eq!(passkeys_for_everybody(&unchosen, false), Err(NoScript::ProfileNotChosen));
    }
    let mut before = with(DEFAULT, Value::Null);
    let fido2 = before["authenticationMethodConfigurations"][0].as_object_mut().unwrap();
    fido2.remove("passkeyProfiles");
    let added = body(before, false)["includeTargets"][1].clone();
    let expected =
        json!({ "id": "all_users", "targetType": "group", "isRegistrationRequired": false });
    assert_eq!(added, expected);
}
