//! `authenticationMethodsRegistrationCampaign` of Microsoft Graph, v1.0 and beta. What is not known
//! here must be kept, and a document that is written back has every member it had.

mod check;
mod read;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};

pub use check::{CampaignFinding, FindingCode, GraphVersion, Severity};

use super::word::{CampaignState, Method};
use crate::{PolicyError, TargetId, TargetType};

/// A campaign as Graph has it.
#[derive(Clone, Debug, PartialEq)]
pub struct RegistrationCampaign {
    members: Map<String, Value>,
    state: Option<StateWord>,
    snooze_duration_in_days: Option<i64>,
    enforce_after_allowed_snoozes: Option<bool>,
    include_targets: Vec<CampaignTarget>,
    exclude_targets: Vec<CampaignTarget>,
}

/// `state`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateWord {
    /// One that is known.
    Known(CampaignState),
    /// Another word, as it came.
    Other(String),
}

/// An item of `includeTargets` or `excludeTargets`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CampaignTarget {
    /// `id`.
    pub id: TargetId,
    /// `id`, as it is written.
    pub written: String,
    /// `targetType`.
    pub target_type: TargetType,
    /// `targetedAuthenticationMethod`, as it came; none among those excluded.
    pub method: Option<String>,
}

impl RegistrationCampaign {
    /// Reads the campaign itself, `registrationEnforcement`, or the authentication methods policy,
    /// each with or without Graph's `value` around it.
    ///
    /// # Errors
    /// See [`PolicyError`]; each names the place below the campaign.
    pub fn parse(document: &Value) -> Result<Self, PolicyError> {
        read::campaign(document)
    }

    /// `state`; `None` where the document does not say.
    pub fn state(&self) -> Option<&StateWord> {
        self.state.as_ref()
    }

    /// `snoozeDurationInDays`, whatever it is.
    pub fn snooze_duration_in_days(&self) -> Option<i64> {
        self.snooze_duration_in_days
    }

    /// `enforceRegistrationAfterAllowedSnoozes`, which only beta has.
    pub fn enforce_registration_after_allowed_snoozes(&self) -> Option<bool> {
        self.enforce_after_allowed_snoozes
    }

    /// `includeTargets`.
    pub fn include_targets(&self) -> &[CampaignTarget] {
        &self.include_targets
    }

    /// `excludeTargets`.
    pub fn exclude_targets(&self) -> &[CampaignTarget] {
        &self.exclude_targets
    }

    /// The campaign with every member it had.
    pub fn to_json(&self) -> Value {
        Value::Object(self.members.clone())
    }

    /// What a change sends: only `registrationEnforcement`.
    pub fn to_patch(&self) -> Value {
        json!({ "registrationEnforcement": {
            "authenticationMethodsRegistrationCampaign": self.members,
        } })
    }

    /// The same with another value of a member; the others stay as they are.
    ///
    /// # Errors
    /// The value is of another type than the member's.
    pub fn with(&self, member: CampaignMember, value: Value) -> Result<Self, PolicyError> {
        let mut members = self.members.clone();
        members.insert(member.name().to_owned(), value);
        read::members(&members)
    }
}

/// A member of a campaign that an administrator sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignMember {
    /// `state`.
    State,
    /// `snoozeDurationInDays`.
    SnoozeDurationInDays,
    /// `enforceRegistrationAfterAllowedSnoozes`.
    EnforceRegistrationAfterAllowedSnoozes,
    /// `includeTargets`.
    IncludeTargets,
    /// `excludeTargets`.
    ExcludeTargets,
}

impl CampaignMember {
    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::SnoozeDurationInDays => "snoozeDurationInDays",
            Self::EnforceRegistrationAfterAllowedSnoozes => {
                "enforceRegistrationAfterAllowedSnoozes"
            }
            Self::IncludeTargets => "includeTargets",
            Self::ExcludeTargets => "excludeTargets",
        }
    }
}

impl CampaignTarget {
    /// Everybody.
    pub fn everybody(method: Method) -> Self {
        Self {
            id: TargetId::AllUsers,
            written: "all_users".to_owned(),
            target_type: TargetType::Group,
            method: Some(method.as_str().to_owned()),
        }
    }

    /// The item as Graph writes it.
    pub fn to_json(&self) -> Value {
        let target_type = match &self.target_type {
            TargetType::Group => "group",
            TargetType::User => "user",
            TargetType::Other(word) => word,
        };
        let mut item = json!({ "id": self.written, "targetType": target_type });
        if let (Some(method), Some(members)) = (&self.method, item.as_object_mut()) {
            members.insert("targetedAuthenticationMethod".to_owned(), json!(method));
        }
        item
    }
}
