use super::{
    ClientDataError, CollectedClientData, TopOriginPresence, client_data_hash, verify_limited,
};
use crate::{Challenge, base64url};

fn client_data() -> CollectedClientData {
    CollectedClientData::for_create(&Challenge::from(vec![0xFF]), "https://example.org")
}

#[test]
fn the_serialization_is_that_of_web_platform_tests() {
    // webauthn/createcredential-clientdata.https.html, challenge _w.
    let json = br#"{"type":"webauthn.create","challenge":"_w","origin":"https://example.org","crossOrigin":false}"#;
    assert_eq!(client_data().to_json(), json);
}

#[test]
fn top_origin_stands_after_cross_origin_and_before_what_nobody_knows() {
    let mut data = client_data();
    data.cross_origin = Some(true);
    data.top_origin = Some("https://top.example".to_owned());
    data.others.insert("z".to_owned(), 1.into());
    data.others.insert("a".to_owned(), "é".into());
    let json = String::from_utf8(data.to_json()).unwrap();
    let tail = r#","crossOrigin":true,"topOrigin":"https://top.example","z":1,"a":"é"}"#;
    assert!(json.ends_with(tail), "{json}");
    assert_eq!(CollectedClientData::from_json(json.as_bytes()).unwrap(), data);
}

#[test]
fn ccd_to_string_escapes_quote_backslash_and_controls_only() {
    let mut data = client_data();
    data.origin = "\"\\/\u{0}\n\u{1f} \u{7f}é\u{1F511}".to_owned();
    let json = String::from_utf8(data.to_json()).unwrap();
    let origin = "\"origin\":\"\\\"\\\\/\\u0000\\u000a\\u001f \u{7f}é\u{1F511}\"";
    assert!(json.contains(origin), "{json}");
    assert_eq!(CollectedClientData::from_json(json.as_bytes()).unwrap(), data);
}

#[test]
fn reading_is_tolerant_of_what_clients_have_written() {
    let json = b"\xEF\xBB\xBF {\"origin\":\"https://example.org\", \"challenge\":\"_w\",
        \"tokenBinding\":{\"status\":\"unused\"}, \"type\":\"webauthn.create\"}";
    let data = CollectedClientData::from_json(json).unwrap();
    assert_eq!((data.cross_origin, data.top_origin), (None, None));
    assert_eq!(data.others["tokenBinding"]["status"], "unused");
}

#[test]
fn what_lacks_a_member_is_named() {
    for (json, error) in [
        ("", ClientDataError::NotAnObject),
        ("[]", ClientDataError::NotAnObject),
        ("{}", ClientDataError::Member("type")),
        (r#"{"type":"a"}"#, ClientDataError::Member("challenge")),
        (r#"{"type":"a","challenge":"b","origin":1}"#, ClientDataError::Member("origin")),
        (
            r#"{"type":"a","challenge":"b","origin":"c","crossOrigin":"true"}"#,
            ClientDataError::Member("crossOrigin"),
        ),
    ] {
        assert_eq!(CollectedClientData::from_json(json.as_bytes()), Err(error), "{json}");
    }
}

#[test]
fn the_limited_algorithm_accepts_its_own_serialization_and_nothing_else() {
    let json = client_data().to_json();
    let ok =
        |json: &[u8]| verify_limited(json, "webauthn.create", &[0xFF], "https://example.org", None);
    assert!(ok(&json));
    let extended = String::from_utf8(json.clone()).unwrap().replace('}', r#","x":1}"#);
    assert!(ok(extended.as_bytes()));
    assert!(!ok(&json[..json.len() - 1]));
    assert!(!ok(&String::from_utf8(json.clone()).unwrap().replace('}', " }").into_bytes()));
    assert!(!verify_limited(&json, "webauthn.get", &[0xFF], "https://example.org", None));
    assert!(!verify_limited(&json, "webauthn.create", &[0xFE], "https://example.org", None));
    assert!(!verify_limited(&json, "webauthn.create", &[0xFF], "https://example.com", None));
}

#[test]
fn the_limited_algorithm_knows_level_2_clients() {
    let mut data = client_data();
    data.cross_origin = Some(true);
    let check = |json: &[u8], presence| {
        let top = Some(("https://top.example", presence));
        verify_limited(json, "webauthn.create", &[0xFF], "https://example.org", top)
    };
    let level_2 = data.to_json();
    assert!(check(&level_2, TopOriginPresence::Optional));
    assert!(!check(&level_2, TopOriginPresence::Required));
    data.top_origin = Some("https://top.example".to_owned());
    assert!(check(&data.to_json(), TopOriginPresence::Required));
    assert!(check(&data.to_json(), TopOriginPresence::Optional));
    data.top_origin = Some("https://other.example".to_owned());
    assert!(!check(&data.to_json(), TopOriginPresence::Optional));
}

#[test]
fn the_hash_is_sha_256() {
    // FIPS 180-4, SHA-256 of "abc".
    let hash = base64url::decode("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0").unwrap();
    assert_eq!(client_data_hash(b"abc").as_slice(), hash);
}
