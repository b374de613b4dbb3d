//! Any bytes as CBOR: decoding answers, and what it calls canonical is what we would have written.

#![no_main]

use touchstone_fuzz as _; // the capped allocator
use webauthn::cbor::{self, Value};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = cbor::decode(bytes) else { return };
    let written = cbor::encode(&decoded.value);
    if decoded.deviations.is_empty() && !has_float(&decoded.value) {
        assert_eq!(written, bytes, "called canonical and written otherwise");
    }
});

/// Floats are read in any width and written in one; no CTAP2 message has them.
fn has_float(value: &Value) -> bool {
    match value {
        Value::Float(_) => true,
        Value::Array(items) => items.iter().any(has_float),
        Value::Map(entries) => entries.iter().any(|(key, it)| has_float(key) || has_float(it)),
        Value::Tag(_, item) => has_float(item),
        _ => false,
    }
}
