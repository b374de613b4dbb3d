//! Any statements, alone or in a compound, before the judge: nothing is admitted that has a
//! statement of a format that is signed.

#![no_main]

use touchstone_fuzz::{Script, judge};
use webauthn::{
    Verdict,
    cbor::{self, Value},
};

const FORMATS: [&str; 9] = [
    "packed",
    "tpm",
    "android-key",
    "android-safetynet",
    "fido-u2f",
    "apple",
    "none",
    "compound",
    "other",
];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut script = Script::new(bytes);
    let mut statements = Vec::new();
    let mut signed = false;
    while let (Some(format), Some(statement)) = (script.byte(), script.piece(4096)) {
        let Some(format) = FORMATS.get(usize::from(format) % FORMATS.len()) else { return };
        let Ok(decoded) = cbor::decode(statement) else { return };
        signed |= *format != "none";
        statements.push((*format, decoded.value));
        if statements.len() > 9 {
            break;
        }
    }
    if let [(format, statement)] = statements.as_slice() {
        let judgement = judge(format, statement.clone());
        assert!(!signed || judgement.verdict != Verdict::Admitted);
    }
    let item = |(format, statement): (&str, Value)| -> Value {
        [("fmt", format.into()), ("attStmt", statement)].into_iter().collect()
    };
    let compound = statements.into_iter().map(item).collect();
    let judgement = judge("compound", Value::Array(compound));
    assert!(!signed || judgement.verdict != Verdict::Admitted);
});
