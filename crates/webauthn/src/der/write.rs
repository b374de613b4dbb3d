//! The few forms of DER that this crate writes. It must never write what [`super::read`] would
//! refuse.

/// A SEQUENCE around encoded items.
pub(crate) fn sequence(items: &[u8]) -> Vec<u8> {
    wrap(0x30, items)
}

/// An OBJECT IDENTIFIER from its encoded arcs.
pub(crate) fn oid(arcs: &[u8]) -> Vec<u8> {
    wrap(0x06, arcs)
}

/// A BIT STRING of whole bytes.
pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    wrap(0x03, &[&[0], bytes].concat())
}

/// A non-negative INTEGER from big-endian bytes without leading zeros.
pub(crate) fn unsigned(number: &[u8]) -> Vec<u8> {
    // A first bit set would make the number negative; no byte at all is no number.
    let negative = number.first().is_none_or(|first| first & 0x80 != 0);
    let pad: &[u8] = if negative { &[0] } else { &[] };
    wrap(0x02, &[pad, number].concat())
}

fn wrap(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    if let Ok(short @ 0..0x80) = u8::try_from(content.len()) {
        out.push(short);
    } else {
        let length = content.len().to_be_bytes();
        let bytes: Vec<u8> = length.into_iter().skip_while(|byte| *byte == 0).collect();
        // A length in memory has at most eight bytes.
        out.push(0x80 | u8::try_from(bytes.len()).unwrap_or_default());
        out.extend(bytes);
    }
    out.extend_from_slice(content);
    out
}
