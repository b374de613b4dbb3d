//! A registration campaign as it stands in a directory, and what somebody wants of it instead. Nothing of
//! it may change that nobody named.

#[cfg(test)]
mod tests;

use entra_policy::{
    ObjectId, PolicyError, TargetType,
    campaign::{
        CampaignFinding, CampaignMember, CampaignTarget, GraphVersion, RegistrationCampaign,
        RuleSet,
    },
    readiness::Change,
};
use serde_json::{Value, json};

use crate::tenant::Tree;

/// A campaign, the document in which it stands, and the tree that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct StandingCampaign {
    /// The campaign.
    pub campaign: RegistrationCampaign,
    /// The authentication methods policy.
    pub policy: Value,
    /// Where it was read: v1.0 does not have the limit of snoozes.
    pub tree: Tree,
}

impl StandingCampaign {
    /// Reads it out of a policy.
    ///
    /// # Errors
    /// The policy has no campaign, or one that cannot be understood.
    pub fn of(policy: Value, tree: Tree) -> Result<Self, PolicyError> {
        Ok(Self { campaign: RegistrationCampaign::parse(&policy)?, policy, tree })
    }

    /// What is wrong or odd about a campaign, if it stood there.
    pub fn findings(
        &self,
        campaign: &RegistrationCampaign,
        rules: &RuleSet,
    ) -> Vec<CampaignFinding> {
        let version = match self.tree {
            Tree::V1 => GraphVersion::V1,
            Tree::Beta => GraphVersion::Beta,
        };
        campaign.check(rules, version)
    }

    /// The request that makes it another one.
    pub fn change_to(&self, next: &RegistrationCampaign) -> Change {
        Change::of_campaign(self.tree.as_str(), &self.policy, next)
    }

    /// The policy as it would be with another campaign.
    pub fn policy_with(&self, next: &RegistrationCampaign) -> Value {
        let mut policy = self.policy.get("value").unwrap_or(&self.policy).clone();
        if let (Value::Object(members), Value::Object(patch)) = (&mut policy, next.to_patch()) {
            members.extend(patch);
        }
        policy
    }
}

/// What somebody wants of a campaign; whatever is `None` stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CampaignEdit {
    /// `state`, as it shall be written.
    pub state: Option<String>,
    /// `snoozeDurationInDays`.
    pub snooze_days: Option<i64>,
    /// `enforceRegistrationAfterAllowedSnoozes`.
    pub limited: Option<bool>,
    /// The method of every included target.
    pub method: Option<String>,
    /// `includeTargets`.
    pub include: Option<Vec<CampaignTarget>>,
    /// `excludeTargets`.
    pub exclude: Option<Vec<CampaignTarget>>,
}

impl CampaignEdit {
    /// The campaign as it shall be.
    ///
    /// # Errors
    /// A value is of another type than the member's.
    pub fn apply(
        &self,
        campaign: &RegistrationCampaign,
    ) -> Result<RegistrationCampaign, PolicyError> {
        let mut next = campaign.clone();
        let mut set = |member, value| -> Result<(), PolicyError> {
            next = next.with(member, value)?;
            Ok(())
        };
        if let Some(state) = &self.state {
            set(CampaignMember::State, json!(state))?;
        }
        if let Some(days) = self.snooze_days {
            set(CampaignMember::SnoozeDurationInDays, json!(days))?;
        }
        if let Some(limited) = self.limited {
            set(CampaignMember::EnforceRegistrationAfterAllowedSnoozes, json!(limited))?;
        }
        if self.method.is_some() || self.include.is_some() {
            set(CampaignMember::IncludeTargets, self.included(campaign))?;
        }
        if let Some(exclude) = &self.exclude {
            let there = Items::of(campaign, CampaignMember::ExcludeTargets);
            set(
                CampaignMember::ExcludeTargets,
                exclude.iter().map(|one| there.item(one)).collect(),
            )?;
        }
        Ok(next)
    }

    /// Those who were named, else those who are there, all with one method.
    fn included(&self, campaign: &RegistrationCampaign) -> Value {
        let there = Items::of(campaign, CampaignMember::IncludeTargets);
        let present = campaign.include_targets().iter().find_map(|one| one.method.as_ref());
        let method = self.method.as_ref().or(present);
        let wanted = self.include.as_deref().unwrap_or(campaign.include_targets());
        let with_method = |one: &CampaignTarget| {
            let mut item = there.item(one);
            let stays = self.method.is_none() && item.get(METHOD).is_some();
            if let (Some(method), Some(members)) = (method.filter(|_| !stays), item.as_object_mut())
            {
                members.insert(METHOD.to_owned(), json!(method));
            }
            item
        };
        wanted.iter().map(with_method).collect()
    }
}

const METHOD: &str = "targetedAuthenticationMethod";

/// A target by its id. One that is no GUID is left to be found wrong.
pub fn target(written: &str, target_type: TargetType) -> CampaignTarget {
    let written = written.parse::<ObjectId>().map_or(written.to_owned(), |id| id.to_string());
    CampaignTarget { id: written.as_str().into(), written, target_type, method: None }
}

/// The items of a list as they stand in the document, with members that nobody here knows.
struct Items(Vec<(CampaignTarget, Value)>);

impl Items {
    fn of(campaign: &RegistrationCampaign, member: CampaignMember) -> Self {
        let (read, list) = match member {
            CampaignMember::ExcludeTargets => (campaign.exclude_targets(), member.name()),
            CampaignMember::IncludeTargets
            | CampaignMember::State
            | CampaignMember::SnoozeDurationInDays
            | CampaignMember::EnforceRegistrationAfterAllowedSnoozes => {
                (campaign.include_targets(), CampaignMember::IncludeTargets.name())
            }
        };
        let written = campaign.to_json();
        let items = written.get(list).and_then(Value::as_array).cloned().unwrap_or_default();
        Self(read.iter().cloned().zip(items).collect())
    }

    fn item(&self, wanted: &CampaignTarget) -> Value {
        let same = |(one, _): &&(CampaignTarget, Value)| {
            one.id == wanted.id && one.target_type == wanted.target_type
        };
        let there = self.0.iter().find(same);
        there.map_or_else(|| wanted.to_json(), |(_, item)| item.clone())
    }
}
