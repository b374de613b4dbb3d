//! A registration from options to the list of keys, and what survives a restart.

use enrollment::tenant::{ChallengeLife, Tenant, TenantError};
use practice::{
    models,
    tenant::{Members, Settings},
};
use serde_json::Value;

use crate::support::{MIRA, Practice};

#[test]
fn a_key_is_registered_listed_and_taken_away() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let mira = client.person(MIRA).unwrap();
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        let method = client.register(&mira.id, &parcel).unwrap();
        // graph.md §4.1: the id is the credential's, with its pad digit.
        assert_eq!(method.id.credential_id().as_ref(), Some(parcel.credential_id()));
        assert_eq!(method.display_name.as_deref(), Some("Mira's blue key"));
        assert_eq!(method.aaguid, Some(models::PRACTICE_KEY_C.aaguid));
        let whole = practice.dress.switches.members == Members::Whole;
        assert_eq!(method.model.as_deref(), whole.then_some("Practice key C"));
        assert_eq!(method.attestation_level.as_deref(), Some("attested"));
        assert_eq!(method.passkey_type.as_deref(), whole.then_some("deviceBound"));
        assert!(method.created.is_some());
        assert_eq!(client.fido2_methods(&mira.id).unwrap(), std::slice::from_ref(&method));
        client.delete_fido2_method(&mira.id, &method.id).unwrap();
        assert_eq!(client.fido2_methods(&mira.id).unwrap(), []);
        let again = client.delete_fido2_method(&mira.id, &method.id);
        assert_eq!(again, Err(TenantError::NotFound(method.id.0)));
    }
}

/// The members of each object, without what a key makes of its own.
fn members(body: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), body)];
    while let Some((at, value)) = open.pop() {
        for (name, value) in value.as_object().into_iter().flatten() {
            let place = format!("{at}/{name}");
            // The members of this one are the extensions' (graph.md §4.2: open types).
            if name != "clientExtensionResults" {
                open.push((place.clone(), value));
            }
            found.push(place);
        }
    }
    found.sort();
    found
}

/// graph.md §4.3: neither `rawId` nor `type` nor an attachment, and the schema's spelling of the names.
#[test]
fn what_is_posted_has_the_members_of_the_recorded_shape() {
    let shape: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recorded/shapes/");
    let name = "4.3-registration";
    let shape: Value =
        serde_json::from_slice(&std::fs::read(format!("{shape}{name}.json")).unwrap()).unwrap();
    for practice in Practice::in_each_dress() {
        let mira = practice.mira();
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        let body: Value = serde_json::from_slice(parcel.body()).unwrap();
        assert_eq!(members(&body), members(&shape));
        // What the outbox keeps is the body as it is.
        let again: Value = serde_json::from_str(&body.to_string()).unwrap();
        assert_eq!(again.to_string().as_bytes(), parcel.body());
    }
}

#[test]
fn keys_and_open_challenges_survive_the_tenants_end() {
    for mut practice in Practice::in_each_dress() {
        let mira = practice.mira();
        let first = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        let second = practice.parcel(&mira, &models::PRACTICE_KEY_BIO);
        let method = practice.client().register(&mira.id, &first).unwrap();
        practice.running = None;
        practice.start(Settings { switches: practice.dress.switches, ..Settings::default() });
        assert_eq!(practice.client().fido2_methods(&mira.id).unwrap(), [method]);
        // graph.md §4.3: created now, posted later.
        practice.client().register(&mira.id, &second).unwrap();
        assert_eq!(practice.client().fido2_methods(&mira.id).unwrap().len(), 2);
    }
}

#[test]
fn a_key_that_is_registered_is_excluded_from_then_on() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let mira = practice.mira();
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        client.register(&mira.id, &parcel).unwrap();
        let options = client.creation_options(&mira.id, ChallengeLife::Standard).unwrap();
        assert!(options.excluded_credential_ids().contains(parcel.credential_id()));
    }
}

/// A no keeps the directory's words and its name for it, wherever they stand in the answer.
#[test]
fn a_refusal_is_read_with_its_sub_code_and_its_id() {
    for practice in Practice::in_each_dress() {
        let mira = practice.mira();
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_N);
        let refused = practice.client().register(&mira.id, &parcel).unwrap_err();
        let TenantError::Refused(refusal) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.sub_code.as_deref(), Some("sim_aaguid_not_allowed"));
        let journal = practice.running().control().journal();
        let post = journal.iter().find(|one| one.method == "POST").unwrap();
        assert_eq!(refusal.request_id.as_ref(), Some(&post.request_id));
    }
}

#[test]
fn each_key_brings_its_own_root() {
    for practice in Practice::in_each_dress() {
        let mira = practice.mira();
        for model in [models::PRACTICE_KEY_C, models::PRACTICE_KEY_BIO] {
            let method =
                practice.client().register(&mira.id, &practice.parcel(&mira, &model)).unwrap();
            assert_eq!(method.attestation_level.as_deref(), Some("attested"));
        }
    }
}

#[test]
fn the_certificates_thumbprints_are_listed() {
    let practice = Practice::new();
    let mira = practice.mira();
    let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    let method = practice.client().register(&mira.id, &parcel).unwrap();
    let path = format!("/v1.0/users/{MIRA}/authentication/fido2Methods/{}", method.id.0);
    let body = practice.raw("GET", &path, None).body;
    let prints = body["attestationCertificates"].as_array().unwrap();
    assert_eq!(prints.len(), 1);
    assert_eq!(prints[0].as_str().unwrap().len(), 40);
    // graph.md §2: seven digits after the point.
    let created = body["createdDateTime"].as_str().unwrap();
    assert_eq!(created.split_once('.').unwrap().1.len(), 8, "{created}");
}
