//! The outbox's port on SQLite: sealed under the keyring's key, or in memory where there is none. A
//! response must never reach the disk in clear.

use ctap::Entropy;
use rusqlite::{OptionalExtension as _, Row};
use webauthn::Timestamp;
use zeroize::Zeroizing;

use super::{Clear, Inner, SqliteStore};
use crate::{
    ledger::{KeyId, RegistrationId},
    outbox::{Bound, Kept, Outbox, Seal, Sealed, Slip, Waiting},
    store::{
        StoreError,
        keyring::{Keys, StateKey},
    },
    tenant::{Parcel, PersonId},
};

const ROWS: &str = "SELECT registration, person, expires, key_id, nonce, sealed FROM outbox";

/// A sealed response as it lies there.
struct Lying {
    registration: RegistrationId,
    person: PersonId,
    expires: Timestamp,
    key: KeyId,
    /// `None` where it has not even the form.
    sealed: Option<Sealed>,
}

impl Outbox for SqliteStore {
    fn keep(&self, waiting: &Waiting) -> Result<Kept, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, entropy, keys, memory } = &mut *inner;
        let Some(key) = keys.as_ref().and_then(Keys::first) else {
            memory.insert(waiting.registration.clone(), Clear::of(waiting));
            return Ok(Kept::InMemory);
        };
        let sealed = seal(key, waiting, entropy.as_mut())?;
        self.write(connection, |transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO outbox
                     (registration, person, expires, key_id, nonce, sealed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    &waiting.registration.0,
                    &waiting.person.0,
                    waiting.expires.0,
                    key.id.0.as_slice(),
                    sealed.nonce.as_slice(),
                    &sealed.text,
                ),
            )?;
            Ok(Kept::Sealed)
        })
    }

    fn seals(&self) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        Ok(inner.keys.as_ref().and_then(Keys::first).is_some())
    }

    fn slips(&self) -> Result<Vec<Slip>, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, keys, memory, .. } = &mut *inner;
        let mut slips: Vec<Slip> = memory
            .iter()
            .map(|(registration, clear)| Slip {
                registration: registration.clone(),
                expires: clear.expires,
                credential_id: Some(clear.credential_id.clone()),
                seal: Seal::Holds(Kept::InMemory),
            })
            .collect();
        let lying = self.read(connection, |transaction| {
            let mut statement = transaction.prepare(ROWS)?;
            Ok(statement.query_map([], lying)?.collect::<Result<Vec<_>, _>>()?)
        })?;
        slips.extend(lying.into_iter().map(|one| {
            let (credential_id, seal) = match one.open(keys.as_ref()) {
                Ok(parcel) => (Some(parcel.credential_id().to_string()), Seal::Holds(Kept::Sealed)),
                Err(seal) => (None, seal),
            };
            let Lying { registration, expires, .. } = one;
            Slip { registration, expires, credential_id, seal }
        }));
        Ok(slips)
    }

    fn open(&self, registration: &RegistrationId) -> Result<Option<Waiting>, StoreError> {
        let mut inner = self.lock();
        self.keys(&mut inner)?;
        let Inner { connection, keys, memory, .. } = &mut *inner;
        if let Some(clear) = memory.get(registration) {
            return Ok(clear.waiting(registration));
        }
        let lying = self.read(connection, |transaction| {
            let query = format!("{ROWS} WHERE registration = ?1");
            Ok(transaction.query_row(&query, [&registration.0], lying).optional()?)
        })?;
        Ok(lying.and_then(|one| {
            let parcel = one.open(keys.as_ref()).ok()?;
            let Lying { registration, person, expires, .. } = one;
            Some(Waiting { registration, person, expires, parcel })
        }))
    }

    fn discard(&self, registration: &RegistrationId) -> Result<(), StoreError> {
        let mut inner = self.lock();
        let Inner { connection, memory, .. } = &mut *inner;
        memory.remove(registration);
        self.write(connection, |transaction| {
            transaction.execute("DELETE FROM outbox WHERE registration = ?1", [&registration.0])?;
            Ok(())
        })
    }

    fn discard_expired(&self, now: Timestamp) -> Result<Vec<RegistrationId>, StoreError> {
        let mut inner = self.lock();
        let Inner { connection, memory, .. } = &mut *inner;
        let mut gone = self.write(connection, |transaction| {
            let query = "DELETE FROM outbox WHERE expires <= ?1 RETURNING registration";
            let mut statement = transaction.prepare(query)?;
            let rows = statement.query_map([now.0], |row| row.get(0).map(RegistrationId))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        })?;
        memory.retain(|registration, clear| {
            let lives = clear.expires > now;
            if !lives {
                gone.push(registration.clone());
            }
            lives
        });
        Ok(gone)
    }
}

fn seal(
    key: &StateKey,
    waiting: &Waiting,
    entropy: &mut dyn Entropy,
) -> Result<Sealed, StoreError> {
    let Waiting { registration, person, expires, parcel } = waiting;
    let bound = Bound { registration, person, expires: *expires };
    key.seal.seal(parcel.body(), &bound, entropy)
}

fn lying(row: &Row<'_>) -> Result<Lying, rusqlite::Error> {
    let (key, nonce): (Vec<u8>, Vec<u8>) = (row.get(3)?, row.get(4)?);
    let text = row.get(5)?;
    Ok(Lying {
        registration: RegistrationId(row.get(0)?),
        person: PersonId(row.get(1)?),
        expires: Timestamp(row.get(2)?),
        key: KeyId(key.try_into().unwrap_or_default()),
        sealed: nonce.try_into().ok().map(|nonce| Sealed { nonce, text }),
    })
}

impl Lying {
    fn open(&self, keys: Option<&Keys>) -> Result<Parcel, Seal> {
        let key = keys.and_then(|keys| keys.by_id(self.key)).ok_or(Seal::OtherKey)?;
        let Self { registration, person, expires, .. } = self;
        let bound = Bound { registration, person, expires: *expires };
        let sealed = self.sealed.as_ref().ok_or(Seal::Broken)?;
        let body = key.seal.open(sealed, &bound).ok_or(Seal::Broken)?;
        Parcel::unsealed(body).map_err(|_| Seal::Broken)
    }
}

impl Clear {
    fn of(waiting: &Waiting) -> Self {
        Self {
            person: waiting.person.clone(),
            expires: waiting.expires,
            credential_id: waiting.parcel.credential_id().to_string(),
            body: Zeroizing::new(waiting.parcel.body().to_vec()),
        }
    }

    fn waiting(&self, registration: &RegistrationId) -> Option<Waiting> {
        Some(Waiting {
            registration: registration.clone(),
            person: self.person.clone(),
            expires: self.expires,
            parcel: Parcel::unsealed(self.body.clone()).ok()?,
        })
    }
}
