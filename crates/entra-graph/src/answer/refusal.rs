//! Answers that are not good: whose turn it is by the status, the words from the body. The code decides,
//! never the message (graph.md §6.1).

use enrollment::tenant::{TenantError, TenantRefusal};
use serde_json::Value;

use super::{Answer, challenge};

pub(super) fn of(answer: Answer, sought: &str) -> TenantError {
    let Answer { status, retry_after, .. } = answer;
    match status {
        401 | 403 if let Some(claims) = challenge::claims(&answer) => {
            TenantError::StepUpNeeded { claims }
        }
        401 => TenantError::SignInNeeded,
        403 if wants_claims(&answer) => TenantError::SignInNeeded,
        404 => TenantError::NotFound(sought.to_owned()),
        408 | 500.. => TenantError::Failing { status, retry_after },
        429 => TenantError::Throttled { retry_after },
        400..500 => TenantError::Refused(Box::new(read(answer))),
        // Nothing here follows a redirect, and 1xx is no answer.
        _ => super::malformed("answering", format!("it has the status {status}")),
    }
}

/// graph.md §6.1: authorize again, with the claims that are asked for.
fn wants_claims(answer: &Answer) -> bool {
    let challenge = answer.challenge.as_deref().unwrap_or_default();
    challenge.contains("insufficient_claims") || error_code(&answer.body) == "insufficient_claims"
}

fn error_code(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    word(&body, "/error/code").unwrap_or_default()
}

fn read(answer: Answer) -> TenantRefusal {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    let said = TenantRefusal::from_value(&body).unwrap_or_default();
    TenantRefusal {
        status: answer.status,
        request_id: answer.request_id.or(said.request_id),
        client_request_id: answer.client_request_id.or(said.client_request_id).or(answer.asked_as),
        // The body says it to the second and without a zone, the header as everybody reads it.
        date: answer.date.or(said.date),
        ..said
    }
}

fn word(document: &Value, pointer: &str) -> Option<String> {
    document.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}
