//! What goes wrong on the way and in the directory, and what the client makes of it. It must never say
//! that a registration did not arrive when it may have.

use std::{
    io::Read,
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{BearerToken, Endpoint, GraphClient, Settings};
use practice::{
    models,
    tenant::{Switches, Throttling, faults},
};
use serde_json::json;

use crate::support::{MIRA, Practice};

fn script(practice: &Practice, json: &serde_json::Value) {
    let faults = faults::read(json.to_string().as_bytes()).unwrap();
    practice.running().control().set_faults(faults);
}

/// One fault for the next request of this kind.
fn next(practice: &Practice, method: &str, action: serde_json::Value) {
    script(practice, &json!([{ "match": { "method": method }, "action": action }]));
}

/// A client of whatever answers there.
fn client_of(listener: &TcpListener) -> GraphClient {
    let endpoint = Endpoint::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let settings = Settings { limit: Duration::from_millis(500), ..Settings::default() };
    GraphClient::new(endpoint, BearerToken::new("x".to_owned().into()), settings)
}

#[test]
fn errors_are_told_apart_by_their_status() {
    for practice in Practice::in_each_dress() {
        let client = practice.client();
        let answered = |action| {
            next(&practice, "GET", action);
            client.organisation().unwrap_err()
        };
        let later = Some(Duration::from_secs(7));
        assert_eq!(
            answered(json!({ "do": "answer", "status": 503, "retryAfter": 7 })),
            TenantError::Failing { status: 503, retry_after: later }
        );
        assert_eq!(
            answered(json!({ "do": "answer", "status": 500 })),
            TenantError::Failing { status: 500, retry_after: None }
        );
        assert_eq!(
            answered(json!({ "do": "answer", "status": 429, "retryAfter": 7 })),
            TenantError::Throttled { retry_after: later }
        );
        assert_eq!(
            answered(json!({ "do": "answer", "status": 429 })),
            TenantError::Throttled { retry_after: None }
        );
        assert_eq!(answered(json!({ "do": "answer", "status": 401 })), TenantError::SignInNeeded);
        let stepped = answered(json!({ "do": "claims-challenge" }));
        assert!(
            matches!(stepped, TenantError::StepUpNeeded { claims } if claims.as_str().contains("ngcmfa"))
        );
        assert_eq!(
            answered(json!({ "do": "answer", "status": 404 })),
            TenantError::NotFound("organisation".to_owned())
        );
        for (status, code) in
            [(403, "Authorization_RequestDenied"), (405, "methodNotAllowed"), (409, "conflict")]
        {
            let TenantError::Refused(refusal) =
                answered(json!({ "do": "answer", "status": status }))
            else {
                panic!("{status}")
            };
            assert_eq!((refusal.status, refusal.code.as_str()), (status, code));
            assert_eq!(refusal.request_id.unwrap().len(), 36);
        }
        assert!(client.organisation().is_ok());
    }
}

#[test]
fn nonsense_and_too_much_are_malformed() {
    let practice = Practice::new();
    let client = practice.client();
    let longer_than_any = format!("\"{}\"", "x".repeat(4 << 20));
    for body in ["", "<html>", "{}", "[]", r#"{"value":{}}"#, r#"{"value":[7]}"#, &longer_than_any]
    {
        next(&practice, "GET", json!({ "do": "verbatim", "status": 200, "body": body }));
        let error = client.organisation().unwrap_err();
        assert!(matches!(error, TenantError::Malformed { .. }), "{error:?}");
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let location = format!("http://{}/v1.0/organization", elsewhere.local_addr().unwrap());
    let practice = Practice::new();
    for method in ["GET", "POST"] {
        next(&practice, method, json!({ "do": "redirect", "location": location }));
        let error = if method == "GET" {
            practice.client().organisation().unwrap_err()
        } else {
            let mira = practice.mira();
            let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
            practice.client().register(&mira.id, &parcel).unwrap_err()
        };
        assert!(matches!(error, TenantError::Malformed { .. }), "{error:?}");
    }
    assert!(elsewhere.accept().is_err(), "somebody followed");
}

#[test]
fn a_next_page_elsewhere_is_not_followed_and_an_endless_list_ends() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let practice = Practice::new();
    let page = |base: &str| {
        let body = json!({ "value": [], "@odata.nextLink": format!("{base}/v1.0/organization?x") });
        json!([{ "times": "always", "action":
            { "do": "verbatim", "status": 200, "body": body.to_string() } }])
    };
    script(&practice, &page(&format!("http://{}", elsewhere.local_addr().unwrap())));
    let error = practice.client().organisation().unwrap_err();
    assert!(matches!(error, TenantError::Malformed { .. }), "{error:?}");
    assert!(elsewhere.accept().is_err(), "somebody followed");
    script(&practice, &page(practice.running().base_url()));
    let error = practice.client().organisation().unwrap_err();
    assert!(matches!(error, TenantError::Malformed { .. }), "{error:?}");
}

/// Done or not, as the script says; the client can tell neither and must say neither.
#[test]
fn a_registration_whose_answer_is_lost_is_unanswered_and_the_list_tells() {
    let practice = Practice::new();
    let mira = practice.mira();
    let settings = Settings { limit: Duration::from_millis(1000), ..Settings::default() };
    for (action, done) in [
        (json!({ "do": "cut-before" }), false),
        (json!({ "do": "cut-after-commit" }), true),
        (json!({ "do": "cut-within-answer" }), true),
        (json!({ "do": "delay", "milliseconds": 3000 }), true),
        (json!({ "do": "verbatim", "status": 201, "body": "<html>" }), false),
    ] {
        let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
        next(&practice, "POST", action.clone());
        let error = practice.client_with(settings).register(&mira.id, &parcel).unwrap_err();
        assert!(matches!(error, TenantError::Unanswered(_)), "{action} {error:?}");
        assert!(!error.is_passing());
        let client = practice.client();
        let listed = client.fido2_methods(&mira.id).unwrap();
        let credential = parcel.credential_id();
        let found = listed.iter().find(|one| one.id.credential_id().as_ref() == Some(credential));
        assert_eq!(found.is_some(), done, "{action}");
        match found {
            Some(method) => {
                // The tenant took it: once more is refused, and does no harm.
                let again = client.register(&mira.id, &parcel).unwrap_err();
                assert!(matches!(again, TenantError::Refused(_)), "{again:?}");
                client.delete_fido2_method(&mira.id, &method.id).unwrap();
            }
            // Nothing was spent: the same parcel is taken now.
            None => {
                let method = client.register(&mira.id, &parcel).unwrap();
                client.delete_fido2_method(&mira.id, &method.id).unwrap();
            }
        }
    }
}

#[test]
fn a_registration_that_was_carried_out_and_failed_is_not_said_to_have_failed() {
    let practice = Practice::new();
    let mira = practice.mira();
    let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    next(&practice, "POST", json!({ "do": "fail-after-commit", "status": 504 }));
    let error = practice.client().register(&mira.id, &parcel).unwrap_err();
    assert_eq!(error, TenantError::Failing { status: 504, retry_after: None });
    assert!(!error.is_passing());
    assert_eq!(practice.client().fido2_methods(&mira.id).unwrap().len(), 1);
}

#[test]
fn a_slow_answer_within_the_limit_is_an_answer() {
    let practice = Practice::new();
    next(&practice, "GET", json!({ "do": "delay", "milliseconds": 200 }));
    assert!(practice.client().organisation().is_ok());
}

#[test]
fn where_nothing_listens_nothing_arrived() {
    let mut practice = Practice::new();
    let mira = practice.mira();
    let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    let client = practice.client();
    practice.running = None;
    let error = client.register(&mira.id, &parcel).unwrap_err();
    assert!(matches!(error, TenantError::Unreachable(_)), "{error:?}");
    assert!(error.is_passing());
}

#[test]
fn where_somebody_listens_it_may_have_arrived() {
    let practice = Practice::new();
    let mira = practice.mira();
    let parcel = practice.parcel(&mira, &models::PRACTICE_KEY_C);
    // It is accepted by the system, and nobody reads.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let error = client_of(&silent).register(&mira.id, &parcel).unwrap_err();
    assert!(matches!(error, TenantError::Unanswered(_)), "{error:?}");
    // Closed at once, read to the end and closed, and an answer that is no HTTP.
    let behaviours: [fn(TcpStream); 3] = [drop, read_to_the_end, |mut stream| {
        let mut some = [0; 64];
        let _ = stream.read(&mut some);
        let _ = std::io::Write::write_all(&mut stream, b"hello\r\n\r\n");
    }];
    for behaviour in behaviours {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = client_of(&listener);
        let served = thread::spawn(move || behaviour(listener.accept().unwrap().0));
        let error = client.register(&mira.id, &parcel).unwrap_err();
        assert!(matches!(error, TenantError::Unanswered(_)), "{error:?}");
        served.join().unwrap();
    }
}

fn read_to_the_end(mut stream: TcpStream) {
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let _ = stream.read_to_end(&mut Vec::new());
}

/// graph.md §1 item 8: five in ten seconds.
#[test]
fn the_sixth_request_in_ten_seconds_is_too_many() {
    let practice = Practice::new();
    let mira = practice.mira();
    let client = practice.client();
    let five = |throttling| {
        let switches = Switches { throttling, ..Switches::default() };
        practice.running().control().set_switches(switches);
        for _ in 0..5 {
            client.fido2_methods(&mira.id).unwrap();
        }
        client.fido2_methods(&mira.id).unwrap_err()
    };
    let TenantError::Throttled { retry_after: Some(wait) } = five(Throttling::WithRetryAfter)
    else {
        panic!("not throttled")
    };
    assert!((1..=10).contains(&wait.as_secs()), "{wait:?}");
    // Others of the directory are not counted.
    assert!(client.person(MIRA).is_ok());
    practice.running().control().set_clock_offset(11);
    assert_eq!(five(Throttling::Silent), TenantError::Throttled { retry_after: None });
}

#[test]
fn where_groups_may_not_be_read_the_person_is_known_all_the_same() {
    for practice in Practice::in_each_dress() {
        script(
            &practice,
            &json!([{ "match": { "path": "*/transitiveMemberOf" },
                "action": { "do": "answer", "status": 403 } }]),
        );
        assert_eq!(practice.mira().groups, None);
        assert!(practice.mira().groups.is_some());
    }
}

#[test]
fn the_journal_tells_what_befell_a_request() {
    let practice = Practice::new();
    next(&practice, "GET", json!({ "do": "cut-after-commit" }));
    let _ = practice.client().organisation();
    let entry = practice.running().control().journal().pop().unwrap();
    assert_eq!((entry.fault, entry.status), (Some("cut-after-commit"), None));
    assert_eq!(entry.path, "/v1.0/organization");
    assert_eq!(entry.client_request_id.unwrap().len(), 36);
}

#[test]
fn faults_and_clock_can_be_set_from_outside() {
    let practice = Practice::new();
    let faults = json!([{ "action": { "do": "answer", "status": 503 } }]);
    assert_eq!(practice.raw("PUT", "/practice/faults", Some(&faults)).status, 200);
    assert_eq!(practice.raw("GET", "/v1.0/organization", None).status, 503);
    assert_eq!(practice.raw("GET", "/v1.0/organization", None).status, 200);
    let clock = json!({ "offsetSeconds": 86_400 });
    let set = practice.raw("PUT", "/practice/clock", Some(&clock));
    assert_eq!(set.body["offsetSeconds"], 86_400);
    for wrong in [json!([{ "action": { "do": "nothing" } }]), json!({})] {
        assert_eq!(practice.raw("PUT", "/practice/faults", Some(&wrong)).status, 400);
    }
}
