//! Any bytes as creation options: reading answers or refuses.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::PublicKeyCredentialCreationOptions;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = PublicKeyCredentialCreationOptions::from_json(bytes);
});
