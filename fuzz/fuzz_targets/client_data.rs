//! Any bytes as client data: reading answers or refuses.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::CollectedClientData;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = CollectedClientData::from_json(bytes);
});
