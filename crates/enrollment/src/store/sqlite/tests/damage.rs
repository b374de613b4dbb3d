use super::*;

/// The file's bytes must be the same afterwards.
fn refused(desk: &Desk, bytes: &[u8]) -> StoreError {
    fs::create_dir_all(desk.path().parent().unwrap()).unwrap();
    fs::write(desk.path(), bytes).unwrap();
    let error = desk.try_open().unwrap_err();
    assert_eq!(fs::read(desk.path()).unwrap(), bytes, "the file was written to: {error:?}");
    error
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let desk = Desk::new();
    for bytes in [b"hello".as_slice(), &[0; 4096], b"SQLite format 3\0 and nothing more"] {
        let error = refused(&desk, bytes);
        assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    }
}

#[test]
fn a_damaged_page_is_found_and_left_as_it_is() {
    let desk = Desk::new();
    let store = desk.open();
    for number in 0..200 {
        add(&store, &began(&number.to_string()));
    }
    drop(store);
    let whole = fs::read(desk.path()).unwrap();
    assert!(whole.len() > 40_000);
    let mut broken = whole.clone();
    broken[20_480..24_576].fill(0xA5);
    assert!(matches!(refused(&desk, &broken), StoreError::Damaged { .. }));
    assert!(matches!(refused(&desk, &whole[..16_384]), StoreError::Damaged { .. }));
    assert!(matches!(refused(&desk, &whole[..100]), StoreError::Damaged { .. }));
    fs::write(desk.path(), whole).unwrap();
    assert_eq!(standing(&desk.open()), intact(1, 200));
}

#[test]
fn a_database_of_another_program_is_left_as_it_is() {
    let desk = Desk::new();
    let other = desk.folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert!(matches!(refused(&desk, &fs::read(other).unwrap()), StoreError::Foreign(_)));
}

#[test]
fn a_later_format_is_left_as_it_is() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    desk.raw().pragma_update(None, "user_version", 6).unwrap();
    let error = refused(&desk, &fs::read(desk.path()).unwrap());
    assert!(matches!(error, StoreError::Newer { format: 6, .. }), "{error:?}");
}

#[test]
fn an_empty_file_is_a_new_record() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path().parent().unwrap()).unwrap();
    fs::write(desk.path(), b"").unwrap();
    add(&desk.open(), &began("a"));
    assert_eq!(standing(&desk.open()), intact(1, 1));
}

/// A rollback journal that was begun for a file of so many pages, with nothing in it yet
/// (<https://sqlite.org/fileformat2.html#the_rollback_journal>).
fn journal(pages: u32) -> Vec<u8> {
    let magic = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7];
    let numbers: [u32; 5] = [0, 1, pages, 512, 4096];
    let mut journal: Vec<u8> =
        magic.into_iter().chain(numbers.into_iter().flat_map(u32::to_be_bytes)).collect();
    journal.resize(512, 0);
    journal
}

#[test]
fn a_record_whose_making_was_cut_short_is_made_anew() {
    let desk = Desk::new();
    let path = desk.path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "journal_mode", "wal").unwrap();
    drop(raw);
    assert_eq!(fs::metadata(&path).unwrap().len(), 4096);
    fs::write(path.with_extension("db-journal"), journal(0)).unwrap();
    add(&desk.open(), &began("a"));
    assert_eq!(standing(&desk.open()), intact(1, 1));
}

#[test]
fn what_another_program_left_half_written_is_left_as_it_is() {
    let desk = Desk::new();
    let other = desk.folder.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    let path = desk.path();
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let left = path.with_extension("db-journal");
    fs::write(&left, journal(2)).unwrap();
    assert!(matches!(refused(&desk, &fs::read(other).unwrap()), StoreError::Foreign(_)));
    assert_eq!(fs::read(left).unwrap(), journal(2));
}

#[cfg(unix)]
#[test]
fn folder_and_files_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    let store = desk.open();
    add(&store, &began("a"));
    let folder = desk.path().parent().unwrap().to_owned();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() > 1, "there is a log beside the file");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_file_that_another_process_holds_is_waited_for() {
    let desk = Desk::new();
    add(&desk.open(), &began("a"));
    let (store, raw) = (desk.open(), desk.raw());
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| add(&store, &began("b")));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!waiting.is_finished());
        raw.execute_batch("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap().sequence, Sequence(2));
    });
}
