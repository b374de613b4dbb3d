//! Any bytes as the answer to authenticatorMakeCredential, as it becomes an attestation object.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::{AttestationObject, AuthenticatorData};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(object) = AttestationObject::from_make_credential_response(bytes) else { return };
    let _ = AuthenticatorData::from_bytes(object.auth_data());
});
