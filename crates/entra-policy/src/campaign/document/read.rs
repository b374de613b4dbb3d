//! Where a campaign stands in a document, and its members. A value of another type than Graph's must
//! be an error that names the place.

use serde_json::{Map, Value};

use super::{CampaignMember, CampaignTarget, RegistrationCampaign, StateWord};
use crate::{PolicyError, campaign::word::CampaignState};

const CAMPAIGN: &str = "authenticationMethodsRegistrationCampaign";

pub(super) fn campaign(document: &Value) -> Result<RegistrationCampaign, PolicyError> {
    let mut found = document;
    // The policy may stand in Graph's `value`, the campaign in `registrationEnforcement`.
    for member in ["value", "registrationEnforcement", CAMPAIGN] {
        found = found.get(member).unwrap_or(found);
    }
    let object = found.as_object().ok_or_else(|| wrong(CAMPAIGN, "an object"))?;
    let all = [
        CampaignMember::State,
        CampaignMember::SnoozeDurationInDays,
        CampaignMember::EnforceRegistrationAfterAllowedSnoozes,
        CampaignMember::IncludeTargets,
        CampaignMember::ExcludeTargets,
    ];
    let is_one = all.iter().any(|member| object.contains_key(member.name()))
        && !object.contains_key("authenticationMethodConfigurations");
    if !is_one {
        return Err(PolicyError::Missing { path: CAMPAIGN.to_owned() });
    }
    members(object)
}

pub(super) fn members(object: &Map<String, Value>) -> Result<RegistrationCampaign, PolicyError> {
    // Graph writes null for what it does not have.
    let at = |member: CampaignMember| {
        object.get(member.name()).filter(|value| !value.is_null()).map(|value| (member, value))
    };
    let state = at(CampaignMember::State).map(|(member, value)| {
        let word = value.as_str().ok_or_else(|| wrong(member.name(), "a string"))?;
        let known = CampaignState::from_word(word).map(StateWord::Known);
        Ok(known.unwrap_or_else(|| StateWord::Other(word.to_owned())))
    });
    let days = at(CampaignMember::SnoozeDurationInDays)
        .map(|(member, value)| value.as_i64().ok_or_else(|| wrong(member.name(), "an integer")));
    let enforce = at(CampaignMember::EnforceRegistrationAfterAllowedSnoozes)
        .map(|(member, value)| value.as_bool().ok_or_else(|| wrong(member.name(), "a boolean")));
    Ok(RegistrationCampaign {
        state: state.transpose()?,
        snooze_duration_in_days: days.transpose()?,
        enforce_after_allowed_snoozes: enforce.transpose()?,
        include_targets: at(CampaignMember::IncludeTargets).map_or(Ok(Vec::new()), targets)?,
        exclude_targets: at(CampaignMember::ExcludeTargets).map_or(Ok(Vec::new()), targets)?,
        members: object.clone(),
    })
}

fn targets((member, value): (CampaignMember, &Value)) -> Result<Vec<CampaignTarget>, PolicyError> {
    let items = value.as_array().ok_or_else(|| wrong(member.name(), "a list"))?;
    let read = |(at, item): (usize, &Value)| target(&format!("{}[{at}]", member.name()), item);
    items.iter().enumerate().map(read).collect()
}

fn target(path: &str, item: &Value) -> Result<CampaignTarget, PolicyError> {
    let object = item.as_object().ok_or_else(|| wrong(path, "an object"))?;
    let text = |name: &str| match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(wrong(&format!("{path}.{name}"), "a string")),
    };
    let written = text("id")?.ok_or_else(|| PolicyError::Missing { path: format!("{path}.id") })?;
    Ok(CampaignTarget {
        id: written.into(),
        written: written.to_owned(),
        target_type: text("targetType")?.unwrap_or_default().into(),
        method: text("targetedAuthenticationMethod")?.map(str::to_owned),
    })
}

fn wrong(path: &str, wanted: &'static str) -> PolicyError {
    PolicyError::Type { path: path.to_owned(), wanted }
}
