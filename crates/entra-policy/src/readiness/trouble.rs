//! The runbook's four troubleshooting cases as guided diagnoses: the checks of each in their order, and what
//! they come to. What could not be told must stand beside what fails.

use serde::Serialize;

use super::finding::{Check, Finding, Outcome};
use crate::campaign::word::words;

words! {
    /// A case of the runbook.
    #[cfg_attr(feature = "bindings", ts(rename = "RunbookTrouble"))]
    Trouble {
        /// T1: users do not see passwordless options at sign-in.
        NotOffered "not-offered"
        /// T2: the registration of a key fails in the browser.
        KeyFails "key-fails"
        /// T3: Windows Hello for Business is not offered.
        HelloNotOffered "hello-not-offered"
        /// T4: a script or this program is answered 403.
        Forbidden "forbidden"
    }
}

words! {
    /// What a guided diagnosis comes to.
    #[cfg_attr(feature = "bindings", ts(rename = "RunbookConclusion"))]
    Conclusion {
        /// What fails first is a cause.
        Cause "cause"
        /// Nothing fails, and something could not be told.
        Open "open"
        /// Nothing that the runbook looks at is wrong.
        NothingFound "nothing-found"
    }
}

/// A case, and what its checks come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Guidance {
    /// The case.
    pub trouble: Trouble,
    /// What it comes to.
    pub conclusion: Conclusion,
    /// Its checks, in the runbook's order.
    pub checks: Vec<Check>,
    /// Those that fail, in that order: the first is looked at first.
    pub causes: Vec<Check>,
    /// Those that could not be told, or were not made.
    pub open: Vec<Check>,
}

impl Trouble {
    /// The checks of a case, in the runbook's order.
    pub const fn checks(self) -> &'static [Check] {
        match self {
            Self::NotOffered => &[
                Check::AuthEnabled,
                Check::FidoEnabled,
                Check::UserInAuthScope,
                Check::UserInFidoScope,
                Check::AuthModePasswordless,
                Check::UserRegistered,
            ],
            Self::KeyFails => &[
                Check::BrowserWebauthn,
                Check::FidoEnabled,
                Check::FidoSelfService,
                Check::UserInFidoScope,
                Check::UserGuest,
                Check::KeyModelAllowed,
                Check::KeyCapabilities,
                Check::KeyAttestationFit,
                Check::KeyKnownGood,
            ],
            Self::HelloNotOffered => &[
                Check::WhfbOs,
                Check::WhfbTpm,
                Check::WhfbJoin,
                Check::WhfbPolicyConflict,
                Check::WhfbPolicy,
                Check::WhfbKey,
            ],
            Self::Forbidden => &[Check::GraphPermission, Check::ToolCurrent],
        }
    }
}

/// The cases that are about nobody in particular, by what the checks of the organisation came to: whoever is
/// answered 403 may not be able to look at anybody.
pub fn guide_organisation(findings: &[Finding]) -> Vec<Guidance> {
    let own = |trouble: &&Trouble| match trouble {
        Trouble::NotOffered | Trouble::KeyFails | Trouble::HelloNotOffered => false,
        Trouble::Forbidden => true,
    };
    Trouble::ALL.iter().filter(own).map(|trouble| one(*trouble, findings)).collect()
}

/// Each case, by what the checks came to.
pub fn guide(findings: &[Finding]) -> Vec<Guidance> {
    Trouble::ALL.iter().map(|trouble| one(*trouble, findings)).collect()
}

fn one(trouble: Trouble, findings: &[Finding]) -> Guidance {
    let checks = trouble.checks();
    let outcome =
        |check: Check| findings.iter().find(|one| one.check == check).map(|one| one.outcome);
    let that = |is: fn(Option<Outcome>) -> bool| -> Vec<Check> {
        checks.iter().copied().filter(|check| is(outcome(*check))).collect()
    };
    let causes = that(|outcome| outcome == Some(Outcome::Fail));
    let open = that(|outcome| matches!(outcome, None | Some(Outcome::Unknown)));
    let conclusion = match (causes.is_empty(), open.is_empty()) {
        (false, _) => Conclusion::Cause,
        (true, false) => Conclusion::Open,
        (true, true) => Conclusion::NothingFound,
    };
    Guidance { trouble, conclusion, checks: checks.to_vec(), causes, open }
}
