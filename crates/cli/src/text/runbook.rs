//! The runbook's steps and its four cases, in words. A step that nobody can see from here must never read as done.

use entra_policy::readiness::{Conclusion, Guidance, Step, StepStanding, StepState, Trouble};

/// The checklist.
pub(crate) fn runbook(steps: &[StepStanding]) -> String {
    let line = |one: &StepStanding| {
        let state = match one.state {
            StepState::Done => "done",
            StepState::ToDo => "TO DO",
            StepState::Advised => "consider",
            StepState::Open => "unknown",
            StepState::ByHand => "by hand",
        };
        format!("{state:<9}{}\n", step(one.step))
    };
    format!("\nRunbook\n{}", steps.iter().map(line).collect::<String>())
}

fn step(step: Step) -> &'static str {
    match step {
        Step::EnableMethods => "Switch on Authenticator and passkeys, self-service too.",
        Step::TargetPilot => "Aim both at a pilot group first.",
        Step::TwoAdministrators => "Put two administrators into the pilot.",
        Step::EnforceAttestation => "Enforce attestation in production.",
        Step::RestrictKeys => "Restrict the models of keys, where that is wanted.",
        Step::ConfigureHello => "Configure Windows Hello for Business in Intune or Group Policy.",
        Step::GuideUsers => "Have people register; administrators two methods.",
        Step::ReplacePhishable => "Leave nobody with phone numbers and codes only.",
        Step::ValidateSignIn => {
            "Sign in with each method: what is offered, number match, key, Hello."
        }
        Step::ReadSignInLogs => {
            "Look at Activity and at the sign-in logs in the Entra admin center."
        }
        Step::RequireStrength => {
            "Ask for authentication strengths in Conditional Access, once all of it works."
        }
    }
}

/// The four cases; nothing where there are none.
pub(crate) fn guidance(cases: &[Guidance]) -> String {
    if cases.is_empty() {
        return String::new();
    }
    let ids = |checks: &[entra_policy::readiness::Check]| {
        checks.iter().map(|check| check.as_str()).collect::<Vec<_>>().join(", ")
    };
    let line = |one: &Guidance| {
        let found = match one.conclusion {
            Conclusion::Cause if one.open.is_empty() => format!("begin with {}", ids(&one.causes)),
            Conclusion::Cause => {
                format!("begin with {}; not known: {}", ids(&one.causes), ids(&one.open))
            }
            Conclusion::Open => format!("nothing fails; not known: {}", ids(&one.open)),
            Conclusion::NothingFound => "nothing that the runbook looks at is wrong".to_owned(),
        };
        format!("{:<44}{found}\n", trouble(one.trouble))
    };
    format!("\nIf this is the trouble\n{}", cases.iter().map(line).collect::<String>())
}

fn trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::NotOffered => "No passwordless option at sign-in",
        Trouble::KeyFails => "Registering a key fails in the browser",
        Trouble::HelloNotOffered => "Windows Hello for Business is not offered",
        Trouble::Forbidden => "A script is answered 403",
    }
}
