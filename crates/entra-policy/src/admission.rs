//! What a policy says of a key before it is used, and of a registration after. It must never stop at
//! the first thing that speaks against one, nor admit what it does not understand.

mod facts;

use serde_json::Value;
use webauthn::{Aaguid, Finding};

pub use facts::{Capability, KeyFacts, PasskeyType, Registrant, RegistrationFacts, Subject};

use crate::{EnforcementType, ObjectId};

/// What a policy says.
#[derive(Clone, Debug, PartialEq)]
pub struct Admission {
    /// What follows.
    pub standing: Standing,
    /// Every rule of every profile that may apply.
    pub findings: Vec<Finding>,
    /// The line that a refusal or a doubt names; for an admission the profile that is met.
    pub decided_by: Option<PolicyLine>,
}

/// What follows from a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing in it speaks against.
    Admitted,
    /// It refuses.
    Refused,
    /// Something that decides is not known.
    Undetermined,
}

/// A place in a policy, and what it says there.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyLine {
    /// The profile it is of; `None` for what is not of one.
    pub profile: Option<ProfileName>,
    /// Where it stands in the configuration, such as `passkeyProfiles[0].keyRestrictions.aaGuids`.
    pub path: String,
    /// What a list of models does.
    pub enforcement: Option<EnforcementType>,
    /// The models listed.
    pub listed: Vec<Aaguid>,
    /// What stands there.
    pub value: Value,
}

/// How a person knows a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName {
    /// Its id.
    pub id: ObjectId,
    /// Its name, where it has one.
    pub name: Option<String>,
}
