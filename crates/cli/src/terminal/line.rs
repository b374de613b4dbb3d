//! One hidden line, byte by byte. It must never be longer than its buffer, which is wiped, and never
//! pass for a PIN when keys were pressed that it does not understand.

use zeroize::{Zeroize, Zeroizing};

/// Four times the longest PIN: decomposed letters shrink when they are composed.
const MOST: usize = 256;

const CTRL_C: u8 = 0x03;
const CTRL_D: u8 = 0x04;
const BACKSPACE: [u8; 2] = [0x08, 0x7F];
const ENTER: [u8; 2] = [b'\r', b'\n'];
/// Ctrl-U and Ctrl-W: the whole hidden line, since nobody sees a word in it.
const CLEAR: [u8; 2] = [0x15, 0x17];

/// What a typed byte led to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// Nothing yet.
    More,
    /// The line as it was entered.
    Line(Zeroizing<Vec<u8>>),
    /// Enter, but keys were pressed whose bytes are no text, or too many: nobody knows what was
    /// meant.
    Unclear,
    /// Ctrl-C, or the end of input.
    Stop,
}

/// What has been typed so far.
pub(super) struct Line {
    bytes: Zeroizing<Vec<u8>>,
    unclear: bool,
}

impl Line {
    pub(super) fn new() -> Self {
        Self { bytes: Zeroizing::new(Vec::with_capacity(MOST)), unclear: false }
    }

    /// Forgets what was typed.
    pub(super) fn clear(&mut self) {
        self.bytes.zeroize();
        self.unclear = false;
    }

    pub(super) fn typed(&mut self, byte: u8) -> Typed {
        match byte {
            CTRL_C => return Typed::Stop,
            CTRL_D if self.bytes.is_empty() && !self.unclear => return Typed::Stop,
            CTRL_D => {}
            _ if ENTER.contains(&byte) => return self.enter(),
            _ if BACKSPACE.contains(&byte) => self.take_back(),
            _ if CLEAR.contains(&byte) => self.clear(),
            // An arrow key, for instance, is an escape and what follows it.
            0..0x20 => self.unclear = true,
            _ if self.bytes.len() == MOST => self.unclear = true,
            _ => self.bytes.push(byte),
        }
        Typed::More
    }

    fn enter(&mut self) -> Typed {
        let unclear = self.unclear;
        let line = Zeroizing::new(self.bytes.to_vec());
        self.clear();
        if unclear { Typed::Unclear } else { Typed::Line(line) }
    }

    /// Takes the last character back, however many bytes of UTF-8 it has.
    fn take_back(&mut self) {
        while let Some(byte) = self.bytes.pop() {
            if byte & 0xC0 != 0x80 {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests;
