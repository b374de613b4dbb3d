//! Registering for oneself, which Graph refuses: a browser does it, and the directory tells when it was done.
//! A key must never be said to hold the new passkey unless it said so itself.

use std::{collections::BTreeSet, time::Duration};

use ctap::{Authenticator, AuthenticatorInfo, NoEntropy, ceremony::Found};

use crate::{
    tenant::{Fido2Method, MethodId},
    wizard::means::system_entropy,
};

pub mod machine;
mod open;
mod run;
#[cfg(test)]
mod tests;
mod view;

pub use run::{Means, Oneself};
pub use view::{
    InHand, NewPasskey, OneselfAct, OneselfMoment, OneselfPage, OneselfView, OneselfWatch, OwnKey,
    OwnPolicy, PasskeyHolder, Proof, ProofEnd,
};

/// The RP ID of Microsoft Entra in every registration that was recorded (graph.md, section 1).
pub const RP_ID: &str = "login.microsoft.com";

/// What was listed before, to tell a passkey that was not there at first.
#[derive(Clone, Debug)]
struct Known(BTreeSet<MethodId>);

impl Known {
    /// From this list on.
    fn of(listed: &[Fido2Method]) -> Self {
        Self(listed.iter().map(|method| method.id.clone()).collect())
    }

    /// Those of this list that were in none before.
    fn came(&mut self, listed: Vec<Fido2Method>) -> Vec<Fido2Method> {
        let listed = listed.into_iter();
        let new: Vec<_> = listed.filter(|method| !self.0.contains(&method.id)).collect();
        self.0.extend(new.iter().map(|method| method.id.clone()));
        new
    }
}

/// Whether a passkey of the directory is on this key, which said this of itself; the one request may take this
/// long. An id that is no credential's tells nothing, and neither does the silence of a key that may hide what
/// it holds until somebody is verified (credProtect level 3, CTAP 2.1 §12.1).
///
/// # Errors
/// There are no random bytes.
pub(crate) fn is_on(
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
