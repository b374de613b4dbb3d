//! The file of FIDO metadata: a line that says what it is, then the BLOB as it was signed. It is verified
//! whenever it is read, and one with a lower number must never take its place.

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};
use webauthn::{
    Timestamp,
    metadata::{BlobError, MetadataBlob, MetadataRoots, Opening},
};

use super::{StoreError, make_folder, replace, unusable};

const FORMAT: i64 = 1;
/// Longest first line (bytes).
const LONGEST_HEAD: u64 = 4096;
/// Longest file: more than any BLOB.
const LONGEST: u64 = 64 << 20;
const DAY: i64 = 86_400;
/// How often another writer is waited for, and how long each time.
const LOOKS: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// The file of FIDO metadata.
#[derive(Clone, Debug)]
pub struct MetadataFile {
    path: PathBuf,
}

/// What is kept, by the file's first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMetadata {
    format: i64,
    /// `no` of the BLOB.
    #[serde(rename = "no")]
    pub number: u64,
    /// Its `nextUpdate`, where it says.
    #[serde(rename = "nextUpdate")]
    pub next_update: Option<Timestamp>,
    /// When it was fetched.
    pub fetched: Timestamp,
}

/// Why metadata was not kept. What was there is there.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// It must not be used, or is older than what is kept.
    #[error("the metadata must not be used")]
    Blob(#[from] BlobError),
    /// Nobody stands for it.
    #[error("the metadata is not signed")]
    Unsigned,
    /// The file cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl KeptMetadata {
    /// Seconds since it was fetched.
    pub fn age(&self, now: Timestamp) -> i64 {
        now.0.saturating_sub(self.fetched.0).max(0)
    }

    /// Whether a newer one should be asked for: the day of its next update has come, and it was not
    /// fetched within the last one.
    pub fn is_due(&self, now: Timestamp) -> bool {
        // A clock that was put back makes nothing fresh for ever.
        let today = self.fetched <= now && self.age(now) < DAY;
        self.next_update.is_none_or(|next| next <= now) && !today
    }
}

impl MetadataFile {
    /// The file of this path, there or not.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// What is kept, by the first line alone: no more than that is read.
    ///
    /// # Errors
    /// It is there and cannot be read, or is none of ours.
    pub fn head(&self) -> Result<Option<KeptMetadata>, StoreError> {
        Ok(self.open()?.map(|(head, _)| head))
    }

    /// The BLOB, verified as of the day it was fetched; `None` where nothing is kept.
    ///
    /// # Errors
    /// It cannot be read, or is not what was kept.
    pub fn load(&self, roots: &MetadataRoots) -> Result<Option<MetadataBlob>, KeepError> {
        let Some((head, mut rest)) = self.open()? else { return Ok(None) };
        let mut bytes = Vec::new();
        rest.read_to_end(&mut bytes).map_err(|error| unusable(&self.path, error))?;
        let blob = open(&bytes, roots, head.fetched, Some(head.number))?;
        if blob.number() != head.number {
            return Err(self.damaged("its first line has another number").into());
        }
        Ok(Some(blob))
    }

    /// Verifies a BLOB and keeps it in place of the one before.
    ///
    /// # Errors
    /// See [`KeepError`].
    pub fn keep(
        &self,
        bytes: &[u8],
        roots: &MetadataRoots,
        fetched: Timestamp,
    ) -> Result<KeptMetadata, KeepError> {
        // Nobody else writes between the look at the number and the writing.
        let _lock = self.lock()?;
        let previous = self.head()?.map(|kept| kept.number);
        let blob = open(bytes, roots, fetched, previous)?;
        let (number, next_update) = (blob.number(), blob.next_update());
        let head = KeptMetadata { format: FORMAT, number, next_update, fetched };
        let mut file = serde_json::to_vec(&head).map_err(|_| StoreError::Unkeepable)?;
        file.push(b'\n');
        file.extend_from_slice(bytes);
        replace(&self.path, &file).map_err(|error| unusable(&self.path, error))?;
        Ok(head)
    }

    fn open(&self) -> Result<Option<(KeptMetadata, impl io::Read)>, StoreError> {
        let file = match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other.map_err(|error| unusable(&self.path, error))?,
        };
        let mut file = BufReader::new(file);
        let mut line = Vec::new();
        let mut head = (&mut file).take(LONGEST_HEAD);
        head.read_until(b'\n', &mut line).map_err(|error| unusable(&self.path, error))?;
        let format: Format =
            serde_json::from_slice(&line).map_err(|_| self.damaged("its first line is none"))?;
        if format.format > FORMAT {
            return Err(StoreError::Newer { path: self.path.clone(), format: format.format });
        }
        let head =
            serde_json::from_slice(&line).map_err(|_| self.damaged("its first line is none"))?;
        Ok(Some((head, file.take(LONGEST))))
    }

    fn lock(&self) -> Result<File, StoreError> {
        let failed = |error| unusable(&self.path, error);
        if let Some(folder) = self.path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder).map_err(failed)?;
        }
        let mut name = self.path.clone().into_os_string();
        name.push(".lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let lock = options.open(PathBuf::from(name)).map_err(failed)?;
        for _ in 0..LOOKS {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        Err(StoreError::Busy(self.path.clone()))
    }

    /// Takes away what is kept, where it is damaged and a person says so.
    ///
    /// # Errors
    /// It is there and cannot be taken away.
    pub fn forget(&self) -> Result<(), StoreError> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(unusable(&self.path, error))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    fn damaged(&self, why: &str) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), why: why.to_owned() }
    }
}

#[derive(Deserialize)]
struct Format {
    format: i64,
}

/// A BLOB that somebody stands for.
fn open(
    bytes: &[u8],
    roots: &MetadataRoots,
    at: Timestamp,
    previous: Option<u64>,
) -> Result<MetadataBlob, KeepError> {
    let blob = MetadataBlob::open(bytes, Opening { roots, at, previous })?;
    if blob.signed_by().is_none() {
        return Err(KeepError::Unsigned);
    }
    Ok(blob)
}
