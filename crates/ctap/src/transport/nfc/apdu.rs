//! Command and response APDUs (ISO/IEC 7816-4 §5), as pure functions over bytes. Nothing here knows
//! what the data mean, and no length in them is believed before it was compared with what is there.

use zeroize::Zeroizing;

/// Most data bytes in the short form.
pub const MAX_SHORT: usize = 255;

/// A command APDU that wants an answer of any length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Command<'a> {
    /// Class.
    pub cla: u8,
    /// Instruction.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// The data field.
    pub data: &'a [u8],
}

/// What the short form says about the answer's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// Up to this many bytes; 0 is 256.
    UpTo(u8),
    /// Nothing said: between the parts of a chain, and over T=0 together with data.
    Unsaid,
}

impl<'a> Command<'a> {
    /// Reads a command APDU in any of the forms, dropping what it says of the answer's length;
    /// `None` when its lengths do not add up.
    pub fn parse(apdu: &'a [u8]) -> Option<Self> {
        let (&[cla, ins, p1, p2], body) = apdu.split_first_chunk::<4>()?;
        let data = match *body {
            // Cases 1 and 2, short and extended.
            [] | [_] | [0, _, _] => &[],
            [0, high, low, ref rest @ ..] => field(rest, u16::from_be_bytes([high, low]), 2)?,
            [length, ref rest @ ..] => field(rest, length.into(), 1)?,
        };
        Some(Self { cla, ins, p1, p2, data })
    }

    /// The short form; `None` when the data do not fit into it.
    pub(super) fn short(&self, expected: Expected) -> Option<Zeroizing<Vec<u8>>> {
        let length = u8::try_from(self.data.len()).ok()?;
        let mut apdu = self.head();
        if length > 0 {
            apdu.push(length);
            apdu.extend_from_slice(self.data);
        }
        if let Expected::UpTo(most) = expected {
            apdu.push(most);
        }
        Some(apdu)
    }

    /// The extended form, asking for as much as the card has; `None` over 65,535 bytes.
    pub(super) fn extended(&self) -> Option<Zeroizing<Vec<u8>>> {
        let length = u16::try_from(self.data.len()).ok()?;
        let mut apdu = self.head();
        apdu.push(0);
        if length > 0 {
            apdu.extend_from_slice(&length.to_be_bytes());
            apdu.extend_from_slice(self.data);
        }
        apdu.extend_from_slice(&[0, 0]);
        Some(apdu)
    }

    fn head(&self) -> Zeroizing<Vec<u8>> {
        let mut apdu = Zeroizing::new(Vec::with_capacity(self.data.len().saturating_add(9)));
        apdu.extend_from_slice(&[self.cla, self.ins, self.p1, self.p2]);
        apdu
    }
}

/// The data field at the front, with nothing after it but an expected length of at most this size.
fn field(rest: &[u8], length: u16, most_after: usize) -> Option<&[u8]> {
    let (data, after) = rest.split_at_checked(length.into())?;
    (after.is_empty() || after.len() == most_after).then_some(data)
}

/// The last two bytes of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    /// Done.
    pub const SUCCESS: Self = Self(0x9000);
    /// Still at work; the data hold a keep-alive status (CTAP 2.1 §11.3.7.2).
    pub const PENDING: Self = Self(0x9100);

    /// How many bytes of the response wait for GET RESPONSE; 0 in the second byte is 256 or more.
    pub(super) fn more(self) -> Option<u8> {
        let [kind, count] = self.0.to_be_bytes();
        (kind == 0x61).then_some(count)
    }

    /// The expected length that the card wants instead.
    pub(super) fn wrong_expected(self) -> Option<u8> {
        let [kind, count] = self.0.to_be_bytes();
        (kind == 0x6C).then_some(count)
    }

    /// Whether the card refused the form of the command without looking at what is in it: wrong
    /// length, chaining not supported, class or instruction not known.
    pub(super) fn refuses_the_form(self) -> bool {
        matches!(self.0, 0x6700 | 0x6881..=0x6884 | 0x6D00 | 0x6E00)
    }

    /// Whether the card knows no such command where it is now.
    pub(super) fn refuses_the_command(self) -> bool {
        matches!(self.0, 0x6D00 | 0x6E00 | 0x6A81)
    }

    /// Whether the card knows the command but not in the state it is in: no applet selected.
    pub(super) fn refuses_for_now(self) -> bool {
        matches!(self.0, 0x6985 | 0x6986)
    }

    /// Whether the parameters were refused.
    pub(super) fn refuses_the_parameters(self) -> bool {
        matches!(self.0, 0x6A86 | 0x6B00)
    }
}

/// A response APDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Response<'a> {
    /// The data field.
    pub data: &'a [u8],
    /// How it went.
    pub status: StatusWord,
}

impl<'a> Response<'a> {
    /// Reads a response; `None` when there is not even a status word.
    pub fn parse(response: &'a [u8]) -> Option<Self> {
        let (data, status) = response.split_last_chunk::<2>()?;
        Some(Self { data, status: StatusWord(u16::from_be_bytes(*status)) })
    }
}

#[cfg(test)]
mod tests;
