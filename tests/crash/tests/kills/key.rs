//! The practice key, held by this process: it outlives the one that is killed, finishes what it was
//! told, and is asked here what it was told and what it holds.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard},
    thread,
    time::Duration,
};

use ctap::{Authenticator as _, Keepalive};
use practice::{
    key::{PracticeKey, Settings, firmware::PinPreset, presence::Habit},
    models::PRACTICE_KEY_C,
};
use test_crash::person::PIN;
use webauthn::cbor;

const MAKE_CREDENTIAL: u8 = 0x01;
const CREDENTIAL_MANAGEMENT: u8 = 0x0A;
/// CTAP 2.1 §6.8: deleteCredential.
const DELETE: u64 = 0x06;

/// A makeCredential that the key was told.
#[derive(Clone, Default)]
pub(crate) struct Make {
    /// The user handle.
    pub(crate) user: Vec<u8>,
    /// The credential, where it made one.
    pub(crate) id: Option<Vec<u8>>,
    /// Its public key and its attestation's signature: of the response, and on no record.
    pub(crate) secret_parts: Vec<Vec<u8>>,
}

/// A credential on the key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OnKey {
    pub(crate) id: Vec<u8>,
    pub(crate) user: Vec<u8>,
}

pub(crate) struct Key {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

struct Inner {
    key: PracticeKey,
    makes: Vec<Make>,
    deletes: Vec<Vec<u8>>,
    /// How long the next makeCredential waits for its touch, and its answer for its way back.
    slow: (Duration, Duration),
}

impl Key {
    pub(crate) fn new(folder: &Path) -> Self {
        let pin = PinPreset { pin: PIN.to_owned().into(), retries: 8, force_change: false };
        let aaguid = Some(PRACTICE_KEY_C.aaguid.0);
        let settings = Settings { aaguid, pin: Some(pin), ..Settings::default() };
        let touch = Box::new(Habit::touches_after(Duration::ZERO));
        let key = PracticeKey::open_or_create(folder, settings, touch).unwrap();
        let slow = (Duration::ZERO, Duration::ZERO);
        let inner = Inner { key, makes: Vec::new(), deletes: Vec::new(), slow };
        Self { folder: folder.to_owned(), inner: Mutex::new(inner) }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    pub(crate) fn is_slow(&self, before: Duration, after: Duration) {
        self.lock().slow = (before, after);
    }

    /// Does what it is told, to the end. `None`: no answer.
    pub(crate) fn serve(&self, request: &[u8], touch: &mut dyn FnMut()) -> Option<Vec<u8>> {
        let mut inner = self.lock();
        let (before, after) = inner.slow;
        let parameters = || cbor::decode(&request[1..]).unwrap().value;
        let command = request[0];
        if command == MAKE_CREDENTIAL {
            let user = parameters().get(3).unwrap().get("id").unwrap().as_bytes().unwrap().to_vec();
            inner.makes.push(Make { user, ..Make::default() });
            thread::sleep(before);
        }
        let mut events = |event| {
            if event == Keepalive::UpNeeded {
                touch();
            }
        };
        let answer = inner.key.send_cbor(request, Duration::from_secs(30), &mut events).ok()?;
        let succeeded = answer[0] == 0;
        if command == MAKE_CREDENTIAL && succeeded {
            let (id, secret_parts) = made(&answer[1..]);
            let make = inner.makes.last_mut().unwrap();
            (make.id, make.secret_parts) = (Some(id), secret_parts);
            drop(inner);
            thread::sleep(after);
        } else if command == CREDENTIAL_MANAGEMENT && succeeded {
            let parameters = parameters();
            if parameters.get(1).and_then(cbor::Value::as_u64) == Some(DELETE) {
                let id = parameters.get(2).unwrap().get(2).unwrap().get("id").unwrap();
                inner.deletes.push(id.as_bytes().unwrap().to_vec());
            }
        }
        Some(answer.to_vec())
    }

    /// Every makeCredential it was told.
    pub(crate) fn makes(&self) -> Vec<Make> {
        self.lock().makes.clone()
    }

    /// Credentials that it was told to delete, and did.
    pub(crate) fn deletes(&self) -> Vec<Vec<u8>> {
        self.lock().deletes.clone()
    }

    /// What it holds, read out of its memory by hand and not with the client that is tested.
    pub(crate) fn credentials(&self) -> Vec<OnKey> {
        let _still = self.lock();
        let image = fs::read(self.folder.join("practice-key.cbor")).unwrap();
        let (image, _checksum) = image.split_last_chunk::<32>().unwrap();
        let image = cbor::decode(image).unwrap().value;
        let residents = image.get(13).unwrap().as_array().unwrap();
        let bytes =
            |one: &cbor::Value, key: i64| one.get(key).unwrap().as_bytes().unwrap().to_vec();
        residents.iter().map(|one| OnKey { id: bytes(one, 1), user: bytes(one, 4) }).collect()
    }
}

/// The credential's id, and what else only the response holds (WebAuthn L3 §6.1, §6.5.1).
fn made(response: &[u8]) -> (Vec<u8>, Vec<Vec<u8>>) {
    let response = cbor::decode(response).unwrap().value;
    let data = response.get(2).unwrap().as_bytes().unwrap();
    let length = usize::from(u16::from_be_bytes([data[53], data[54]]));
    let (id, public_key) = data[55..].split_at(length);
    let signature = response.get(3).unwrap().get("sig").unwrap().as_bytes().unwrap();
    (id.to_vec(), vec![public_key.to_vec(), signature.to_vec()])
}
