use std::time::Duration;

use enrollment::tenant::Claims;

use super::*;

#[test]
fn whatever_the_directory_did_is_said_with_what_to_do_next() {
    let throttled = |seconds: Option<u64>| TenantError::Throttled {
        retry_after: seconds.map(Duration::from_secs),
    };
    let why = || "the connection ended".to_owned();
    for (error, next) in [
        (TenantError::Unreachable(why()), "Check the network, then run this again."),
        (TenantError::Unanswered(why()), "Run this again; where it stays so, check the network."),
        (
            throttled(Some(900)),
            "asks to wait 900 seconds. What was asked for last was not done: run this again after",
        ),
        (throttled(None), "run this again in a few minutes."),
        (
            TenantError::Failing { status: 503, retry_after: None },
            "Run this again in a few minutes.",
        ),
        (TenantError::SignInNeeded, "Sign in again with `touchstone tenant sign-in`"),
        (
            TenantError::StepUpNeeded { claims: Claims::from_json(b"{}").unwrap() },
            "In a terminal that is offered",
        ),
        (TenantError::NotFound("ada".to_owned()), "Check how it is written."),
        (
            TenantError::Malformed { attempted: "listing groups", why: why() },
            "ask whoever looks after the network.",
        ),
    ] {
        let words = unchanged(&error);
        assert!(words.contains(next), "{error:?}: {words}");
        assert!(!words.contains("all the same"), "{error:?}: {words}");
        assert_eq!(
            tenant(&error).contains("all the same"),
            matches!(error, TenantError::Unanswered(_) | TenantError::Failing { .. }),
            "{error:?}"
        );
    }
}
