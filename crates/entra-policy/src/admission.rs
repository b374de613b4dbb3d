//! What a policy says of a key before it is used, and of a registration after. It must never stop at
//! the first thing that speaks against one, nor admit what it does not understand.

mod facts;
mod line;
mod rules;
mod scope;
#[cfg(test)]
mod tests;
mod weigh;

use serde::Serialize;
use webauthn::Finding;

pub use facts::{Capability, KeyFacts, PasskeyType, Registrant, RegistrationFacts, Subject};
pub use line::{PolicyLine, ProfileName};

use crate::Fido2Policy;
use rules::Case;
pub(crate) use scope::{Belongs, Demands, Inside, belongs, candidates, inside};

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Admission {
    /// What follows.
    pub standing: Standing,
    /// The line that a refusal or a doubt names; for an admission the profile that is met.
    pub decided_by: Option<PolicyLine>,
    /// Every rule of every profile that may apply. A rule that a profile fails is a failure only
    /// where no other profile is met: then it is `skipped`, and its evidence says what it would be.
    pub findings: Vec<Finding>,
}

/// What follows from a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Nothing in it speaks against. Where the person is not known, this holds for everybody that it
    /// is aimed at, and the finding on the scope says so.
    Admitted,
    /// It refuses.
    Refused,
    /// Something that decides is not known.
    Undetermined,
}

/// What a policy says of a key before any PIN or touch. Whether an enforced attestation will hold
/// cannot be known by then.
pub fn preflight(
    policy: &Fido2Policy,
    subject: &Subject,
    registrant: Registrant,
    key: &KeyFacts,
) -> Admission {
    weigh::weigh(policy, subject, registrant, Case::Key(key))
}

/// What a policy says of a registration. Whether it verifies is not asked here.
pub fn admit(
    policy: &Fido2Policy,
    subject: &Subject,
    registrant: Registrant,
    registration: &RegistrationFacts,
) -> Admission {
    weigh::weigh(policy, subject, registrant, Case::Registration(registration))
}
