//! Reads a directory for the room, each part once and by itself. A part that cannot be read must leave the
//! others standing.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use entra_policy::{
    ObjectId, TargetType,
    campaign::{CampaignTarget, Tenant},
    readiness::{AuditDay, MethodsTally, NotRead, Pilot, TenantFacts, Unread},
};
use serde_json::Value;
use webauthn::Timestamp;

use super::TenantDesk;
use crate::{
    campaign::StandingCampaign,
    forecast::{Crowd, Exported, Groups, People},
    readiness::{read_pilot, read_tenant, unread},
    results::{self, KeptTally},
    tenant::{
        Administration, DirectoryObject, MethodKind, ObjectKind, PersonId, TenantError, Tree,
    },
};

/// What was read of a directory.
#[derive(Clone, Debug)]
pub(super) struct Readings {
    pub(super) at: Timestamp,
    pub(super) facts: TenantFacts,
    pub(super) campaign: Result<StandingCampaign, Unread>,
    pub(super) crowd: Result<Arc<Mutex<Crowd>>, Unread>,
    /// What people had registered at the days it was counted, today among them.
    pub(super) results: Result<Results, Unread>,
    /// Names of groups and people, by their ids in lower case.
    pub(super) names: BTreeMap<String, String>,
}

/// What people have registered.
#[derive(Clone, Debug)]
pub(super) struct Results {
    pub(super) kept: Vec<KeptTally>,
    /// By the audit log.
    pub(super) audited: Vec<AuditDay>,
    /// Why that could not be read this time.
    pub(super) log: Option<Unread>,
}

impl Readings {
    /// Reads it.
    pub(super) fn of(desk: &TenantDesk<'_>, pilot: Option<ObjectId>, now: Timestamp) -> Self {
        let directory = Remembering::new(desk.directory);
        let newest_version = desk.newest_version.map(str::to_owned);
        let facts = TenantFacts {
            newest_version,
            access: desk.access.clone(),
            ..read_tenant(&directory, pilot)
        };
        let crowd = Crowd::read(&directory).map_err(unread);
        let mut read = Self {
            at: now,
            campaign: campaign(&facts),
            results: results(&facts, desk, now),
            facts,
            crowd: crowd.map(|crowd| Arc::new(Mutex::new(crowd))),
            names: BTreeMap::new(),
        };
        read.name_targets(desk);
        read
    }

    /// The same with another group that goes first.
    pub(super) fn with_pilot(&self, desk: &TenantDesk<'_>, pilot: Option<ObjectId>) -> Self {
        let mut read = self.clone();
        read.facts.pilot = read_pilot(desk.directory, pilot);
        read.name_targets(desk);
        read
    }

    /// The people of an export, under this policy: with the directory's groups where they can be asked.
    pub(super) fn exported(
        &self,
        people: &[Exported],
        desk: &TenantDesk<'_>,
        tenant: &Tenant,
    ) -> People {
        let mut groups = Groups::default();
        groups.ask(desk.directory, tenant);
        let membership = groups.under(tenant);
        let lines = people.iter().map(|one| one.clone().line(&membership)).collect();
        People { lines, unread_groups: membership.unread }
    }

    /// Everybody, under this policy.
    pub(super) fn people(&self, desk: &TenantDesk<'_>, tenant: &Tenant) -> Result<People, Unread> {
        let crowd = self.crowd.as_ref().map_err(Clone::clone)?;
        let mut crowd = crowd.lock().unwrap_or_else(PoisonError::into_inner);
        crowd.ask(desk.directory, tenant);
        Ok(crowd.people(tenant))
    }

    /// How many are in a group, where that was asked.
    pub(super) fn members(&self, group: &str) -> Option<usize> {
        let crowd = self.crowd.as_ref().ok()?;
        crowd.lock().unwrap_or_else(PoisonError::into_inner).members(group)
    }

    fn name_targets(&mut self, desk: &TenantDesk<'_>) {
        let campaign = self.campaign.as_ref().ok().map(|standing| standing.campaign.clone());
        let lists = campaign.iter().flat_map(|one| [one.include_targets(), one.exclude_targets()]);
        let mut wanted: Vec<(ObjectKind, String)> = lists.flatten().filter_map(named).collect();
        let pilot = self.facts.pilot.get().ok().map(|Pilot { group, .. }| group.to_string());
        wanted.extend(pilot.map(|group| (ObjectKind::Group, group)));
        for (kind, id) in wanted {
            if self.names.contains_key(&id.to_ascii_lowercase()) {
                continue;
            }
            match desk.directory.display_name(kind, &id) {
                Ok(name) => drop(self.names.insert(id.to_ascii_lowercase(), name)),
                Err(error) => tracing::info!(%error, "a target has no name here"),
            }
        }
    }
}

/// Counts what people have registered, and keeps the count. One that cannot be kept is shown all the same.
fn results(facts: &TenantFacts, desk: &TenantDesk<'_>, now: Timestamp) -> Result<Results, Unread> {
    let people = facts.registrations.get().map_err(Clone::clone)?;
    let taken = KeptTally { at: now, tally: MethodsTally::of(people) };
    let organisation = desk.directory.organisation().map_err(unread)?.id;
    let kept = desk.tallies.keep(&organisation, &taken);
    let kept = kept.and_then(|()| desk.tallies.kept(&organisation)).unwrap_or_else(|error| {
        tracing::warn!(%error, "the count of what people have registered is not kept");
        Vec::new()
    });
    let (audited, log) = audited(desk, &organisation, now);
    Ok(Results { kept: if kept.is_empty() { vec![taken] } else { kept }, audited, log })
}

/// What the audit log says, and what is kept of what it said before.
fn audited(
    desk: &TenantDesk<'_>,
    organisation: &str,
    now: Timestamp,
) -> (Vec<AuditDay>, Option<Unread>) {
    let (read, log) = match results::audited(desk.directory, now) {
        Ok(days) => (days, None),
        Err(error) => (Vec::new(), Some(unread(error))),
    };
    let kept = desk.tallies.keep_audited(organisation, &read);
    let kept = kept.and_then(|()| desk.tallies.audited(organisation)).unwrap_or_else(|error| {
        tracing::warn!(%error, "what the audit log says is not kept");
        Vec::new()
    });
    (if kept.is_empty() { read } else { kept }, log)
}

/// The kind and id of a target that can have a name.
fn named(target: &CampaignTarget) -> Option<(ObjectKind, String)> {
    let id: ObjectId = target.written.parse().ok()?;
    let kind = match &target.target_type {
        TargetType::Group => ObjectKind::Group,
        TargetType::User => ObjectKind::User,
        TargetType::Other(_) => return None,
    };
    Some((kind, id.to_string()))
}

/// The campaign out of beta, which has all of it; where beta was not read, out of v1.0.
fn campaign(facts: &TenantFacts) -> Result<StandingCampaign, Unread> {
    let (policy, tree) = match (facts.policy_beta.get(), facts.policy.get()) {
        (Ok(policy), _) => (policy, Tree::Beta),
        (Err(_), Ok(policy)) => (policy, Tree::V1),
        (Err(unread), Err(_)) => return Err(unread.clone()),
    };
    StandingCampaign::of(policy.clone(), tree).map_err(|error| malformed(&error))
}

pub(super) fn malformed(error: &impl ToString) -> Unread {
    Unread { why: NotRead::Malformed, said: Some(error.to_string()) }
}

/// A directory whose long lists are asked for once.
struct Remembering<'d> {
    directory: &'d dyn Administration,
    details: Mutex<Option<Result<Vec<Value>, TenantError>>>,
}

impl<'d> Remembering<'d> {
    fn new(directory: &'d dyn Administration) -> Self {
        Self { directory, details: Mutex::new(None) }
    }
}

impl Administration for Remembering<'_> {
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError> {
        self.directory.methods_policy(tree)
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        let mut details = self.details.lock().unwrap_or_else(PoisonError::into_inner);
        details.get_or_insert_with(|| self.directory.registration_details()).clone()
    }

    fn group_members(&self, group: &str) -> Result<Vec<String>, TenantError> {
        self.directory.group_members(group)
    }

    fn user_type(&self, person: &PersonId) -> Result<Option<String>, TenantError> {
        self.directory.user_type(person)
    }

    fn methods(&self, person: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError> {
        self.directory.methods(person, kind)
    }

    fn hello_method(&self, person: &PersonId, method: &str) -> Result<Value, TenantError> {
        self.directory.hello_method(person, method)
    }

    fn beginning_with(&self, beginning: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        self.directory.beginning_with(beginning)
    }

    fn display_name(&self, kind: ObjectKind, id: &str) -> Result<String, TenantError> {
        self.directory.display_name(kind, id)
    }
}
