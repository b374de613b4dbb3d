//! `--pin-fd N`: a PIN from another program. It must never stay in a buffer that is not wiped.

use std::{
    fs::File,
    io::{self, IsTerminal, Read},
};

use zeroize::Zeroizing;

/// More than any PIN (63 bytes) with its newline; what is longer is no PIN.
const MOST: usize = 1024;

/// Why no PIN came that way.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PinFdError {
    /// It is where this program writes to.
    #[error("it is for output")]
    Output,
    /// It is the terminal, where the typed PIN would show.
    #[error("it is the terminal")]
    Terminal,
    /// This system has no way to it.
    #[cfg_attr(unix, expect(dead_code, reason = "Unix lists a process's descriptors"))]
    #[error("this system passes no descriptors but 0")]
    NotHere,
    /// Whoever started this program opened none with this number.
    #[error("it is not open")]
    NotOpen,
    /// The system's answer.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// More than any PIN.
    #[error("it has more than any PIN")]
    TooLong,
}

/// Reads the descriptor to its end and drops one trailing newline.
///
/// # Errors
/// It cannot be read, or what it holds is too long.
pub(crate) fn read(fd: u32) -> Result<Zeroizing<Vec<u8>>, PinFdError> {
    match fd {
        0 if io::stdin().is_terminal() => Err(PinFdError::Terminal),
        // Not through `io::stdin()`, whose buffer would keep a copy.
        0 => read_to_end(unbuffered_stdin()?),
        1 | 2 => Err(PinFdError::Output),
        other => {
            let file = open(other)?;
            if file.is_terminal() { Err(PinFdError::Terminal) } else { read_to_end(file) }
        }
    }
}

fn read_to_end(mut source: impl Read) -> Result<Zeroizing<Vec<u8>>, PinFdError> {
    let mut buffer = Zeroizing::new([0; MOST + 1]);
    let mut length = 0;
    while let Some(room) = buffer.get_mut(length..).filter(|room| !room.is_empty()) {
        match source.read(room) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let read = buffer.get(..length).unwrap_or_default();
    if read.len() > MOST {
        return Err(PinFdError::TooLong);
    }
    let text = read.strip_suffix(b"\n").unwrap_or(read);
    let text = text.strip_suffix(b"\r").filter(|_| cfg!(windows)).unwrap_or(text);
    Ok(Zeroizing::new(text.to_vec()))
}

#[cfg(unix)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::fd::AsFd;
    Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?))
}

#[cfg(windows)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdin().as_handle().try_clone_to_owned()?))
}

/// The system lists a process's descriptors as files, which is the way without `unsafe`.
#[cfg(unix)]
fn open(fd: u32) -> Result<File, PinFdError> {
    use std::path::Path;
    // Linux makes the second name only where somebody links it to the first.
    let list = if cfg!(target_os = "linux") {
        Path::new("/proc/self/fd").to_owned()
    } else {
        Path::new("/dev").join("fd")
    };
    match File::open(list.join(fd.to_string())) {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            duplicate(fd).map_err(|_| PinFdError::NotOpen)
        }
        Err(error) => duplicate(fd).map_err(|_| PinFdError::Io(error)),
    }
}

/// A socket cannot be opened by its name; Linux duplicates it all the same.
#[cfg(target_os = "linux")]
fn duplicate(fd: u32) -> io::Result<File> {
    use rustix::process::{PidfdFlags, PidfdGetfdFlags, getpid, pidfd_getfd, pidfd_open};
    let fd = i32::try_from(fd).map_err(|_| io::ErrorKind::InvalidInput)?;
    let this = pidfd_open(getpid(), PidfdFlags::empty())?;
    Ok(File::from(pidfd_getfd(this, fd, PidfdGetfdFlags::empty())?))
}

#[cfg(all(unix, not(target_os = "linux")))]
fn duplicate(_: u32) -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn open(_: u32) -> Result<File, PinFdError> {
    Err(PinFdError::NotHere)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_newline_at_the_end_is_dropped_and_no_more() {
        assert_eq!(**read_to_end(&b"1234\n"[..]).unwrap(), *b"1234");
        assert_eq!(**read_to_end(&b"1234\n\n"[..]).unwrap(), *b"1234\n");
        assert_eq!(**read_to_end(&b" 12\n34 "[..]).unwrap(), *b" 12\n34 ");
    }

    #[test]
    fn what_is_longer_than_any_pin_is_not_cut_to_one() {
        assert!(matches!(read_to_end(io::repeat(b'1')), Err(PinFdError::TooLong)));
    }

    #[test]
    fn descriptors_for_output_are_refused() {
        assert!(matches!(read(1), Err(PinFdError::Output)));
        assert!(matches!(read(2), Err(PinFdError::Output)));
    }
}
