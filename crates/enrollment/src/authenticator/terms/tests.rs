use serde_json::json;

use super::*;
use crate::tenant::PersonId;

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const KIOSKS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30003";

fn person(groups: Option<&[&str]>) -> Person {
    Person {
        id: PersonId("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101".to_owned()),
        display_name: "Mira".to_owned(),
        user_principal_name: "mira@org.example".to_owned(),
        groups: groups.map(|groups| groups.iter().map(|id| (*id).to_owned()).collect()),
    }
}

fn policy(state: &str, mode: Option<&str>) -> Value {
    let mut target = json!({ "targetType": "group", "id": STAFF });
    if let Some(mode) = mode {
        target["authenticationMode"] = mode.into();
    }
    json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "includeTargets": [], "excludeTargets": [],
        } },
        "authenticationMethodConfigurations": [{
            "id": "MicrosoftAuthenticator", "state": state, "includeTargets": [target],
            "excludeTargets": [{ "targetType": "group", "id": KIOSKS }],
        }],
    })
}

fn terms(policy: &Value, groups: Option<&[&str]>) -> Terms {
    Terms::of(policy, &person(groups))
}

#[test]
fn modes_are_those_of_the_target() {
    let words = [
        (Some("any"), Mode::Any, Some(true)),
        (Some("push"), Mode::Push, Some(false)),
        (Some("deviceBasedPush"), Mode::Passwordless, Some(true)),
        (Some("later"), Mode::NotSaid, None),
        (None, Mode::NotSaid, None),
    ];
    for (word, mode, phone) in words {
        let read = terms(&policy("enabled", word), Some(&[STAFF]));
        assert_eq!(read, Terms { allowed: Allowed::Yes, mode });
        assert_eq!(mode.allows_phone_sign_in(), phone);
    }
}

#[test]
fn who_is_left_out_or_not_aimed_at_is_not_in_scope() {
    let policy = policy("enabled", Some("any"));
    assert_eq!(terms(&policy, Some(&[])).allowed, Allowed::NotInScope);
    assert_eq!(terms(&policy, Some(&[STAFF, KIOSKS])).allowed, Allowed::NotInScope);
    assert_eq!(terms(&policy, None).allowed, Allowed::NotSaid);
}

#[test]
fn a_method_that_is_off_is_off_for_everybody() {
    assert_eq!(terms(&policy("disabled", Some("any")), Some(&[STAFF])).allowed, Allowed::MethodOff);
}

#[test]
fn a_policy_that_cannot_be_read_keeps_nobody_out() {
    let nothing = Terms { allowed: Allowed::NotSaid, mode: Mode::NotSaid };
    assert_eq!(terms(&json!({}), Some(&[STAFF])), nothing);
    assert_eq!(terms(&json!({ "authenticationMethodConfigurations": 7 }), Some(&[])), nothing);
}
