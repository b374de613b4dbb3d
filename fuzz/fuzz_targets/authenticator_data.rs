//! Any bytes as authenticator data: reading answers or refuses.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::AuthenticatorData;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = AuthenticatorData::from_bytes(bytes);
});
