//! Why the practice key or the practice tenant could not be opened, made or started. No variant may
//! carry a secret.

use std::{io, net::SocketAddr, path::PathBuf};

use crate::key::firmware::ImageError;

/// Why the practice key or the practice tenant could not be opened, made or started.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// The operating system refused something about a file of the practice.
    #[error("could not {attempted} {}", path.display())]
    Io {
        /// What was attempted, as a bare infinitive.
        attempted: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// Another process has this practice key or tenant open; two would give back each other's PIN
    /// tries, or overwrite each other's directory.
    #[error("the practice in {} is in use by another program", .0.display())]
    InUse(PathBuf),
    /// The memory of the key is not what was written. Nothing is repaired or replaced on its own:
    /// restore the file from a copy, or move it away to start with a new practice key.
    #[error(
        "the practice key's memory {} is damaged; restore it, or move it away to start with a new \
         practice key (credentials on the old one are then lost)", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: ImageError,
    },
    /// A file of the practice root is unreadable. Move both away: a new root is made then.
    #[error(
        "the practice root {} is damaged; move it and its certificate away to have a new one",
        .0.display()
    )]
    RootDamaged(PathBuf),
    /// The key in this folder was made as another model.
    #[error("the practice key in {} is another model than was asked for", .0.display())]
    OtherAaguid(PathBuf),
    /// The settings of a new key contradict themselves or the standard.
    #[error("a practice key cannot be made like this: {0}")]
    Settings(&'static str),
    /// A certificate could not be made.
    #[error("could not make the practice certificate")]
    Certificate(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The directory of the practice tenant is unreadable. Move it away to have a new one.
    #[error("the practice tenant's directory {} is damaged; move it away to have a new one", .path.display())]
    DirectoryDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The tenant's ports on loopback could not be had.
    #[error("the practice tenant could not listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's answer.
        #[source]
        source: io::Error,
    },
    /// The tenant's thread could not be started.
    #[error("the practice tenant could not be started")]
    Start(#[source] io::Error),
    /// The operating system gave no random bytes.
    #[error("the operating system gave no random bytes")]
    Entropy,
}
