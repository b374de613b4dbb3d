use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use ctap::SystemEntropy;

use super::{
    system::{Native, stores},
    *,
};

/// A keyring that does as it is told.
#[derive(Clone)]
struct Purse {
    kept: Arc<Mutex<BTreeMap<String, Secret>>>,
    keeps: Keeps,
    fails: Option<KeyStoreError>,
}

impl Purse {
    fn new(keeps: Keeps) -> Self {
        Self { kept: Arc::default(), keeps, fails: None }
    }

    fn failing(keeps: Keeps, fails: KeyStoreError) -> Self {
        Self { fails: Some(fails), ..Self::new(keeps) }
    }

    fn holds(&self) -> Option<Secret> {
        self.kept.lock().unwrap().get(NAME).cloned()
    }
}

impl KeyStore for Purse {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        self.fails.clone().map_or_else(|| Ok(self.kept.lock().unwrap().get(name).cloned()), Err)
    }

    fn store(&self, name: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        if let Some(error) = &self.fails {
            return Err(error.clone());
        }
        self.kept.lock().unwrap().insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        self.kept.lock().unwrap().remove(name);
        Ok(())
    }

    fn keeps(&self) -> Keeps {
        self.keeps
    }
}

fn keyring(stores: &[&Purse]) -> Keyring {
    let boxed = |store: &&Purse| -> Box<dyn KeyStore> { Box::new((*store).clone()) };
    Keyring::new(stores.iter().map(boxed).collect())
}

fn fill(keyring: &Keyring) -> Keys {
    keyring.fill(&mut SystemEntropy::new())
}

#[test]
fn a_key_is_made_once_in_the_best_keyring_that_works() {
    let locked = Purse::failing(Keeps::ForGood, KeyStoreError::Locked);
    let kernel = Purse::new(Keeps::UntilRestart);
    let keyring = keyring(&[&locked, &kernel]);
    assert!(!keyring.load().is_complete());
    let first = fill(&keyring);
    assert_eq!(first.keeps(), Some(Keeps::UntilRestart));
    assert!(locked.holds().is_none() && kernel.holds().is_some());
    assert!(keyring.load().is_complete());
    assert_eq!(fill(&keyring).first().unwrap().id, first.first().unwrap().id);
}

#[test]
fn a_better_keyring_that_comes_later_takes_over_the_same_key() {
    let (desktop, kernel) = (Purse::new(Keeps::ForGood), Purse::new(Keeps::UntilRestart));
    let before = fill(&keyring(&[&kernel]));
    let after = fill(&keyring(&[&desktop, &kernel]));
    assert_eq!(after.first().unwrap().id, before.first().unwrap().id);
    assert_eq!(after.keeps(), Some(Keeps::ForGood));
    assert_eq!(desktop.holds(), kernel.holds());
}

#[test]
fn a_key_of_a_lesser_keyring_still_opens_what_it_sealed() {
    let (desktop, kernel) = (Purse::new(Keeps::ForGood), Purse::new(Keeps::UntilRestart));
    let desktops = fill(&keyring(&[&desktop])).first().unwrap().id;
    let kernels = fill(&keyring(&[&kernel])).first().unwrap().id;
    let both = keyring(&[&desktop, &kernel]).load().keys;
    assert_eq!(both.first().unwrap().id, desktops);
    assert!(both.by_id(kernels).is_some());
}

#[test]
fn without_a_keyring_that_works_there_is_no_key() {
    let absent = Purse::failing(Keeps::ForGood, KeyStoreError::Absent("no bus".to_owned()));
    for keyring in [Keyring::none(), keyring(&[&absent])] {
        assert!(keyring.load().is_complete(), "there is nothing to fill");
        assert!(fill(&keyring).first().is_none());
    }
}

#[test]
fn the_keys_made_of_one_secret_are_not_that_secret() {
    let secret = Secret::new([7; 32]);
    let (one, same) = (StateKey::new(&secret).unwrap(), StateKey::new(&secret).unwrap());
    assert_eq!(one.id, same.id);
    assert_ne!(one.id.0, [7; 8]);
    assert_ne!(one.id, StateKey::new(&Secret::new([8; 32])).unwrap().id);
}

#[test]
fn a_keyring_that_never_answers_is_given_up_once() {
    let hangs = || {
        thread::sleep(Duration::from_secs(60));
        Err(keyring_core::Error::NoEntry)
    };
    let store = Native::new(Keeps::ForGood, hangs, Duration::from_millis(200));
    let begun = Instant::now();
    for _ in 0..5 {
        assert_eq!(store.load(NAME).unwrap_err(), KeyStoreError::TimedOut);
        assert_eq!(store.store(NAME, &Secret::default()).unwrap_err(), KeyStoreError::TimedOut);
    }
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_keyring_that_panics_is_one_that_failed() {
    let store = Native::new(Keeps::ForGood, || panic!("a bug of theirs"), Duration::from_secs(5));
    assert!(matches!(store.load(NAME).unwrap_err(), KeyStoreError::Failed(_)));
}

/// Leaves something in the keyrings of whoever runs it, so it waits to be asked for:
/// `TOUCHSTONE_KEYRINGS=2` says how many of them shall work.
#[test]
#[ignore = "asks this computer's keyrings"]
fn this_computers_keyrings_keep_a_key() {
    let wanted = std::env::var("TOUCHSTONE_KEYRINGS").unwrap();
    let mut working = 0;
    for store in stores() {
        let before = store.load("probe");
        let secret = match before {
            Ok(Some(secret)) => secret,
            Ok(None) => Secret::new([7; 32]),
            Err(error) => {
                println!("{:?}: {error}", store.keeps());
                continue;
            }
        };
        store.store("probe", &secret).unwrap();
        assert_eq!(store.load("probe").unwrap(), Some(secret));
        assert!(store.load("probe-of-nobody").unwrap().is_none());
        println!("{:?}: works", store.keeps());
        working += 1;
    }
    assert_eq!(working.to_string(), wanted);
}
