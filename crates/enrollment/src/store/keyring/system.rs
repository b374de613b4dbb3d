//! The keyrings of this computer's system. None of them is waited for longer than a person waits: a
//! bus that does not answer, or a lock that nobody opens, must never hang the program.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use keyring_core::{Error, api::CredentialStoreApi};
use zeroize::Zeroizing;

use super::{Keeps, KeyStore, KeyStoreError, Keyring, Secret};

/// As what our keys stand in a keyring.
const SERVICE: &str = "touchstone";

/// How long one call may take. A keyring that asks its person first may take longer: it is passed over
/// this time.
const PATIENCE: Duration = Duration::from_secs(5);

/// The keyrings of this computer, the best first: on Linux the Secret Service of a desktop, else the
/// kernel's keyring; the credential manager of Windows; the login keychain of macOS. Asks none yet.
pub fn system() -> Keyring {
    Keyring::new(stores())
}

pub(super) fn stores() -> Vec<Box<dyn KeyStore>> {
    vec![
        #[cfg(target_os = "linux")]
        Native::boxed(Keeps::ForGood, || Ok(zbus_secret_service_keyring_store::Store::new()?)),
        #[cfg(target_os = "linux")]
        Native::boxed(Keeps::UntilRestart, kernel),
        #[cfg(windows)]
        Native::boxed(Keeps::ForGood, || Ok(windows_native_keyring_store::Store::new()?)),
        #[cfg(target_os = "macos")]
        Native::boxed(Keeps::ForGood, || Ok(apple_native_keyring_store::keychain::Store::new()?)),
    ]
}

/// The kernel's keyring. What is in it is only to be read through a session keyring; a process that no
/// login started has none, and this thread gets one.
#[cfg(target_os = "linux")]
fn kernel() -> Result<Store, Error> {
    use linux_keyutils::{KeyRing, KeyRingIdentifier};
    KeyRing::from_special_id(KeyRingIdentifier::Session, true)
        .map_err(|error| Error::PlatformFailure(error.into()))?;
    Ok(linux_keyutils_keyring_store::Store::new()?)
}

type Store = Arc<dyn CredentialStoreApi + Send + Sync>;
type Connect = fn() -> Result<Store, Error>;

/// One of them.
pub(super) struct Native {
    connect: Connect,
    keeps: Keeps,
    patience: Duration,
    /// Why it is not asked again: it was not there, or did not answer.
    given_up: Mutex<Option<KeyStoreError>>,
}

impl Native {
    fn boxed(keeps: Keeps, connect: Connect) -> Box<dyn KeyStore> {
        Box::new(Self::new(keeps, connect, PATIENCE))
    }

    pub(super) fn new(keeps: Keeps, connect: Connect, patience: Duration) -> Self {
        Self { connect, keeps, patience, given_up: Mutex::default() }
    }

    /// Runs something on a thread of its own, which is left behind where it takes too long.
    fn within_patience<T: Send + 'static>(
        &self,
        run: impl FnOnce(Store) -> Result<T, KeyStoreError> + Send + 'static,
    ) -> Result<T, KeyStoreError> {
        let mut given_up = self.given_up.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(error) = &*given_up {
            return Err(error.clone());
        }
        let connect = self.connect;
        let (tell, hear) = mpsc::channel();
        let run = move || {
            let store = connect().map_err(|error| KeyStoreError::Absent(error.to_string()));
            // Nobody may be listening any more.
            let _ = tell.send(store.and_then(run));
        };
        let spawned = thread::Builder::new().name("keyring".to_owned()).spawn(run);
        spawned.map_err(|error| KeyStoreError::Failed(error.to_string()))?;
        let answer = hear.recv_timeout(self.patience).map_err(|error| match error {
            mpsc::RecvTimeoutError::Timeout => KeyStoreError::TimedOut,
            mpsc::RecvTimeoutError::Disconnected => {
                KeyStoreError::Failed("it ended in mid-call".to_owned())
            }
        });
        let answer = answer.flatten();
        match &answer {
            Err(error @ (KeyStoreError::Absent(_) | KeyStoreError::TimedOut)) => {
                *given_up = Some(error.clone());
            }
            Ok(_)
            | Err(KeyStoreError::Locked | KeyStoreError::Malformed | KeyStoreError::Failed(_)) => {}
        }
        answer
    }
}

impl KeyStore for Native {
    fn load(&self, name: &str) -> Result<Option<Secret>, KeyStoreError> {
        let name = name.to_owned();
        self.within_patience(move |store| {
            let entry = store.build(SERVICE, &name, None).map_err(why)?;
            match entry.get_secret().map(Zeroizing::new) {
                Ok(bytes) => {
                    let bytes = bytes.as_slice().try_into();
                    bytes
                        .map(|bytes| Some(Secret::new(bytes)))
                        .map_err(|_| KeyStoreError::Malformed)
                }
                Err(Error::NoEntry) => Ok(None),
                Err(error) => Err(why(error)),
            }
        })
    }

    fn store(&self, name: &str, secret: &Secret) -> Result<(), KeyStoreError> {
        let (name, secret) = (name.to_owned(), secret.clone());
        self.within_patience(move |store| {
            let entry = store.build(SERVICE, &name, None).map_err(why)?;
            entry.set_secret(secret.as_slice()).map_err(why)
        })
    }

    fn remove(&self, name: &str) -> Result<(), KeyStoreError> {
        let name = name.to_owned();
        self.within_patience(move |store| {
            let entry = store.build(SERVICE, &name, None).map_err(why)?;
            match entry.delete_credential() {
                Ok(()) | Err(Error::NoEntry) => Ok(()),
                Err(error) => Err(why(error)),
            }
        })
    }

    fn keeps(&self) -> Keeps {
        self.keeps
    }
}

/// The words of a keyring hold no key: where its error carries bytes, only their form is told.
fn why(error: Error) -> KeyStoreError {
    if matches!(error, Error::NoStorageAccess(_)) {
        KeyStoreError::Locked
    } else if matches!(error, Error::BadEncoding(_) | Error::BadDataFormat(..)) {
        KeyStoreError::Malformed
    } else {
        KeyStoreError::Failed(error.to_string())
    }
}

impl fmt::Debug for Native {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Native({:?})", self.keeps)
    }
}
