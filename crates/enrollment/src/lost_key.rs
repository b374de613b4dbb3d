//! What a person is left with when a passkey is taken out of the directory. What could not be read must never
//! count as something that is left.

use entra_policy::readiness::{Reading, Registered};
use serde::Serialize;
use webauthn::Timestamp;

use crate::{
    ledger::{Actor, Event, EventKind, Issuing, LedgerStore, RegistrationId, Scene, Unregistering},
    store::StoreError,
    tenant::{Fido2Method, MethodId, Person, PersonId, Tenant, TenantError},
    wizard::means::system_entropy,
};

#[cfg(test)]
mod tests;

/// What a person has besides one passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LeftWith {
    /// Other passkeys; `None`: not read. So for all of these.
    pub passkeys: Option<usize>,
    /// Windows Hello for Business.
    pub windows_hello: Option<usize>,
    /// Credentials of a platform, such as Platform SSO of macOS.
    pub platform: Option<usize>,
    /// Microsoft Authenticator, which can be phished.
    pub authenticator: Option<usize>,
    /// What follows.
    pub loss: Loss,
}

/// Whether somebody who loses a passkey has another way in that cannot be phished.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// There is another.
    AnotherStays,
    /// It is the last.
    LastPhishingResistant,
    /// Not all was read, and nothing else was found.
    NotKnown,
}

impl LeftWith {
    /// Without one of the passkeys that were counted.
    pub fn after_one(registered: &Registered) -> Self {
        let count = |reading: &Reading<usize>| reading.get().ok().copied();
        let passkeys = count(&registered.fido2).map(|count| count.saturating_sub(1));
        let windows_hello = count(&registered.windows_hello);
        let platform = count(&registered.platform);
        let resistant = [passkeys, windows_hello, platform];
        let loss = if resistant.iter().flatten().any(|count| *count > 0) {
            Loss::AnotherStays
        } else if resistant.iter().all(Option::is_some) {
            Loss::LastPhishingResistant
        } else {
            Loss::NotKnown
        };
        let authenticator = count(&registered.authenticator);
        Self { passkeys, windows_hello, platform, authenticator, loss }
    }
}

/// What became of taking a passkey out of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is not there any more.
    Gone,
    /// It had been taken out by somebody who was faster.
    GoneBefore,
    /// It may be there still: the directory did not answer, and its list could not be read.
    Unsure(TenantError),
}

/// Takes a passkey out of the directory. Sent once; where no answer comes, the list tells.
///
/// # Errors
/// See [`TenantError`]; it is there still.
pub fn delete(
    tenant: &dyn Tenant,
    person: &PersonId,
    method: &MethodId,
) -> Result<Deleted, TenantError> {
    let error = match tenant.delete_fido2_method(person, method) {
        Ok(()) => return Ok(Deleted::Gone),
        // Somebody was faster, or the one who answered has not heard of it yet.
        Err(error @ TenantError::NotFound(_)) => error,
        Err(error) if error.leaves_open() => error,
        Err(error) => return Err(error),
    };
    match tenant.fido2_methods(person) {
        Ok(listed) if listed.iter().any(|one: &Fido2Method| one.id == *method) => Err(error),
        Ok(_) if matches!(error, TenantError::NotFound(_)) => Ok(Deleted::GoneBefore),
        Ok(_) => Ok(Deleted::Gone),
        Err(_) => Ok(Deleted::Unsure(error)),
    }
}

impl Deleted {
    /// What the record says of it.
    pub fn how(&self) -> Unregistering {
        match self {
            Self::Gone => Unregistering::Done,
            Self::GoneBefore => Unregistering::BySomebodyElse,
            Self::Unsure(_) => Unregistering::Unsure,
        }
    }
}

/// What was done in a directory, for the record.
#[derive(Clone, Copy, Debug)]
pub enum Done<'d> {
    /// This passkey was to be taken out, and that came of it.
    Unregistered(&'d Fido2Method, Unregistering),
    /// A Temporary Access Pass was to be issued, and that came of it.
    Pass(Issuing),
}

/// Where it was done, by whom, when.
#[derive(Clone, Debug)]
pub struct Where {
    /// Practice or a real organisation.
    pub scene: Scene,
    /// The organisation's name.
    pub organisation: String,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// Puts on record what was done for this person, under a name of its own.
///
/// # Errors
/// It was not written.
pub fn put_on_record(
    ledger: &dyn LedgerStore,
    done: Done<'_>,
    person: &Person,
    place: &Where,
) -> Result<(), StoreError> {
    let mut name = [0; 16];
    system_entropy().fill(&mut name)?;
    let registration = RegistrationId::numbered(u128::from_be_bytes(name));
    let (scene, organisation) = (place.scene, Some(place.organisation.clone()));
    let (account, id) = (person.user_principal_name.clone(), Some(person.id.0.clone()));
    let kind = match done {
        Done::Unregistered(method, how) => EventKind::Unregistered {
            scene,
            organisation,
            method_id: method.id.0.clone(),
            name: method.display_name.clone().or_else(|| method.model.clone()).unwrap_or_default(),
            account,
            person: id,
            how,
        },
        Done::Pass(how) => EventKind::PassIssued { scene, organisation, account, person: id, how },
    };
    ledger.append(&Event { registration, kind }, place.at, &place.actor).map(drop)
}
