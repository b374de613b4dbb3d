//! Which registrations a program is at work on, so that another does not take them for left behind. A
//! claim ends with the process that made it, however that ends, and must never have to be cleared by
//! hand.

#[cfg(test)]
mod tests;

use std::{
    collections::BTreeSet,
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use ctap::Entropy;

use super::{StoreError, make_folder, own_file, unusable};
use crate::ledger::RegistrationId;

/// How often a claim is tried, and how long after one another.
const LOOKS: u32 = 10;
const PAUSE: Duration = Duration::from_millis(5);

/// The folder of claims; each is a locked file.
#[derive(Clone, Debug)]
pub struct Claims {
    folder: PathBuf,
}

/// The right to work on a registration, until it is dropped.
#[derive(Debug)]
pub struct Claim {
    path: PathBuf,
    file: File,
}

impl Claims {
    /// Those in this folder, there or not.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Claims a registration before anything is written of it, or before something that was left of it
    /// is taken up again.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another program is at work on it.
    pub fn claim(
        &self,
        registration: &RegistrationId,
        entropy: &mut dyn Entropy,
    ) -> Result<Claim, StoreError> {
        let path = self.path(registration).ok_or(StoreError::Unkeepable)?;
        let failed = |error| unusable(&path, error);
        make_folder(&self.folder).map_err(failed)?;
        let mut mark = [0; 16];
        entropy.fill(&mut mark)?;
        let mut looks = 0;
        loop {
            let mut file = own_file().create(true).open(&path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                // Whoever only looks holds it for a moment.
                Err(TryLockError::WouldBlock) if looks < LOOKS => {
                    looks += 1;
                    thread::sleep(PAUSE);
                    continue;
                }
                Err(TryLockError::WouldBlock) => return Err(StoreError::Busy(path)),
                Err(TryLockError::Error(error)) => return Err(unusable(&path, error)),
            }
            file.set_len(0).and_then(|()| file.write_all(&mark)).map_err(failed)?;
            // Its last owner may have taken the name away between our opening and our locking.
            if fs::read(&path).is_ok_and(|now| now == mark) {
                return Ok(Claim { path, file });
            }
        }
    }

    /// The registrations that some program is at work on. Files that a killed process left are cleared.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn claimed(&self) -> Result<BTreeSet<RegistrationId>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
            other => other.map_err(|error| unusable(&self.folder, error))?,
        };
        let mut claimed = BTreeSet::new();
        for entry in entries {
            let path = entry.map_err(|error| unusable(&self.folder, error))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
            let Some(name) = name.filter(|name| is_plain(name)) else { continue };
            let Ok(file) = own_file().open(&path) else { continue };
            match file.try_lock() {
                Ok(()) => drop(Claim { path, file }),
                Err(_) => drop(claimed.insert(RegistrationId(name))),
            }
        }
        Ok(claimed)
    }

    fn path(&self, registration: &RegistrationId) -> Option<PathBuf> {
        is_plain(&registration.0).then(|| self.folder.join(&registration.0))
    }
}

/// Whether a name stays in its folder.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
}

impl Drop for Claim {
    fn drop(&mut self) {
        // The name first: whoever locks the file afterwards sees that it is gone. Windows keeps the
        // name of an open file until it is closed, which comes next.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}
