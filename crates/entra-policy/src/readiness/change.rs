//! A change to a policy document as the request that makes it, and what it changes. It must carry
//! everything of a list that it does not mean to change: Graph replaces lists as a whole.

use serde::Serialize;
use serde_json::{Map, Value};

use super::view::bare;
use crate::campaign::RegistrationCampaign;

/// A PATCH to Graph, to be confirmed by a person.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Change {
    /// The tree: `v1.0` or `beta`.
    pub version: &'static str,
    /// Below the tree.
    pub path: String,
    /// What is sent.
    #[cfg_attr(feature = "bindings", ts(type = "unknown"))]
    pub body: Value,
    /// What it changes.
    pub differences: Vec<Difference>,
}

/// One value that changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Difference {
    /// Where, in the document that is changed.
    pub path: String,
    /// What stands there; null where nothing does.
    #[cfg_attr(feature = "bindings", ts(type = "unknown"))]
    pub before: Value,
    /// What will.
    #[cfg_attr(feature = "bindings", ts(type = "unknown"))]
    pub after: Value,
}

impl Change {
    /// A change of a policy's campaign, sent to the tree that `version` names.
    pub fn of_campaign(
        version: &'static str,
        policy: &Value,
        campaign: &RegistrationCampaign,
    ) -> Self {
        Self::of_policy(version, bare(policy), campaign.to_patch())
    }

    /// Whether it would change nothing.
    pub fn is_nothing(&self) -> bool {
        self.differences.is_empty()
    }

    /// A change of the authentication methods policy.
    pub(super) fn of_policy(version: &'static str, policy: &Value, body: Value) -> Self {
        let path = "policies/authenticationMethodsPolicy".to_owned();
        Self { version, path, differences: differences(policy, &body), body }
    }

    /// A change of a method's configuration; `members` are those that are sent.
    pub(super) fn of_configuration(
        configuration: &Map<String, Value>,
        members: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Option<Self> {
        let id = configuration.get("id")?.as_str()?;
        // Graph refuses a body that does not say what it is (graph.md, section 3.1).
        let mut body = Map::new();
        let of_type = configuration.get("@odata.type").cloned().or_else(|| odata_type(id))?;
        body.insert("@odata.type".to_owned(), of_type);
        body.extend(members.into_iter().map(|(name, value)| (name.to_owned(), value)));
        let body = Value::Object(body);
        let current = Value::Object(configuration.clone());
        Some(Self {
            version: "v1.0",
            path: format!(
                "policies/authenticationMethodsPolicy/authenticationMethodConfigurations/{}",
                id_in_path(id)
            ),
            differences: differences(&current, &body),
            body,
        })
    }
}

/// What Graph calls a configuration's type, where the document leaves it out.
fn odata_type(id: &str) -> Option<Value> {
    let name = match id_in_path(id) {
        "fido2" => "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "microsoftAuthenticator" => {
            "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration"
        }
        _ => return None,
    };
    Some(name.into())
}

fn id_in_path(id: &str) -> &str {
    let known = ["fido2", "microsoftAuthenticator"];
    known.into_iter().find(|known| known.eq_ignore_ascii_case(id)).unwrap_or(id)
}

/// Where a body would change a document: member by member, lists as a whole.
fn differences(document: &Value, body: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(String::new(), document, body, &mut found);
    found
}

fn compare(path: String, before: &Value, after: &Value, found: &mut Vec<Difference>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            for (name, value) in new.iter().filter(|(name, _)| !name.contains("@odata.")) {
                let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(below, old.get(name).unwrap_or(&Value::Null), value, found);
            }
        }
        (before, after) => {
            let (before, after) = (before.clone(), after.clone());
            found.push(Difference { path, before, after });
        }
    }
}
