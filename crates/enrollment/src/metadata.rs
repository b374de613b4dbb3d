//! FIDO metadata at this computer: kept, its age told, fetched anew when it is time. Being offline
//! must never cost what is there, nor an old answer take the place of a newer one.

mod cache;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use serde::Deserialize;
use webauthn::{
    Timestamp,
    metadata::{BlobError, Consulted, MetadataBlob, MetadataRoots, Opening},
};

pub use cache::MetadataCache;

use crate::store::{KeepError, KeptMetadata, MetadataFile, StoreError};

/// Metadata to judge by: a BLOB, or why nobody stands for it.
#[derive(Clone, Debug)]
pub struct Metadata(Arc<Result<MetadataBlob, BlobError>>);

impl Metadata {
    /// Largest file that is read (bytes); today's have ten million.
    pub const MAX_LENGTH: usize = 64 << 20;

    /// Reads a BLOB, or a bare payload. That nobody stands for it is no error: it is what is found.
    ///
    /// # Errors
    /// It is none.
    pub fn read(bytes: &[u8], roots: &MetadataRoots, at: Timestamp) -> Result<Self, BlobError> {
        match MetadataBlob::open(bytes, Opening { roots, at, previous: None }) {
            Err(error) if !error.is_of_signature() => Err(error),
            opened => Ok(Self(Arc::new(opened))),
        }
    }

    /// The number of the BLOB, where somebody stands for it.
    pub fn number(&self) -> Option<u64> {
        self.0.as_ref().as_ref().ok().map(MetadataBlob::number)
    }

    /// As the judge asks it.
    pub fn consulted(&self) -> Consulted<'_> {
        match self.0.as_ref() {
            Ok(blob) => Consulted::Blob(blob),
            Err(error) => Consulted::Unusable(error),
        }
    }
}

impl From<MetadataBlob> for Metadata {
    fn from(blob: MetadataBlob) -> Self {
        Self(Arc::new(Ok(blob)))
    }
}

/// Where metadata is fetched.
pub trait MetadataSource: Send + Sync {
    /// The latest BLOB as it is published, unverified.
    ///
    /// # Errors
    /// See [`FetchError`].
    fn fetch(&self) -> Result<Vec<u8>, FetchError>;
}

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody was reached: offline, or in between.
    #[error("the metadata service was not reached: {0}")]
    Unreachable(String),
    /// It answered with this status.
    #[error("the metadata service answered {0}")]
    Refused(u16),
    /// The answer broke off or took too long.
    #[error("the metadata service's answer did not come whole: {0}")]
    Broken(String),
    /// The answer is longer than any BLOB.
    #[error("the metadata service's answer is longer than any BLOB")]
    TooLong,
}

/// What came of a look for newer metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refreshed {
    /// What is kept is fresh; nothing was asked.
    Fresh(KeptMetadata),
    /// There is a newer one, and it is kept.
    Newer(KeptMetadata),
    /// The service has no newer one yet.
    Same(KeptMetadata),
}

/// Why there is no newer metadata. What was kept is kept.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Nothing came.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// What came must not be used.
    #[error("what the metadata service sent must not be used")]
    Blob(#[source] BlobError),
    /// What came is not signed.
    #[error("what the metadata service sent is not signed")]
    Unsigned,
    /// What came could not be kept, or what is kept not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// When to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// Where what is kept is past its next update, and was not fetched today.
    Due,
    /// At once: a person asks.
    Now,
}

/// Fetches newer metadata where it is time.
///
/// # Errors
/// See [`RefreshError`]; what was kept is kept.
pub fn refresh(
    file: &MetadataFile,
    source: &dyn MetadataSource,
    roots: &MetadataRoots,
    when: When,
    now: Timestamp,
) -> Result<Refreshed, RefreshError> {
    let before = file.head()?;
    if let Some(kept) = before.as_ref().filter(|kept| when == When::Due && !kept.is_due(now)) {
        return Ok(Refreshed::Fresh(kept.clone()));
    }
    let bytes = source.fetch()?;
    let kept = file.keep(&bytes, roots, now).map_err(|error| match error {
        KeepError::Blob(error) => RefreshError::Blob(error),
        KeepError::Unsigned => RefreshError::Unsigned,
        KeepError::Store(error) => RefreshError::Store(error),
    })?;
    let newer = before.is_none_or(|before| kept.number > before.number);
    tracing::info!(number = kept.number, newer, "metadata fetched");
    Ok(if newer { Refreshed::Newer(kept) } else { Refreshed::Same(kept) })
}
