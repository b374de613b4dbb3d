//! The registration campaign ("nudge") of Microsoft Entra: dated rule sets as data, and whether somebody
//! is asked to set something up at a sign-in. It must never be more certain than facts and documents.

mod advice;
mod board;
mod book;
mod document;
mod evaluate;
mod evidence;
mod fact;
mod facts;
mod forecast;
mod ids;
mod kind;
mod matrix;
mod member;
mod profile;
mod registered;
mod rule;
mod ruleset;
mod scenarios;
mod sheet;
mod snooze;
mod tenant;
mod time;
mod tri;
mod verdict;
pub(crate) mod word;

pub use advice::Question;
pub use book::{BookError, RuleBook, Source};
pub use document::{
    CampaignFinding, CampaignMember, CampaignTarget, FindingCode, GraphVersion,
    RegistrationCampaign, Severity, StateWord,
};
pub use evaluate::{InForce, evaluate};
pub use evidence::{Traced, trace};
pub use fact::{Fact, Facts};
pub use facts::{
    CampaignFacts, ContextFacts, Credential, Identity, ListEffect, MethodFacts, Profile,
    Restrictions, Scope, Target, TargetKind, TargetedMethod, UserFacts, Who,
};
pub use forecast::{
    Assumptions, Beside, Count, Forecast, Forecaster, Sensitivity, usual_assumptions,
};
pub use ids::Ids;
pub use kind::{CredentialKind, CredentialKinds};
pub use matrix::{Browsers, Column, PlatformMatrix, Row};
pub use registered::{RegisteredMethod, facts_of_registered};
pub use rule::{Rule, RuleKind, Rules};
pub use ruleset::{OnLinux, RuleSet, ZeroDays};
pub use scenarios::{Scenario, ScenarioError, Scenarios};
pub use sheet::FactSheet;
pub use snooze::{
    ALLOWED_SNOOZES, Clock, SnoozeEvent, SnoozeLimit, SnoozeState, SnoozeStatus, Snoozes, Tally,
};
pub use tenant::{Line, LineError, LineReader, Tenant};
pub use time::{SnoozeDuration, SnoozeDurationError, Timestamp};
pub use verdict::{NudgeDecision, Outcome, Outcomes, Verdict, Verdicts};
pub use word::{
    AuthenticatorMode, Binding, Browser, CaRegistration, CampaignState, Method, MfaMethod,
    MfaProvider, Os, Subscription, Surface,
};
