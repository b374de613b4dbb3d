//! Ids of directory objects and of passkey profiles. One must never be taken for an AAGUID, which
//! is written the same way.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};
use webauthn::Aaguid;

/// A GUID that names a user, a group or a profile. Written in lower case with hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 16]);

/// The text is not a GUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an object id is a GUID, such as 00000000-0000-0000-0000-000000000000")]
pub struct ParseObjectIdError;

impl FromStr for ObjectId {
    type Err = ParseObjectIdError;

    /// Reads a GUID with or without its hyphens, in either case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Aaguid(bytes) = text.parse().map_err(|_| ParseObjectIdError)?;
        Ok(Self(bytes))
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        Aaguid(self.0).fmt(out)
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ObjectId({self})")
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
