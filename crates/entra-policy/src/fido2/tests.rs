use serde_json::{Value, json};
use webauthn::Aaguid;

use super::*;

/// The documentation's example of an update (Graph reference,
/// fido2authenticationmethodconfiguration-update, v1.0), as the answer to a GET.
fn configuration() -> Value {
    json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": true,
        "isAttestationEnforced": true,
        "keyRestrictions": { "isEnforced": false, "enforcementType": "block", "aaGuids": [] },
        "includeTargets@odata.context": "https://graph.microsoft.com/v1.0/$metadata#targets",
        "includeTargets": [{
            "targetType": "group",
            "id": "all_users",
            "isRegistrationRequired": false,
            "allowedPasskeyProfiles": ["00000000-0000-0000-0000-000000000001"],
        }],
        "excludeTargets": [],
        "defaultPasskeyProfile": "00000000-0000-0000-0000-000000000001",
        "passkeyProfiles": [{
            "id": "00000000-0000-0000-0000-000000000001",
            "name": "Default passkey profile",
            "passkeyTypes": "deviceBound,synced",
            "attestationEnforcement": "disabled",
            "keyRestrictions": { "isEnforced": false, "enforcementType": "allow", "aaGuids": [] },
        }],
    })
}

#[test]
fn the_configuration_is_found_wherever_it_stands() {
    let alone = Fido2Policy::parse(&configuration()).unwrap();
    let other = json!({ "id": "Sms", "state": "enabled" });
    let policy = json!({
        "id": "authenticationMethodsPolicy",
        "authenticationMethodConfigurations": [other, configuration()],
    });
    for document in [
        json!({ "@odata.context": "https://graph.microsoft.com/", "value": configuration() }),
        json!({ "value": policy.clone() }),
        json!({ "value": [other, configuration()] }),
        policy,
    ] {
        assert_eq!(Fido2Policy::parse(&document), Ok(alone.clone()), "{document}");
    }
    // Both spellings of the id are seen: `Fido2` in answers, `fido2` in paths.
    let mut lower = configuration();
    lower["id"] = json!("fido2");
    assert!(Fido2Policy::parse(&lower).is_ok());
    lower.as_object_mut().unwrap().remove("id");
    assert!(Fido2Policy::parse(&lower).is_ok());
}

#[test]
fn profiles_and_targets_are_read() {
    let policy = Fido2Policy::parse(&configuration()).unwrap();
    assert_eq!(policy.state(), Some(&MethodState::Enabled));
    assert_eq!(policy.is_self_service_registration_allowed(), Some(true));
    let target = policy.include_targets().first().unwrap();
    assert_eq!((&target.id, &target.target_type), (&TargetId::AllUsers, &TargetType::Group));
    let profile = policy.passkey_profiles().first().unwrap();
    assert_eq!(target.allowed_passkey_profiles, [profile.id]);
    let types = profile.passkey_types.as_ref().unwrap();
    assert!(types.device_bound() && types.synced());
    assert_eq!(profile.attestation_enforcement, Some(AttestationEnforcement::Disabled));
    assert_eq!(profile.key_restrictions.as_ref().unwrap().is_enforced, Some(false));
}

#[test]
fn a_tenant_without_profiles_and_without_a_default_one_has_the_properties_from_before() {
    let aaguid = "ee882879-721c-4913-9775-3dfcce97072a";
    let mut old = json!({
        "id": "Fido2",
        "state": "enabled",
        "isAttestationEnforced": true,
        "keyRestrictions": {
            "isEnforced": true, "enforcementType": "block", "aaGuids": [aaguid, aaguid],
        },
        "passkeyProfiles": [],
        "defaultPasskeyProfile": null,
    });
    let policy = Fido2Policy::parse(&old).unwrap();
    assert!(!policy.has_profiles());
    assert_eq!(policy.is_attestation_enforced(), Some(true));
    let restrictions = policy.key_restrictions().unwrap();
    assert_eq!(restrictions.enforcement_type, Some(EnforcementType::Block));
    let listed: Aaguid = aaguid.parse().unwrap();
    assert_eq!(restrictions.aaguids, [listed, listed]);
    old["defaultPasskeyProfile"] = json!("00000000-0000-0000-0000-000000000001");
    assert!(Fido2Policy::parse(&old).unwrap().has_profiles());
}

#[test]
fn unknown_words_and_members_are_kept_and_written_back() {
    let mut new = configuration();
    new["state"] = json!("paused");
    new["optOutSettings"] = json!({ "passkeyDynamicMigration": true });
    new["includeTargets"][0]["targetType"] = json!("unknownFutureValue");
    new["includeTargets"][0]["id"] = json!("all_guests");
    new["passkeyProfiles"][0]["passkeyTypes"] = json!("deviceBound,unknownFutureValue");
    new["passkeyProfiles"][0]["attestationEnforcement"] = json!("always");
    new["passkeyProfiles"][0]["keyRestrictions"]["enforcementType"] = json!("audit");
    new["passkeyProfiles"][0]["priority"] = json!(3);
    let policy = Fido2Policy::parse(&new).unwrap();
    assert_eq!(policy.state(), Some(&MethodState::Other("paused".into())));
    let target = policy.include_targets().first().unwrap();
    assert_eq!(target.target_type, TargetType::Other("unknownFutureValue".into()));
    assert_eq!(target.id, TargetId::Other("all_guests".into()));
    let profile = policy.passkey_profiles().first().unwrap();
    let types = profile.passkey_types.as_ref().unwrap();
    assert_eq!(types.unknown().collect::<Vec<_>>(), ["unknownFutureValue"]);
    let always = AttestationEnforcement::Other("always".into());
    assert_eq!(profile.attestation_enforcement, Some(always));
    let restrictions = profile.key_restrictions.as_ref().unwrap();
    assert_eq!(restrictions.enforcement_type, Some(EnforcementType::Other("audit".into())));
    assert_eq!(policy.to_json(), new);
    assert_eq!(serde_json::to_string(&policy.to_json()).unwrap(), new.to_string());
}

#[test]
fn what_is_wrong_is_named_with_its_place() {
    let profile = |member: &str, value: Value| {
        let mut document = configuration();
        document["passkeyProfiles"][0][member] = value;
        Fido2Policy::parse(&json!({ "value": document })).unwrap_err().to_string()
    };
    assert_eq!(profile("id", json!("x")), "value.passkeyProfiles[0].id is not a GUID");
    assert_eq!(profile("id", Value::Null), "value.passkeyProfiles[0].id is missing");
    assert_eq!(
        profile("passkeyTypes", json!(3)),
        "value.passkeyProfiles[0].passkeyTypes is not a string"
    );
    let listed = json!({ "aaGuids": ["ee882879-721c-4913-9775-3dfcce97072a", 7] });
    assert_eq!(
        profile("keyRestrictions", listed),
        "value.passkeyProfiles[0].keyRestrictions.aaGuids[1] is not a string"
    );
    let error = |document: Value| Fido2Policy::parse(&document).unwrap_err();
    assert_eq!(error(json!({})), PolicyError::NoConfiguration);
    assert_eq!(error(json!({ "value": [] })), PolicyError::NoConfiguration);
    assert_eq!(error(json!({ "rp": {}, "user": {} })), PolicyError::NoConfiguration);
    assert_eq!(
        error(json!({ "id": "Sms", "state": "enabled" })),
        PolicyError::OtherMethod("Sms".into())
    );
    assert_eq!(error(json!([1, 2])), PolicyError::NoConfiguration);
    assert_eq!(error(json!(7)).to_string(), "the document is not an object");
    assert_eq!(
        error(json!({ "state": "enabled", "isSelfServiceRegistrationAllowed": "yes" })).to_string(),
        "isSelfServiceRegistrationAllowed is not a boolean"
    );
}

#[test]
fn text_that_is_no_policy_is_told_apart() {
    assert_eq!(Fido2Policy::from_json(&configuration().to_string().into_bytes()).unwrap(), {
        Fido2Policy::parse(&configuration()).unwrap()
    });
    assert!(matches!(Fido2Policy::from_json(b"state: enabled"), Err(PolicyError::Json(_))));
    let large = vec![b' '; Fido2Policy::MAX_LENGTH + 1];
    assert_eq!(
        Fido2Policy::from_json(&large),
        Err(PolicyError::TooLarge(Fido2Policy::MAX_LENGTH + 1))
    );
}

#[test]
fn a_line_is_found_by_its_path() {
    let policy = Fido2Policy::parse(&configuration()).unwrap();
    assert_eq!(policy.value_at("state"), json!("enabled"));
    assert_eq!(policy.value_at("includeTargets[0].id"), json!("all_users"));
    let enforced = policy.value_at("passkeyProfiles[0].keyRestrictions.isEnforced");
    assert_eq!(enforced, json!(false));
    assert_eq!(policy.value_at("passkeyProfiles[1].name"), Value::Null);
    assert_eq!(policy.value_at("includeTargets[0"), Value::Null);
}

#[test]
fn the_example_in_the_documentation_is_a_policy() {
    let example = include_bytes!("../../../../docs/examples/passkey-policy.json");
    let policy = Fido2Policy::from_json(example).unwrap();
    let names: Vec<_> = policy.passkey_profiles().iter().map(|one| one.name.as_deref()).collect();
    assert_eq!(names, [Some("Phones"), Some("Security keys we hand out")]);
}

#[test]
fn a_member_that_happens_to_be_called_value_is_not_what_graph_wraps_with() {
    for value in [json!("enabled"), json!({ "id": "Fido2", "state": "disabled" })] {
        let mut odd = configuration();
        odd["value"] = value;
        odd.as_object_mut().unwrap().remove("state");
        let policy = Fido2Policy::parse(&odd).unwrap();
        assert_eq!((policy.state(), policy.to_json()), (None, odd));
    }
}

/// Found by fuzzing: what was read is read again as the same.
#[test]
fn a_member_that_nobody_knows_is_not_looked_into() {
    let configuration = json!({
        "id": "Fido2", "state": "enabled", "authenticationMethodConfigurations": [{ "id": "Sms" }],
    });
    let inside = json!({ "authenticationMethodConfigurations": [configuration] });
    let policy = Fido2Policy::parse(&inside).unwrap();
    assert_eq!(Fido2Policy::parse(&policy.to_json()), Ok(policy));
}
