//! Bytes to [`Value`], for every input. It must never trust a length before the bytes are there.

use super::{Value, encode};

/// Nesting that is still read. CTAP2 allows 4 (CTAP 2.1 §8); compound attestation needs a little
/// more; deeper is an attack on the stack.
const MAX_DEPTH: u8 = 16;

/// A data item and how it differs from CTAP2 canonical CBOR.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// What was read.
    pub value: Value,
    /// What a canonical encoder would have done otherwise.
    pub deviations: Deviations,
}

/// One way in which an encoding is not CTAP2 canonical (CTAP 2.1 §8, Message Encoding).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// An integer or a length is written longer than need be.
    NotShortest,
    /// A string, array or map of indefinite length.
    IndefiniteLength,
    /// Map keys that are not in canonical order.
    UnsortedKeys,
    /// A map that has a key twice.
    DuplicateKey,
    /// A tag.
    Tagged,
    /// A text string that is not UTF-8.
    InvalidUtf8,
}

impl Deviation {
    /// Every deviation, in the order of the declaration.
    pub const ALL: [Self; 6] = [
        Self::NotShortest,
        Self::IndefiniteLength,
        Self::UnsortedKeys,
        Self::DuplicateKey,
        Self::Tagged,
        Self::InvalidUtf8,
    ];

    fn bit(self) -> u8 {
        match self {
            Self::NotShortest => 1,
            Self::IndefiniteLength => 2,
            Self::UnsortedKeys => 4,
            Self::DuplicateKey => 8,
            Self::Tagged => 16,
            Self::InvalidUtf8 => 32,
        }
    }
}

/// The set of [`Deviation`]s met in one data item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deviations(u8);

impl Deviations {
    /// Whether there is none: the bytes are what a canonical encoder makes.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether this one was met.
    pub fn contains(self, deviation: Deviation) -> bool {
        self.0 & deviation.bit() != 0
    }

    /// Those met, in the order of [`Deviation::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Deviation> {
        Deviation::ALL.into_iter().filter(move |one| self.contains(*one))
    }

    /// Those met in either of two items.
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn note(&mut self, deviation: Deviation) {
        self.0 |= deviation.bit();
    }
}

/// Why bytes are not one CBOR data item. Offsets count from the first byte given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The input ends inside an item.
    #[error("CBOR ends early at byte {0}")]
    Truncated(usize),
    /// A reserved or misplaced initial byte.
    #[error("CBOR has no item that begins as byte {0} does")]
    Malformed(usize),
    /// More levels than any message here has.
    #[error("CBOR is nested too deep at byte {0}")]
    TooDeep(usize),
    /// Bytes after the item.
    #[error("CBOR has bytes after its end at byte {0}")]
    Trailing(usize),
}

/// Decodes exactly one data item.
///
/// # Errors
/// The bytes are not one well-formed item, or something follows it.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    let (decoded, rest) = decode_prefix(bytes)?;
    if rest.is_empty() { Ok(decoded) } else { Err(DecodeError::Trailing(bytes.len() - rest.len())) }
}

/// Decodes the data item that the bytes begin with, and answers what follows it.
///
/// # Errors
/// The bytes do not begin with a well-formed item.
pub fn decode_prefix(bytes: &[u8]) -> Result<(Decoded, &[u8]), DecodeError> {
    let mut decoder = Decoder { bytes, at: 0, deviations: Deviations::default() };
    let value = decoder.item(0)?;
    let rest = bytes.get(decoder.at..).unwrap_or_default();
    Ok((Decoded { value, deviations: decoder.deviations }, rest))
}

/// The entries of a map, each with the bytes of its value as they came.
pub type RawEntries<'a> = Vec<(Value, &'a [u8])>;

/// Decodes exactly one map and keeps the bytes of each value, for whoever must pass them on
/// unaltered.
///
/// # Errors
/// The bytes are not one well-formed map ([`DecodeError::Malformed`] at 0), or something follows.
pub fn decode_map_raw(bytes: &[u8]) -> Result<(RawEntries<'_>, Deviations), DecodeError> {
    let Decoded { deviations, .. } = decode(bytes)?;
    let mut decoder = Decoder { bytes, at: 0, deviations: Deviations::default() };
    let [initial] = decoder.array()?;
    if initial >> 5 != 5 {
        return Err(DecodeError::Malformed(0));
    }
    let mut left = match decoder.argument(0, initial)? {
        Argument::Definite(count) => Some(count),
        Argument::Indefinite => None,
    };
    let mut entries = Vec::new();
    while left != Some(0) && !(left.is_none() && decoder.at_break()?) {
        let key = decoder.item(1)?;
        let from = decoder.at;
        decoder.item(1)?;
        entries.push((key, bytes.get(from..decoder.at).unwrap_or_default()));
        left = left.map(|left| left - 1);
    }
    Ok((entries, deviations))
}

/// Places to have ready for so many items, by their own claim: no more than most have.
fn room(count: u64) -> usize {
    const MOST: usize = 8;
    usize::try_from(count).map_or(MOST, |count| count.min(MOST))
}

struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    deviations: Deviations,
}

/// The length or number in the head of an item.
enum Argument {
    Definite(u64),
    Indefinite,
}

const BREAK: u8 = 0xFF;

impl<'a> Decoder<'a> {
    fn item(&mut self, depth: u8) -> Result<Value, DecodeError> {
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(DecodeError::TooDeep(start));
        }
        let [initial] = self.array()?;
        match initial >> 5 {
            0 => self.number(start, initial).map(Value::Unsigned),
            1 => self.number(start, initial).map(Value::Negative),
            2 => self.string(start, initial).map(Value::Bytes),
            3 => {
                let bytes = self.string(start, initial)?;
                Ok(Value::Text(String::from_utf8(bytes).unwrap_or_else(|broken| {
                    self.deviations.note(Deviation::InvalidUtf8);
                    String::from_utf8_lossy(broken.as_bytes()).into_owned()
                })))
            }
            4 => self.items(start, initial, depth).map(Value::Array),
            5 => self.entries(start, initial, depth).map(Value::Map),
            6 => {
                self.deviations.note(Deviation::Tagged);
                let tag = self.number(start, initial)?;
                Ok(Value::Tag(tag, Box::new(self.item(depth + 1)?)))
            }
            _ => self.simple(start, initial),
        }
    }

    fn items(&mut self, start: usize, initial: u8, depth: u8) -> Result<Vec<Value>, DecodeError> {
        let mut items = Vec::new();
        match self.argument(start, initial)? {
            Argument::Definite(count) => {
                items.reserve_exact(room(count));
                for _ in 0..count {
                    items.push(self.item(depth + 1)?);
                }
            }
            Argument::Indefinite => {
                while !self.at_break()? {
                    items.push(self.item(depth + 1)?);
                }
            }
        }
        Ok(items)
    }

    fn entries(
        &mut self,
        start: usize,
        initial: u8,
        depth: u8,
    ) -> Result<Vec<(Value, Value)>, DecodeError> {
        let mut entries = Vec::new();
        let mut keys = Keys::default();
        match self.argument(start, initial)? {
            Argument::Definite(count) => {
                entries.reserve_exact(room(count));
                for _ in 0..count {
                    entries.push(self.entry(&mut keys, depth)?);
                }
            }
            Argument::Indefinite => {
                while !self.at_break()? {
                    entries.push(self.entry(&mut keys, depth)?);
                }
            }
        }
        if keys.have_duplicate() {
            self.deviations.note(Deviation::DuplicateKey);
        }
        Ok(entries)
    }

    fn entry(&mut self, keys: &mut Keys<'a>, depth: u8) -> Result<(Value, Value), DecodeError> {
        let from = self.at;
        let before = std::mem::take(&mut self.deviations);
        let key = self.item(depth + 1)?;
        let odd = [Deviation::NotShortest, Deviation::IndefiniteLength];
        if odd.into_iter().any(|deviation| self.deviations.contains(deviation)) {
            keys.odd.push(encode(&key));
        }
        self.deviations.0 |= before.0;
        if keys.push(self.bytes.get(from..self.at).unwrap_or_default()) == Order::Broken {
            self.deviations.note(Deviation::UnsortedKeys);
        }
        Ok((key, self.item(depth + 1)?))
    }

    /// A byte or text string; chunks of one of indefinite length are joined.
    fn string(&mut self, start: usize, initial: u8) -> Result<Vec<u8>, DecodeError> {
        match self.argument(start, initial)? {
            Argument::Definite(length) => self.take(length).map(<[u8]>::to_vec),
            Argument::Indefinite => {
                let mut joined = Vec::new();
                while !self.at_break()? {
                    let chunk = self.at;
                    let [head] = self.array()?;
                    if head >> 5 != initial >> 5 {
                        return Err(DecodeError::Malformed(chunk));
                    }
                    match self.argument(chunk, head)? {
                        Argument::Definite(length) => joined.extend_from_slice(self.take(length)?),
                        Argument::Indefinite => return Err(DecodeError::Malformed(chunk)),
                    }
                }
                Ok(joined)
            }
        }
    }

    fn simple(&mut self, start: usize, initial: u8) -> Result<Value, DecodeError> {
        match initial & 0x1F {
            20 => Ok(Value::Bool(false)),
            21 => Ok(Value::Bool(true)),
            22 => Ok(Value::Null),
            23 => Ok(Value::Undefined),
            24 => match self.array()? {
                // RFC 8949 §3.3: two-byte encodings below 32 are not well-formed.
                [0..32] => Err(DecodeError::Malformed(start)),
                [simple] => Ok(Value::Simple(simple)),
            },
            25 => self.array().map(|half| Value::Float(half_to_double(u16::from_be_bytes(half)))),
            26 => self.array().map(|bits| Value::Float(f64::from(f32::from_be_bytes(bits)))),
            27 => self.array().map(|bits| Value::Float(f64::from_be_bytes(bits))),
            short @ 0..20 => Ok(Value::Simple(short)),
            _ => Err(DecodeError::Malformed(start)),
        }
    }

    fn number(&mut self, start: usize, initial: u8) -> Result<u64, DecodeError> {
        match self.argument(start, initial)? {
            Argument::Definite(number) => Ok(number),
            Argument::Indefinite => Err(DecodeError::Malformed(start)),
        }
    }

    fn argument(&mut self, start: usize, initial: u8) -> Result<Argument, DecodeError> {
        let (number, smallest) = match initial & 0x1F {
            short @ 0..24 => return Ok(Argument::Definite(u64::from(short))),
            24 => (u64::from(u8::from_be_bytes(self.array()?)), 24),
            25 => (u64::from(u16::from_be_bytes(self.array()?)), 1 << 8),
            26 => (u64::from(u32::from_be_bytes(self.array()?)), 1 << 16),
            27 => (u64::from_be_bytes(self.array()?), 1 << 32),
            31 => {
                self.deviations.note(Deviation::IndefiniteLength);
                return Ok(Argument::Indefinite);
            }
            _ => return Err(DecodeError::Malformed(start)),
        };
        if number < smallest {
            self.deviations.note(Deviation::NotShortest);
        }
        Ok(Argument::Definite(number))
    }

    /// Steps over a break, where one is next.
    fn at_break(&mut self) -> Result<bool, DecodeError> {
        let next = *self.bytes.get(self.at).ok_or(DecodeError::Truncated(self.at))?;
        self.at += usize::from(next == BREAK);
        Ok(next == BREAK)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], DecodeError> {
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length));
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(DecodeError::Truncated(self.bytes.len()))?;
        self.at += taken.len();
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let taken = *rest.first_chunk().ok_or(DecodeError::Truncated(self.bytes.len()))?;
        self.at += N;
        Ok(taken)
    }
}

/// The encoded keys of one map, watched for order and repetition.
#[derive(Default)]
struct Keys<'a> {
    seen: Vec<&'a [u8]>,
    /// As a canonical encoder writes those that none wrote.
    odd: Vec<Vec<u8>>,
    unsorted: bool,
}

#[derive(PartialEq, Eq)]
enum Order {
    Kept,
    Broken,
}

impl<'a> Keys<'a> {
    fn push(&mut self, key: &'a [u8]) -> Order {
        let kept = self.seen.last().is_none_or(|last| canonical_order(last, key).is_lt());
        self.unsorted |= !kept;
        self.seen.push(key);
        if kept { Order::Kept } else { Order::Broken }
    }

    /// A map whose keys rise has no key twice; only the others are worth sorting. Two keys are one by what they
    /// say, however each is written (RFC 8949 §5.6).
    fn have_duplicate(&mut self) -> bool {
        if !self.unsorted && self.odd.is_empty() {
            return false;
        }
        self.seen.sort_unstable();
        self.odd.sort_unstable();
        let in_bytes = self.seen.windows(2).any(|pair| matches!(pair, [one, two] if one == two));
        let among_odd = self.odd.windows(2).any(|pair| matches!(pair, [one, two] if one == two));
        let said = |odd: &Vec<u8>| self.seen.binary_search(&odd.as_slice()).is_ok();
        in_bytes || among_odd || self.odd.iter().any(said)
    }
}

/// CTAP 2.1 §8: lower major type first, then the shorter key, then by bytes.
pub(super) fn canonical_order(one: &[u8], two: &[u8]) -> std::cmp::Ordering {
    let major = |key: &[u8]| key.first().map(|head| head >> 5);
    major(one).cmp(&major(two)).then(one.len().cmp(&two.len())).then_with(|| one.cmp(two))
}

/// RFC 8949 appendix D, without a step through a wider integer.
fn half_to_double(half: u16) -> f64 {
    let exponent = (half >> 10) & 0x1F;
    let mantissa = f64::from(half & 0x3FF);
    let magnitude = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if half & 0x3FF == 0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(i32::from(exponent) - 25),
    };
    if half & 0x8000 == 0 { magnitude } else { -magnitude }
}
