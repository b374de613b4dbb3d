//! A record that claims each registration before it writes of it, so that no other program takes it for
//! left behind. Nothing may be written of a registration that another program is at work on.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError},
};

use ctap::SystemEntropy;
use webauthn::Timestamp;

use crate::{
    ledger::{
        Actor, ChainState, Checkpoint, Entry, Erasure, Event, LedgerStore, Order, RegistrationId,
        Unreadable,
    },
    store::{Claim, Claims, StoreError},
};

/// The record for one registration; its claims end when it is dropped.
pub struct Claiming {
    ledger: Arc<dyn LedgerStore>,
    claims: Claims,
    held: Mutex<BTreeMap<RegistrationId, Claim>>,
}

impl Claiming {
    /// The record behind, and where claims are made.
    pub fn new(ledger: Arc<dyn LedgerStore>, claims: Claims) -> Self {
        Self { ledger, claims, held: Mutex::default() }
    }

    /// Claims a registration, before what was left of it is taken up again.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where another program is at work on it.
    pub fn take(&self, registration: &RegistrationId) -> Result<(), StoreError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if !held.contains_key(registration) {
            let claim = self.claims.claim(registration, &mut SystemEntropy::new())?;
            held.insert(registration.clone(), claim);
        }
        Ok(())
    }
}

impl LedgerStore for Claiming {
    fn append(&self, event: &Event, at: Timestamp, actor: &Actor) -> Result<Entry, StoreError> {
        self.take(&event.registration)?;
        self.ledger.append(event, at, actor)
    }

    fn entries(
        &self,
        order: Order,
        visit: &mut dyn FnMut(Result<Entry, Unreadable>) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.ledger.entries(order, visit)
    }

    fn verify_chain(&self, checkpoint: Option<&Checkpoint>) -> Result<ChainState, StoreError> {
        self.ledger.verify_chain(checkpoint)
    }

    fn checkpoint(&self) -> Result<Option<Checkpoint>, StoreError> {
        self.ledger.checkpoint()
    }

    fn erase(
        &self,
        registrations: &[RegistrationId],
        why: Erasure,
        at: Timestamp,
        actor: &Actor,
    ) -> Result<(), StoreError> {
        self.ledger.erase(registrations, why, at, actor)
    }
}
