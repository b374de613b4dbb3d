//! Reads the people of a directory as a campaign's forecast needs them: a line of facts for each. What
//! could not be read of somebody must stay unknown.

mod each;
mod export;
mod forecasted;
mod groups;
#[cfg(test)]
mod tests;

pub use each::{Beside, HEAD, failed_row, judged_row, people_table};
pub use export::{ExportError, Exported, ExportedPeople, open as open_export};
pub use forecasted::{Forecasted, NOW, OtherCount};
pub use groups::{Groups, Membership};

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
    let mut crowd = Crowd::read(directory)?;
    crowd.ask(directory, tenant);
    Ok(crowd.people(tenant))
}

/// The people of a directory, as it lists them, and who is in the groups that were asked about.
#[derive(Clone, Debug)]
pub struct Crowd {
    entries: Vec<Value>,
    groups: Groups,
}

impl Crowd {
    /// Reads the report of registrations.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn read(directory: &dyn Administration) -> Result<Self, TenantError> {
        Ok(Self { entries: directory.registration_details()?, groups: Groups::default() })
    }

    /// Asks who is in the groups that a policy names, where that was not asked yet.
    pub fn ask(&mut self, directory: &dyn Administration, tenant: &Tenant) {
        self.groups.ask(directory, tenant);
    }

    /// How many are in a group; `None` where nobody asked, or it was not to be read.
    pub fn members(&self, group: &str) -> Option<usize> {
        self.groups.members(group)
    }

    /// Everybody under a policy. A group that it names and nobody asked about counts as not read.
    pub fn people(&self, tenant: &Tenant) -> People {
        let membership = self.groups.under(tenant);
        let line = |entry: &Value| Exported::from(entry.clone()).line(&membership);
        let lines = self.entries.iter().map(line).collect();
        People { lines, unread_groups: membership.unread }
    }
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
