//! Record, outbox and claims together: what is let go of when a program starts, and what an earlier run
//! left. Nothing that somebody may still decide about must ever be let go of, and what another program
//! is at work on is not left.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use webauthn::Timestamp;

use super::CommandError;
use crate::{
    ledger::{Actor, LedgerStore, forget_old},
    nudge::PromptStore,
    outbox::Outbox,
    recovery::Recovery,
    results::TallyStore,
    store::{Claims, SqliteStore, StoreError, keyring},
    wizard::means::{Claiming, system_entropy},
};

/// Record and outbox, and which registrations are being worked on.
#[derive(Clone)]
pub struct Kept {
    /// The record.
    pub ledger: Arc<dyn LedgerStore>,
    /// Where responses wait.
    pub outbox: Arc<dyn Outbox>,
    /// Prompts of campaigns.
    pub prompts: Arc<dyn PromptStore>,
    /// What an organisation's people had registered.
    pub tallies: Arc<dyn TallyStore>,
    /// Who is at work.
    pub claims: Claims,
}

impl Kept {
    /// All of it in this folder. What is there stays; what is not is made.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        Self::store(folder).map(|store| Self::of(store, folder))
    }

    /// The same, with the keyring asked for its key now and not when it is first needed. It can take
    /// seconds, on a bus that does not answer.
    ///
    /// # Errors
    /// See [`StoreError`].
    pub fn open_with_key(folder: &Path) -> Result<Self, StoreError> {
        let store = Self::store(folder)?;
        let keeps = store.keeps()?;
        tracing::debug!(?keeps, "the record is open");
        Ok(Self::of(store, folder))
    }

    fn store(folder: &Path) -> Result<SqliteStore, StoreError> {
        SqliteStore::open(&Self::record(folder), keyring::system(), system_entropy())
    }

    fn of(store: SqliteStore, folder: &Path) -> Self {
        let store = Arc::new(store);
        let claims = Claims::at(&folder.join("claims"));
        let (ledger, outbox) = (store.clone(), store.clone());
        Self { ledger, outbox, prompts: store.clone(), tallies: store, claims }
    }

    /// The file of the record in this folder.
    pub fn record(folder: &Path) -> PathBuf {
        folder.join("record.sqlite")
    }

    /// The record for one registration.
    pub fn claiming(&self) -> Arc<Claiming> {
        Arc::new(Claiming::new(Arc::clone(&self.ledger), self.claims.clone()))
    }

    /// What earlier runs left, without what some program is at work on.
    ///
    /// # Errors
    /// [`CommandCode::Record`](super::CommandCode::Record).
    pub fn left(&self, now: Timestamp) -> Result<Recovery, CommandError> {
        let read = || -> Result<Recovery, StoreError> {
            // Before and after: work that begins or ends while the record is read counts too.
            let mut claimed = self.claims.claimed()?;
            let recovery = self.recovery(now)?;
            claimed.append(&mut self.claims.claimed()?);
            Ok(recovery.except(&claimed))
        };
        read().map_err(CommandError::record)
    }

    pub(super) fn recovery(&self, now: Timestamp) -> Result<Recovery, StoreError> {
        Recovery::read(self.ledger.as_ref(), self.outbox.as_ref(), now)
    }

    /// Lets go of what has had its time: responses whose challenge expired, and names after so many
    /// days where a person set that.
    ///
    /// # Errors
    /// [`CommandCode::Record`](super::CommandCode::Record).
    pub fn tidy(
        &self,
        retention_days: Option<u32>,
        now: Timestamp,
        actor: &Actor,
    ) -> Result<(), CommandError> {
        self.outbox.discard_expired(now).map_err(CommandError::record)?;
        let forget = |days| forget_old(self.ledger.as_ref(), days, now, actor);
        retention_days.map(forget).transpose().map(drop).map_err(CommandError::record)
    }
}
