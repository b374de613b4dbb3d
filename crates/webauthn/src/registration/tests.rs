use serde_json::{Map, json};

use super::{RecordedResponse, RecordedResponseError, RegistrationResponseJson, ResponseError};
use crate::{
    AttestationObject, base64url,
    cbor::{self, Value},
    options::AuthenticatorAttachment,
};

/// The base point of Ed25519 (RFC 8032 §5.1), a point like any other.
const BASE_POINT: [u8; 32] = {
    let mut point = [0x66; 32];
    point[0] = 0x58;
    point
};

fn object(key: &[u8]) -> AttestationObject {
    let auth_data =
        [&[1; 32][..], &[0x41], &[0; 4], &[0; 16], &[0, 2], &[0xFB, 0xFF], key].concat();
    let map: Value = [
        ("fmt", Value::from("none")),
        ("attStmt", Value::Map(vec![])),
        ("authData", auth_data.into()),
    ]
    .into_iter()
    .collect();
    AttestationObject::from_bytes(&cbor::encode(&map)).unwrap()
}

fn ed25519() -> Vec<u8> {
    let key: Value = [(1, 1.into()), (3, Value::from(-8)), (-1, 6.into()), (-2, BASE_POINT.into())]
        .into_iter()
        .collect();
    cbor::encode(&key)
}

fn response(object: &AttestationObject) -> Result<RegistrationResponseJson, ResponseError> {
    let attachment = Some(AuthenticatorAttachment::CrossPlatform);
    RegistrationResponseJson::new(object, b"{}", attachment, ["usb", "nfc", "usb"], Map::new())
}

#[test]
fn every_member_is_written_as_the_standard_spells_it() {
    let object = object(&ed25519());
    let spki = [&b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"[..], &BASE_POINT].concat();
    let expected = json!({
        "id": "-_8",
        "rawId": "-_8",
        "type": "public-key",
        "authenticatorAttachment": "cross-platform",
        "response": {
            "clientDataJSON": "e30",
            "attestationObject": base64url::encode(object.as_bytes()),
            "authenticatorData": base64url::encode(object.auth_data()),
            "publicKey": base64url::encode(&spki),
            "publicKeyAlgorithm": -8,
            "transports": ["nfc", "usb"],
        },
        "clientExtensionResults": {},
    });
    let written = serde_json::to_string(&response(&object).unwrap()).unwrap();
    assert_eq!(written, expected.to_string());
}

#[test]
fn a_public_key_without_spki_form_is_left_out() {
    let key: Value = [(1, Value::from(77)), (3, Value::from(-90_000))].into_iter().collect();
    let written = serde_json::to_value(response(&object(&cbor::encode(&key))).unwrap()).unwrap();
    assert!(written["response"].get("publicKey").is_none());
    assert_eq!(written["response"]["publicKeyAlgorithm"], -90_000);
}

#[test]
fn an_object_without_credential_or_key_makes_no_response() {
    assert_eq!(response(&object(&[])), Err(ResponseError::NoCredential));
    assert_eq!(response(&object(&[0xA0])), Err(ResponseError::NoPublicKey));
}

#[test]
fn what_is_written_is_read_back() {
    let object = object(&ed25519());
    let json = serde_json::to_vec(&response(&object).unwrap()).unwrap();
    let read = RecordedResponse::from_json(&json).unwrap();
    assert_eq!(read.credential_id.unwrap().as_bytes(), [0xFB, 0xFF]);
    assert_eq!(read.client_data_json, b"{}");
    assert_eq!(read.attestation_object, object.as_bytes());
    assert_eq!(read.transports, ["nfc", "usb"]);
}

#[test]
fn other_clients_responses_are_read_and_gaps_are_named() {
    use RecordedResponseError::{Member, NotJson};
    let read = |value| RecordedResponse::from_value(value);
    let response = json!({ "clientDataJSON": "e30=", "attestationObject": "+/8=" });
    let minimal = read(json!({ "response": response, "id": null })).unwrap();
    assert_eq!((minimal.credential_id, minimal.attestation_object), (None, vec![0xFB, 0xFF]));
    assert_eq!(read(json!({})), Err(Member("response.clientDataJSON")));
    let bad_id = json!({ "response": response, "id": "?" });
    assert_eq!(read(bad_id), Err(Member("id")));
    assert_eq!(RecordedResponse::from_json(b"{"), Err(NotJson));
}
