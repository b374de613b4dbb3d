use serde_json::{Value, json};

use super::{
    AttestationConveyancePreference, OptionsError, PublicKeyCredentialCreationOptions,
    ResidentKeyRequirement, UserVerificationRequirement,
};
use crate::CoseAlgorithmIdentifier as Algorithm;

fn bare() -> Value {
    json!({
        "rp": { "id": "example.com", "name": "Example" },
        "user": { "id": "dGVzdA", "name": "anna@example.com", "displayName": "Anna" },
        "challenge": "dGVzdA",
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut options = bare();
    options[name] = value;
    options
}

fn read(value: Value) -> PublicKeyCredentialCreationOptions {
    PublicKeyCredentialCreationOptions::from_value(value).unwrap()
}

fn path_of(value: Value) -> String {
    match PublicKeyCredentialCreationOptions::from_value(value).unwrap_err() {
        OptionsError::Member { path, .. } | OptionsError::Encoding { path } => path,
        OptionsError::TooLarge(_) | OptionsError::NotJson { .. } => "no path".to_owned(),
    }
}

#[test]
fn defaults_are_the_standards() {
    let options = read(bare());
    assert_eq!(options.attestation(), AttestationConveyancePreference::None);
    assert_eq!(options.user_verification(), UserVerificationRequirement::Preferred);
    assert_eq!(options.resident_key(), ResidentKeyRequirement::Discouraged);
    assert_eq!(options.authenticator_attachment(), None);
    assert_eq!((options.timeout, options.ceremony_timeout().as_secs()), (None, 300));
    assert!(options.hints.is_empty() && options.exclude_credentials.is_empty());
    assert_eq!(options.source(), &bare());
}

/// The shape of a Graph answer (facts of the Graph reference), values of our own.
fn graph() -> Value {
    json!({
        "@odata.context": "https://graph.microsoft.com/beta/$metadata#x",
        "challengeTimeoutDateTime": "2026-11-20T09:48:00.1234567Z",
        "publicKey": {
            "@odata.type": "#microsoft.graph.webauthnPublicKeyCredentialCreationOptions",
            "rp": { "@odata.type": "#x", "id": "login.microsoft.com", "name": "Microsoft" },
            "user": { "id": "T0Y6AAEC", "name": "a@b.example", "displayName": "A" },
            "challenge": "ZXlKaGJHY2lPaUpT",
            "pubKeyCredParams": [
                { "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 },
            ],
            "timeout": 0,
            "excludeCredentials": [
                { "type": "public-key", "id": "+/8=", "transports": [] },
                { "type": "public-key", "id": "-_81", "transports": ["usb", "teleport"] },
                { "type": "public-key", "id": "AAAA0", "transports": null },
            ],
            "authenticatorSelection": {
                "authenticatorAttachment": "cross-platform",
                "requireResidentKey": true,
                "userVerification": "required",
            },
            "attestation": "direct",
            "extensions": {
                "@odata.type": "#x",
                "hmacCreateSecret": true,
                "enforceCredentialProtectionPolicy": true,
                "credentialProtectionPolicy": "userVerificationOptional",
                "unheardOf": { "kept": [1] },
            },
        },
    })
}

#[test]
fn graph_s_form_is_read_with_and_without_its_value_wrapper() {
    for document in [graph(), json!({ "value": graph(), "@odata.context": "x" })] {
        let options = read(document.clone());
        assert_eq!(options.rp.id.as_deref(), Some("login.microsoft.com"));
        assert_eq!(options.user.id.as_bytes(), b"OF:\x00\x01\x02");
        assert_eq!(options.resident_key(), ResidentKeyRequirement::Required);
        assert_eq!(options.attestation(), AttestationConveyancePreference::Direct);
        assert_eq!(options.timeout, None);
        assert_eq!(options.challenge_timeout.unwrap().to_string(), "2026-11-20T09:48:00Z");
        assert_eq!(options.source(), &document);
        let extensions = &options.extensions;
        assert!(extensions.hmac_create_secret && extensions.enforce_credential_protection_policy);
        assert_eq!(extensions.cred_protect().unwrap().as_str(), "userVerificationOptional");
        assert_eq!(extensions.others.keys().collect::<Vec<_>>(), ["unheardOf"]);
        let ids: Vec<_> = options.exclude_credentials.iter().map(|d| d.id.as_bytes()).collect();
        assert_eq!(ids, [&[0xFB, 0xFF][..], &[0xFB, 0xFF], &[0, 0, 0]]);
        assert_eq!(options.exclude_credentials[1].transports, ["usb", "teleport"]);
        // The second, ambiguous ID in both readings, and the first only once.
        assert_eq!(options.excluded_credential_ids().len(), 3);
    }
}

#[test]
fn words_nobody_knows_are_kept_and_count_as_absent() {
    let mut value = with("attestation", json!("noneofyourbusiness"));
    value["authenticatorSelection"] = json!({
        "authenticatorAttachment": "orbital",
        "residentKey": "desired",
        "requireResidentKey": true,
        "userVerification": {},
    });
    let options = read(value);
    assert_eq!(options.attestation(), AttestationConveyancePreference::None);
    assert_eq!(options.attestation.as_deref(), Some("noneofyourbusiness"));
    assert_eq!(options.authenticator_attachment(), None);
    assert_eq!(options.resident_key(), ResidentKeyRequirement::Required);
    assert_eq!(options.user_verification(), UserVerificationRequirement::Preferred);
    assert_eq!(options.authenticator_selection.resident_key.as_deref(), Some("desired"));
}

#[test]
fn algorithms_default_only_where_the_list_was_empty() {
    let algorithms = |list| read(with("pubKeyCredParams", list)).algorithms();
    assert_eq!(algorithms(json!([])), [Algorithm::ES256, Algorithm::RS256]);
    assert_eq!(algorithms(json!([{ "type": "other", "alg": -7 }])), []);
    let mixed = json!([{ "type": null, "alg": -7 }, { "type": "public-key", "alg": -8 }]);
    assert_eq!(algorithms(mixed), [Algorithm::EDDSA]);
}

#[test]
fn an_error_names_the_member() {
    assert_eq!(path_of(json!([])), "$");
    assert_eq!(path_of(with("rp", json!("hi mom"))), "rp");
    assert_eq!(path_of(json!({ "publicKey": with("rp", json!({})) })), "publicKey.rp.name");
    let wrapped = json!({ "value": { "publicKey": with("challenge", json!("?")) } });
    assert_eq!(path_of(wrapped), "value.publicKey.challenge");
    let excluded =
        json!([{ "type": "public-key", "id": "AAAA" }, { "type": "public-key", "id": "A" }]);
    assert_eq!(path_of(with("excludeCredentials", excluded)), "excludeCredentials[1].id");
    assert_eq!(path_of(with("timeout", json!("soon"))), "timeout");
    assert_eq!(
        path_of(with("extensions", json!({ "prf": { "eval": {} } }))),
        "extensions.prf.eval.first"
    );
    let long = json!({ "id": "A".repeat(87), "name": "n", "displayName": "d" });
    assert_eq!(path_of(with("user", long)), "user.id");
}

#[test]
fn timeouts_are_read_and_brought_into_range() {
    let timeout = |value| read(with("timeout", value));
    assert_eq!(timeout(json!(60_000.7)).timeout.unwrap().as_millis(), 60_000);
    assert_eq!(timeout(json!(0)).timeout, None);
    assert_eq!(timeout(json!(1)).ceremony_timeout().as_secs(), 300);
    assert_eq!(timeout(json!(1e300)).ceremony_timeout().as_secs(), 600);
}

#[test]
fn what_is_too_large_too_deep_or_no_json_is_refused() {
    let parse = PublicKeyCredentialCreationOptions::from_json;
    let large = vec![b' '; PublicKeyCredentialCreationOptions::MAX_LENGTH + 1];
    assert!(matches!(parse(&large), Err(OptionsError::TooLarge(_))));
    assert!(matches!(parse(&vec![b'['; 1 << 19]), Err(OptionsError::NotJson { .. })));
    assert!(matches!(parse(b"{"), Err(OptionsError::NotJson { line: 1, .. })));
    let with_mark = [b"\xEF\xBB\xBF", bare().to_string().as_bytes()].concat();
    assert!(parse(&with_mark).is_ok());
}
