//! Any bytes as the two structures of a TPM statement: reading answers or refuses, and a Name is made
//! of nothing but the public area.

#![no_main]

use touchstone_fuzz::Script;
use webauthn::tpm::{Attest, Public};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let (Some(cert_info), Some(pub_area)) = (script.piece(4096), script.piece(4096)) else {
        return;
    };
    let _ = Attest::from_bytes(cert_info);
    let Ok(public) = Public::from_bytes(pub_area) else { return };
    let _ = public.public_key();
    if let Some(name) = public.name() {
        assert!(name.starts_with(&public.name_alg.0.to_be_bytes()));
    }
    // One byte more is another structure, or none.
    assert!(Public::from_bytes(&[pub_area, &[0]].concat()).is_err());
});
