//! Any bytes as what a directory answers, under any status: reading answers or refuses, and a refusal
//! keeps the server's words.

#![no_main]

use enrollment::tenant::TenantError;
use entra_graph::answer::{self, Answer};
use touchstone_fuzz as _; // the capped allocator

const STATUSES: [u16; 8] = [200, 201, 400, 401, 403, 404, 429, 503];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, body)) = bytes.split_first() else { return };
    let status = STATUSES[usize::from(*first) % STATUSES.len()];
    let answer = Answer { status, body: body.to_vec(), ..Answer::default() };
    match answer.clone().good("it") {
        Ok(_) => assert!(status < 300),
        Err(TenantError::Refused(refusal)) => {
            // A sub code is only ever taken out of the message.
            if let Some(code) = &refusal.sub_code {
                assert!(refusal.message.trim_start().starts_with('{') && code.len() <= body.len());
            }
        }
        Err(_) => assert!(status >= 300),
    }
    let _ = answer::creation_options(&answer);
    let Ok(document) = answer.json("fuzzing") else { return };
    let _ = answer::organisation(&document);
    let _ = answer::person(&document);
    let mut methods = vec![answer::fido2_method(&document)];
    if let Ok(page) = answer::page(document, "fuzzing") {
        assert!(answer::groups(&page.entries).len() <= page.entries.len());
        methods.extend(page.entries.iter().map(answer::fido2_method));
    }
    for method in methods.into_iter().flatten() {
        // What is read as a credential's id is written back as the same credential's.
        if let Some(credential) = method.id.credential_id() {
            let text = credential.to_string();
            let pad = (4 - text.len() % 4) % 4;
            let again = enrollment::tenant::MethodId(format!("{text}{pad}"));
            assert_eq!(again.credential_id(), Some(credential));
        }
    }
});
