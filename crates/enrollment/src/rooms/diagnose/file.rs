//! The files that somebody gives to this room, each with its bound. More than the bound must never be
//! read.

use std::io::Read;

use serde::{Deserialize, Serialize};
use webauthn::PublicKeyCredentialCreationOptions;

use crate::{
    diagnosis::{Given, Ticket},
    metadata::Metadata,
    rooms::{CommandCode, CommandError},
};

/// What a file is given as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum DiagnosisFile {
    /// The ticket.
    Ticket,
    /// The creation options that were asked.
    Options,
    /// Roots that somebody trusts.
    Anchors,
    /// FIDO metadata.
    Metadata,
}

impl DiagnosisFile {
    /// Largest file of its kind that is read (bytes).
    fn largest(self) -> usize {
        match self {
            Self::Ticket => Ticket::MAX_LENGTH,
            Self::Options => PublicKeyCredentialCreationOptions::MAX_LENGTH,
            Self::Anchors => Given::LARGEST_ANCHORS,
            Self::Metadata => Metadata::MAX_LENGTH,
        }
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`CommandCode::File`], [`CommandCode::TooLarge`].
    pub(super) fn read(self, from: impl Read) -> Result<Vec<u8>, CommandError> {
        let largest = self.largest();
        let one_more = u64::try_from(largest).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        from.take(one_more).read_to_end(&mut bytes).map_err(CommandError::file)?;
        self.fits(bytes.len())?;
        Ok(bytes)
    }

    /// Whether so many bytes may be one.
    pub(super) fn fits(self, length: usize) -> Result<(), CommandError> {
        let largest = self.largest();
        let error =
            || CommandError::new(CommandCode::TooLarge, format!("more than {largest} bytes"));
        (length <= largest).then_some(()).ok_or_else(error)
    }
}
