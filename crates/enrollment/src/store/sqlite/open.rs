//! Opening the file: ours, undamaged, of a format we know, or new. Everything is read before anything
//! is written, and what does not pass must never be written to.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
    thread,
    time::{Duration, Instant},
};

use ctap::Entropy;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, ffi::SQLITE_READONLY_ROLLBACK};

use super::{
    failed, immediate,
    schema::{ADDED, APPLICATION_ID, FORMAT, TABLES},
};
use crate::{
    ledger::LedgerId,
    store::{StoreError, make_folder, new_file, unusable},
};

/// How long another process may hold the file.
const PATIENCE: Duration = Duration::from_secs(10);

/// How soon it is tried again where SQLite does not wait by itself.
const PAUSE: Duration = Duration::from_millis(20);

/// What every SQLite file begins with (<https://sqlite.org/fileformat2.html#magic_header_string>).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Bytes of the header that every SQLite file begins with.
const HEADER: u64 = 100;

/// Bytes of a page, as SQLite makes them.
const ONE_PAGE: u64 = 4096;

pub(super) fn connect(
    path: &Path,
    entropy: &mut dyn Entropy,
) -> Result<(Connection, LedgerId), StoreError> {
    make(path).map_err(|error| unusable(path, error))?;
    look(path)?;
    let begun = Instant::now();
    loop {
        let connected = configure(path).map_err(|error| failed(path, error));
        match connected {
            // Changing to WAL answers "busy" at once where another process does the same.
            Err(StoreError::Busy(_)) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Err(error) => return Err(error),
            Ok(mut connection) => {
                let id = prepare(&mut connection, path, entropy)?;
                return Ok((connection, id));
            }
        }
    }
}

/// Makes folder and file where there are none, for their owner only. SQLite gives its other files the
/// rights of this one.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    match new_file().open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

/// Reads a file that is there without the right to write to it: whether it is a database, ours, of a
/// format we know, and sound.
fn look(path: &Path) -> Result<(), StoreError> {
    let mut begins = Vec::new();
    let file = File::open(path).map_err(|error| unusable(path, error))?;
    let length = file.metadata().map_err(|error| unusable(path, error))?.len();
    let read = file.take(HEADER).read_to_end(&mut begins);
    read.map_err(|error| unusable(path, error))?;
    if begins.is_empty() {
        return Ok(());
    }
    if !begins.starts_with(MAGIC) {
        let why = "it is no database".to_owned();
        return Err(StoreError::Damaged { path: path.to_owned(), why });
    }
    let found = match read_soundly(path) {
        Err(error) if is_half_written(&error) => {
            if !is_ours_or_empty(&begins, length) {
                return Err(StoreError::Foreign(path.to_owned()));
            }
            take_back(path).and_then(|()| read_soundly(path))
        }
        read => read,
    };
    let Read { tables, application, format, check } = found.map_err(|error| failed(path, error))?;
    if tables > 0 {
        known(path, application, format)?;
    }
    if check != "ok" {
        return Err(StoreError::Damaged { path: path.to_owned(), why: check });
    }
    Ok(())
}

/// What a file says of itself.
struct Read {
    tables: i64,
    application: i64,
    format: i64,
    check: String,
}

fn read_soundly(path: &Path) -> Result<Read, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    let tables = count(&connection)?;
    let (application, format) = numbers(&connection)?;
    let check = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(Read { tables, application, format, check })
}

/// Whether a process ended within a transaction before the file was in WAL mode: it has to be taken
/// back, which cannot be done by who may only read.
fn is_half_written(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == SQLITE_READONLY_ROLLBACK)
}

/// By its header alone (<https://sqlite.org/fileformat2.html#the_database_header>): it has our id, or
/// none and one page only, as while we make it.
fn is_ours_or_empty(begins: &[u8], length: u64) -> bool {
    let number = |place| {
        let bytes = begins.get(place..)?.first_chunk::<4>()?;
        Some(i64::from(u32::from_be_bytes(*bytes)))
    };
    match number(68) {
        Some(APPLICATION_ID) => true,
        Some(0) => length <= ONE_PAGE,
        Some(_) | None => false,
    }
}

/// Takes back what was begun and never finished, as SQLite does for whoever may write.
fn take_back(path: &Path) -> Result<(), rusqlite::Error> {
    tracing::info!("a transaction that was cut short is taken back");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    count(&connection).map(drop)
}

fn known(path: &Path, application: i64, format: i64) -> Result<(), StoreError> {
    let path = path.to_owned();
    match application {
        APPLICATION_ID if format > FORMAT => Err(StoreError::Newer { path, format }),
        APPLICATION_ID => Ok(()),
        _ => Err(StoreError::Foreign(path)),
    }
}

fn count(connection: &Connection) -> Result<i64, rusqlite::Error> {
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
}

fn numbers(connection: &Connection) -> Result<(i64, i64), rusqlite::Error> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get(0));
    Ok((number("application_id")?, number("user_version")?))
}

fn configure(path: &Path) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // What is deleted is overwritten: erased names, and sealed responses.
    connection.pragma_update(None, "secure_delete", true)?;
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        // On a network file system, say. Slower, and as durable.
        tracing::warn!(%mode, "the record is not in WAL mode");
    }
    // FULL: an entry is on the disk, not only in the log, before it is said to be written.
    connection.pragma_update(None, "synchronous", "FULL")?;
    Ok(connection)
}

/// Makes the tables in an empty file, brings an older one up, and reads the record's id.
fn prepare(
    connection: &mut Connection,
    path: &Path,
    entropy: &mut dyn Entropy,
) -> Result<LedgerId, StoreError> {
    let mut id = [0; 16];
    entropy.fill(&mut id)?;
    let mut made = || {
        let transaction = immediate(connection)?;
        if count(&transaction)? == 0 {
            transaction.execute_batch(TABLES)?;
            transaction.execute("INSERT INTO ledger (id) VALUES (?1)", [id.as_slice()])?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
            transaction.pragma_update(None, "user_version", 1)?;
        }
        bring_up(&transaction)?;
        let numbers = numbers(&transaction)?;
        let id = match numbers {
            (APPLICATION_ID, _) => {
                transaction.query_row("SELECT id FROM ledger", [], |row| row.get(0))?
            }
            _ => id,
        };
        transaction.commit()?;
        Ok((numbers, LedgerId(id)))
    };
    let ((application, format), id) =
        made().map_err(|error: rusqlite::Error| match error.sqlite_error_code() {
            Some(ErrorCode::Unknown) => {
                StoreError::Damaged { path: path.to_owned(), why: error.to_string() }
            }
            _ => failed(path, error),
        })?;
    known(path, application, format)?;
    Ok(id)
}

/// Adds what the formats after this one have. Nothing that is there changes; a file of a later format
/// or of somebody else is left alone.
fn bring_up(transaction: &Transaction<'_>) -> Result<(), rusqlite::Error> {
    let (application, format) = numbers(transaction)?;
    let from = usize::try_from(format).ok().and_then(|format| format.checked_sub(1));
    let Some(from) = from.filter(|_| application == APPLICATION_ID) else { return Ok(()) };
    let missing = ADDED.get(from..).unwrap_or_default();
    if missing.is_empty() {
        return Ok(());
    }
    missing.iter().try_for_each(|tables| transaction.execute_batch(tables))?;
    transaction.pragma_update(None, "user_version", FORMAT)
}
