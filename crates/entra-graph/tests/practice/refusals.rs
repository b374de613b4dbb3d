//! Registrations that are wrong, each in one way, and how each is refused. Only one sub code is known
//! from a live tenant (graph.md §6.2); all others say that they are made up.

use practice::models::{self, Model};
use serde_json::{Value, json};
use webauthn::{base64url, cbor};

use crate::support::{MIRA, Practice, sub_code};

const C: &Model = &models::PRACTICE_KEY_C;
const INGRID: &str = "ingrid.solberg@harbourpine.example";
const KIOSK: &str = "front.desk@harbourpine.example";
const DEFAULT_PROFILE: &str = "00000000-0000-0000-0000-000000000001";

fn body(practice: &Practice, upn: &str, model: &Model) -> Value {
    practice.body_from(practice.options(upn), None, model)
}

fn refused(practice: &Practice, upn: &str, body: &Value) -> String {
    let code = sub_code(&practice.post(upn, body));
    let path = format!("/v1.0/users/{upn}/authentication/fido2Methods");
    assert_eq!(practice.raw("GET", &path, None).body["value"], json!([]), "{code}");
    code
}

/// Replaces a member of the attestation object.
fn with_member(mut body: Value, name: &str, change: impl Fn(&cbor::Value) -> cbor::Value) -> Value {
    let place = &mut body["publicKeyCredential"]["response"]["attestationObject"];
    let object = base64url::decode(place.as_str().unwrap()).unwrap();
    let object = cbor::decode(&object).unwrap().value;
    let entries = object.as_map().unwrap().iter().map(|(key, value)| {
        let key = key.as_text().unwrap();
        (key.to_owned(), if key == name { change(value) } else { value.clone() })
    });
    let object: cbor::Value = entries
        .map(|(key, value)| (key.as_str().into(), value))
        .collect::<Vec<(cbor::Value, cbor::Value)>>()
        .into_iter()
        .collect();
    *place = base64url::encode(&cbor::encode(&object)).into();
    body
}

/// The same registration without a statement, its client data and flags as wanted.
fn unattested(body: &Value, challenge: &Value, flags: u8) -> Value {
    let body = with_member(body.clone(), "fmt", |_| "none".into());
    let body = with_member(body, "attStmt", |_| {
        Vec::<(cbor::Value, cbor::Value)>::new().into_iter().collect()
    });
    let mut body = with_member(body, "authData", |data| {
        let mut data = data.as_bytes().unwrap().to_vec();
        data[32] |= flags;
        data.into()
    });
    let client_data = json!({
        "type": "webauthn.create", "challenge": challenge, "origin": "https://login.microsoft.com",
        "crossOrigin": false,
    });
    let client_data = base64url::encode(client_data.to_string().as_bytes());
    body["publicKeyCredential"]["response"]["clientDataJSON"] = client_data.into();
    body
}

/// Any model, attested or not, device-bound or synced.
fn open_policy() -> Value {
    let restrictions = json!({ "isEnforced": false, "enforcementType": "block", "aaGuids": [] });
    json!({ "passkeyProfiles": [{
        "id": DEFAULT_PROFILE, "name": "Any", "passkeyTypes": "deviceBound,synced",
        "attestationEnforcement": "disabled", "keyRestrictions": restrictions,
    }] })
}

#[test]
fn a_challenge_is_good_once() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, C);
    let first = practice.post(MIRA, &body);
    assert_eq!(first.status, 201, "{first:?}");
    let id = first.body["id"].as_str().unwrap();
    let path = format!("/v1.0/users/{MIRA}/authentication/fido2Methods/{id}");
    assert_eq!(practice.raw("DELETE", &path, None).status, 204);
    assert_eq!(refused(&practice, MIRA, &body), "sim_challenge_mismatch");
}

#[test]
fn a_challenge_is_spent_by_a_refused_registration_too() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, &models::PRACTICE_KEY_N);
    assert_eq!(refused(&practice, MIRA, &body), "sim_aaguid_not_allowed");
    practice.patch_fido2(open_policy());
    assert_eq!(refused(&practice, MIRA, &body), "sim_challenge_mismatch");
}

#[test]
fn a_challenge_has_an_end() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, C);
    practice.running().control().set_clock_offset(301);
    assert_eq!(refused(&practice, MIRA, &body), "sim_challenge_expired");
}

#[test]
fn a_challenge_is_one_persons() {
    let practice = Practice::new();
    let body = body(&practice, INGRID, C);
    assert_eq!(refused(&practice, MIRA, &body), "sim_challenge_mismatch");
}

#[test]
fn a_challenge_that_was_never_issued_is_refused() {
    let practice = Practice::new();
    let mut options = practice.options(MIRA);
    options["publicKey"]["challenge"] = "Y2hhbGxlbmdlLW9mLW91cnM".into();
    let body = practice.body_from(options, None, C);
    assert_eq!(refused(&practice, MIRA, &body), "sim_challenge_mismatch");
}

#[test]
fn another_origin_and_another_rp_id_are_refused() {
    let practice = Practice::new();
    let origin = Some("https://x.login.microsoft.com");
    let elsewhere = practice.body_from(practice.options(MIRA), origin, C);
    assert_eq!(refused(&practice, MIRA, &elsewhere), "sim_origin_mismatch");
    let mut options = practice.options(MIRA);
    options["publicKey"]["rp"]["id"] = "microsoft.com".into();
    let parent = practice.body_from(options, Some("https://login.microsoft.com"), C);
    assert_eq!(refused(&practice, MIRA, &parent), "sim_rp_id_mismatch");
}

/// Without a statement nothing signs the client data, so that it alone is wrong.
#[test]
fn client_data_of_a_frame_of_another_kind_or_of_no_kind_is_refused() {
    let practice = Practice::new();
    practice.patch_fido2(open_policy());
    let made = body(&practice, MIRA, C);
    let refused_with = |change: &dyn Fn(&mut Value)| {
        let challenge = practice.options(MIRA)["publicKey"]["challenge"].clone();
        let mut body = unattested(&made, &challenge, 0);
        let place = &mut body["publicKeyCredential"]["response"]["clientDataJSON"];
        let client_data = base64url::decode(place.as_str().unwrap()).unwrap();
        let mut client_data = serde_json::from_slice(&client_data).unwrap();
        change(&mut client_data);
        *place = base64url::encode(client_data.to_string().as_bytes()).into();
        refused(&practice, MIRA, &body)
    };
    assert_eq!(refused_with(&|data| data["crossOrigin"] = true.into()), "sim_cross_origin");
    assert_eq!(refused_with(&|data| data["type"] = "webauthn.get".into()), "sim_client_data_type");
    assert_eq!(refused_with(&|data| *data = json!([])), "sim_client_data_malformed");
}

#[test]
fn a_user_who_was_not_verified_is_refused() {
    let practice = Practice::new();
    let mut options = practice.options(MIRA);
    options["publicKey"]["authenticatorSelection"] =
        json!({ "residentKey": "discouraged", "userVerification": "discouraged" });
    options["publicKey"]["extensions"] = json!({});
    let body = practice.body_from(options, None, C);
    assert_eq!(refused(&practice, MIRA, &body), "sim_user_not_verified");
}

#[test]
fn an_algorithm_that_was_not_asked_for_is_refused() {
    let practice = Practice::new();
    let mut options = practice.options(MIRA);
    options["publicKey"]["pubKeyCredParams"] = json!([{ "type": "public-key", "alg": -8 }]);
    let body = practice.body_from(options, None, C);
    assert_eq!(refused(&practice, MIRA, &body), "sim_algorithm_not_requested");
}

#[test]
fn a_broken_signature_is_refused() {
    let practice = Practice::new();
    let broken = with_member(body(&practice, MIRA, C), "authData", |data| {
        let mut data = data.as_bytes().unwrap().to_vec();
        data[36] ^= 1;
        data.into()
    });
    assert_eq!(refused(&practice, MIRA, &broken), "sim_statement_signature_invalid");
}

#[test]
fn another_credentials_id_is_refused() {
    let practice = Practice::new();
    let mut other = body(&practice, MIRA, C);
    other["publicKeyCredential"]["id"] = base64url::encode(&[7; 64]).into();
    assert_eq!(refused(&practice, MIRA, &other), "sim_credential_id_mismatch");
}

#[test]
fn a_model_that_is_not_listed_is_refused() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, &models::PRACTICE_KEY_N);
    assert_eq!(refused(&practice, MIRA, &body), "sim_aaguid_not_allowed");
}

#[test]
fn a_root_that_the_tenant_does_not_know_proves_nothing() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, C);
    let keys = practice.folder.path().join("keys");
    std::fs::rename(keys, practice.folder.path().join("elsewhere")).unwrap();
    assert_eq!(refused(&practice, MIRA, &body), "sim_attestation_required");
}

#[test]
fn without_a_statement_it_depends_on_the_policy() {
    let practice = Practice::new();
    let made = body(&practice, MIRA, C);
    let challenge = || practice.options(MIRA)["publicKey"]["challenge"].clone();
    let none = unattested(&made, &challenge(), 0);
    assert_eq!(refused(&practice, MIRA, &none), "sim_attestation_required");
    practice.patch_fido2(open_policy());
    let accepted = practice.post(MIRA, &unattested(&made, &challenge(), 0));
    assert_eq!(accepted.status, 201, "{accepted:?}");
    assert_eq!(accepted.body["attestationLevel"], "notAttested");
    // The same credential once more, for somebody else.
    let theirs = practice.options(INGRID)["publicKey"]["challenge"].clone();
    let twice = unattested(&made, &theirs, 0);
    assert_eq!(refused(&practice, INGRID, &twice), "sim_credential_already_registered");
}

/// graph.md §7: measured once, from the BE flag.
#[test]
fn a_credential_that_may_be_copied_counts_as_synced() {
    let practice = Practice::new();
    let made = body(&practice, MIRA, C);
    let challenge = || practice.options(MIRA)["publicKey"]["challenge"].clone();
    let mut policy = open_policy();
    policy["passkeyProfiles"][0]["passkeyTypes"] = "deviceBound".into();
    practice.patch_fido2(policy);
    let synced = unattested(&made, &challenge(), 0x18);
    assert_eq!(refused(&practice, MIRA, &synced), "sim_passkey_type_not_allowed");
    practice.patch_fido2(open_policy());
    let accepted = practice.post(MIRA, &unattested(&made, &challenge(), 0x18));
    assert_eq!((accepted.status, &accepted.body["passkeyType"]), (201, &json!("synced")));
}

/// The one sub code that was measured.
#[test]
fn who_is_not_in_scope_or_excluded_is_refused_in_the_words_that_are_known() {
    const KNOWN: &str = "error_user_group_restriction_policy_failure";
    let practice = Practice::new();
    let excluded = body(&practice, KIOSK, C);
    assert_eq!(refused(&practice, KIOSK, &excluded), KNOWN);
    let nobody = "ffffffff-0000-0000-0000-000000000000";
    practice.patch_fido2(json!({ "includeTargets": [{
        "id": nobody, "targetType": "group", "allowedPasskeyProfiles": [DEFAULT_PROFILE],
    }] }));
    let outside = body(&practice, MIRA, C);
    assert_eq!(refused(&practice, MIRA, &outside), KNOWN);
}

#[test]
fn a_method_that_is_off_and_self_service_that_is_off_refuse() {
    let practice = Practice::new();
    practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": false }));
    let without = body(&practice, MIRA, C);
    assert_eq!(refused(&practice, MIRA, &without), "sim_self_service_off");
    practice.patch_fido2(json!({ "state": "disabled" }));
    let off = body(&practice, MIRA, C);
    assert_eq!(refused(&practice, MIRA, &off), "sim_method_disabled");
}

/// graph.md §4.3: names as in the schema, nothing more, unpadded base64url.
#[test]
fn a_body_of_another_shape_is_refused_and_spends_nothing() {
    let practice = Practice::new();
    let good = body(&practice, MIRA, C);
    let change = |change: &dyn Fn(&mut Value)| {
        let mut body = good.clone();
        change(&mut body);
        practice.post(MIRA, &body)
    };
    let wrong = [
        change(&|body| body["publicKeyCredential"]["rawId"] = "AA".into()),
        change(&|body| body["publicKeyCredential"]["type"] = "public-key".into()),
        change(&|body| body["displayName"] = Value::Null),
        change(&|body| {
            let response = body["publicKeyCredential"]["response"].as_object_mut().unwrap();
            let client_data = response.remove("clientDataJSON").unwrap();
            response.insert("clientDataJson".to_owned(), client_data);
        }),
        change(&|body| {
            body["publicKeyCredential"]["response"]["attestationObject"] = "not base64!".into();
        }),
        change(&|body| {
            let id = format!("{}==", body["publicKeyCredential"]["id"].as_str().unwrap());
            body["publicKeyCredential"]["id"] = id.into();
        }),
        practice.post(MIRA, &json!([good])),
    ];
    for answer in wrong {
        assert_eq!((answer.status, &answer.body["error"]["code"]), (400, &json!("BadRequest")));
    }
    let large = change(&|body| body["displayName"] = "x".repeat(1 << 20).into());
    assert_eq!(large.status, 413);
    assert_eq!(practice.post("nobody", &good).status, 404);
    assert_eq!(practice.post(MIRA, &good).status, 201);
}

#[test]
fn no_secret_is_kept_or_written_down() {
    let practice = Practice::new();
    let body = body(&practice, MIRA, C);
    let client_data = body["publicKeyCredential"]["response"]["clientDataJSON"].as_str().unwrap();
    let client_data: Value =
        serde_json::from_slice(&base64url::decode(client_data).unwrap()).unwrap();
    let challenge = client_data["challenge"].as_str().unwrap();
    practice.post(MIRA, &body);
    let file = practice.folder.path().join("tenant/practice-tenant.json");
    let kept = std::fs::read_to_string(file).unwrap();
    let journal = practice.raw("GET", "/practice/journal", None).body.to_string();
    let secret = practice.running().start_secret().reveal();
    for text in [&kept, &journal] {
        assert!(!text.contains(challenge) && !text.contains(secret));
    }
    assert!(journal.contains("fido2Methods"));
}
