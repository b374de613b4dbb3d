//! What a person is left with when a passkey, or another method, is taken out of the directory. What could not be read must never
//! count as something that is left.

use entra_policy::readiness::{Reading, Registered};
use serde::Serialize;
use webauthn::Timestamp;

use crate::{
    ledger::{Actor, Event, EventKind, Issuing, LedgerStore, RegistrationId, Scene, Unregistering},
    store::StoreError,
    tenant::{Fido2Method, MethodId, MethodKind, Person, PersonId, Tenant, TenantError},
    wizard::means::system_entropy,
};

mod others;
#[cfg(test)]
mod tests;

pub use others::{OtherMethod, Others, delete_other};

/// What a person has besides one passkey, or another method that goes.
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
    /// What stays is the same app on another phone, which can be phished.
    OnlyPhishable,
    /// Nothing stays of what was read: no passkey, no Windows Hello, no platform credential, no app.
    NothingRead,
}

impl LeftWith {
    /// Without one of the passkeys that were counted.
    pub fn after_one(registered: &Registered) -> Self {
        Self::without_one(MethodKind::Fido2, registered)
    }

    /// Without one of this kind of those that were counted.
    pub fn without_one(kind: MethodKind, registered: &Registered) -> Self {
        let count = |of: MethodKind, reading: &Reading<usize>| {
            let all = reading.get().ok().copied();
            all.map(|all| all.saturating_sub(usize::from(of == kind)))
        };
        let passkeys = count(MethodKind::Fido2, &registered.fido2);
        let windows_hello = count(MethodKind::WindowsHelloForBusiness, &registered.windows_hello);
        let platform = count(MethodKind::PlatformCredential, &registered.platform);
        let authenticator = count(MethodKind::MicrosoftAuthenticator, &registered.authenticator);
        let resistant = [passkeys, windows_hello, platform];
        let loss = if resistant.iter().flatten().any(|count| *count > 0) {
            Loss::AnotherStays
        } else if !resistant.iter().all(Option::is_some) {
            Loss::NotKnown
        } else if kind != MethodKind::MicrosoftAuthenticator {
            Loss::LastPhishingResistant
        } else {
            match authenticator {
                Some(0) => Loss::NothingRead,
                Some(_) => Loss::OnlyPhishable,
                None => Loss::NotKnown,
            }
        };
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
    settled(tenant.delete_fido2_method(person, method), || {
        Ok(tenant.fido2_methods(person)?.iter().any(|one: &Fido2Method| one.id == *method))
    })
}

/// What became of a deletion that was sent once; where no answer came, the list tells.
fn settled(
    sent: Result<(), TenantError>,
    is_there: impl FnOnce() -> Result<bool, TenantError>,
) -> Result<Deleted, TenantError> {
    let error = match sent {
        Ok(()) => return Ok(Deleted::Gone),
        // Somebody was faster, or the one who answered has not heard of it yet.
        Err(error @ TenantError::NotFound(_)) => error,
        Err(error) if error.leaves_open() => error,
        Err(error) => return Err(error),
    };
    match is_there() {
        Ok(true) => Err(error),
        Ok(false) if matches!(error, TenantError::NotFound(_)) => Ok(Deleted::GoneBefore),
        Ok(false) => Ok(Deleted::Gone),
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
    /// This method besides passkeys was to be taken out, and that came of it.
    OtherTakenOut(&'d OtherMethod, Unregistering),
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
        Done::OtherTakenOut(method, how) => EventKind::Unregistered {
            scene,
            organisation,
            method_id: method.id.0.clone(),
            name: method.on_record(),
            account,
            person: id,
            how,
        },
        Done::Pass(how) => EventKind::PassIssued { scene, organisation, account, person: id, how },
    };
    ledger.append(&Event { registration, kind }, place.at, &place.actor).map(drop)
}
