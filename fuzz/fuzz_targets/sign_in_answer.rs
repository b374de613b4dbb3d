//! Any bytes as what an authority answers to a form, under any status: reading gives tokens, a code or a reason,
//! and no reason repeats a secret.

#![no_main]

use std::time::Duration;

use entra_graph::{
    answer::Answer,
    sign_in::{
        SignInError,
        answer::{self, Polled},
    },
};
use touchstone_fuzz as _; // the capped allocator

const STATUSES: [u16; 8] = [200, 201, 302, 400, 401, 403, 429, 503];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let answer = Answer { status, body: body.to_vec(), ..Answer::default() };
    let secrets = secrets(body);
    let told = |error: &SignInError| {
        // What the authority itself says is kept in its words; the rest is ours.
        if matches!(error, SignInError::Malformed { .. }) {
            let words = format!("{error} {error:?}");
            assert!(!secrets.iter().any(|secret| words.contains(secret)), "{words}");
        }
    };
    match answer::tokens(answer.clone()) {
        Ok(tokens) => {
            assert!(status < 300);
            let shown = format!("{tokens:?}");
            assert!(!secrets.iter().any(|secret| shown.contains(secret)), "{shown}");
        }
        Err(error) => told(&error),
    }
    match answer::device_code(answer.clone()) {
        Ok(code) => {
            assert!(status < 300);
            // Neither a hot loop nor a wait without end, whatever the authority claims.
            assert!((1..=60).contains(&code.interval.as_secs()));
            assert!(code.life <= Duration::from_secs(3600));
        }
        Err(error) => told(&error),
    }
    match answer::polled(answer) {
        Ok(Polled::Tokens(_)) => assert!(status < 300),
        Ok(Polled::Pending | Polled::SlowDown) => assert!((400..500).contains(&status)),
        Err(error) => told(&error),
    }
});

/// Long texts under the names that are secret.
fn secrets(body: &[u8]) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    let names = ["access_token", "refresh_token", "device_code"];
    let values = names.iter().filter_map(|name| document.get(name)?.as_str());
    values.filter(|text| text.len() >= 24).map(str::to_owned).collect()
}
