//! Every fault of a change, with what has to come of it. No row may go without words where something failed.

use serde_json::{Value, json};

/// One fault, how often, and what has to come of it: a status, a code where it failed, and the words.
pub(super) type Row = (Value, Value, i32, Option<&'static str>, &'static [&'static str]);

pub(super) fn rows() -> Vec<Row> {
    let answer =
        |status: u16, code: &str| json!({ "do": "answer", "status": status, "code": code });
    let wait = |seconds: u32| json!({ "do": "answer", "status": 429, "retryAfter": seconds });
    let once = || json!(1);
    let always = || json!("always");
    vec![
        (wait(1), once(), 0, None, &[]),
        (json!({ "do": "answer", "status": 429 }), once(), 0, None, &[]),
        (
            wait(900),
            always(),
            3,
            Some("tenant-throttled"),
            &["wait 900 seconds", "not done", "run this again after that"],
        ),
        (
            json!({ "do": "answer", "status": 503 }),
            once(),
            3,
            Some("tenant-failing"),
            &["status 503", "Nothing was changed", "Run this again in a few minutes"],
        ),
        (
            json!({ "do": "cut-before" }),
            once(),
            3,
            Some("tenant-unanswered"),
            &["did not answer", "Nothing was changed", "Run this again"],
        ),
        (json!({ "do": "cut-after-commit" }), once(), 0, None, &[]),
        (json!({ "do": "cut-within-answer" }), once(), 0, None, &[]),
        (json!({ "do": "fail-after-commit", "status": 500 }), once(), 0, None, &[]),
        (json!({ "do": "delay", "milliseconds": 1200 }), once(), 0, None, &[]),
        (answer(401, "InvalidAuthenticationToken"), once(), 0, None, &[]),
        (
            answer(401, "InvalidAuthenticationToken"),
            always(),
            3,
            Some("sign-in-needed"),
            &["sign-in is over", "`touchstone tenant sign-in`", "not done"],
        ),
        (
            json!({ "do": "claims-challenge" }),
            always(),
            3,
            Some("step-up-needed"),
            &["second factor", "In a terminal", "not done"],
        ),
        (
            json!({ "do": "claims-forbidden" }),
            always(),
            3,
            Some("step-up-needed"),
            &["second factor", "In a terminal", "not done"],
        ),
        (
            answer(403, "Authorization_RequestDenied"),
            always(),
            1,
            Some("tenant-refused"),
            &["refused", "lacks a role", "docs/app-registration.md"],
        ),
        (
            answer(400, "badRequest"),
            always(),
            1,
            Some("tenant-refused"),
            &["refused", "400 badRequest", "Nothing was changed"],
        ),
        (
            json!({ "do": "verbatim", "status": 204, "body": "" }),
            once(),
            3,
            Some("change-not-taken"),
            &["was sent, and is not there", "check again"],
        ),
    ]
}
