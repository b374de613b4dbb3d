//! Any header, payload and signature as a SafetyNet answer before the judge: without Google's
//! certificate nothing is admitted.

#![no_main]

use touchstone_fuzz::{Script, judge};
use webauthn::{Verdict, base64url, cbor::Value};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let Some(whole) = script.byte() else { return };
    let response = if whole == 0 {
        script.piece(8192).unwrap_or_default().to_vec()
    } else {
        let mut part = || base64url::encode(script.piece(8192).unwrap_or_default());
        format!("{}.{}.{}", part(), part(), part()).into_bytes()
    };
    let statement = [("ver", Value::from("1")), ("response", response.into())];
    let judgement = judge("android-safetynet", statement.into_iter().collect());
    assert_ne!(judgement.verdict, Verdict::Admitted);
});
