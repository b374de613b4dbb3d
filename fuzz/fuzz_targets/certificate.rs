//! Any bytes as a certificate of a key, and as the anchor that somebody names: reading answers or
//! refuses.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::{Certificate, TrustAnchor};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = Certificate::from_der(bytes);
    let _ = TrustAnchor::from_der(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = TrustAnchor::from_text(text);
    }
});
