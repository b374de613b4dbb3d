//! Every reader of untrusted bytes or text, for any input. None must ever panic.
#![allow(clippy::unwrap_used, missing_docs)]

use proptest::prelude::*;
use webauthn::{
    Aaguid, AttestationObject, AuthenticatorData, CallerOrigin, Certificate, Challenge,
    CollectedClientData, CosePublicKey, Expectations, PublicKeyCredentialCreationOptions,
    RecordedRegistration, RecordedResponse, RegistrationRequest, RegistrationResponseJson,
    RelatedOrigins, RpId, Timestamp, TrustAnchor, base64url,
    cbor::{self, Value},
    client_data::verify_limited,
    options::{AttestationConveyancePreference, AuthenticatorAttachment},
    verify,
};

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-10i64..10).prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..80).prop_map(Value::from),
        "[a-z0-9]{0,8}".prop_map(Value::from),
        Just(Value::from("packed")),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let key = prop_oneof![
            (-5i64..8).prop_map(Value::from),
            prop::sample::select(vec!["fmt", "attStmt", "authData", "alg", "sig", "x5c"])
                .prop_map(Value::from),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(Value::Map),
        ]
    })
}

fn read_everything(bytes: &[u8]) {
    let _ = AuthenticatorData::from_bytes(bytes);
    let _ = AttestationObject::from_make_credential_response(bytes);
    let _ = CollectedClientData::from_json(bytes);
    let _ = PublicKeyCredentialCreationOptions::from_json(bytes);
    let _ = RecordedResponse::from_json(bytes);
    let _ = RelatedOrigins::from_json(bytes);
    let _ = Certificate::from_der(bytes);
    let _ = TrustAnchor::from_der(bytes);
    let recorded = RecordedRegistration {
        client_data_json: Some(bytes),
        attestation_object: bytes,
        credential_id: None,
    };
    let _ = serde_json::to_vec(&verify(recorded, &Expectations::at(Timestamp(0))).judgement);
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read_everything(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,60}") {
        read_everything(text.as_bytes());
        let _ = RpId::parse(&text);
        let _ = CallerOrigin::parse(&text);
        let _ = CallerOrigin::parse(&format!("https://{text}"));
        let _ = TrustAnchor::from_text(&text);
        let _ = (text.parse::<Timestamp>(), text.parse::<Aaguid>());
        let _ = base64url::decode(&text);
    }

    #[test]
    fn any_cbor_is_read_or_refused(value in any_value()) {
        let _ = CosePublicKey::from_cbor(&value);
        read_everything(&cbor::encode(&value));
    }

    #[test]
    fn any_statement_under_any_authenticator_data_is_judged(
        fmt in prop::sample::select(vec!["packed", "none", "fido-u2f", "tpm", "other"]),
        statement in any_value(),
        key in any_value(),
        flags in any::<u8>(),
        tail in prop::collection::vec(any::<u8>(), 0..9),
    ) {
        let auth_data = [&[7; 32][..], &[flags], &[0; 20], &[0, 1, 9], &cbor::encode(&key), &tail];
        let object: Value = [
            ("fmt", Value::from(fmt)),
            ("attStmt", statement),
            ("authData", auth_data.concat().into()),
        ]
        .into_iter()
        .collect();
        let bytes = cbor::encode(&object);
        read_everything(&bytes);
        let object = AttestationObject::from_bytes(&bytes).unwrap();
        let conveyed = object
            .convey(AttestationConveyancePreference::None, AuthenticatorAttachment::CrossPlatform);
        // What leaves is an attestation object again, with the same key under the same flags.
        prop_assert_eq!(&AttestationObject::from_bytes(conveyed.as_bytes()).unwrap(), &conveyed);
        prop_assert_eq!(conveyed.auth_data().len(), object.auth_data().len());
        let _ = RegistrationResponseJson::new(
            &conveyed, b"{}", None, ["usb"], serde_json::Map::new(),
        );
    }

    #[test]
    fn any_client_data_is_read_back_and_passes_the_limited_algorithm(
        challenge in prop::collection::vec(any::<u8>(), 0..40),
        origin in any::<String>(),
    ) {
        let data = CollectedClientData::for_create(&Challenge::from(challenge.clone()), &origin);
        let json = data.to_json();
        prop_assert_eq!(CollectedClientData::from_json(&json).unwrap(), data);
        prop_assert!(verify_limited(&json, "webauthn.create", &challenge, &origin, None));
    }

    #[test]
    fn base64url_of_any_bytes_is_read_back(bytes in prop::collection::vec(any::<u8>(), 0..70)) {
        prop_assert_eq!(base64url::decode(&base64url::encode(&bytes)).unwrap(), bytes);
    }

    #[test]
    fn what_is_authorized_is_equal_or_a_suffix(host in "[a-c]{1,2}(\\.(a|b|com|co|uk|jp)){0,3}", rp_id in "[a-c]{1,2}(\\.(a|b|com|co|uk|jp)){0,3}") {
        let (Ok(origin), Ok(rp_id)) =
            (CallerOrigin::parse(&format!("https://{host}")), RpId::parse(&rp_id)) else {
            return Ok(());
        };
        if origin.authorize(&rp_id, None).is_ok() {
            let suffix = format!(".{rp_id}");
            prop_assert!(host == rp_id.as_str() || host.ends_with(&suffix));
            prop_assert!(host == rp_id.as_str() || rp_id.as_str().contains('.'));
        }
    }

    #[test]
    fn options_survive_any_member_of_any_type(
        name in prop::sample::select(vec![
            "rp", "user", "challenge", "pubKeyCredParams", "timeout", "excludeCredentials",
            "authenticatorSelection", "attestation", "extensions", "hints", "value", "publicKey",
        ]),
        json in "(null|true|-?[0-9]{1,20}|-?[0-9]e[0-9]{1,3}|\"[a-zA-Z0-9_=-]{0,9}\"|\\[(1|\"a\"|\\{\\}|null)\\]|\\{\"(id|type|prf|first|publicKey)\":(1|\"AA\"|\\{\\}|null)\\})",
    ) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(&json) else { return Ok(()) };
        let mut options = serde_json::json!({
            "rp": { "name": "n" },
            "user": { "id": "AA", "name": "n", "displayName": "d" },
            "challenge": "AA",
            "pubKeyCredParams": [],
        });
        options.as_object_mut().unwrap().insert(name.to_owned(), value);
        if let Ok(read) = PublicKeyCredentialCreationOptions::from_value(options.clone()) {
            prop_assert_eq!(read.source(), &options);
            let origin = CallerOrigin::parse("https://example.com").unwrap();
            let _ = RegistrationRequest::new(read, &origin, None);
        }
    }
}
