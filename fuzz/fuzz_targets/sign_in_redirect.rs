//! Any bytes as the head of a request to the port of a sign-in: only what carries our state, for our port, is an
//! answer.

#![no_main]

use entra_graph::sign_in::redirect::{self, Landed};
use touchstone_fuzz as _; // the capped allocator

const PORT: u16 = 41_023;
const STATE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(landed) = redirect::read(bytes, PORT, STATE) {
        let head = std::str::from_utf8(bytes).expect("an answer is text");
        assert!(head.starts_with("GET /?"));
        let query = head.split(' ').nth(1).unwrap_or_default();
        // Plain or escaped, every letter of it is there.
        assert!(query.contains("state") || query.contains('%'));
        assert!(head.contains("41023"), "the port is named in Host");
        match landed {
            Landed::Code(code) => assert!(!code.is_empty() && code.len() <= bytes.len() * 3),
            Landed::Refused(refusal) => assert!(refusal.description.chars().count() <= 4096),
        }
    }
    // Under another state the same is none.
    assert!(redirect::read(bytes, PORT, "another state that nobody was given").is_err());
});
