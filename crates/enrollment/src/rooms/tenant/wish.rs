//! What a person wants otherwise in this room. What they did not touch must stay out of a change.

use entra_policy::{
    TargetType,
    campaign::{CampaignTarget, RegistrationCampaign, StateWord},
};
use serde::Deserialize;
use serde_json::Value;

use super::HandWish;
use crate::campaign::{CampaignEdit, target};

/// Something that changes in the room, and nowhere else.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum TenantChange {
    /// The campaign as it shall be.
    Campaign(CampaignWish),
    /// The draft of the campaign is dropped.
    Discard,
    /// A fact is assumed of everybody.
    Assume {
        /// Its path.
        path: String,
        /// What is assumed; null: nothing.
        #[cfg_attr(feature = "bindings", ts(type = "unknown"))]
        value: Value,
    },
    /// The forecast is over the directory's people again.
    DirectoryPeople,
    /// The assumptions are as at first.
    UsualAssumptions,
    /// The rule set with this id counts.
    Rules(String),
    /// The group with this id goes first; nobody does.
    Pilot(Option<String>),
    /// The person with this id is looked at too; nobody is.
    Person(Option<String>),
    /// These of the keys in hand are meant.
    Hand(HandWish),
}

/// A campaign as a person sees it in its form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CampaignWish {
    /// `state`.
    pub state: Option<String>,
    /// `snoozeDurationInDays`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub snooze_days: Option<i64>,
    /// `enforceRegistrationAfterAllowedSnoozes`.
    pub limited: Option<bool>,
    /// The method.
    pub method: Option<String>,
    /// Whom it asks.
    pub include: Vec<TargetWish>,
    /// Whom it leaves out.
    pub exclude: Vec<TargetWish>,
}

/// A target in a form.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TargetWish {
    /// The object id, or `all_users`.
    pub id: String,
    /// `group` or `user`.
    pub target_type: String,
}

/// As what a forecast is written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ForecastFormat {
    /// A table.
    Csv,
    /// A document.
    Json,
    /// A table of the people one by one.
    People,
}

impl ForecastFormat {
    /// What an export is called unless the person calls it otherwise.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Csv => "campaign-forecast.csv",
            Self::Json => "campaign-forecast.json",
            Self::People => "campaign-forecast-people.csv",
        }
    }
}

impl CampaignWish {
    /// What of it is not as it stands. Of a Microsoft managed campaign only the people are the
    /// administrator's (rule `managed-settings-not-configurable`).
    pub(super) fn edit(self, standing: &RegistrationCampaign) -> CampaignEdit {
        let is_managed = self.state.as_deref() == Some("default");
        let own = |wanted: bool| wanted && !is_managed;
        let all_have = |wanted: &String| {
            standing.include_targets().iter().all(|one| one.method.as_ref() == Some(wanted))
        };
        let state = standing.state().map(|state| match state {
            StateWord::Known(state) => state.as_str(),
            StateWord::Other(word) => word,
        });
        let (include, exclude) = (targets(self.include), targets(self.exclude));
        CampaignEdit {
            snooze_days: self
                .snooze_days
                .filter(|days| own(Some(*days) != standing.snooze_duration_in_days())),
            limited: self.limited.filter(|limited| {
                own(Some(*limited) != standing.enforce_registration_after_allowed_snoozes())
            }),
            method: self.method.filter(|wanted| own(!all_have(wanted))),
            state: self.state.filter(|wanted| Some(wanted.as_str()) != state),
            include: (!same(&include, standing.include_targets())).then_some(include),
            exclude: (!same(&exclude, standing.exclude_targets())).then_some(exclude),
        }
    }
}

fn targets(wished: Vec<TargetWish>) -> Vec<CampaignTarget> {
    let read = |one: TargetWish| target(&one.id, TargetType::from(one.target_type.as_str()));
    wished.into_iter().map(read).collect()
}

fn same(one: &[CampaignTarget], other: &[CampaignTarget]) -> bool {
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| one.id == other.id && one.target_type == other.target_type)
}
