//! The authentication methods policy, read whole and changed in parts. A change must never name a member
//! that it does not change, nor lose one that nobody here knows.

use enrollment::tenant::TenantError;
use serde_json::{Map, Value, json};

use super::{GraphClient, Version};
use crate::{answer::malformed, exchange::Asked};

const POLICY: [&str; 2] = ["policies", "authenticationMethodsPolicy"];
const CONFIGURATIONS: &str = "authenticationMethodConfigurations";
const SOUGHT: &str = "authentication methods policy";
const READING: &str = "giving the policy";

/// The policy, and where it was read: v1.0 does not have all of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadPolicy {
    /// As Graph writes it, with every member.
    pub document: Value,
    /// Of which tree. In v1.0 `enforceRegistrationAfterAllowedSnoozes` is missing, which says nothing.
    pub version: Version,
}

/// A change of one method's configuration: its type, and the members that change.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfigurationPatch {
    id: String,
    body: Map<String, Value>,
}

impl ConfigurationPatch {
    /// A change of a configuration that was read; `None` where it does not say its id and type.
    pub fn of(read: &Value) -> Option<Self> {
        let text =
            |name: &str| read.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        let (id, kind) = (text("id")?, text("@odata.type")?);
        // Graph wants it said (graph.md, section 3.1).
        let body = Map::from_iter([("@odata.type".to_owned(), kind.into())]);
        Some(Self { id: id.to_owned(), body })
    }

    /// Changes a member. A list is replaced as a whole, so it has to hold what is to stay.
    #[must_use]
    pub fn set(mut self, member: &str, mut value: Value) -> Self {
        strip(&mut value);
        self.body.insert(member.to_owned(), value);
        self
    }

    /// What is sent.
    pub fn body(&self) -> &Map<String, Value> {
        &self.body
    }
}

/// Annotations of an answer are none of a request; types are, where a member needs one.
fn strip(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !name.contains("@odata.") || name == "@odata.type");
            members.values_mut().for_each(strip);
        }
        Value::Array(entries) => entries.iter_mut().for_each(strip),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl GraphClient {
    /// The policy from beta, which has all of it; where beta is refused or not there, from v1.0.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn authentication_methods_policy(&self) -> Result<ReadPolicy, TenantError> {
        match self.policy_of(Version::Beta) {
            Err(
                TenantError::Refused(_)
                | TenantError::NotFound(_)
                | TenantError::Malformed { .. }
                | TenantError::Failing { .. },
            ) => self.policy_of(Version::V1),
            other => other,
        }
    }

    /// The policy as one of the trees has it.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn policy_of(&self, version: Version) -> Result<ReadPolicy, TenantError> {
        let document = self.get(&self.url_in(version, &POLICY), SOUGHT)?.json(READING)?;
        if !document.is_object() {
            return Err(malformed(READING, "it is no object".to_owned()));
        }
        Ok(ReadPolicy { document, version })
    }

    /// Changes the registration campaign: members of it that are not named stay.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn change_campaign(
        &self,
        version: Version,
        change: &Map<String, Value>,
    ) -> Result<ReadPolicy, TenantError> {
        let mut change = Value::Object(change.clone());
        strip(&mut change);
        let body = json!({
            "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": change },
        });
        let body = body.to_string();
        let url = self.url_in(version, &POLICY);
        let answer = self.exchange.ask(Asked::Patch(body.as_bytes()), &url)?.good(SOUGHT)?;
        // 200 with the object by the reference; 204 is done as well.
        if answer.body.is_empty() {
            return self.policy_of(version);
        }
        Ok(ReadPolicy { document: answer.json("changing the policy")?, version })
    }

    /// Changes one method's configuration.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn change_configuration(&self, patch: &ConfigurationPatch) -> Result<(), TenantError> {
        let [policies, policy] = POLICY;
        let url = self.url(&[policies, policy, CONFIGURATIONS, &patch.id]);
        let body = Value::Object(patch.body.clone()).to_string();
        self.exchange.ask(Asked::Patch(body.as_bytes()), &url)?.good(&patch.id).map(drop)
    }
}
