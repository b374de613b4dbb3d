//! The bell at the door of a state: one window opens there, and whoever comes second rings instead. It
//! ends with the process that hung it, however that ends, and a ring must never be more than a ring.

#[cfg(test)]
mod tests;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

use super::{make_folder, own_file};

/// How often the second tries, and how long after one another: the first may not listen yet, or may be
/// about to end.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);
/// The longest word that comes with a ring.
const LONGEST_WORD: usize = 200;

/// What the first hears. The state is its own until this is dropped.
#[derive(Debug)]
pub struct Bell {
    /// `None` where the state cannot be used: then nobody else can open there either.
    lock: Option<File>,
    place: PathBuf,
}

/// Somebody is there and does not hear it.
#[derive(Debug, thiserror::Error)]
#[error("a window on {0} is open already and does not answer")]
pub struct Deaf(PathBuf);

/// Comes to the door of the state in this folder; `None`: somebody was there before, and heard it. `word`
/// is given to them: the desktop's leave to come to the front.
///
/// # Errors
/// [`Deaf`], after two seconds.
pub fn come(folder: &Path, word: Option<&str>) -> Result<Option<Bell>, Deaf> {
    let (path, place) = (folder.join("window.lock"), folder.join("window.bell"));
    for _ in 0..TRIES {
        let lock = make_folder(folder).and_then(|()| own_file().create(true).open(&path));
        match lock.map_err(TryLockError::Error).and_then(|lock| lock.try_lock().map(|()| lock)) {
            Ok(lock) => return Ok(Some(Bell { lock: Some(lock), place })),
            Err(TryLockError::Error(error)) => {
                tracing::warn!(%error, "no lock");
                return Ok(Some(Bell { lock: None, place }));
            }
            Err(TryLockError::WouldBlock)
                if pipe::ring(&place, plain(word.unwrap_or_default())) =>
            {
                return Ok(None);
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
        }
    }
    Err(Deaf(folder.to_owned()))
}

impl Bell {
    /// Calls this for every ring from now on, with the word that came with it. Where it cannot listen,
    /// the second is told that nobody hears it.
    pub fn answer(self, rung: impl FnMut(&str) + Send + 'static) {
        let Self { lock: Some(lock), place } = self else { return };
        let listen = move || {
            match pipe::open(&place) {
                Ok(pipe) => pipe::listen(pipe, rung),
                Err(error) => tracing::warn!(%error, "a second start will not be heard"),
            }
            loop {
                // Held as long as the process lives.
                let _lock = &lock;
                thread::park();
            }
        };
        if let Err(error) = thread::Builder::new().name("bell".to_owned()).spawn(listen) {
            tracing::warn!(%error, "a second start will not be noticed");
        }
    }
}

/// What may stand in a ring: nothing that ends it, nothing that nobody prints.
fn plain(word: &str) -> &str {
    let plain = word.len() <= LONGEST_WORD && word.chars().all(|letter| letter.is_ascii_graphic());
    if plain { word } else { "" }
}

/// A named pipe: rings queue there, and only the owner of the state may ring.
#[cfg(target_os = "linux")]
mod pipe {
    use std::{
        fs::{self, File, OpenOptions},
        io::{self, BufRead as _, BufReader, Read as _, Write as _},
        os::unix::fs::{FileTypeExt as _, OpenOptionsExt as _},
        path::Path,
    };

    use rustix::fs::{CWD, FileType, Mode, OFlags, mknodat};

    use super::{LONGEST_WORD, plain};

    pub(super) fn open(place: &Path) -> io::Result<File> {
        match fs::remove_file(place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        mknodat(CWD, place, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
        // For writing too: it would end with the first who rang otherwise.
        OpenOptions::new().read(true).write(true).open(place)
    }

    /// Whether somebody hears it.
    pub(super) fn ring(place: &Path, word: &str) -> bool {
        // Without waiting: where nobody listens, opening it for writing fails (fifo(7)).
        let nonblocking = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
        let opened = OpenOptions::new().write(true).custom_flags(nonblocking).open(place);
        let Ok(mut pipe) = opened else { return false };
        let is_pipe = pipe.metadata().is_ok_and(|found| found.file_type().is_fifo());
        // In one piece, so that two rings at once stay two (pipe(7), PIPE_BUF).
        is_pipe && pipe.write_all(format!("{word}\n").as_bytes()).is_ok()
    }

    pub(super) fn listen(pipe: File, mut rung: impl FnMut(&str)) {
        let mut pipe = BufReader::new(pipe);
        let longest = u64::try_from(LONGEST_WORD).unwrap_or_default() + 1;
        let mut line = Vec::new();
        loop {
            line.clear();
            match pipe.by_ref().take(longest).read_until(b'\n', &mut line) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) | Err(_) => return,
                Ok(_) => rung(plain(str::from_utf8(&line).unwrap_or_default().trim_end())),
            }
        }
    }
}

/// Elsewhere the second is told that somebody is there, and nobody hears it.
#[cfg(not(target_os = "linux"))]
mod pipe {
    use std::{io, path::Path};

    pub(super) fn open(_: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn ring(_: &Path, _: &str) -> bool {
        false
    }

    pub(super) fn listen(_: (), _: impl FnMut(&str)) {}
}
