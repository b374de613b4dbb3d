//! The authentication methods policy, read whole, and what a change of it may carry. Nothing of an answer
//! may go back that is not the document's.

use enrollment::tenant::TenantError;
use serde_json::Value;

use super::{GraphClient, Version};
use crate::answer::malformed;

const POLICY: [&str; 2] = ["policies", "authenticationMethodsPolicy"];
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

/// Annotations of an answer are none of a request; types are, where a member needs one.
pub(crate) fn strip(value: &mut Value) {
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
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::strip;

    #[test]
    fn annotations_of_an_answer_do_not_go_back_and_types_do() {
        let mut body = json!({
            "@odata.type": "#x",
            "includeTargets@odata.context": "https://graph.example/$metadata",
            "includeTargets": [{ "id": "a", "group@odata.bind": "x", "kept": { "new": 1 } }],
        });
        strip(&mut body);
        let kept = json!([{ "id": "a", "kept": { "new": 1 } }]);
        assert_eq!(body, json!({ "@odata.type": "#x", "includeTargets": kept }));
    }
}
