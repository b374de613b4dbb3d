//! The campaign and the old policies beside it. What v1.0 leaves out must not be taken for a setting.

use serde_json::{Value, json};

use super::{
    change::Change,
    finding::{Check, Finding, Why},
    reading::Unread,
    view::{View, bare, of},
};
use crate::campaign::{
    CampaignMember, CampaignState, GraphVersion, RegistrationCampaign, RuleBook, Severity,
    StateWord,
};

/// Background: per-user MFA and the old policies decide some methods until the migration is complete.
pub(super) fn legacy_migration(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::LegacyMigration;
    const MEMBER: &str = "policyMigrationState";
    of(CHECK, view.policy(), |policy| {
        let state = policy.get(MEMBER).cloned().unwrap_or_default();
        let found = match state.as_str() {
            Some("migrationComplete") => Finding::pass(CHECK),
            Some("preMigration" | "migrationInProgress") => {
                Finding::fail(CHECK, Why::MigrationUnfinished)
            }
            Some(_) => Finding::unknown(CHECK, Why::WordUnknown),
            None => Finding::unknown(CHECK, Why::NotSaid),
        };
        found.showing(MEMBER, state)
    })
}

/// 000: a campaign runs, and the documents would take it as it is.
pub(super) fn state(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::CampaignState;
    of(CHECK, view.policy(), |policy| {
        let campaign = match RegistrationCampaign::parse(policy) {
            Ok(campaign) => campaign,
            Err(error) => return Finding::unread(CHECK, &Unread::malformed(&error)),
        };
        let state = match campaign.state() {
            Some(StateWord::Known(state)) => *state,
            Some(StateWord::Other(word)) => {
                return Finding::unknown(CHECK, Why::WordUnknown).showing("state", json!(word));
            }
            None => return Finding::unknown(CHECK, Why::NotSaid),
        };
        let found = match (state, invalid(&campaign)) {
            (CampaignState::Disabled, _) => {
                Finding::fail(CHECK, Why::CampaignOff).mended_by(enabled(policy, &campaign))
            }
            (CampaignState::Enabled | CampaignState::Default, Some(findings)) => {
                Finding::fail(CHECK, Why::CampaignInvalid).showing("findings", findings)
            }
            (CampaignState::Enabled | CampaignState::Default, None) => Finding::pass(CHECK),
        };
        found.showing("state", json!(state))
    })
}

/// What the documents would refuse in it.
fn invalid(campaign: &RegistrationCampaign) -> Option<Value> {
    let book = RuleBook::shipped().ok()?;
    let mut found = campaign.check(book.newest()?, GraphVersion::V1);
    found.retain(|finding| finding.severity == Severity::Invalid);
    (!found.is_empty()).then(|| json!(found))
}

fn enabled(policy: &Value, campaign: &RegistrationCampaign) -> Option<Change> {
    let on = campaign.with(CampaignMember::State, json!(CampaignState::Enabled)).ok()?;
    Some(Change::of_policy("v1.0", policy, on.to_patch()))
}

/// 000: only beta shows the limit of three snoozes.
pub(super) fn limit(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::CampaignLimit;
    let beta = match view.facts.policy_beta.get() {
        Ok(policy) => RegistrationCampaign::parse(bare(policy)),
        Err(unread) => {
            // v1.0 was read, and leaves it out.
            let found = Finding::unread(CHECK, unread);
            let only_v1 = view.facts.policy.get().is_ok();
            return Finding { reason: only_v1.then_some(Why::OnlyV1).or(found.reason), ..found };
        }
    };
    match beta.map(|campaign| campaign.enforce_registration_after_allowed_snoozes()) {
        Ok(Some(limited)) => Finding::pass(CHECK).showing("limited", limited.into()),
        Ok(None) => Finding::unknown(CHECK, Why::NotSaid),
        Err(error) => Finding::unread(CHECK, &Unread::malformed(&error)),
    }
}
