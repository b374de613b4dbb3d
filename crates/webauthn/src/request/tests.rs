use serde_json::{Value, json};

use super::{RegistrationRequest, RequestError};
use crate::{CallerOrigin, PublicKeyCredentialCreationOptions, RpIdError, client_data_hash};

fn request(patch: impl FnOnce(&mut Value)) -> Result<RegistrationRequest, RequestError> {
    let mut options = json!({
        "rp": { "id": "example.com", "name": "Example" },
        "user": { "id": "dGVzdA", "name": "anna@example.com", "displayName": "Anna" },
        "challenge": "_w",
        "pubKeyCredParams": [],
        "extensions": {},
    });
    patch(&mut options);
    let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let origin = CallerOrigin::parse("https://login.example.com").unwrap();
    RegistrationRequest::new(options, &origin, None)
}

#[test]
fn client_data_names_the_origin_and_the_hash_is_of_it() {
    let request = request(|_| {}).unwrap();
    let json = br#"{"type":"webauthn.create","challenge":"_w","origin":"https://login.example.com","crossOrigin":false}"#;
    assert_eq!(request.client_data_json(), json);
    assert_eq!(*request.client_data_hash(), client_data_hash(json));
    assert_eq!(request.rp().rp_id().as_str(), "example.com");
    assert_eq!(request.algorithms().len(), 2);
}

#[test]
fn without_an_rp_id_the_origin_s_host_is_it() {
    let request = request(|options| {
        options["rp"].as_object_mut().unwrap().remove("id");
    });
    assert_eq!(request.unwrap().rp().rp_id().as_str(), "login.example.com");
}

#[test]
fn a_foreign_or_null_rp_id_is_a_security_error() {
    for id in [json!("example.org"), json!(null), json!(""), json!("com")] {
        let refused = request(|options| options["rp"]["id"] = id.clone()).unwrap_err();
        assert!(matches!(refused, RequestError::RpId(_)), "{id}");
    }
    let foreign = request(|options| options["rp"]["id"] = json!("example.org")).unwrap_err();
    assert!(matches!(foreign, RequestError::RpId(RpIdError::NotForOrigin { .. })));
}

#[test]
fn inputs_that_no_registration_may_have_are_refused() {
    for (name, input) in [
        ("appid", json!("")),
        ("prf", json!({ "evalByCredential": {} })),
        ("largeBlob", json!({ "read": false })),
        ("largeBlob", json!({ "write": "" })),
        ("remoteDesktopClientOverride", json!({})),
    ] {
        assert!(request(|options| options["extensions"][name] = input).is_err(), "{name}");
    }
    let unknown_policy = |enforce: bool| {
        request(|options| {
            options["extensions"]["credentialProtectionPolicy"] = json!("quantum");
            options["extensions"]["enforceCredentialProtectionPolicy"] = json!(enforce);
        })
    };
    assert!(unknown_policy(true).is_err());
    assert!(unknown_policy(false).is_ok());
}
