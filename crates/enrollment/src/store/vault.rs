//! A secret that outlives the program: sealed in a file, its key in the system's keyring. Where there is no
//! keyring it must never be written at all, and what was written before goes.

#[cfg(test)]
mod tests;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
};
use ctap::{Entropy, SystemEntropy};
use data_encoding::HEXLOWER;
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    StoreError,
    keyring::{Keeps, KeyStoreError, Keyring, Secret},
    replace, unusable,
};

/// More than anything that is kept (bytes).
const LONGEST: u64 = 256 << 10;
const LABEL: &[u8] = b"touchstone vault 1";

/// Where one secret is kept.
pub trait Vault: Send + Sync {
    /// What is kept; `None` where nothing is, or nothing that can be opened.
    ///
    /// # Errors
    /// The file is there and cannot be read.
    fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError>;

    /// Keeps this instead of what was kept.
    ///
    /// # Errors
    /// It was not written; what was kept before may be there still.
    fn keep(&self, secret: &[u8]) -> Result<Keeping, StoreError>;

    /// Keeps nothing any more.
    ///
    /// # Errors
    /// It is there still.
    fn forget(&self) -> Result<Forgotten, StoreError>;
}

/// What is left once nothing is kept any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Forgotten {
    /// Nothing.
    Everything,
    /// The file is gone; a keyring that could not be read may have its key, which opens older copies of it.
    KeyMayStay,
}

impl Forgotten {
    /// Of two that were forgotten.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::Everything => other,
            Self::KeyMayStay => self,
        }
    }
}

/// How long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Until it is forgotten.
    ForGood,
    /// Until this computer starts anew.
    UntilRestart,
    /// As long as this program runs: there is no keyring.
    MemoryOnly,
}

/// A file that nobody can read without the keyring.
#[derive(Debug)]
pub struct SealedFile {
    path: PathBuf,
    keyring: Keyring,
    name: String,
}

impl SealedFile {
    /// The file of this path, there or not. Each has a key of its own.
    pub fn at(path: &Path, keyring: Keyring) -> Self {
        let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let hash = digest::digest(&digest::SHA256, whole.as_os_str().as_encoded_bytes());
        let name = HEXLOWER.encode(hash.as_ref().get(..8).unwrap_or_default());
        Self { path: path.to_owned(), keyring, name: format!("vault-{name}") }
    }

    /// The key to write under, made where a keyring works and has none. What counts is what it then
    /// gives.
    fn key(&self) -> Result<Option<(Secret, Keeps)>, StoreError> {
        if let Some(key) = self.keyring.named(&self.name).into_iter().next() {
            return Ok(Some(key));
        }
        let mut secret = Secret::new([0; 32]);
        SystemEntropy::new().fill(secret.as_mut_slice())?;
        self.keyring.put(&self.name, &secret);
        Ok(self.keyring.named(&self.name).into_iter().next())
    }

    fn erase(&self) -> Result<(), StoreError> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(unusable(&self.path, error)),
        }
    }
}

impl Vault for SealedFile {
    fn load(&self) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let sealed = match fs::metadata(&self.path) {
            Ok(file) if file.len() > LONGEST => return Ok(None),
            Ok(_) => fs::read(&self.path).map_err(|error| unusable(&self.path, error))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(unusable(&self.path, error)),
        };
        let keys = self.keyring.named(&self.name);
        let opened = keys.iter().find_map(|(key, _)| open(key, &sealed));
        if opened.is_none() {
            tracing::info!(path = %self.path.display(), "no keyring has the key of what is kept");
        }
        Ok(opened)
    }

    fn keep(&self, secret: &[u8]) -> Result<Keeping, StoreError> {
        let Some((key, keeps)) = self.key()? else {
            self.erase()?;
            return Ok(Keeping::MemoryOnly);
        };
        let sealed = seal(&key, secret)?;
        replace(&self.path, &sealed).map_err(|error| unusable(&self.path, error))?;
        Ok(match keeps {
            Keeps::ForGood => Keeping::ForGood,
            Keeps::UntilRestart => Keeping::UntilRestart,
        })
    }

    /// The key goes first: a copy of the file is worth nothing then.
    fn forget(&self) -> Result<Forgotten, StoreError> {
        let is_kept = fs::symlink_metadata(&self.path).is_ok();
        let is_open = matches!(self.load(), Ok(Some(_)));
        let mut other = Secret::new([0; 32]);
        SystemEntropy::new().fill(other.as_mut_slice())?;
        let left = self.keyring.take_out(&self.name, &other);
        self.erase()?;
        // A keyring that does not work here has no key, unless a file is sealed under one that nobody has.
        let may_have_it = |why: &KeyStoreError| match why {
            KeyStoreError::Locked | KeyStoreError::TimedOut => true,
            KeyStoreError::Absent(_) | KeyStoreError::Malformed | KeyStoreError::Failed(_) => {
                is_kept && !is_open
            }
        };
        let stays = left.iter().any(may_have_it);
        Ok(if stays { Forgotten::KeyMayStay } else { Forgotten::Everything })
    }
}

fn seal(key: &Secret, secret: &[u8]) -> Result<Vec<u8>, StoreError> {
    let key = aead(key).ok_or(StoreError::Unkeepable)?;
    let mut nonce = [0; NONCE_LEN];
    SystemEntropy::new().fill(&mut nonce)?;
    // Room for the tag, so that the clear text is not left behind by a move.
    let mut text = Vec::with_capacity(secret.len() + AES_256_GCM.tag_len());
    text.extend_from_slice(secret);
    let under = Nonce::assume_unique_for_key(nonce);
    key.seal_in_place_append_tag(under, Aad::from(LABEL), &mut text)
        .map_err(|_| StoreError::Unkeepable)?;
    Ok([&nonce, text.as_slice()].concat())
}

fn open(key: &Secret, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut text = Zeroizing::new(text.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = aead(key)?.open_in_place(nonce, Aad::from(LABEL), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

fn aead(key: &Secret) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_slice()).ok()?))
}
