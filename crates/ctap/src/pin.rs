//! A client PIN on its way to the key. It must never be cloned, printed, logged, or outlive its use.

use std::fmt;

use aws_lc_rs::digest;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::AuthenticatorInfo;

#[cfg(test)]
mod tests;

/// The most bytes a PIN may have in UTF-8 (CTAP 2.1 §6.5.1): 64 less the closing zero.
pub const MAX_PIN_BYTES: usize = 63;

/// The shortest PIN there can be, in code points (CTAP 2.1 §6.5.1).
pub(crate) const SHORTEST_PIN: usize = 4;

/// A client PIN as the person typed it: UTF-8 in Normalization Form C, 1 to 63 bytes, not ending in
/// a zero byte (CTAP 2.1 §6.5.1).
///
/// Whether it meets a key's rules for *new* PINs is asked of [`PinRules`]; a PIN that is already set
/// may be shorter than today's minimum, and is then just what a forced change asks for.
pub struct Pin(Zeroizing<String>);

/// Why typed bytes are no PIN at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// Nothing was typed.
    #[error("the PIN is empty")]
    Empty,
    /// Not text.
    #[error("the PIN is not UTF-8")]
    NotUtf8,
    /// More than [`MAX_PIN_BYTES`].
    #[error("the PIN has more than 63 bytes")]
    TooManyBytes,
    /// It ends in a zero byte, which the padding would swallow.
    #[error("the PIN ends in a zero byte")]
    EndsInZero,
}

impl Pin {
    /// Takes the bytes of a PIN, wipes them, and keeps the normalised text.
    ///
    /// # Errors
    /// The bytes cannot be a PIN.
    pub fn new(bytes: Zeroizing<Vec<u8>>) -> Result<Self, PinError> {
        let typed = std::str::from_utf8(&bytes).map_err(|_| PinError::NotUtf8)?;
        // Enough that the string never grows, which would leave a copy behind: NFC at most triples
        // the bytes of a text (Unicode UAX #15).
        let mut text = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
        text.extend(typed.nfc());
        match text.as_bytes().last() {
            None => Err(PinError::Empty),
            Some(0) => Err(PinError::EndsInZero),
            Some(_) if text.len() > MAX_PIN_BYTES => Err(PinError::TooManyBytes),
            Some(_) => Ok(Self(text)),
        }
    }

    /// Length in Unicode code points, the unit of the key's rules.
    pub fn code_points(&self) -> usize {
        self.0.chars().count()
    }

    /// LEFT(SHA-256(PIN), 16) (CTAP 2.1 §6.5.5.7).
    pub(crate) fn hash(&self) -> Zeroizing<[u8; 16]> {
        let whole = digest::digest(&digest::SHA256, self.0.as_bytes());
        let mut left = Zeroizing::new([0; 16]);
        left.iter_mut().zip(whole.as_ref()).for_each(|(to, from)| *to = *from);
        left
    }

    /// The PIN padded on the right with zeros to 64 bytes (CTAP 2.1 §6.5.5.5).
    pub(crate) fn padded(&self) -> Zeroizing<[u8; 64]> {
        let mut padded = Zeroizing::new([0; 64]);
        padded.iter_mut().zip(self.0.as_bytes()).for_each(|(to, from)| *to = *from);
        padded
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Pin(..)")
    }
}

/// A key's own rules for a new PIN, from its getInfo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PinRules {
    /// Least number of code points (`minPINLength`, default 4).
    pub min_code_points: usize,
    /// Greatest number of code points (`maxPINLength`, default 63). The bytes are bounded as well.
    pub max_code_points: usize,
    /// The key has rules beyond length (`pinComplexityPolicy`) that only it can judge.
    pub complexity: bool,
}

/// Why a new PIN does not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PinRejection {
    /// Fewer code points than this.
    TooShort {
        /// The least the key takes.
        min: usize,
    },
    /// More code points than this.
    TooLong {
        /// The most the key takes.
        max: usize,
    },
    /// The key refused it by a rule of its own (CTAP2_ERR_PIN_POLICY_VIOLATION).
    RefusedByKey,
}

impl PinRules {
    /// The rules this key states, within the standard's: whatever it claims, some PIN keeps them.
    pub fn of(info: &AuthenticatorInfo) -> Self {
        let min_code_points = info.min_pin_length.clamp(SHORTEST_PIN, MAX_PIN_BYTES);
        Self {
            min_code_points,
            max_code_points: info.max_pin_length.clamp(min_code_points, MAX_PIN_BYTES),
            complexity: info.pin_complexity_policy == Some(true),
        }
    }

    /// Judges a new PIN as far as it can be judged outside the key.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn judge(self, pin: &Pin) -> Result<(), PinRejection> {
        let length = pin.code_points();
        if length < self.min_code_points {
            Err(PinRejection::TooShort { min: self.min_code_points })
        } else if length > self.max_code_points {
            Err(PinRejection::TooLong { max: self.max_code_points })
        } else {
            Ok(())
        }
    }
}
