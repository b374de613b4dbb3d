//! Command APDUs (ISO/IEC 7816-4 §5.2), short and extended, as a card reads them.
//! What does not add up is refused; nothing is guessed.

use super::Lengths;

/// One command.
pub(super) struct Apdu<'a> {
    pub(super) class: u8,
    pub(super) instruction: u8,
    pub(super) p1: u8,
    pub(super) data: &'a [u8],
    /// The most bytes the reader takes.
    pub(super) expected: usize,
}

/// The command in these bytes, if they are one that a card with these lengths takes.
pub(super) fn parse(raw: &[u8], lengths: Lengths) -> Option<Apdu<'_>> {
    let [class, instruction, p1, _p2, ref body @ ..] = *raw else { return None };
    let (data, expected): (&[u8], usize) = match body {
        [] => (&[], 256),
        [le] => (&[], short(*le)),
        [0, ..] if lengths == Lengths::Short => return None,
        [0, high, low] => (&[], extended(*high, *low)),
        [0, high, low, rest @ ..] => {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let (data, le) = rest.split_at_checked(length)?;
            match le {
                [] => (data, 65_536),
                [high, low] => (data, extended(*high, *low)),
                _ => return None,
            }
        }
        [length, rest @ ..] => {
            let (data, le) = rest.split_at_checked(usize::from(*length))?;
            match le {
                [] => (data, 256),
                [le] => (data, short(*le)),
                _ => return None,
            }
        }
    };
    Some(Apdu { class, instruction, p1, data, expected })
}

fn short(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended(high: u8, low: u8) -> usize {
    match u16::from_be_bytes([high, low]) {
        0 => 65_536,
        le => usize::from(le),
    }
}
