use serde_json::{Value, json};

use super::{CredentialProperties, client_extension_results};
use crate::{AuthenticatorData, PublicKeyCredentialCreationOptions, cbor};

fn results(inputs: Value, outputs: &[(&str, bool)], properties: CredentialProperties) -> Value {
    let options = json!({
        "rp": { "name": "Example" },
        "user": { "id": "dGVzdA", "name": "anna", "displayName": "Anna" },
        "challenge": "_w",
        "pubKeyCredParams": [],
        "extensions": inputs,
    });
    let options = PublicKeyCredentialCreationOptions::from_value(options).unwrap();
    let outputs: cbor::Value = outputs.iter().map(|(name, made)| (*name, (*made).into())).collect();
    let auth_data = [&[0; 32][..], &[0x81], &[0; 4], &cbor::encode(&outputs)].concat();
    let auth_data = AuthenticatorData::from_bytes(&auth_data).unwrap();
    client_extension_results(&options.extensions, &auth_data, properties).into()
}

#[test]
fn each_extension_is_answered_as_web_platform_tests_expect() {
    let inputs = json!({
        "credProps": true, "prf": {}, "credBlob": "AAAA", "largeBlob": {}, "hmacCreateSecret": true,
        "minPinLength": true,
    });
    let properties = CredentialProperties { resident_key: Some(true), large_blob_key: true };
    let able = results(inputs.clone(), &[("hmac-secret", true), ("credBlob", true)], properties);
    let expected = json!({
        "credProps": { "rk": true }, "hmacCreateSecret": true, "prf": { "enabled": true },
        "credBlob": true, "largeBlob": { "supported": true },
    });
    assert_eq!(able, expected);
    let unable = results(inputs, &[("credBlob", false)], CredentialProperties::default());
    let expected = json!({
        "credProps": {}, "hmacCreateSecret": false, "prf": { "enabled": false },
        "credBlob": false, "largeBlob": { "supported": false },
    });
    assert_eq!(unable, expected);
}

#[test]
fn what_was_not_asked_for_is_not_answered() {
    let properties = CredentialProperties { resident_key: Some(true), large_blob_key: true };
    let inputs = json!({ "credProps": false, "unheardOf": 1 });
    assert_eq!(results(inputs, &[("hmac-secret", true)], properties), json!({}));
}
