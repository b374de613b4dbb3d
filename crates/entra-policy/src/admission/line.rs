//! Places in a policy, as a refusal names them. A line must say what stands there, not what was made
//! of it.

use serde::Serialize;
use serde_json::{Map, Value, json};
use webauthn::Aaguid;

use crate::{EnforcementType, Fido2Policy, KeyRestrictions, ObjectId, PasskeyProfile};

/// A place in a policy, and what it says there.
#[derive(Clone, Debug, PartialEq, Serialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProfileName {
    /// Its id.
    pub id: ObjectId,
    /// Its name, where it has one.
    pub name: Option<String>,
}

impl PolicyLine {
    pub(super) fn new(policy: &Fido2Policy, path: impl Into<String>) -> Self {
        let path = path.into();
        let value = policy.value_at(&path);
        Self { profile: None, path, enforcement: None, listed: Vec::new(), value }
    }

    pub(super) fn of(mut self, profile: Option<&PasskeyProfile>) -> Self {
        self.profile = profile.map(ProfileName::of);
        self
    }

    pub(super) fn listing(mut self, restrictions: &KeyRestrictions) -> Self {
        self.enforcement.clone_from(&restrictions.enforcement_type);
        self.listed.clone_from(&restrictions.aaguids);
        self
    }

    /// What a finding shows of it.
    pub(super) fn evidence(&self) -> Map<String, Value> {
        let mut evidence = Map::new();
        let mut say = |name: &str, value: Value| evidence.insert(name.to_owned(), value);
        if let Some(profile) = &self.profile {
            say("profile", json!(profile));
        }
        say("path", json!(self.path));
        if let Some(enforcement) = &self.enforcement {
            say("enforcementType", json!(enforcement));
        }
        // A whole profile or list of targets is for whoever holds the document.
        if !self.value.is_object() && !self.value.is_null() {
            say("value", self.value.clone());
        }
        evidence
    }
}

impl ProfileName {
    fn of(profile: &PasskeyProfile) -> Self {
        Self { id: profile.id, name: profile.name.clone() }
    }
}
