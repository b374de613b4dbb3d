//! Registering for oneself, which Graph refuses: a browser does it, and the directory tells when it was done.
//! A key must never be said to hold the new passkey unless it said so itself.

use std::{collections::BTreeSet, time::Duration};

use ctap::{Authenticator, NoEntropy, ceremony::Found};

use crate::{
    tenant::{Fido2Method, MethodId, PersonId, Tenant, TenantError},
    wizard::means::system_entropy,
};

#[cfg(test)]
mod tests;

/// The RP ID of Microsoft Entra in every registration that was recorded (graph.md, section 1).
pub const RP_ID: &str = "login.microsoft.com";

/// Waits for a passkey that was not there at first. It is for a face to wait between looks.
#[derive(Clone, Debug)]
pub struct Watch {
    known: BTreeSet<MethodId>,
}

impl Watch {
    /// From now on.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn begin(tenant: &dyn Tenant, person: &PersonId) -> Result<Self, TenantError> {
        let known = tenant.fido2_methods(person)?.into_iter().map(|method| method.id).collect();
        Ok(Self { known })
    }

    /// Those that came since the last look.
    ///
    /// # Errors
    /// See [`TenantError`]; the next look finds what this one missed.
    pub fn look(
        &mut self,
        tenant: &dyn Tenant,
        person: &PersonId,
    ) -> Result<Vec<Fido2Method>, TenantError> {
        let listed = tenant.fido2_methods(person)?.into_iter();
        let new: Vec<_> = listed.filter(|method| !self.known.contains(&method.id)).collect();
        self.known.extend(new.iter().map(|method| method.id.clone()));
        Ok(new)
    }
}

/// Whether a passkey of the directory is on this key; the one request may take this long. An id that is no
/// credential's tells nothing.
///
/// # Errors
/// There are no random bytes.
pub fn is_on(
    key: &mut dyn Authenticator,
    method: &MethodId,
    deadline: Duration,
) -> Result<Found, NoEntropy> {
    let Some(credential) = method.credential_id() else { return Ok(Found::NotSaid) };
    ctap::holds(key, RP_ID, credential.as_bytes(), deadline, system_entropy().as_mut())
}
