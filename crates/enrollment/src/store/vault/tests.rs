use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use super::{
    super::keyring::{KeyStore, KeyStoreError},
    *,
};

#[derive(Clone, Default)]
struct Purse(Arc<Mutex<BTreeMap<String, Secret>>>);

impl KeyStore for Purse {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        Ok(self.0.lock().unwrap().get(name).cloned())
    }
    fn store(&self, name: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().insert(name.to_owned(), secret.clone());
        Ok(())
    }
    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }
    fn keeps(&self) -> Keeps {
        Keeps::ForGood
    }
}

const MARKER: &[u8] = b"MARKER-of-a-refresh-token";

fn file(folder: &Path, purse: &Purse) -> SealedFile {
    SealedFile::at(&folder.join("sign-in"), Keyring::new(vec![Box::new(purse.clone())]))
}

#[test]
fn what_is_kept_is_sealed_and_taken_up_by_the_next_program() {
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    assert_eq!(file(folder.path(), &purse).load().unwrap(), None);
    assert_eq!(file(folder.path(), &purse).keep(MARKER).unwrap(), Keeping::ForGood);
    let bytes = fs::read(folder.path().join("sign-in")).unwrap();
    assert!(!bytes.windows(6).any(|part| part == b"MARKER"));
    assert_eq!(file(folder.path(), &purse).load().unwrap().unwrap().as_slice(), MARKER);
    assert_eq!(purse.0.lock().unwrap().len(), 1);
}

#[test]
fn without_a_keyring_nothing_is_written_and_what_was_goes() {
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    file(folder.path(), &purse).keep(MARKER).unwrap();
    let path = folder.path().join("sign-in");
    let without = SealedFile::at(&path, Keyring::none());
    assert_eq!(without.load().unwrap(), None);
    assert_eq!(without.keep(b"other").unwrap(), Keeping::MemoryOnly);
    assert!(!path.exists());
}

#[test]
fn what_was_forgotten_is_not_had_back_from_a_copy() {
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    let file = file(folder.path(), &purse);
    file.keep(MARKER).unwrap();
    let copy = fs::read(folder.path().join("sign-in")).unwrap();
    file.forget().unwrap();
    assert!(!folder.path().join("sign-in").exists());
    fs::write(folder.path().join("sign-in"), copy).unwrap();
    assert_eq!(file.load().unwrap(), None);
    assert!(purse.0.lock().unwrap().is_empty(), "nothing is left in the keyring");
    file.forget().unwrap();
    file.forget().unwrap();
}

#[test]
fn a_file_that_was_changed_is_none() {
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    let file = file(folder.path(), &purse);
    file.keep(MARKER).unwrap();
    let path = folder.path().join("sign-in");
    let good = fs::read(&path).unwrap();
    for at in [0, 12, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&path, bad).unwrap();
        assert_eq!(file.load().unwrap(), None);
    }
    for length in [0, 11, 12, 27] {
        fs::write(&path, &good[..length]).unwrap();
        assert_eq!(file.load().unwrap(), None);
    }
}

#[test]
fn each_file_has_a_key_of_its_own() {
    let (one, other, purse) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Purse::default());
    file(one.path(), &purse).keep(MARKER).unwrap();
    file(other.path(), &purse).keep(MARKER).unwrap();
    file(one.path(), &purse).forget().unwrap();
    assert!(file(other.path(), &purse).load().unwrap().is_some());
}

/// A keyring of which nothing can be had for this reason.
struct Shut(KeyStoreError);

impl KeyStore for Shut {
    fn load(&self, _: &str) -> Result<Option<Secret>, KeyStoreError> {
        Err(self.0.clone())
    }
    fn store(&self, _: &str, _: &Secret) -> Result<(), KeyStoreError> {
        Err(self.0.clone())
    }
    fn remove(&self, _: &str) -> Result<(), KeyStoreError> {
        Err(self.0.clone())
    }
    fn keeps(&self) -> Keeps {
        Keeps::ForGood
    }
}

/// The file goes all the same, and that its key may be there still is said.
#[test]
fn a_keyring_that_cannot_be_read_may_keep_the_key_of_what_was_forgotten() {
    let absent = || KeyStoreError::Absent("no bus".to_owned());
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    let path = folder.path().join("sign-in");
    let shut = |why| SealedFile::at(&path, Keyring::new(vec![Box::new(Shut(why))]));
    for why in [KeyStoreError::Locked, KeyStoreError::TimedOut, absent()] {
        file(folder.path(), &purse).keep(MARKER).unwrap();
        assert_eq!(shut(why).forget().unwrap(), Forgotten::KeyMayStay);
        assert!(!path.exists() && !purse.0.lock().unwrap().is_empty());
    }
    // Once it is open again, the key goes.
    assert_eq!(file(folder.path(), &purse).forget().unwrap(), Forgotten::Everything);
    assert!(purse.0.lock().unwrap().is_empty());
    // Where nothing was kept, a keyring that is not here has nothing.
    assert_eq!(shut(absent()).forget().unwrap(), Forgotten::Everything);
}

/// The best keyring is not on this computer, and another one gave the key.
#[test]
fn a_keyring_that_was_never_there_keeps_no_key_of_a_file_that_another_one_opens() {
    let (folder, purse) = (tempfile::tempdir().unwrap(), Purse::default());
    let path = folder.path().join("sign-in");
    let with = |why| {
        let stores: Vec<Box<dyn KeyStore>> = vec![Box::new(Shut(why)), Box::new(purse.clone())];
        SealedFile::at(&path, Keyring::new(stores))
    };
    with(KeyStoreError::Absent("no bus".to_owned())).keep(MARKER).unwrap();
    let absent = with(KeyStoreError::Absent("no bus".to_owned()));
    assert_eq!(absent.forget().unwrap(), Forgotten::Everything);
    assert!(purse.0.lock().unwrap().is_empty());
    // One that is there and locked may have an older key.
    assert_eq!(with(KeyStoreError::Locked).forget().unwrap(), Forgotten::KeyMayStay);
}
