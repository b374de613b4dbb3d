//! Any bytes as the answer to authenticatorGetInfo: reading answers or refuses.

#![no_main]

use ctap::AuthenticatorInfo;
use touchstone_fuzz as _; // the capped allocator

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = AuthenticatorInfo::parse(bytes);
});
