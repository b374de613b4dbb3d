//! The AAGUID, which names an authenticator's model. It must never be taken for proved: that is
//! what attestation is for.

use std::{fmt, str::FromStr};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Authenticator Attestation Globally Unique Identifier (WebAuthn L3 §6), in the order of its
/// bytes in authenticator data. Written as a UUID.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Aaguid(pub [u8; 16]);

impl Aaguid {
    /// Sixteen zero bytes: the key does not say, or the client took it out.
    pub const ZERO: Self = Self([0; 16]);

    /// Whether this is [`Aaguid::ZERO`].
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl TryFrom<&[u8]> for Aaguid {
    type Error = ParseAaguidError;

    fn try_from(bytes: &[u8]) -> Result<Self, Self::Error> {
        bytes.try_into().map(Self).map_err(|_| ParseAaguidError)
    }
}

impl fmt::Display for Aaguid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                out.write_str("-")?;
            }
            out.write_str(&HEXLOWER.encode(&[*byte]))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Aaguid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Aaguid({self})")
    }
}

/// The text is not a UUID, or the bytes are not sixteen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an AAGUID is a UUID, such as 00000000-0000-0000-0000-000000000000")]
pub struct ParseAaguidError;

impl FromStr for Aaguid {
    type Err = ParseAaguidError;

    /// Reads a UUID with or without its hyphens, in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let hyphens = text.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at);
        let places: Vec<_> = hyphens.collect();
        if !places.is_empty() && places != [8, 13, 18, 23] {
            return Err(ParseAaguidError);
        }
        let digits = text.replace('-', "");
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| ParseAaguidError)?;
        Self::try_from(bytes.as_slice())
    }
}

impl Serialize for Aaguid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Aaguid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
