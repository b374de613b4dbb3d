//! Any bytes as an Android key description: reading answers or refuses, and nothing may follow it.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::android::KeyDescription;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if KeyDescription::from_der(bytes).is_ok() {
        assert!(KeyDescription::from_der(&[bytes, &[0]].concat()).is_err());
    }
});
