use std::{fs, time::Instant};

use webauthn::metadata::BlobError;

use super::{KeepError, MetadataFile};
use crate::{
    metadata::tests::{Service, time},
    store::StoreError,
};

#[test]
fn what_is_kept_is_read_back_and_verified_as_of_the_day_it_was_fetched() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let file = MetadataFile::at(&folder.path().join("deep/er/mds"));
    assert_eq!(file.head().unwrap(), None);
    assert!(file.load(&service.roots()).unwrap().is_none());
    let kept = file.keep(&service.blob(5), &service.roots(), time("2026-06-01")).unwrap();
    assert_eq!(file.head().unwrap().as_ref(), Some(&kept));
    assert_eq!((kept.number, kept.next_update), (5, Some(time("2026-07-01"))));
    // The signer's certificate has ended long before this is read; there is no clock to ask.
    assert_eq!(file.load(&service.roots()).unwrap().unwrap().number(), 5);
    assert_eq!(kept.age(time("2026-06-03")), 2 * 86_400);
    assert_eq!(kept.age(time("2026-05-03")), 0);
}

#[test]
fn what_nobody_stands_for_or_is_older_is_not_kept() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let (roots, path) = (service.roots(), folder.path().join("mds"));
    let file = MetadataFile::at(&path);
    let keep = |bytes: &[u8], at| file.keep(bytes, &roots, time(at));
    let unsigned = keep(br#"{"no":9,"entries":[]}"#, "2026-06-01");
    assert!(matches!(unsigned, Err(KeepError::Unsigned)));
    let late = keep(&service.blob(5), "2027-06-01");
    assert!(matches!(late, Err(KeepError::Blob(BlobError::CertificateExpired))));
    assert!(!path.exists());
    keep(&service.blob(5), "2026-06-01").unwrap();
    let before = fs::read(&path).unwrap();
    let older = keep(&service.blob(4), "2026-06-02");
    assert!(matches!(older, Err(KeepError::Blob(BlobError::Older { number: 4, previous: 5 }))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_was_changed_is_not_believed() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let (roots, path) = (service.roots(), folder.path().join("mds"));
    let file = MetadataFile::at(&path);
    file.keep(&service.blob(5), &roots, time("2026-06-01")).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let change = |from: &str, to: &str| {
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        file.load(&roots)
    };
    let higher = change("\"no\":5", "\"no\":6");
    assert!(matches!(higher, Err(KeepError::Blob(BlobError::Older { .. }))));
    let lower = change("\"no\":5", "\"no\":4");
    assert!(matches!(lower, Err(KeepError::Store(StoreError::Damaged { .. }))));
    let newer = change("\"format\":1", "\"format\":2");
    assert!(matches!(newer, Err(KeepError::Store(StoreError::Newer { format: 2, .. }))));
    let cut = change(&text[text.len() - 40..], "");
    assert!(matches!(cut, Err(KeepError::Blob(_))));
    fs::write(&path, "nonsense").unwrap();
    assert!(matches!(file.head(), Err(StoreError::Damaged { .. })));
    // It is not written over: a person takes it away.
    let again = file.keep(&service.blob(7), &roots, time("2026-06-01"));
    assert!(matches!(again, Err(KeepError::Store(StoreError::Damaged { .. }))));
    file.forget().unwrap();
    file.forget().unwrap();
    file.keep(&service.blob(7), &roots, time("2026-06-01")).unwrap();
}

#[test]
fn two_who_write_at_once_leave_the_higher_number() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let (roots, file) = (service.roots(), MetadataFile::at(&folder.path().join("mds")));
    let blobs: Vec<_> = (1..9).map(|number| service.blob(number)).collect();
    std::thread::scope(|scope| {
        for blob in &blobs {
            let (file, roots) = (&file, &roots);
            scope.spawn(move || drop(file.keep(blob, roots, time("2026-06-01"))));
        }
    });
    assert_eq!(file.load(&roots).unwrap().unwrap().number(), 8);
    let left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().path()).collect();
    assert!(left.len() <= 2, "{left:?}");
}

// The start of the app shows number and age; the ten megabytes are for whoever asks for a model.
#[test]
fn the_first_line_is_read_without_what_follows() {
    let (service, folder) = (Service::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("mds");
    let file = MetadataFile::at(&path);
    file.keep(&service.blob(5), &service.roots(), time("2026-06-01")).unwrap();
    let large = fs::OpenOptions::new().write(true).open(&path).unwrap();
    large.set_len(60 << 20).unwrap();
    let start = Instant::now();
    for _ in 0..10 {
        assert_eq!(file.head().unwrap().unwrap().number, 5);
    }
    println!("{:?} each", start.elapsed() / 10);
}
