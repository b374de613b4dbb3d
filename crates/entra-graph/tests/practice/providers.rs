//! A passkey of the practice password manager: judged as a key's is, and listed as what it is.

use enrollment::tenant::Tenant;
use practice::models::PRACTICE_PROVIDER;
use serde_json::{Value, json};

use crate::support::{FIDO2, MIRA, Practice};

fn profile(practice: &Practice, change: Value) {
    let mut document = practice.raw("GET", FIDO2, None).body;
    let profile = document["passkeyProfiles"][0].as_object_mut().unwrap();
    profile.extend(change.as_object().cloned().unwrap());
    let change = json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "passkeyProfiles": document["passkeyProfiles"],
    });
    let changed = practice.raw("PATCH", FIDO2, Some(&change));
    assert_eq!(changed.status, 204, "{changed:?}");
}

#[test]
fn it_is_refused_by_a_policy_of_keys_and_taken_by_one_of_synced_passkeys() {
    let practice = Practice::new();
    let control = practice.running().control();
    assert_eq!(control.provider(MIRA), None, "the office takes keys");
    assert_eq!(control.provider("nobody@harbourpine.example"), None);
    let none = json!({ "isEnforced": false, "enforcementType": "allow", "aaGuids": [] });
    let synced = json!({
        "passkeyTypes": "synced", "attestationEnforcement": "disabled", "keyRestrictions": none,
    });
    profile(&practice, synced);
    let id = control.provider(MIRA).unwrap();
    let client = practice.client();
    let person = client.person(MIRA).unwrap();
    let listed = client.fido2_methods(&person.id).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].id.0, id);
    assert_eq!(listed[0].aaguid, Some(PRACTICE_PROVIDER.aaguid));
    assert_eq!(listed[0].passkey_type.as_deref(), Some("synced"));
    assert_eq!(listed[0].attestation_level.as_deref(), Some("notAttested"));
}
