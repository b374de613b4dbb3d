//! DER as this test writes it, right or wrong. It must never share code with what reads it.

pub(crate) fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..128 => out.push(u8::try_from(short).unwrap()),
        long => {
            let bytes = long.to_be_bytes();
            let bytes: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(bytes.len()).unwrap());
            out.extend(bytes);
        }
    }
    out.extend_from_slice(content);
    out
}

pub(crate) fn sequence(items: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &items.concat())
}

pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    let pad: &[u8] = if digits.first().is_none_or(|first| first & 0x80 != 0) { &[0] } else { &[] };
    tlv(2, &[pad, &digits].concat())
}

pub(crate) fn octets(bytes: &[u8]) -> Vec<u8> {
    tlv(4, bytes)
}

pub(crate) fn oid(arcs: &[u64]) -> Vec<u8> {
    let mut out = vec![];
    let first = arcs[0] * 40 + arcs[1];
    for arc in std::iter::once(first).chain(arcs[2..].iter().copied()) {
        let mut groups = vec![u8::try_from(arc & 0x7F).unwrap()];
        let mut rest = arc >> 7;
        while rest > 0 {
            groups.push(u8::try_from(rest & 0x7F).unwrap() | 0x80);
            rest >>= 7;
        }
        out.extend(groups.into_iter().rev());
    }
    tlv(6, &out)
}

/// `[number] EXPLICIT`, with a long tag where need be.
pub(crate) fn explicit(number: u32, content: &[u8]) -> Vec<u8> {
    if number < 31 {
        return tlv(0xA0 | u8::try_from(number).unwrap(), content);
    }
    let (high, low) = (u8::try_from(number >> 7).unwrap(), u8::try_from(number & 0x7F).unwrap());
    let mut out = vec![0xBF, 0x80 | high, low];
    out.extend(tlv(0, content).into_iter().skip(1));
    out
}

/// A Name of one attribute per relative name.
pub(crate) fn name(attributes: &[(&[u64], &str)]) -> Vec<u8> {
    let one = |(kind, text): &(&[u64], &str)| {
        tlv(0x31, &sequence(&[oid(kind), tlv(0x0C, text.as_bytes())]))
    };
    sequence(&attributes.iter().map(one).collect::<Vec<_>>())
}
