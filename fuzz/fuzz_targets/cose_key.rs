//! Any bytes as a COSE key: reading answers or refuses, and what was read can be written as a
//! SubjectPublicKeyInfo or says that it cannot.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::{CosePublicKey, cbor};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = cbor::decode(bytes) else { return };
    let Ok(key) = CosePublicKey::from_cbor(&decoded.value) else { return };
    let _ = key.key().to_spki_der();
});
