//! Answers that are no refusal but somebody else's turn (graph.md, sections 6.1 and 8): by status and code,
//! in every dress, whatever the words.

use std::time::Duration;

use enrollment::tenant::{Tenant, TenantError};
use entra_graph::{
    answer::Answer,
    sign_in::{
        SignInError,
        answer::{Polled, polled, tokens},
    },
};
use serde_json::Value;

use crate::{
    dress::{dresses, shape},
    server::{Directory, Reply},
};

/// What the client makes of this answer in each of its dresses; it must be one thing.
fn of(status: u16, headers: &[(&'static str, &str)], name: &str) -> TenantError {
    let mut read = dresses(&shape(name)).into_iter().map(|body| {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let reply = Reply(status, headers, body);
        let directory = Directory::that_says([("GET /v1.0/organization", reply)]);
        directory.client().organisation().unwrap_err()
    });
    let first = read.next().unwrap();
    assert!(read.all(|one| one == first), "{name}");
    first
}

#[test]
fn whose_turn_it_is_stands_in_the_status() {
    let challenge = ("www-authenticate", "Bearer realm=\"\", error=\"invalid_token\"");
    assert_eq!(of(401, &[challenge], "6.1-unauthenticated"), TenantError::SignInNeeded);
    assert_eq!(of(404, &[], "6.1-not-found"), TenantError::NotFound("organisation".to_owned()));
    let TenantError::Refused(conflict) = of(409, &[], "6.1-conflict") else { panic!() };
    assert_eq!((conflict.status, conflict.code.as_str()), (409, "Conflict"));
    let wait = Some(Duration::from_secs(7));
    let told = [("retry-after", "7")];
    assert_eq!(of(429, &told, "6.1-throttled"), TenantError::Throttled { retry_after: wait });
    assert_eq!(of(429, &[], "6.1-throttled"), TenantError::Throttled { retry_after: None });
    for (headers, retry_after) in [(&told[..], wait), (&[], None)] {
        let failing = TenantError::Failing { status: 503, retry_after };
        assert_eq!(of(503, headers, "6.1-unavailable"), failing);
    }
}

fn answer(document: &Value) -> Answer {
    Answer { status: 400, body: document.to_string().into_bytes(), ..Answer::default() }
}

/// What a question about a device code comes to, in each dress.
fn asked(name: &str, is_it: impl Fn(&Result<Polled, SignInError>) -> bool) {
    for document in dresses(&shape(name)) {
        let read = polled(answer(&document));
        assert!(is_it(&read), "{name}: {read:?}");
    }
}

#[test]
fn each_end_of_a_device_code_is_told_apart() {
    asked("8-slow-down", |read| matches!(read, Ok(Polled::SlowDown)));
    asked("8-declined", |read| matches!(read, Err(SignInError::Declined)));
    asked("8-expired", |read| matches!(read, Err(SignInError::TimedOut)));
    asked("8-bad-code", |read| {
        matches!(read, Err(SignInError::Refused(said))
            if said.error == "bad_verification_code" && said.codes == [70018])
    });
}

#[test]
fn a_missing_consent_and_a_stronger_sign_in_keep_what_they_ask_for() {
    for document in dresses(&shape("8-consent")) {
        let Err(SignInError::ConsentMissing(said)) = tokens(answer(&document)) else { panic!() };
        assert_eq!(
            (said.codes.as_slice(), said.suberror.as_deref()),
            (&[65001][..], Some("consent_required"))
        );
        assert_eq!(
            (said.trace_id.as_deref(), said.correlation_id.as_deref()),
            (Some("x"), Some("y"))
        );
    }
    for document in dresses(&shape("8-step-up")) {
        let Err(SignInError::InteractionNeeded(said)) = tokens(answer(&document)) else { panic!() };
        assert_eq!(said.claims.as_deref(), document["claims"].as_str());
        assert!(said.claims.is_some());
    }
}
