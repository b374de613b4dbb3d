//! The record, the outbox, prompts of campaigns and tallies in one SQLite file, which several processes may use at once. What it
//! says is done has reached the disk, and a file it does not know must never be changed by it.

mod heads;
mod ledger;
mod open;
mod outbox;
mod prompts;
mod schema;
mod tallies;
#[cfg(test)]
mod tests;

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::Entropy;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use webauthn::Timestamp;
use zeroize::Zeroizing;

use super::{
    StoreError,
    keyring::{Keeps, Keyring, Keys},
};
use crate::{
    ledger::{LedgerId, RegistrationId},
    tenant::PersonId,
};

/// The record and the outbox.
pub struct SqliteStore {
    path: PathBuf,
    ledger: LedgerId,
    keyring: Keyring,
    inner: Mutex<Inner>,
}

struct Inner {
    connection: Connection,
    entropy: Box<dyn Entropy>,
    /// Asked of the keyring once, when first needed.
    keys: Option<Keys>,
    /// The outbox where there is no keyring.
    memory: BTreeMap<RegistrationId, Clear>,
}

/// A response in memory.
struct Clear {
    person: PersonId,
    expires: Timestamp,
    credential_id: String,
    body: Zeroizing<Vec<u8>>,
}

impl SqliteStore {
    /// Opens the file, or makes it and its folder, readable by their owner only. The keyring is not
    /// asked before something needs it.
    ///
    /// # Errors
    /// The file cannot be used; whatever it is, it was left as it is. See [`StoreError`].
    pub fn open(
        path: &Path,
        keyring: Keyring,
        mut entropy: Box<dyn Entropy>,
    ) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let (connection, ledger) = open::connect(&path, entropy.as_mut())?;
        let inner = Inner { connection, entropy, keys: None, memory: BTreeMap::new() };
        Ok(Self { path, ledger, keyring, inner: Mutex::new(inner) })
    }

    /// How long the outbox keeps what it is given; `None`: as long as the program runs. Asks the
    /// keyring, which can take seconds.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn keeps(&self) -> Result<Option<Keeps>, StoreError> {
        let mut inner = self.lock();
        Ok(self.keys(&mut inner)?.keeps())
    }

    /// A panic in between leaves a transaction that was rolled back, so a poisoned lock is no harm.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The keyring's keys. Where one is to be made, the file is locked, so that two processes do not
    /// make two.
    fn keys<'a>(&self, inner: &'a mut Inner) -> Result<&'a Keys, StoreError> {
        if inner.keys.is_none() {
            let mut loaded = self.keyring.load();
            if !loaded.is_complete() {
                let lock = immediate(&mut inner.connection);
                let lock = lock.map_err(|error| self.failed(error))?;
                loaded.keys = self.keyring.fill(inner.entropy.as_mut());
                lock.rollback().map_err(|error| self.failed(error))?;
            }
            inner.keys = Some(loaded.keys);
        }
        Ok(inner.keys.get_or_insert_default())
    }

    /// Runs something that writes; nothing of it stays where it fails.
    fn write<T>(
        &self,
        connection: &mut Connection,
        run: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let run = || {
            let transaction = immediate(connection)?;
            let done = run(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|fault| self.settle(fault))
    }

    /// Runs something that reads everything as it is at one time.
    fn read<T>(
        &self,
        connection: &mut Connection,
        run: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, StoreError> {
        let run = || run(&connection.transaction()?);
        run().map_err(|fault| self.settle(fault))
    }

    fn settle(&self, fault: Fault) -> StoreError {
        match fault {
            Fault::Sqlite(error) => self.failed(error),
            Fault::Store(error) => error,
        }
    }

    fn failed(&self, error: rusqlite::Error) -> StoreError {
        failed(&self.path, error)
    }
}

/// Why a transaction was given up.
enum Fault {
    Sqlite(rusqlite::Error),
    Store(StoreError),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A transaction that has the right to write from its beginning on.
fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

/// What an error of SQLite means for this file.
fn failed(path: &Path, error: rusqlite::Error) -> StoreError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy(path),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            StoreError::Damaged { path, why: error.to_string() }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::NoRight(path)
        }
        Some(ErrorCode::DiskFull) => StoreError::NoSpace(path),
        _ => StoreError::Engine { path, source: Box::new(error) },
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "SqliteStore({})", self.path.display())
    }
}
