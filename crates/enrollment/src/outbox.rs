//! Responses that no directory has confirmed yet. Each waits sealed until its challenge expires; it
//! must never lie on a disk in clear, and never go to anybody but the person it was made for.

mod seal;

use webauthn::Timestamp;

use crate::{
    ledger::RegistrationId,
    store::StoreError,
    tenant::{Parcel, PersonId},
};

pub(crate) use seal::{Bound, Sealed, SealingKey};

/// Where responses wait. Calls block until what they say is true on the disk.
///
/// The order that makes a crash harmless: [`keep`](Self::keep), then `Created` in the record, then
/// sending; `Registered` in the record, then [`discard`](Self::discard).
pub trait Outbox: Send + Sync {
    /// Keeps a response, in place of an earlier one of the same registration.
    ///
    /// # Errors
    /// Nothing was kept; see [`StoreError`].
    fn keep(&self, waiting: &Waiting) -> Result<Kept, StoreError>;

    /// Whether something that is kept now outlasts this program and a power cut. May ask the keyring.
    ///
    /// # Errors
    /// Nothing can be kept; see [`StoreError`].
    fn seals(&self) -> Result<bool, StoreError>;

    /// What waits, without opening it for anybody.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn slips(&self) -> Result<Vec<Slip>, StoreError>;

    /// Opens what waits for a registration, to send it again. `None` where nothing waits or what does
    /// cannot be opened: its [`Slip`] says which.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn open(&self, registration: &RegistrationId) -> Result<Option<Waiting>, StoreError>;

    /// Forgets what waits for a registration.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn discard(&self, registration: &RegistrationId) -> Result<(), StoreError>;

    /// Forgets everything whose challenge has expired and names it.
    ///
    /// # Errors
    /// See [`StoreError`].
    fn discard_expired(&self, now: Timestamp) -> Result<Vec<RegistrationId>, StoreError>;
}

/// A response that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Of which registration.
    pub registration: RegistrationId,
    /// For whom.
    pub person: PersonId,
    /// When the challenge expires: of no use from here on.
    pub expires: Timestamp,
    /// What a directory takes.
    pub parcel: Parcel,
}

/// How safely something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Sealed, on the disk.
    Sealed,
    /// In memory only, because there is no keyring: gone when the program ends.
    InMemory,
}

/// What is known of something that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Of which registration.
    pub registration: RegistrationId,
    /// When the challenge expires.
    pub expires: Timestamp,
    /// The credential that it registers, base64url; `None` where it cannot be opened.
    pub credential_id: Option<String>,
    /// Whether it can be opened.
    pub seal: Seal,
}

/// Whether something that waits can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// Yes.
    Holds(Kept),
    /// It was sealed under a key that the keyring does not give, now or ever.
    OtherKey,
    /// It is not what was sealed.
    Broken,
}
