//! [`Value`] to bytes, always in CTAP2 canonical form. It must never depend on the order given.

use super::{Value, decode::canonical_order};

/// Encodes in CTAP2 canonical form (CTAP 2.1 §8): shortest heads, definite lengths, sorted keys.
///
/// Floats are written with eight bytes; CTAP2 messages have none.
pub fn encode(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Unsigned(number) => head(0, *number, out),
        Value::Negative(number) => head(1, *number, out),
        Value::Bytes(bytes) => {
            length(2, bytes.len(), out);
            out.extend_from_slice(bytes);
        }
        Value::Text(text) => {
            length(3, text.len(), out);
            out.extend_from_slice(text.as_bytes());
        }
        Value::Array(items) => {
            length(4, items.len(), out);
            items.iter().for_each(|item| write(item, out));
        }
        Value::Map(entries) => {
            length(5, entries.len(), out);
            let mut encoded: Vec<_> =
                entries.iter().map(|(key, value)| (encode(key), value)).collect();
            encoded.sort_by(|(one, _), (two, _)| canonical_order(one, two));
            for (key, value) in encoded {
                out.extend_from_slice(&key);
                write(value, out);
            }
        }
        Value::Tag(tag, item) => {
            head(6, *tag, out);
            write(item, out);
        }
        Value::Bool(false) => out.push(0xF4),
        Value::Bool(true) => out.push(0xF5),
        Value::Null => out.push(0xF6),
        Value::Undefined => out.push(0xF7),
        Value::Simple(simple @ 0..24) => out.push(0xE0 | simple),
        Value::Simple(simple) => out.extend_from_slice(&[0xF8, *simple]),
        Value::Float(float) => {
            out.push(0xFB);
            out.extend_from_slice(&float.to_be_bytes());
        }
    }
}

fn length(major: u8, length: usize, out: &mut Vec<u8>) {
    // A length in memory always fits: usize is at most 64 bits wide on every platform Rust has.
    head(major, u64::try_from(length).unwrap_or(u64::MAX), out);
}

fn head(major: u8, number: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    if let Ok(byte) = u8::try_from(number) {
        if byte < 24 {
            out.push(major | byte);
        } else {
            out.extend_from_slice(&[major | 24, byte]);
        }
    } else if let Ok(short) = u16::try_from(number) {
        out.push(major | 25);
        out.extend_from_slice(&short.to_be_bytes());
    } else if let Ok(word) = u32::try_from(number) {
        out.push(major | 26);
        out.extend_from_slice(&word.to_be_bytes());
    } else {
        out.push(major | 27);
        out.extend_from_slice(&number.to_be_bytes());
    }
}
