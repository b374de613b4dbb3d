//! What a campaign asks somebody for and how it snoozes, as it is and not as it is stored. What the document or
//! the facts leave open must stay open.

use super::{
    Case, prompt,
    setting::{self, Setting},
};
use crate::campaign::{
    ruleset::RuleSet,
    sheet::FactSheet,
    time::{SnoozeDuration, Timestamp},
    word::{CampaignState, Method},
};

/// What is in force for somebody; `None`: that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InForce {
    /// What the campaign asks for. Of one that is off, what it would ask for.
    pub method: Option<Method>,
    /// How long a snooze lasts.
    pub duration: Option<SnoozeDuration>,
    /// Whether three snoozes are the limit, whatever the subscription is.
    pub limited: Option<bool>,
}

impl FactSheet {
    /// What is in force for this person by a rule set.
    pub fn in_force(&self, rules: &RuleSet) -> InForce {
        let Self { campaign, user, context, .. } = self;
        let now = Timestamp(0);
        let case = Case { rules, campaign, user, context, snoozes: None, now };
        let mut all: Option<InForce> = None;
        let mut add = |setting: Setting| {
            let one = InForce {
                method: setting.target,
                duration: setting.duration,
                limited: prompt::limit(&case, &setting).known(),
            };
            all = Some(all.map_or(one, |all| all.agreed(one)));
        };
        match campaign.state {
            Some(CampaignState::Default) => {
                setting::managed(&case, |_, setting| add(setting));
            }
            Some(CampaignState::Enabled | CampaignState::Disabled) => {
                setting::enabled(&case, |_, setting| add(setting));
            }
            None => {
                setting::managed(&case, |_, setting| add(setting));
                setting::enabled(&case, |_, setting| add(setting));
            }
        }
        all.unwrap_or_default()
    }
}

impl InForce {
    fn agreed(self, other: Self) -> Self {
        Self {
            method: self.method.filter(|_| self.method == other.method),
            duration: self.duration.filter(|_| self.duration == other.duration),
            limited: self.limited.filter(|_| self.limited == other.limited),
        }
    }
}
