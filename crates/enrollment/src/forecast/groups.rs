//! Who is in the groups that a policy names. One that could not be read must leave it open of everybody.

use std::collections::BTreeMap;

use entra_policy::campaign::Tenant;

use crate::tenant::{Administration, TenantError};

/// Groups that were asked about.
#[derive(Clone, Debug, Default)]
pub struct Groups(BTreeMap<String, Group>);

#[derive(Clone, Debug)]
enum Group {
    /// Object ids in lower case.
    Members(Vec<String>),
    /// The id of a user, or of a group that is gone.
    None,
    Unread,
}

impl Groups {
    /// Asks who is in the groups that a policy names, where that was not asked yet.
    pub fn ask(&mut self, directory: &dyn Administration, tenant: &Tenant) {
        let asked = &mut self.0;
        for id in tenant.ids().names().filter(|id| !asked.contains_key(*id)).collect::<Vec<_>>() {
            let group = match directory.group_members(id) {
                Ok(members) => {
                    Group::Members(members.iter().map(|one| one.to_ascii_lowercase()).collect())
                }
                Err(TenantError::NotFound(_)) => Group::None,
                Err(error) => {
                    tracing::info!(%error, "a group's members cannot be read");
                    Group::Unread
                }
            };
            asked.insert(id.to_owned(), group);
        }
    }

    /// How many are in a group; `None` where nobody asked, or it was not to be read.
    pub fn members(&self, group: &str) -> Option<usize> {
        match self.0.get(group)? {
            Group::Members(members) => Some(members.len()),
            Group::None | Group::Unread => None,
        }
    }

    /// Who is in those of a policy. One that nobody asked about counts as not read.
    pub fn under<'g>(&'g self, tenant: &'g Tenant) -> Membership<'g> {
        let mut membership = Membership::default();
        for id in tenant.ids().names() {
            match self.0.get(id) {
                Some(Group::Members(members)) => {
                    for member in members {
                        membership.groups.entry(member).or_default().push(id);
                    }
                }
                Some(Group::None) => {}
                Some(Group::Unread) | None => membership.unread.push(id.to_owned()),
            }
        }
        membership
    }
}

/// Who is in the groups of one policy.
#[derive(Debug, Default)]
pub struct Membership<'g> {
    groups: BTreeMap<&'g str, Vec<&'g str>>,
    /// Groups whose members could not be read.
    pub unread: Vec<String>,
}

impl Membership<'_> {
    /// The groups of somebody; `None` where one could not be read.
    pub fn of(&self, id: &str) -> Option<&[&str]> {
        let groups = || self.groups.get(id.to_ascii_lowercase().as_str());
        self.unread.is_empty().then(|| groups().map_or(&[][..], Vec::as_slice))
    }
}
