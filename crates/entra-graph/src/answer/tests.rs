use enrollment::tenant::TenantRefusal;
use serde_json::json;

use super::*;

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, body: body.to_string().into_bytes(), ..Answer::default() }
}

fn refusal(status: u16, body: &Value) -> TenantRefusal {
    match answer(status, body).good("it") {
        Err(TenantError::Refused(refusal)) => *refusal,
        other => panic!("{other:?}"),
    }
}

/// graph.md §6.2: details of a refused POST are JSON inside the message.
#[test]
fn the_sub_code_inside_the_message_is_read() {
    let nested = json!({ "odata.error": {
        "message": { "value": "User or group restriction policy failed" },
        "values": [
            { "item": "other", "value": "x" },
            { "item": "subCode", "value": "error_user_group_restriction_policy_failure" },
        ],
    } });
    let body = json!({ "error": { "code": "BadRequest", "message": nested.to_string(),
        "innererror": { "request-id": "r-1", "client-request-id": "c-1", "date": "2026-11-02T10:00:00" } } });
    let refusal = refusal(400, &body);
    assert_eq!(refusal.client_request_id.as_deref(), Some("c-1"));
    assert_eq!(refusal.date.as_deref(), Some("2026-11-02T10:00:00"));
    assert_eq!(refusal.sub_code.as_deref(), Some("error_user_group_restriction_policy_failure"));
    assert_eq!(refusal.message, nested.to_string());
    assert_eq!(refusal.request_id.as_deref(), Some("r-1"));
}

#[test]
fn a_message_that_only_looks_nested_stays_a_message() {
    for message in ["{", "{}", r#"{"odata.error":{"values":7}}"#, "plain"] {
        let refusal = refusal(400, &json!({ "error": { "code": "x", "message": message } }));
        assert_eq!((refusal.sub_code, refusal.message.as_str()), (None, message));
    }
}

#[test]
fn the_status_says_whose_turn_it_is_even_without_a_body() {
    let empty = |status| Answer { status, ..Answer::default() }.good("it").unwrap_err();
    assert_eq!(empty(401), TenantError::SignInNeeded);
    assert_eq!(empty(404), TenantError::NotFound("it".to_owned()));
    assert_eq!(empty(429), TenantError::Throttled { retry_after: None });
    assert_eq!(empty(503), TenantError::Failing { status: 503, retry_after: None });
    assert!(matches!(empty(409), TenantError::Refused(refusal) if refusal.status == 409));
    assert!(matches!(empty(307), TenantError::Malformed { .. }));
}

#[test]
fn a_claims_challenge_wants_a_new_sign_in() {
    let body = json!({ "error": { "code": "insufficient_claims", "message": "" } });
    assert_eq!(answer(403, &body).good("it").unwrap_err(), TenantError::SignInNeeded);
    let denied = json!({ "error": { "code": "Authorization_RequestDenied", "message": "no" } });
    assert_eq!(refusal(403, &denied).code, "Authorization_RequestDenied");
}

#[test]
fn an_odd_member_of_a_key_does_not_lose_the_key() {
    let method = fido2_method(&json!({
        "id": "x", "aaGuid": "not one", "creationDateTime": "2026-01-02T03:04:05.1234567Z",
        "displayName": 7, "attestationCertificates": null,
    }))
    .unwrap();
    assert_eq!(method.id, MethodId("x".to_owned()));
    assert_eq!((method.aaguid, method.display_name), (None, None));
    assert_eq!(method.created.unwrap().to_string(), "2026-01-02T03:04:05Z");
    assert!(fido2_method(&json!({ "displayName": "x" })).is_err());
}

#[test]
fn roles_are_no_groups() {
    let entries = [
        json!({ "@odata.type": "#microsoft.graph.group", "id": "a" }),
        json!({ "@odata.type": "#microsoft.graph.directoryRole", "id": "b" }),
        json!({ "id": "c" }),
    ];
    assert_eq!(groups(&entries), ["a", "c"].map(str::to_owned).into());
}
