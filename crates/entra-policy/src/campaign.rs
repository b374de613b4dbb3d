//! The registration campaign ("nudge") of Microsoft Entra: dated rule sets as data, and whether somebody
//! is asked to set something up at a sign-in. It must never be more certain than facts and documents.

mod board;
mod book;
mod evaluate;
mod fact;
mod facts;
mod ids;
mod kind;
mod matrix;
mod profile;
mod rule;
mod ruleset;
mod scenarios;
mod sheet;
mod snooze;
mod time;
mod tri;
mod verdict;
mod word;

pub use book::{BookError, RuleBook, Source};
pub use evaluate::evaluate;
pub use fact::{Fact, Facts};
pub use facts::{
    CampaignFacts, ContextFacts, Credential, Identity, ListEffect, MethodFacts, Profile,
    Restrictions, Scope, Target, TargetKind, TargetedMethod, UserFacts, Who,
};
pub use ids::Ids;
pub use kind::{CredentialKind, CredentialKinds};
pub use matrix::{Browsers, Column, PlatformMatrix, Row};
pub use rule::{Rule, RuleKind, Rules};
pub use ruleset::{OnLinux, RuleSet, ZeroDays};
pub use scenarios::{Scenario, ScenarioError, Scenarios};
pub use sheet::FactSheet;
pub use snooze::{
    ALLOWED_SNOOZES, Clock, SnoozeEvent, SnoozeLimit, SnoozeState, SnoozeStatus, Snoozes, Tally,
};
pub use time::{SnoozeDuration, SnoozeDurationError, Timestamp};
pub use verdict::{NudgeDecision, Outcome, Outcomes, Verdict, Verdicts};
pub use word::{
    AuthenticatorMode, Binding, Browser, CaRegistration, CampaignState, Method, MfaMethod,
    MfaProvider, Os, Subscription, Surface,
};
