//! Any bytes as a recorded registration response: reading answers or refuses.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::RecordedResponse;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = RecordedResponse::from_json(bytes);
});
