//! COSE algorithm identifiers, known or not. An unknown one is kept and must never be refused
//! here.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number of the IANA COSE Algorithms registry (WebAuthn L3 §5.8.5).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CoseAlgorithmIdentifier(pub i64);

macro_rules! named {
    ($($name:ident = $number:literal, $text:literal;)*) => {
        impl CoseAlgorithmIdentifier {
            $(#[doc = concat!("`", $text, "`, ", stringify!($number), ".")]
            pub const $name: Self = Self($number);)*

            /// The registry's name, where it is one that occurs in WebAuthn.
            pub fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($text),)*
                    Self(_) => None,
                }
            }
        }
    };
}

named! {
    ES256 = -7, "ES256";
    EDDSA = -8, "EdDSA";
    ESP256 = -9, "ESP256";
    ED25519 = -19, "Ed25519";
    ES384 = -35, "ES384";
    ES512 = -36, "ES512";
    PS256 = -37, "PS256";
    PS384 = -38, "PS384";
    PS512 = -39, "PS512";
    ES256K = -47, "ES256K";
    ML_DSA_44 = -48, "ML-DSA-44";
    ML_DSA_65 = -49, "ML-DSA-65";
    ML_DSA_87 = -50, "ML-DSA-87";
    ESP384 = -51, "ESP384";
    ESP512 = -52, "ESP512";
    ED448 = -53, "Ed448";
    RS256 = -257, "RS256";
    RS384 = -258, "RS384";
    RS512 = -259, "RS512";
    RS1 = -65535, "RS1";
}

impl fmt::Display for CoseAlgorithmIdentifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(out, "{name} ({})", self.0),
            None => write!(out, "{}", self.0),
        }
    }
}

impl fmt::Debug for CoseAlgorithmIdentifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
