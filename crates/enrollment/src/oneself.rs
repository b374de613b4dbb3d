//! Registering for oneself, which Graph refuses: a browser does it, and the directory tells when it was done.
//! A key must never be said to hold the new passkey unless it said so itself.

use std::{collections::BTreeSet, time::Duration};

use ctap::{Authenticator, AuthenticatorInfo, NoEntropy, ceremony::Found};

use crate::{
    tenant::{Fido2Method, MethodId, PersonId, Tenant, TenantError},
    wizard::means::system_entropy,
};

pub mod machine;
mod open;
mod run;
#[cfg(test)]
mod tests;
mod view;

pub use open::OpenOneself;
pub use run::{Means, Oneself};
pub use view::{
    InHand, NewPasskey, OneselfAct, OneselfMoment, OneselfPage, OneselfView, OneselfWatch, OwnKey,
    OwnPolicy, Proof, ProofEnd,
};

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
        Ok(Self::of(&tenant.fido2_methods(person)?))
    }

    /// From this list on.
    pub fn of(listed: &[Fido2Method]) -> Self {
        Self { known: listed.iter().map(|method| method.id.clone()).collect() }
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
        Ok(self.came(tenant.fido2_methods(person)?))
    }

    /// Those of this list that were in none before.
    pub fn came(&mut self, listed: Vec<Fido2Method>) -> Vec<Fido2Method> {
        let listed = listed.into_iter();
        let new: Vec<_> = listed.filter(|method| !self.known.contains(&method.id)).collect();
        self.known.extend(new.iter().map(|method| method.id.clone()));
        new
    }
}

/// Whether a passkey of the directory is on this key, which said this of itself; the one request may take this
/// long. An id that is no credential's tells nothing, and neither does the silence of a key that may hide what
/// it holds until somebody is verified (credProtect level 3, CTAP 2.1 §12.1).
///
/// # Errors
/// There are no random bytes.
pub fn is_on(
    key: &mut dyn Authenticator,
    info: &AuthenticatorInfo,
    method: &MethodId,
    deadline: Duration,
) -> Result<Found, NoEntropy> {
    let Some(credential) = method.credential_id() else { return Ok(Found::NotSaid) };
    let mut entropy = system_entropy();
    let found = ctap::holds(key, RP_ID, credential.as_bytes(), deadline, entropy.as_mut())?;
    let hides = info.extensions.iter().any(|one| one == "credProtect");
    Ok(if found == Found::No && hides { Found::NotSaid } else { found })
}
