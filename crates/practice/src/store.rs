//! A folder of the practice, the key's or the tenant's. A file is replaced wholly or not at all,
//! nothing is readable for other users, and one process has the folder at a time.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use zeroize::Zeroizing;

use crate::PracticeError;

/// More than any image of this firmware has (bytes): a file is not read further.
const MAX_FILE: u64 = 64 * 1024 * 1024;
/// How long somebody who is just letting go of the folder is waited for: a thread of a ceremony
/// that is over drops its key a moment later.
const LETTING_GO: Duration = Duration::from_secs(1);

/// A folder held by this process.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    _lock: File,
}

impl Store {
    /// Makes the folder where it is missing, and takes it under this lock.
    pub(crate) fn open(folder: &Path, lock: &str) -> Result<Self, PracticeError> {
        create_folder(folder).map_err(|source| io_error("make the folder", folder, source))?;
        let path = folder.join(lock);
        let failed = |source| io_error("open", &path, source);
        let lock =
            private_file(OpenOptions::new().create(true).truncate(false), &path).map_err(failed)?;
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { folder: folder.to_owned(), _lock: lock }),
                Err(TryLockError::WouldBlock) if begun.elapsed() < LETTING_GO => {
                    thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(PracticeError::InUse(folder.to_owned()));
                }
                Err(TryLockError::Error(source)) => return Err(io_error("lock", &path, source)),
            }
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The file's contents; `None` where there is no such file.
    pub(crate) fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, PracticeError> {
        read(&self.path(name))
    }

    /// Replaces the file. When this returns, the new contents survive a loss of power; until then
    /// the old ones do.
    pub(crate) fn replace(&self, name: &str, contents: &[u8]) -> Result<(), PracticeError> {
        let path = self.path(name);
        let fresh = self.path(&format!("{name}.new"));
        self.write_through(&fresh, contents)
            .and_then(|()| fs::rename(&fresh, &path))
            .and_then(|()| sync_folder(&self.folder))
            .map_err(|source| io_error("write", &path, source))
    }

    fn write_through(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        let mut file = private_file(OpenOptions::new().create(true).truncate(true), path)?;
        file.write_all(contents)?;
        file.sync_all()
    }
}

/// A file's contents, whoever has its folder; `None` where there is no such file.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, PracticeError> {
    let mut bytes = Zeroizing::new(Vec::new());
    match File::open(path).and_then(|file| file.take(MAX_FILE).read_to_end(&mut bytes)) {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(io_error("read", path, source)),
    }
}

fn io_error(attempted: &'static str, path: &Path, source: io::Error) -> PracticeError {
    PracticeError::Io { attempted, path: path.to_owned(), source }
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// On Windows the folder inherits the rights of the person's profile.
#[cfg(not(unix))]
fn create_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    options.write(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_file(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    options.write(true).open(path)
}

/// A rename is durable only once its folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// NTFS journals renames; a folder cannot be synced there.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
