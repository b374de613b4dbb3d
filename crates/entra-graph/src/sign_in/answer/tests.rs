use serde_json::json;

use super::*;

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, body: body.to_string().into_bytes(), ..Answer::default() }
}

fn given() -> Value {
    json!({
        "token_type": "Bearer", "scope": "https://graph.microsoft.com/User.Read profile",
        "expires_in": 3599, "ext_expires_in": 3599, "access_token": "MARKER-access",
        "refresh_token": "MARKER-refresh", "id_token": "a.b.c", "unknown": { "member": 1 },
    })
}

fn with(name: &str, value: Value) -> Value {
    let mut document = given();
    document[name] = value;
    document
}

/// RFC 6749 §5.1.
#[test]
fn tokens_are_read_with_whatever_else_stands_there() {
    let read = tokens(answer(200, &given())).unwrap();
    assert_eq!((read.life.as_secs(), read.refresh.is_some()), (3599, true));
    assert_eq!(read.scopes, ["User.Read", "profile"].map(str::to_owned).into());
    assert_eq!(tokens(answer(200, &with("expires_in", json!("60")))).unwrap().life.as_secs(), 60);
    let endless = tokens(answer(200, &with("expires_in", json!(u64::MAX)))).unwrap();
    assert_eq!(endless.life.as_secs(), LONGEST_LIFE);
}

#[test]
fn what_is_no_token_is_malformed_and_told_without_it() {
    for wrong in [
        with("token_type", json!("mac")),
        with("expires_in", json!(-1)),
        with("expires_in", json!("soon MARKER")),
        with("access_token", json!("MARKER\r\nHost: x")),
        with("access_token", json!("")),
        with("access_token", json!(["MARKER"])),
        json!(["MARKER"]),
        json!("MARKER"),
    ] {
        let error = tokens(answer(200, &wrong)).unwrap_err();
        assert!(matches!(error, SignInError::Malformed { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("MARKER"), "{error:?}");
    }
    assert!(!format!("{:?}", tokens(answer(200, &given())).unwrap()).contains("MARKER"));
}

/// graph.md §8 and §10 item 1: AADSTS-shaped errors.
#[test]
fn an_error_says_whose_turn_it_is() {
    let error = |error: &str, codes: Value, suberror: Value| {
        let body = json!({ "error": error, "error_description": "AADSTS1: words", "error_codes": codes,
            "suberror": suberror, "correlation_id": "c", "trace_id": "t", "timestamp": "x" });
        tokens(answer(400, &body)).unwrap_err()
    };
    let none = || Value::Null;
    assert!(matches!(
        error("invalid_grant", json!([65001]), none()),
        SignInError::ConsentMissing(_)
    ));
    let sub = json!("consent_required");
    assert!(matches!(error("invalid_grant", json!([1]), sub), SignInError::ConsentMissing(_)));
    let interaction = error("interaction_required", json!([65001]), none());
    assert!(matches!(interaction, SignInError::ConsentMissing(_)));
    let SignInError::InteractionNeeded(refusal) = error("invalid_grant", json!([700_082]), none())
    else {
        panic!()
    };
    assert_eq!(
        (refusal.codes.as_slice(), refusal.trace_id.as_deref()),
        (&[700_082][..], Some("t"))
    );
    let interaction = error("interaction_required", json!([50076]), none());
    assert!(matches!(interaction, SignInError::InteractionNeeded(_)));
    assert_eq!(error("authorization_declined", none(), none()), SignInError::Declined);
    assert_eq!(error("expired_token", json!([70019]), none()), SignInError::TimedOut);
    assert!(matches!(error("unauthorized_client", none(), none()), SignInError::Refused(_)));
    assert!(matches!(error("a_word_of_tomorrow", none(), none()), SignInError::Refused(_)));
}

#[test]
fn a_server_in_trouble_and_nonsense_are_told_apart() {
    let later =
        Answer { status: 503, retry_after: Some(Duration::from_secs(7)), ..Answer::default() };
    let SignInError::Failing { status: 503, retry_after: Some(_) } = tokens(later).unwrap_err()
    else {
        panic!()
    };
    for status in [302, 400, 404] {
        let error = tokens(answer(status, &json!({}))).unwrap_err();
        assert!(matches!(error, SignInError::Malformed { .. }), "{error:?}");
    }
}

/// RFC 8628 §3.2 and §3.5.
#[test]
fn a_device_code_is_asked_about_as_often_as_is_said() {
    let body = json!({ "device_code": "MARKER", "user_code": "ABC", "verification_uri": "https://x/",
        "expires_in": 900, "message": "m" });
    let code = device_code(answer(200, &body)).unwrap();
    assert_eq!((code.interval.as_secs(), code.life.as_secs()), (5, 900));
    assert!(!format!("{code:?}").contains("ABCMARKER"));
    let error = |error: &str| polled(answer(400, &json!({ "error": error })));
    assert!(matches!(error("authorization_pending"), Ok(Polled::Pending)));
    assert!(matches!(error("slow_down"), Ok(Polled::SlowDown)));
    assert!(matches!(error("expired_token"), Err(SignInError::TimedOut)));
    assert!(matches!(error("bad_verification_code"), Err(SignInError::Refused(_))));
}
