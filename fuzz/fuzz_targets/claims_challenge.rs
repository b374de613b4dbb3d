//! Any text as a `WWW-Authenticate` header: what is read as claims is a JSON object that fits an address.

#![no_main]

use entra_graph::answer::{
    Answer,
    challenge::{claims, claims_of},
};
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(header) = std::str::from_utf8(bytes) else { return };
    let found = claims_of(header);
    if let Some(found) = &found {
        let read: serde_json::Value =
            serde_json::from_str(found.as_str()).expect("claims are JSON");
        assert!(read.is_object());
    }
    let under = |status| {
        claims(&Answer { status, challenge: Some(header.to_owned()), ..Answer::default() })
    };
    assert_eq!(under(401), found);
    assert_eq!(under(403), found);
    assert_eq!(under(200), None);
});
