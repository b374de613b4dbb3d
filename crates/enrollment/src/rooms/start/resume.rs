//! Takes up again what an earlier run left, as the person chose. What a key may hold must never be
//! called over by anybody but that person.

use std::sync::Arc;

use webauthn::{CredentialId, Timestamp};

use super::UnfinishedChoice;
use crate::{
    ledger::{Abandonment, Actor, Event, EventKind, LedgerStore, RegistrationId, Scene},
    outbox::Outbox,
    recovery::Unfinished,
    rooms::{CommandCode, CommandError, Kept},
    tenant::{PersonId, Tenant},
    wizard::{machine::Resumption, means::Directory},
};

/// What was left and is worked on again.
pub struct TakenUp {
    /// Where it belongs.
    pub scene: Scene,
    /// The record, in which it is claimed.
    pub ledger: Arc<dyn LedgerStore>,
    /// What is to be done.
    pub resumption: Resumption,
}

impl UnfinishedChoice {
    /// Claims the registration, and says what is to be done now; `None`: it is done, for nothing was
    /// asked but to leave it. `directory_of` is the directory of whom it was begun for.
    ///
    /// # Errors
    /// [`CommandCode::Gone`], [`CommandCode::Record`], also where another program is at work on it,
    /// [`CommandCode::Elsewhere`] where it belongs to another organisation, or [`CommandCode::Directory`].
    pub fn resumption(
        self,
        registration: &RegistrationId,
        kept: &Kept,
        directory_of: impl FnOnce(Scene) -> Result<Directory, CommandError>,
        (now, actor): (Timestamp, &Actor),
    ) -> Result<Option<TakenUp>, CommandError> {
        let (ledger, outbox) = (kept.claiming(), kept.outbox.as_ref());
        // Before the record is read: what it says then is so until this ends.
        ledger.take(registration).map_err(CommandError::record)?;
        let found = kept.recovery(now).map_err(CommandError::record)?;
        let mut all = found.unfinished.into_iter();
        let unfinished = all.find(|one| one.registration == *registration).ok_or_else(gone)?;
        let scene = unfinished.beginning.as_ref().map_or(Scene::Options, |one| one.scene);
        let resumption = match self {
            Self::Leave => {
                leave(registration, ledger.as_ref(), outbox, now, actor)?;
                return Ok(None);
            }
            Self::Send => {
                here(&unfinished, &directory_of(scene)?)?;
                Resumption::send(&unfinished, outbox).map_err(CommandError::record)?
            }
            Self::Remove => {
                let directory = directory_of(scene)?;
                here(&unfinished, &directory)?;
                let known = known(&unfinished, directory.tenant.as_ref())?;
                Resumption::remove(&unfinished, known)
            }
        };
        let resumption = resumption.ok_or_else(gone)?;
        Ok(Some(TakenUp { scene, ledger, resumption }))
    }
}

fn leave(
    registration: &RegistrationId,
    ledger: &dyn LedgerStore,
    outbox: &dyn Outbox,
    now: Timestamp,
    actor: &Actor,
) -> Result<(), CommandError> {
    let kind = EventKind::Abandoned { reason: Abandonment::LEFT.to_owned() };
    let event = Event { registration: registration.clone(), kind };
    ledger.append(&event, now, actor).map_err(CommandError::record)?;
    outbox.discard(registration).map_err(CommandError::record)
}

/// Only the directory that it was begun for knows the person.
fn here(unfinished: &Unfinished, directory: &Directory) -> Result<(), CommandError> {
    let begun = unfinished.beginning.as_ref();
    let Some(begun) = begun.filter(|begun| begun.is_elsewhere(directory.id.as_deref())) else {
        return Ok(());
    };
    let named = begun.organisation.as_deref().or(begun.tenant.as_deref()).unwrap_or_default();
    let message = format!("it belongs to {named}; sign in there");
    Err(CommandError::new(CommandCode::Elsewhere, message))
}

/// Credentials of the account that the directory has: those belong on keys.
fn known(unfinished: &Unfinished, tenant: &dyn Tenant) -> Result<Vec<CredentialId>, CommandError> {
    let person = unfinished.beginning.as_ref().and_then(|beginning| beginning.person.clone());
    let Some(person) = person else { return Ok(Vec::new()) };
    let methods = tenant.fido2_methods(&PersonId(person));
    let methods = methods.map_err(CommandError::directory)?;
    Ok(methods.iter().filter_map(|method| method.id.credential_id()).collect())
}

fn gone() -> CommandError {
    CommandError::new(CommandCode::Gone, "nothing is left to be done about it")
}
