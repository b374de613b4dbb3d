//! The FIDO applet on NFC (CTAP 2.1 §11.3) and the wire of vpcd, pcscd's virtual reader.
//! The applet keeps to the standard; each thing real cards lack is switched off by an option.

mod apdu;
mod applet;
mod vpcd;

use std::time::Duration;

pub use applet::Applet;
pub use vpcd::{hostile, serve};

/// Answer to reset: T=1, four historical bytes, TCK (ISO/IEC 7816-3 §8.2).
pub const ATR: [u8; 9] = [0x3B, 0x84, 0x80, 0x01, b'V', b'K', b'E', b'Y', 0x04];

/// Which APDUs the card takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lengths {
    /// Short and extended.
    Extended,
    /// Short only, so that long requests must be chained.
    Short,
}

/// What the card does when an answer takes long and the client allowed 9100 by P1 = 0x80.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patience {
    /// Says 9100 with a status byte after this long, and again at each NFCCTAP_GETRESPONSE.
    KeepAlive(Duration),
    /// Keeps the reader waiting, as before CTAP 2.1.
    Block,
}

/// What the card is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardOptions {
    /// Which APDUs it takes.
    pub lengths: Lengths,
    /// What it does when an answer takes long.
    pub patience: Patience,
}

impl Default for CardOptions {
    fn default() -> Self {
        Self {
            lengths: Lengths::Extended,
            patience: Patience::KeepAlive(Duration::from_millis(100)),
        }
    }
}
