//! What a person is left with when a passkey is taken out of the directory. What could not be read must never
//! count as something that is left.

use entra_policy::readiness::{Reading, Registered};
use serde::Serialize;

use crate::tenant::{Fido2Method, MethodId, PersonId, Tenant, TenantError};

#[cfg(test)]
mod tests;

/// What a person has besides one passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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
        Err(
            error @ (TenantError::Unanswered(_)
            | TenantError::Failing { .. }
            | TenantError::Malformed { .. }),
        ) => error,
        Err(error) => return Err(error),
    };
    match tenant.fido2_methods(person) {
        Ok(listed) if listed.iter().any(|one: &Fido2Method| one.id == *method) => Err(error),
        Ok(_) => Ok(Deleted::Gone),
        Err(_) => Ok(Deleted::Unsure(error)),
    }
}
