//! Any bytes as an attestation object, with all that is inside: reading answers or refuses, and what
//! was read is kept byte for byte.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::{AttestationObject, AuthenticatorData};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(object) = AttestationObject::from_bytes(bytes) else { return };
    assert_eq!(object.as_bytes(), bytes);
    let _ = AuthenticatorData::from_bytes(object.auth_data());
});
