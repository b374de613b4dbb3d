use serde_json::json;

use super::*;

const MODEL: &str = "70726163-7469-6365-4b45-590000000005";

fn policy() -> Value {
    let blocked = json!({ "isEnforced": true, "enforcementType": "block", "aaGuids": [MODEL] });
    json!({
        "policyMigrationState": "migrationComplete",
        "authenticationMethodConfigurations": [
            { "id": "Fido2", "state": "enabled", "excludeTargets": [], "keyRestrictions": blocked,
              "isAttestationEnforced": false, "isSelfServiceRegistrationAllowed": true,
              "passkeyProfiles": [{ "id": "p", "name": "Office", "passkeyTypes": "deviceBound",
                  "attestationEnforcement": "disabled" }],
              "includeTargets": [{ "id": "all_users", "targetType": "group",
                  "isRegistrationRequired": false }] },
            { "id": "Sms", "state": "disabled", "includeTargets": [] },
        ],
    })
}

fn paths(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut now = policy();
    change(&mut now);
    since(&policy(), &now).into_iter().map(|one| one.path).collect()
}

#[test]
fn whatever_counts_at_sign_in_is_named_with_its_method() {
    let of = |method: usize, member: &'static str, value: Value| {
        paths(|now| now["authenticationMethodConfigurations"][method][member] = value)
    };
    let restrictions = json!({ "isEnforced": true, "enforcementType": "block",
        "aaGuids": [MODEL, "70726163-7469-6365-4b45-590000000009"] });
    assert_eq!(of(0, "keyRestrictions", restrictions), ["Fido2.keyRestrictions"]);
    assert_eq!(of(0, "excludeTargets", json!([{ "id": "g" }])), ["Fido2.excludeTargets"]);
    assert_eq!(of(0, "defaultPasskeyProfile", json!("p")), ["Fido2.defaultPasskeyProfile"]);
    assert_eq!(of(1, "state", json!("enabled")), ["Sms.state"]);
    let synced = json!([{ "id": "p", "name": "Office", "passkeyTypes": "synced" }]);
    assert_eq!(of(0, "passkeyProfiles", synced), ["Fido2.passkeyProfiles"]);
    assert_eq!(paths(|now| now["policyMigrationState"] = Value::Null), ["policyMigrationState"]);
    let another = json!({ "id": "Voice", "state": "enabled", "includeTargets": [] });
    let more = paths(|now| {
        now["authenticationMethodConfigurations"].as_array_mut().unwrap().push(another);
    });
    assert_eq!(more, ["Voice.state", "Voice.includeTargets"]);
    // A method that is gone.
    let fewer = paths(|now| {
        now["authenticationMethodConfigurations"].as_array_mut().unwrap().pop();
    });
    assert_eq!(fewer, ["Sms.state", "Sms.includeTargets"]);
}

#[test]
fn what_counts_at_registration_only_or_says_the_same_has_not_moved() {
    let unmoved = paths(|now| {
        let fido2 = &mut now["authenticationMethodConfigurations"][0];
        fido2["isAttestationEnforced"] = true.into();
        fido2["isSelfServiceRegistrationAllowed"] = false.into();
        fido2["passkeyProfiles"][0]["attestationEnforcement"] = "registrationOnly".into();
        fido2["passkeyProfiles"][0]["name"] = "Keys".into();
        fido2["includeTargets"][0]["isRegistrationRequired"] = true.into();
        fido2["keyRestrictions"]["aaGuids"] = json!([MODEL.to_uppercase()]);
        fido2["includeTargets@odata.context"] = "https://".into();
    });
    assert!(unmoved.is_empty(), "{unmoved:?}");
    assert!(since(&json!({ "value": policy() }), &policy()).is_empty());
}
