//! Files that a person named: read whole, within a bound. Nothing here may read on for as long as a
//! file claims to go on.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

/// Why a file was not read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// The system's answer.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It is longer than anything of its kind (bytes).
    #[error("it is longer than {0} bytes")]
    TooLong(usize),
}

/// Reads a file of at most `limit` bytes; `-` is stdin.
///
/// # Errors
/// It cannot be read, or has more.
pub(crate) fn read(path: &Path, limit: usize) -> Result<Vec<u8>, FileError> {
    if is_stdin(path) {
        bounded(io::stdin().lock(), limit)
    } else {
        bounded(File::open(path)?, limit)
    }
}

/// Opens a file that is read line by line; `-` is stdin.
///
/// # Errors
/// It cannot be opened.
pub(crate) fn open(path: &Path) -> Result<Box<dyn BufRead>, FileError> {
    if is_stdin(path) {
        Ok(Box::new(io::stdin().lock()))
    } else {
        Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(path)?)))
    }
}

/// Whether a path means stdin.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn bounded(file: impl Read, limit: usize) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    file.take(most).read_to_end(&mut bytes)?;
    if bytes.len() > limit { Err(FileError::TooLong(limit)) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_end_is_not_read_to_its_end() {
        assert!(matches!(bounded(io::repeat(b'x'), 10), Err(FileError::TooLong(10))));
        assert_eq!(bounded(&b"0123456789"[..], 10).unwrap(), b"0123456789");
    }
}
