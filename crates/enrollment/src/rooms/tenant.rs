//! The room Tenant: what an organisation lacks, its registration campaign and whom that would ask. Nothing
//! may be changed from here whose difference a person has not seen.

mod desk;
mod draw;
mod hand;
mod open;
mod read;
mod review;
mod sending;
#[cfg(test)]
mod tests;
mod wish;

use entra_policy::{
    campaign::{CampaignFinding, Count, Question, Rule, RuleSet, Sensitivity, Verdict},
    readiness::{
        AuditDay, Check, Difference, Guidance, MethodsTally, Outcome, StepStanding, Unread, Why,
    },
};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::forecast::OtherCount;

pub use desk::{Administered, TenantDesk};
pub use hand::{HandWish, HeldKey, HeldRole, LooksHere, SeenHere};
pub use open::OpenTenant;
pub use review::{LockoutView, ReadOn, Registering, ReviewView, SendOutcome, SentView, TenantWhat};
pub use wish::{CampaignWish, ForecastFormat, TargetWish, TenantChange};

/// The room Tenant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TenantView {
    /// The organisation's name.
    pub organisation: String,
    /// When the directory was read, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub read_at: i64,
    /// The group that goes first, where one was named.
    pub pilot: Option<TargetView>,
    /// Every check, in the order of the runbook.
    pub checks: Vec<CheckView>,
    /// The runbook, filled in by what the checks came to.
    pub runbook: Vec<StepStanding>,
    /// Where to begin with those of the runbook's troubles that are nobody's in particular.
    pub guidance: Vec<Guidance>,
    /// What the runbook's script has left to do.
    pub script: ScriptView,
    /// Somebody who is looked at by themselves.
    pub person: Option<PersonView>,
    /// The campaign.
    pub campaign: CampaignPart,
    /// Whom it would ask.
    pub forecast: ForecastPart,
    /// What people have registered.
    pub results: ResultsPart,
    /// What came of the change that was sent last.
    pub sent: Option<SentView>,
}

/// Whether the runbook's script, passkeys for everybody, would change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ScriptView {
    /// Where registration stays everybody's choice.
    pub optional: bool,
    /// Where registration is required.
    pub required: bool,
}

/// What people have registered, or why it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ResultsPart {
    /// It was counted.
    Counted {
        /// The first count that is kept.
        first: TallyView,
        /// The latest.
        last: TallyView,
        /// On how many days it was counted.
        days: usize,
        /// What the audit log says of each day, as far as that is kept.
        audited: Vec<AuditDay>,
        /// Why the log could not be read this time.
        log: Option<Unread>,
    },
    /// It was not.
    NotRead {
        /// Why.
        unread: Unread,
    },
}

/// A count and its moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TallyView {
    /// In seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub at: i64,
    /// What was counted.
    pub tally: MethodsTally,
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CheckView {
    /// Which.
    pub check: Check,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it did not pass.
    pub reason: Option<Why>,
    /// What it was read from.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown>"))]
    pub evidence: Map<String, Value>,
    /// Whether a change is known that mends it.
    pub mendable: bool,
}

/// One person, and every check of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PersonView {
    /// The object id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `userPrincipalName`.
    pub account: String,
    /// The checks, with those of the key in hand and of this computer.
    pub checks: Vec<CheckView>,
    /// The keys in hand when the person was looked at.
    pub keys: Vec<HeldKey>,
    /// Where to begin with each of the runbook's four troubles.
    pub guidance: Vec<Guidance>,
}

/// The campaign, or why it is not known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CampaignPart {
    /// It was read.
    Read {
        /// As it stands in the directory.
        standing: Box<CampaignView>,
        /// As somebody wants it; not sent yet.
        draft: Option<Box<DraftView>>,
        /// What Microsoft managed means, by the rule set that is used.
        managed: Vec<Rule>,
        /// What people ask that no setting answers.
        questions: Vec<QuestionView>,
        /// The methods that a campaign can ask for, by that rule set.
        methods: Vec<String>,
    },
    /// It was not.
    NotRead {
        /// Why.
        unread: Unread,
    },
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CampaignView {
    /// Graph's tree that was read; v1.0 does not have the limit of skips.
    #[cfg_attr(feature = "bindings", ts(type = "\"v1.0\" | \"beta\""))]
    pub tree: &'static str,
    /// `state`, as it came.
    pub state: Option<String>,
    /// `snoozeDurationInDays`.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub snooze_days: Option<i64>,
    /// `enforceRegistrationAfterAllowedSnoozes`.
    pub limited: Option<bool>,
    /// The method that it asks for, as it came; several where the document has several.
    pub methods: Vec<String>,
    /// Whom it asks.
    pub include: Vec<TargetView>,
    /// Whom it leaves out.
    pub exclude: Vec<TargetView>,
    /// What is wrong or odd about it.
    pub findings: Vec<CampaignFinding>,
}

/// A group, a person or everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct TargetView {
    /// The object id, or `all_users`.
    pub id: String,
    /// `group`, `user`, or another word as it came.
    pub target_type: String,
    /// The name; `None` where it could not be read.
    pub name: Option<String>,
    /// A person's `userPrincipalName`, where it was asked for.
    pub account: Option<String>,
    /// How many are in the group, where that was read.
    pub members: Option<usize>,
}

/// A question about campaigns that no setting answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct QuestionView {
    /// The question.
    pub question: Question,
    /// The rule that answers it; `None` where no document does.
    pub rule: Option<Rule>,
    /// The rule set whose document does, where the one that counts does not.
    pub elsewhere: Option<String>,
}

/// A campaign that is not sent yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// As it would be.
    pub campaign: CampaignView,
    /// What it changes.
    pub differences: Vec<Difference>,
    /// Whether Graph and its documents would take it.
    pub sendable: bool,
}

/// The forecast, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ForecastPart {
    /// People were counted.
    Counted {
        /// The counts, with all that they rest on.
        forecast: Box<ForecastView>,
    },
    /// They were not.
    NotRead {
        /// Why.
        unread: Unread,
    },
}

/// Whom the campaign would ask: the draft where there is one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ForecastView {
    /// The rule set that is used.
    pub rules: String,
    /// Every one there is, the newest first.
    pub rule_sets: Vec<RuleSetView>,
    /// How many people there are.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub people: u64,
    /// How many are asked, those included who cannot skip.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub asked: u64,
    /// How many have each verdict.
    pub verdicts: Vec<VerdictCount>,
    /// How many have facts that made no sense.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub failed: u64,
    /// How often each rule decided.
    pub counts: Vec<Count>,
    /// What is assumed of everybody.
    pub assumptions: Vec<AssumptionView>,
    /// What would be otherwise under other assumptions.
    pub hangs: Vec<Sensitivity>,
    /// What another rule set says of the same people, where that is something else.
    pub other: Option<OtherCount>,
    /// Groups whose members could not be read.
    pub unread_groups: Vec<String>,
    /// The file whose people these are; `None`: the directory's.
    pub file: Option<String>,
    /// How many the campaign asks that stands; `None` where this is that one's forecast.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub standing_asked: Option<u64>,
}

/// How many have a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerdictCount {
    /// The verdict.
    pub verdict: Verdict,
    /// How many.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub count: u64,
}

/// A dated rule set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RuleSetView {
    /// Its id.
    pub id: String,
    /// The day from which on it holds, as `YYYY-MM-DD`.
    pub from: String,
}

impl From<&RuleSet> for RuleSetView {
    fn from(rules: &RuleSet) -> Self {
        Self { id: rules.id().to_owned(), from: rules.effective_from().to_owned() }
    }
}

/// A fact that is assumed of everybody.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct AssumptionView {
    /// Its path.
    pub path: String,
    /// What is assumed; null: nothing, it stays unknown.
    #[cfg_attr(feature = "bindings", ts(type = "unknown"))]
    pub value: Value,
    /// What can be.
    #[cfg_attr(feature = "bindings", ts(type = "unknown[]"))]
    pub choices: Vec<Value>,
}
