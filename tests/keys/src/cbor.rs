//! The few CBOR items that requests by hand need, and a way over one item of an answer.
//! Independent of the client's decoder on purpose; not for anything but well-formed bytes.

/// The head of an item: major type and value or length.
pub(crate) fn head(major: u8, value: usize) -> Vec<u8> {
    let major = major << 5;
    match value {
        0..24 => vec![major | value as u8],
        24..0x100 => vec![major | 24, value as u8],
        0x100..0x1_0000 => [&[major | 25][..], &(value as u16).to_be_bytes()].concat(),
        _ => [&[major | 26][..], &(value as u32).to_be_bytes()].concat(),
    }
}

/// A byte string.
pub(crate) fn bytes(value: &[u8]) -> Vec<u8> {
    [&head(2, value.len()), value].concat()
}

/// A text string.
pub(crate) fn text(value: &str) -> Vec<u8> {
    [&head(3, value.len()), value.as_bytes()].concat()
}

/// Where the item that begins at `at` ends.
pub(crate) fn end_of(input: &[u8], at: usize) -> usize {
    let (major, low) = (input[at] >> 5, input[at] & 31);
    let size = match low {
        0..24 => 0,
        24 => 1,
        25 => 2,
        26 => 4,
        _ => 8,
    };
    let argument = &input[at + 1..at + 1 + size];
    let value = match size {
        0 => usize::from(low),
        _ => argument.iter().fold(0, |value, byte| value << 8 | usize::from(*byte)),
    };
    let after = at + 1 + size;
    match major {
        2 | 3 => after + value,
        4 => (0..value).fold(after, |at, _| end_of(input, at)),
        5 => (0..2 * value).fold(after, |at, _| end_of(input, at)),
        6 => end_of(input, after),
        _ => after,
    }
}

/// The value under this small unsigned key of a map that begins at 0; as it stands.
pub(crate) fn member(map: &[u8], key: u8) -> Option<&[u8]> {
    let mut at = 1;
    for _ in 0..map.first()? & 31 {
        let value = end_of(map, at);
        let end = end_of(map, value);
        if map[at] == key {
            return Some(&map[value..end]);
        }
        at = end;
    }
    None
}

/// The content of a byte string.
pub(crate) fn content(item: &[u8]) -> &[u8] {
    let head = match item[0] & 31 {
        24 => 2,
        25 => 3,
        _ => 1,
    };
    &item[head..]
}
