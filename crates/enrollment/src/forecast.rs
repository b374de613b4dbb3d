//! Reads the people of a directory as a campaign's forecast needs them: a line of facts for each. What
//! could not be read of somebody must stay unknown.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use entra_policy::campaign::{Fact, Tenant, facts_of_registered};
use serde_json::{Map, Value, json};

use crate::tenant::{Administration, TenantError};

/// People, as lines of facts.
#[derive(Debug)]
pub struct People {
    /// A line each.
    pub lines: Vec<String>,
    /// Groups that the policy names and whose members could not be read.
    pub unread_groups: Vec<String>,
}

/// Reads everybody in the report of registrations, and who is in the groups that the policy names.
///
/// # Errors
/// The report cannot be read.
pub fn read_people(directory: &dyn Administration, tenant: &Tenant) -> Result<People, TenantError> {
    let entries = directory.registration_details()?;
    let mut groups_of: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut unread_groups = Vec::new();
    for id in tenant.ids().names() {
        match directory.group_members(id) {
            Ok(members) => {
                for member in members {
                    groups_of.entry(member.to_ascii_lowercase()).or_default().push(id);
                }
            }
            // The id of a user, or of a group that is gone.
            Err(TenantError::NotFound(_)) => {}
            Err(error) => {
                tracing::info!(%error, "a group's members cannot be read");
                unread_groups.push(id.to_owned());
            }
        }
    }
    let groups_known = unread_groups.is_empty();
    let line = |entry: &Value| {
        let mut facts = facts_of(entry);
        let id = entry.get("id").and_then(Value::as_str);
        if let Some(id) = id.filter(|_| groups_known) {
            let groups = groups_of.get(&id.to_ascii_lowercase()).cloned().unwrap_or_default();
            facts.insert(Fact::Groups.path().to_owned(), json!(groups));
        }
        Value::Object(facts).to_string()
    };
    Ok(People { lines: entries.iter().map(line).collect(), unread_groups })
}

/// The facts that an entry of the report states.
fn facts_of(entry: &Value) -> Map<String, Value> {
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let methods = entry.get("methodsRegistered").and_then(Value::as_array);
    let words = methods.map(|list| list.iter().map(|word| word.as_str().unwrap_or_default()));
    let mut facts = words.map(facts_of_registered).unwrap_or_default();
    let mut say = |fact: Fact, value: Value| facts.insert(fact.path().to_owned(), value);
    if let Some(id) = text("id") {
        say(Fact::UserId, id.into());
    }
    // The report writes it in lower case, the user object does not.
    match text("userType").map(str::to_ascii_lowercase).as_deref() {
        Some("guest") => drop(say(Fact::Guest, true.into())),
        Some("member") => drop(say(Fact::Guest, false.into())),
        Some(_) | None => {}
    }
    let name = text("userPrincipalName").or_else(|| text("id"));
    facts.insert("id".to_owned(), json!(name));
    facts
}
