use serde_json::{Value, json};
use webauthn::{Aaguid, Timestamp, metadata::MetadataEntry};

use super::{AllowList, AllowListChange, AllowListError, Listed, admitted_models};
use crate::{Fido2Policy, Registrant, Standing, Subject};

const PROFILE: &str = "00000000-0000-0000-0000-000000000001";
const OTHER: &str = "00000000-0000-0000-0000-000000000002";

fn model(byte: u8) -> Aaguid {
    Aaguid([byte; 16])
}

fn entry(aaguid: Aaguid, change: impl FnOnce(&mut Value)) -> MetadataEntry {
    let mut entry = json!({
        "aaguid": aaguid,
        "metadataStatement": {
            "aaguid": aaguid, "description": format!("Key {}", aaguid.0[0]), "protocolFamily": "fido2",
            "attestationTypes": ["basic_full"], "attestationRootCertificates": ["AAAA"],
            "authenticatorGetInfo": {
                "versions": ["FIDO_2_1"], "extensions": ["hmac-secret"],
                "options": { "rk": true, "clientPin": false },
            },
        },
        "statusReports": [{ "status": "FIDO_CERTIFIED", "effectiveDate": "2024-01-01" }],
    });
    change(&mut entry);
    MetadataEntry::from_value(&entry)
}

/// A tenant with two profiles, and members that nobody knows.
fn tenant(restrictions: Value) -> Fido2Policy {
    Fido2Policy::parse(&json!({
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [
            { "id": "all_users", "targetType": "group", "allowedPasskeyProfiles": [PROFILE] },
        ],
        "passkeyProfiles": [
            { "id": OTHER, "name": "Other", "passkeyTypes": "synced", "newest": [1] },
            {
                "id": PROFILE, "name": "Keys", "passkeyTypes": "deviceBound", "colour": "green",
                "attestationEnforcement": "registrationOnly", "keyRestrictions": restrictions,
            },
        ],
        "defaultPasskeyProfile": PROFILE,
    }))
    .unwrap()
}

fn allow(models: &[Aaguid]) -> Value {
    json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": models, "reason": "audit" })
}

fn change(policy: &Fido2Policy, models: &[Aaguid], listed: Listed) -> AllowListChange {
    AllowList { profile: PROFILE.parse().ok(), models, listed }.change(policy).unwrap()
}

#[test]
fn each_model_is_admitted_or_not_with_the_line_that_decides() {
    let models = [
        entry(model(1), |_| {}),
        entry(model(2), |_| {}),
        entry(model(3), |entry| {
            entry["metadataStatement"]["multiDeviceCredentialSupport"] = json!("implicit");
        }),
        entry(model(4), |entry| {
            entry["metadataStatement"]["authenticatorGetInfo"]["options"] = json!({});
        }),
        entry(model(5), |entry| {
            entry["metadataStatement"]["attestationTypes"] = json!(["basic_surrogate"]);
        }),
        entry(model(6), |entry| {
            entry["statusReports"] = json!([{ "status": "NOT_FIDO_CERTIFIED" }])
        }),
        entry(Aaguid::ZERO, |entry| {
            entry.as_object_mut().unwrap().remove("aaguid");
        }),
    ];
    let policy = tenant(allow(&[model(1), model(3), model(4), model(5), model(6)]));
    let at = Timestamp(1_780_000_000);
    let found = admitted_models(&policy, &Subject::default(), Registrant::OnBehalf, &models, at);
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            let line = one.admission.decided_by.as_ref().map(|line| line.path.as_str());
            (one.name.unwrap(), one.admission.standing, line)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Key 1", Standing::Admitted, Some("passkeyProfiles[1]")),
            ("Key 2", Standing::Refused, Some("passkeyProfiles[1].keyRestrictions.aaGuids")),
            ("Key 3", Standing::Refused, Some("passkeyProfiles[1].passkeyTypes")),
            // What Entra asks of every key stands in no line.
            ("Key 4", Standing::Refused, None),
            ("Key 5", Standing::Refused, Some("passkeyProfiles[1].attestationEnforcement")),
            // Uncertified: by what is written it would be refused, and the list decides.
            ("Key 6", Standing::Undetermined, Some("passkeyProfiles[1].attestationEnforcement")),
        ]
    );
    assert!(found[0].written.are_met() && !found[4].written.are_met());
}

#[test]
fn a_change_adds_to_one_profile_and_keeps_all_else() {
    let policy = tenant(allow(&[model(1), model(1)]));
    let change = change(&policy, &[model(2), model(1)], Listed::Kept);
    assert_eq!(change.path, "passkeyProfiles[1].keyRestrictions");
    assert_eq!((&change.added[..], &change.removed[..]), (&[model(2)][..], &[][..]));
    assert_eq!(change.is_enforced, None);
    let mut profiles = policy.to_json()["passkeyProfiles"].clone();
    profiles[1]["keyRestrictions"]["aaGuids"] = json!([model(1), model(2)]);
    let body = json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "passkeyProfiles": profiles,
    });
    assert_eq!(change.body, body);
    assert_eq!(change.body["passkeyProfiles"][0]["newest"], json!([1]));
    assert_eq!(change.body["passkeyProfiles"][1]["keyRestrictions"]["reason"], "audit");
}

#[test]
fn a_list_may_be_replaced_and_what_goes_is_said() {
    let change =
        change(&tenant(allow(&[model(1), model(2)])), &[model(2), model(3)], Listed::Replaced);
    assert_eq!((change.added, change.removed), (vec![model(3)], vec![model(1)]));
    let list = &change.body["passkeyProfiles"][1]["keyRestrictions"]["aaGuids"];
    assert_eq!(list, &json!([model(2), model(3)]));
}

#[test]
fn a_block_list_becomes_an_allow_list_and_what_was_blocked_is_said() {
    let blocking =
        json!({ "isEnforced": false, "enforcementType": "block", "aaGuids": [model(9)] });
    let change = change(&tenant(blocking), &[model(1)], Listed::Kept);
    assert_eq!(change.no_longer_blocked, [model(9)]);
    assert_eq!(change.is_enforced, Some((json!(false), json!(true))));
    assert_eq!(change.enforcement_type, Some((json!("block"), json!("allow"))));
    let list = &change.body["passkeyProfiles"][1]["keyRestrictions"]["aaGuids"];
    assert_eq!(list, &json!([model(1)]));
}

#[test]
fn a_policy_that_has_it_all_needs_no_change() {
    let policy = tenant(allow(&[model(1), model(2)]));
    assert!(change(&policy, &[model(2)], Listed::Kept).is_nothing());
    assert!(!change(&policy, &[model(2)], Listed::Replaced).is_nothing());
}

// The round: what the change makes of the policy admits the models that it was made for.
#[test]
fn the_changed_policy_admits_what_it_was_changed_for() {
    let models = [entry(model(1), |_| {}), entry(model(2), |_| {})];
    let policy = tenant(allow(&[model(7)]));
    let change = change(&policy, &[model(1), model(2)], Listed::Kept);
    let mut document = policy.to_json();
    document["passkeyProfiles"] = change.body["passkeyProfiles"].clone();
    let changed = Fido2Policy::parse(&document).unwrap();
    let at = Timestamp(1_780_000_000);
    let admitted = |policy: &Fido2Policy| {
        admitted_models(policy, &Subject::default(), Registrant::Oneself, &models, at)
            .iter()
            .all(|one| one.admission.standing == Standing::Admitted)
    };
    assert!(!admitted(&policy) && admitted(&changed));
}

#[test]
fn before_profiles_the_list_stands_in_the_configuration_itself() {
    let legacy = Fido2Policy::parse(&json!({
        "id": "Fido2", "state": "enabled", "isAttestationEnforced": true,
        "keyRestrictions": { "isEnforced": false, "enforcementType": "block", "aaGuids": [], "x": 1 },
    }))
    .unwrap();
    let list = AllowList { profile: None, models: &[model(1)], listed: Listed::Kept };
    let change = list.change(&legacy).unwrap();
    assert_eq!(change.path, "keyRestrictions");
    assert_eq!(change.body["keyRestrictions"]["x"], 1);
    assert_eq!(change.body.as_object().unwrap().len(), 2);
    let error = list.change(&tenant(json!(null))).unwrap_err();
    assert_eq!(error, AllowListError::ProfilesCount);
}

#[test]
fn what_cannot_be_or_would_shut_everybody_out_is_refused() {
    let policy = tenant(json!(null));
    let nowhere: crate::ObjectId = "00000000-0000-0000-0000-000000000009".parse().unwrap();
    let list = AllowList { profile: Some(nowhere), models: &[model(1)], listed: Listed::Kept };
    assert_eq!(list.change(&policy), Err(AllowListError::NoSuchProfile(nowhere)));
    let empty = AllowList { profile: PROFILE.parse().ok(), models: &[], listed: Listed::Replaced };
    assert_eq!(empty.change(&policy), Err(AllowListError::Empty));
}

// Graph keeps a policy under 20 KB.
#[test]
fn a_policy_larger_than_graph_keeps_is_said_to_be() {
    let many: Vec<_> = (0..=u8::MAX).map(model).collect();
    assert!(!change(&tenant(json!(null)), &many, Listed::Kept).too_large);
    let more: Vec<_> =
        (0..600_u32).map(|at| Aaguid([at.to_be_bytes(); 4].concat().try_into().unwrap())).collect();
    assert!(change(&tenant(json!(null)), &more, Listed::Kept).too_large);
}
