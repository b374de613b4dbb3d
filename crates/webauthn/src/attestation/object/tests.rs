use super::{AttestationObject, AttestationObjectError};
use crate::{
    cbor::{self, Value},
    options::{
        AttestationConveyancePreference as Preference, AuthenticatorAttachment as Attachment,
    },
};

const AAGUID: [u8; 16] = [0xAA; 16];

fn auth_data(aaguid: [u8; 16]) -> Vec<u8> {
    [&[1; 32][..], &[0x41], &[0; 4], &aaguid, &[0, 1, 9], &[0xA0]].concat()
}

fn object(fmt: &str, statement: Value, aaguid: [u8; 16]) -> AttestationObject {
    let map: Value =
        [("fmt", Value::from(fmt)), ("attStmt", statement), ("authData", auth_data(aaguid).into())]
            .into_iter()
            .collect();
    AttestationObject::from_bytes(&cbor::encode(&map)).unwrap()
}

fn packed(x5c: bool, aaguid: [u8; 16]) -> AttestationObject {
    let mut statement = vec![("alg", Value::from(-7)), ("sig", Value::from([1, 2]))];
    if x5c {
        statement.push(("x5c", Value::Array(vec![])));
    }
    object("packed", statement.into_iter().collect(), aaguid)
}

#[test]
fn direct_indirect_and_enterprise_convey_the_very_bytes() {
    let object = packed(true, AAGUID);
    for preference in [Preference::Indirect, Preference::Direct, Preference::Enterprise] {
        let conveyed = object.convey(preference, Attachment::CrossPlatform);
        assert_eq!(conveyed.as_bytes(), object.as_bytes());
    }
}

#[test]
fn none_strips_the_statement_and_a_roaming_key_s_aaguid() {
    let conveyed = packed(true, AAGUID).convey(Preference::None, Attachment::CrossPlatform);
    assert_eq!((conveyed.fmt(), conveyed.statement()), ("none", &Value::Map(vec![])));
    assert_eq!(conveyed.auth_data(), auth_data([0; 16]));
    let read_again = AttestationObject::from_bytes(conveyed.as_bytes()).unwrap();
    assert_eq!(read_again, conveyed);
    assert!(conveyed.deviations().is_empty());
}

#[test]
fn none_leaves_a_platform_authenticator_its_aaguid() {
    let conveyed = packed(true, AAGUID).convey(Preference::None, Attachment::Platform);
    assert_eq!((conveyed.fmt(), conveyed.auth_data()), ("none", &*auth_data(AAGUID)));
}

#[test]
fn none_leaves_self_attestation_alone_only_under_a_zero_aaguid() {
    let own = packed(false, [0; 16]);
    assert_eq!(own.convey(Preference::None, Attachment::CrossPlatform), own);
    let named = packed(false, AAGUID).convey(Preference::None, Attachment::CrossPlatform);
    assert_eq!((named.fmt(), named.auth_data()), ("none", &*auth_data([0; 16])));
    let certified = packed(true, [0; 16]).convey(Preference::None, Attachment::CrossPlatform);
    assert_eq!(certified.fmt(), "none");
}

#[test]
fn the_bytes_of_a_ctap_response_s_values_are_kept() {
    // An integer in two bytes more than need be, inside the statement.
    let statement = b"\xA1\x63alg\x39\x00\x06";
    let auth_data = auth_data(AAGUID);
    let response = [
        b"\xA5\x01\x66packed\x02\x58\x39",
        &*auth_data,
        b"\x03",
        statement,
        b"\x04\xF5\x05\x58\x20",
        &[7; 32],
    ]
    .concat();
    let object = AttestationObject::from_make_credential_response(&response).unwrap();
    assert_eq!((object.fmt(), object.auth_data()), ("packed", &*auth_data));
    assert!(object.as_bytes().windows(statement.len()).any(|window| window == statement));
    assert!(object.as_bytes().starts_with(b"\xA3\x63fmt\x66packed\x67attStmt\xA1"));
}

#[test]
fn what_is_missing_is_named() {
    use AttestationObjectError::Member;
    let without = |name: &str| {
        let entries = [
            ("fmt", Value::from("none")),
            ("attStmt", Value::Map(vec![])),
            ("authData", Value::from([0; 37])),
        ];
        let map: Value = entries.into_iter().filter(|(key, _)| *key != name).collect();
        AttestationObject::from_bytes(&cbor::encode(&map)).unwrap_err()
    };
    for name in ["fmt", "attStmt", "authData"] {
        assert_eq!(without(name), Member(name));
    }
    assert_eq!(AttestationObject::from_bytes(&[0x80]), Err(Member("attestationObject")));
    assert!(matches!(AttestationObject::from_bytes(&[]), Err(AttestationObjectError::Cbor(_))));
    let response = AttestationObject::from_make_credential_response(b"\xA1\x01\x64none");
    assert_eq!(response, Err(Member("attStmt")));
}

#[test]
fn an_object_that_no_authenticator_makes_is_not_decoded() {
    let large = vec![0xFF; AttestationObject::MAX_LENGTH + 1];
    let error = AttestationObjectError::TooLarge(large.len());
    assert_eq!(AttestationObject::from_bytes(&large), Err(error));
    assert_eq!(AttestationObject::from_make_credential_response(&large), Err(error));
}
