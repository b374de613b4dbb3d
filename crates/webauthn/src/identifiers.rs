//! Byte strings with a meaning: credential ID, user handle, challenge. None must ever be mixed up
//! with another, which is what the types are for.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::base64url;

/// A credential ID (WebAuthn L3 §4): at most 1,023 bytes where a relying party keeps to the
/// standard, any length here, so that a judge can say so.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CredentialId(Vec<u8>);

impl CredentialId {
    /// Longest ID that a relying party accepts, in bytes (WebAuthn L3 §7.1 step 25).
    pub const MAX: usize = 1023;

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for CredentialId {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for CredentialId {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

/// Base64url without padding, the `id` of JSON forms.
impl fmt::Display for CredentialId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&base64url::encode(&self.0))
    }
}

impl fmt::Debug for CredentialId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "CredentialId({self})")
    }
}

impl Serialize for CredentialId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `user.id`: 1 to 64 bytes that name an account to its relying party (WebAuthn L3 §5.4.3).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UserHandle(Vec<u8>);

impl UserHandle {
    /// Longest handle, in bytes.
    pub const MAX: usize = 64;

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The handle is empty or longer than 64 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a user handle has 1 to 64 bytes")]
pub struct UserHandleLengthError;

impl TryFrom<Vec<u8>> for UserHandle {
    type Error = UserHandleLengthError;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        if (1..=Self::MAX).contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(UserHandleLengthError)
        }
    }
}

impl fmt::Debug for UserHandle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "UserHandle({})", base64url::encode(&self.0))
    }
}

/// The relying party's challenge, of any length. `Debug` tells the length only: whoever reads a
/// log must not learn it while it lives.
#[derive(Clone, PartialEq, Eq)]
pub struct Challenge(Vec<u8>);

impl Challenge {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Challenge {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Challenge({} bytes)", self.0.len())
    }
}
