//! Where the record, the outbox, the settings and FIDO metadata lie on this computer: the only place
//! in this crate that touches files. A file that is damaged or somebody else's must never be written to.

mod bell;
mod claims;
pub mod keyring;
mod metadata;
mod settings;
mod sqlite;
mod vault;

use std::{
    error::Error,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    process,
};

use ctap::NoEntropy;

pub use bell::{Bell, Deaf, come};
pub use claims::{Claim, Claims};
pub use metadata::{KeepError, KeptMetadata, MetadataFile};
pub use settings::{Loaded, SettingsFile};
pub use sqlite::SqliteStore;
pub use vault::{Forgotten, Keeping, SealedFile, Vault};

/// Why a store did not do what was asked. Where it was to write, nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is not what was written. It was left as it is: to go on, move it away or put a copy
    /// back.
    #[error("{path} is damaged: {why}")]
    Damaged {
        /// Which.
        path: PathBuf,
        /// In the words of what read it.
        why: String,
    },
    /// It is a database, but of another program. It was left as it is.
    #[error("{0} belongs to another program")]
    Foreign(PathBuf),
    /// A later version of this program wrote it. It was left as it is.
    #[error("{path} has format {format}, which is later than this program")]
    Newer {
        /// Which.
        path: PathBuf,
        /// The format's number.
        format: i64,
    },
    /// Another process held it for longer than we wait.
    #[error("{0} is in use by another process")]
    Busy(PathBuf),
    /// No right to read or write it.
    #[error("no right to use {0}")]
    NoRight(PathBuf),
    /// The disk is full.
    #[error("no space left for {0}")]
    NoSpace(PathBuf),
    /// The file or its folder could not be used.
    #[error("cannot use {path}")]
    Io {
        /// Which.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: io::Error,
    },
    /// The database engine gave up.
    #[error("the database {path} failed")]
    Engine {
        /// Which.
        path: PathBuf,
        /// Its reason.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// No random bytes, so nothing could be sealed or committed to.
    #[error(transparent)]
    NoEntropy(#[from] NoEntropy),
    /// What was to be written cannot be written as JSON, sealed, or counted.
    #[error("what was to be kept cannot be kept")]
    Unkeepable,
}

/// What the system's error means for this file.
fn unusable(path: &Path, source: io::Error) -> StoreError {
    let path = path.to_owned();
    let kind = source.kind();
    if [io::ErrorKind::PermissionDenied, io::ErrorKind::ReadOnlyFilesystem].contains(&kind) {
        StoreError::NoRight(path)
    } else if kind == io::ErrorKind::StorageFull {
        StoreError::NoSpace(path)
    } else {
        StoreError::Io { path, source }
    }
}

/// Makes a folder for its owner only, where there is none.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// For a file that stays, read and written, for its owner only.
fn own_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// For a file that is made here and now, for its owner only.
fn new_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Writes a new file beside it, and gives it the name once it is on the disk.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        make_folder(folder)?;
    }
    let mut name = path.to_owned().into_os_string();
    name.push(format!(".new-{}", process::id()));
    let new = PathBuf::from(name);
    // One that a process of this number left behind when it was killed.
    let _ = fs::remove_file(&new);
    let written = new_file().open(&new).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    let replaced = written.and_then(|()| fs::rename(&new, path));
    if replaced.is_err() {
        let _ = fs::remove_file(&new);
        return replaced;
    }
    // The name itself is on the disk only with its folder; Windows opens no folders.
    match folder.filter(|_| cfg!(unix)).map(File::open) {
        Some(folder) => folder?.sync_all(),
        None => Ok(()),
    }
}
