//! The runbook as a checklist that fills itself from the checks. A step that no check can see must stay a
//! person's, and never be ticked from here.

use serde::Serialize;

use super::{
    aim::Aim,
    authenticator::AIM,
    finding::{Check, Finding, Outcome},
};
use crate::campaign::word::words;

words! {
    /// A step of the runbook, in its order.
    #[cfg_attr(feature = "bindings", ts(rename = "RunbookStep"))]
    Step {
        /// S1, S2: switch the methods on.
        EnableMethods "enable-methods"
        /// S1, S2: aim them at a pilot group first.
        TargetPilot "target-pilot"
        /// S1: two administrators in the pilot.
        TwoAdministrators "two-administrators"
        /// S2.5: enforce attestation in production.
        EnforceAttestation "enforce-attestation"
        /// S2.5: restrict models.
        RestrictKeys "restrict-keys"
        /// S3: Windows Hello for Business in Intune or Group Policy.
        ConfigureHello "configure-hello"
        /// S4: people register, administrators two methods.
        GuideUsers "guide-users"
        /// Nobody is left with phone numbers and codes.
        ReplacePhishable "replace-phishable"
        /// S5: try the sign-in with each method.
        ValidateSignIn "validate-sign-in"
        /// S5: look at activity and sign-in logs.
        ReadSignInLogs "read-sign-in-logs"
        /// S5: ask for authentication strengths in Conditional Access.
        RequireStrength "require-strength"
    }
}

words! {
    /// How a step stands.
    #[cfg_attr(feature = "bindings", ts(rename = "RunbookState"))]
    StepState {
        /// Its checks pass.
        Done "done"
        /// One of them fails.
        ToDo "to-do"
        /// It is recommended, and may be meant as it is.
        Advised "advised"
        /// One of them could not be told.
        Open "open"
        /// No check sees it: a person does it and knows.
        ByHand "by-hand"
    }
}

/// A step, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "RunbookStanding"))]
pub struct StepStanding {
    /// Which.
    pub step: Step,
    /// How it stands.
    pub state: StepState,
    /// The checks that say so.
    pub checks: Vec<Check>,
}

impl Step {
    /// The checks that see whether a step is done; none sees a step that is a person's.
    pub const fn checks(self) -> &'static [Check] {
        match self {
            Self::EnableMethods => {
                &[Check::AuthEnabled, Check::FidoEnabled, Check::FidoSelfService]
            }
            Self::TargetPilot => {
                &[Check::AuthTargets, Check::FidoTargets, Check::FidoProfileConsistency]
            }
            Self::TwoAdministrators => &[Check::PilotAdmins],
            Self::EnforceAttestation => &[Check::FidoAttestation],
            Self::RestrictKeys => &[Check::FidoKeyRestrictions],
            Self::ConfigureHello => &[Check::WhfbPolicy],
            Self::GuideUsers => {
                &[Check::CampaignState, Check::AdminTwoMethods, Check::SmsOnlyUsers]
            }
            Self::ReplacePhishable => &[Check::SmsOnlyUsers],
            Self::ValidateSignIn | Self::ReadSignInLogs | Self::RequireStrength => &[],
        }
    }
}

/// Every step, by what the checks came to.
pub fn checklist(findings: &[Finding]) -> Vec<StepStanding> {
    Step::ALL.iter().map(|step| standing(*step, findings)).collect()
}

fn standing(step: Step, findings: &[Finding]) -> StepStanding {
    let checks = step.checks();
    let outcomes: Vec<Option<Outcome>> = checks
        .iter()
        .map(|check| findings.iter().find(|one| one.check == *check).map(|one| one.outcome))
        .collect();
    let has = |outcome| outcomes.contains(&Some(outcome));
    let state = if checks.is_empty() {
        StepState::ByHand
    } else if has(Outcome::Fail) {
        StepState::ToDo
    } else if has(Outcome::Unknown) || outcomes.contains(&None) {
        StepState::Open
    } else if has(Outcome::Advice) {
        StepState::Advised
    } else if step == Step::TargetPilot {
        pilot(findings)
    } else {
        StepState::Done
    };
    StepStanding { step, state, checks: checks.to_vec() }
}

/// A pilot is a group that goes first (readiness.md, order and rollout): it is aimed at by both methods, and
/// everybody is not. Everybody from the beginning may be meant, or come after a pilot.
fn pilot(findings: &[Finding]) -> StepState {
    let aim = |check: Check| {
        let found = findings.iter().find(|one| one.check == check)?;
        Aim::from_word(found.evidence.get(AIM)?.as_str()?)
    };
    let both = [aim(Check::AuthTargets), aim(Check::FidoTargets)];
    let one_is = |aim| both.contains(&Some(aim));
    if both.contains(&None) || one_is(Aim::Unknown) {
        StepState::Open
    } else if one_is(Aim::NoGroup) || one_is(Aim::OtherGroups) {
        StepState::ToDo
    } else if one_is(Aim::Everybody) || one_is(Aim::Groups) {
        // Which of the groups goes first nobody has said.
        StepState::Advised
    } else {
        StepState::Done
    }
}
