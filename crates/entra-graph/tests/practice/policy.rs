//! The authentication methods policy in both trees, read and changed.

use enrollment::tenant::Tenant;
use entra_graph::{Settings, Version};
use entra_policy::Fido2Policy;
use serde_json::{Value, json};

use crate::support::{FIDO2, Practice};

const POLICY: &str = "policies/authenticationMethodsPolicy";
const CAMPAIGN: &str = "/registrationEnforcement/authenticationMethodsRegistrationCampaign";
const ENFORCE: &str = "enforceRegistrationAfterAllowedSnoozes";

fn campaign(change: Value) -> Value {
    json!({ "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": change } })
}

#[test]
fn the_clients_policy_is_one_that_the_judge_reads() {
    for practice in Practice::in_each_dress() {
        for version in [Version::V1, Version::Beta] {
            let client = practice.client_with(Settings { version, ..Settings::default() });
            let policy = Fido2Policy::parse(&client.fido2_configuration().unwrap()).unwrap();
            let profile = &policy.passkey_profiles()[0];
            assert_eq!(profile.name.as_deref(), Some("Office keys"));
        }
    }
}

/// graph.md §1 item 2: beta only.
#[test]
fn the_enforce_property_is_in_beta_only() {
    let practice = Practice::new();
    let beta = practice.raw("GET", &format!("/beta/{POLICY}"), None).body;
    let v1 = practice.raw("GET", &format!("/v1.0/{POLICY}"), None).body;
    assert_eq!(beta.pointer(CAMPAIGN).unwrap()[ENFORCE], true);
    assert_eq!(v1.pointer(CAMPAIGN).unwrap()[ENFORCE], Value::Null);
    assert!(v1.get("systemCredentialPreferences").is_none());
    assert!(beta.get("systemCredentialPreferences").is_some());
    let change = campaign(json!({ ENFORCE: false }));
    let refused = practice.raw("PATCH", &format!("/v1.0/{POLICY}"), Some(&change));
    assert_eq!(refused.status, 400);
    let done = practice.raw("PATCH", &format!("/beta/{POLICY}"), Some(&change));
    assert_eq!((done.status, &done.body.pointer(CAMPAIGN).unwrap()[ENFORCE]), (200, &json!(false)));
}

/// graph.md §2: 200 and the object; only the section that is sent changes.
#[test]
fn a_patch_of_the_policy_changes_what_it_names_and_answers_the_whole() {
    for practice in Practice::in_each_dress() {
        let path = format!("/v1.0/{POLICY}");
        let before = practice.raw("GET", &path, None).body;
        let change = campaign(json!({ "snoozeDurationInDays": 1 }));
        let after = practice.raw("PATCH", &path, Some(&change));
        assert_eq!(after.status, 200);
        let (old, new) = (before.pointer(CAMPAIGN).unwrap(), after.body.pointer(CAMPAIGN).unwrap());
        assert_eq!(
            (&old["snoozeDurationInDays"], &new["snoozeDurationInDays"]),
            (&json!(3), &json!(1))
        );
        assert_eq!(old["includeTargets"], new["includeTargets"]);
        assert_ne!(before["lastModifiedDateTime"], after.body["lastModifiedDateTime"]);
        for wrong in [
            campaign(json!({ "snoozeDurationInDays": 15 })),
            campaign(json!({ "state": "on" })),
            json!({ "id": "another" }),
            json!({ "unknown": 1 }),
        ] {
            assert_eq!(practice.raw("PATCH", &path, Some(&wrong)).status, 400, "{wrong}");
        }
    }
}

/// graph.md §3.1: 204, and the type has to be said.
#[test]
fn a_patch_of_the_configuration_says_its_type_and_answers_nothing() {
    for practice in Practice::in_each_dress() {
        let silent = json!({ "state": "disabled" });
        assert_eq!(practice.raw("PATCH", FIDO2, Some(&silent)).status, 400);
        practice.patch_fido2(silent);
        let read = practice.raw("GET", FIDO2, None).body;
        assert_eq!(read["state"], "disabled");
        assert!(read["includeTargets@odata.context"].is_string());
        let typed = |mut change: Value| {
            change["@odata.type"] =
                "#microsoft.graph.fido2AuthenticationMethodConfiguration".into();
            practice.raw("PATCH", FIDO2, Some(&change)).status
        };
        assert_eq!(typed(json!({ "unknown": 1 })), 400);
        assert_eq!(typed(json!({ "passkeyProfiles": 7 })), 400);
    }
}

#[test]
fn a_changed_policy_survives_the_tenants_end() {
    let mut practice = Practice::new();
    practice.patch_fido2(json!({ "state": "disabled" }));
    practice.running = None;
    practice.start(practice::tenant::Settings::default());
    assert_eq!(practice.raw("GET", FIDO2, None).body["state"], "disabled");
}

#[test]
fn other_methods_and_paths_have_graphs_answers() {
    let practice = Practice::new();
    let status = |method, path: &str| practice.raw(method, path, None).status;
    assert_eq!(status("DELETE", "/v1.0/organization"), 405);
    assert_eq!(status("GET", "/v1.0/me"), 400);
    assert_eq!(status("GET", "/v1.0/nothing"), 400);
    assert_eq!(status("GET", "/v2.0/organization"), 404);
    assert_eq!(status("GET", "/"), 404);
}
