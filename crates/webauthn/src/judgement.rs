//! The findings document: what was checked, what was found, what follows. It must never say less
//! than was checked, nor rename a code that other programs rely on.

mod codes;
mod evidence;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::Serialize;

pub use codes::{Check, Reason};
pub use evidence::Evidence;
pub(crate) use evidence::{Fact, evidence};

use crate::Aaguid;

/// What is known about a recorded registration.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Judgement {
    /// What the caller calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub id: Option<String>,
    /// What follows from the findings.
    pub verdict: Verdict,
    /// The AAGUID, proved or not.
    #[cfg_attr(feature = "bindings", ts(type = "string | null"))]
    pub aaguid: Option<Aaguid>,
    /// The model, where somebody who has metadata says so.
    pub model: Option<String>,
    /// The attestation in short.
    pub attestation: AttestationSummary,
    /// Every check, in the order made.
    pub findings: Vec<Finding>,
}

/// `verdict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It verifies, and no policy refuses it.
    Admitted,
    /// It verifies, but a policy or the metadata refuses it.
    Refused,
    /// It does not verify.
    Invalid,
    /// A needed link is unknown.
    Undetermined,
}

/// The attestation in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct AttestationSummary {
    /// The format identifier, where the object could be read.
    pub fmt: Option<String>,
    /// The attestation type.
    pub r#type: AttestationType,
    /// Whether an anchor is reached. `None`: none was supplied, or none is needed.
    pub trusted: Option<bool>,
    /// The anchor's subject.
    pub anchor: Option<String>,
    /// Whether what was signed has the AAGUID in it. Not in the document.
    #[serde(skip)]
    #[cfg_attr(feature = "bindings", ts(skip))]
    pub covers_aaguid: bool,
}

/// What kind of attestation was proved (WebAuthn L3 §6.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum AttestationType {
    /// A key shared by a batch or model; also where it may be [`Self::AttCa`].
    Basic,
    /// The credential's own key.
    #[serde(rename = "self")]
    Self_,
    /// A certificate by an attestation authority.
    AttCa,
    /// A certificate by an anonymization authority.
    AnonCa,
    /// None.
    None,
    /// The statement did not verify, or could not be verified.
    Unverified,
}

impl AttestationType {
    /// Whether somebody's certificate stands for it.
    pub fn is_certified(self) -> bool {
        match self {
            Self::Basic | Self::AttCa | Self::AnonCa => true,
            Self::Self_ | Self::None | Self::Unverified => false,
        }
    }
}

/// One check and what it found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Finding {
    /// What was checked.
    pub check: Check,
    /// What came of it.
    pub outcome: Outcome,
    /// Why, where it did not simply pass.
    pub reason: Option<Reason>,
    /// What was seen, for people and programs.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown>"))]
    pub evidence: Evidence,
    /// Where the rule stands.
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub spec: Cow<'static, str>,
}

/// `outcome`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it must be.
    Pass,
    /// Not as it must be.
    Fail,
    /// Not as it should be, but commonly accepted.
    Warn,
    /// This build cannot tell.
    Unknown,
    /// Not checked: it does not apply, or what to compare with is missing.
    Skipped,
}

impl Verdict {
    /// What follows: a failed verification, else a failed policy, else an unknown link, else
    /// admitted. A person who was not named leaves nothing open by that alone: where it matters
    /// whose profile it is, the finding on the profile says so.
    pub fn of(findings: &[Finding]) -> Self {
        let any = |is: &dyn Fn(&Finding) -> bool| findings.iter().any(is);
        let failed = |finding: &Finding| finding.outcome == Outcome::Fail;
        let open = |finding: &Finding| {
            let unknown =
                finding.outcome == Outcome::Unknown && finding.reason != Some(Reason::ScopeUnknown);
            unknown || finding.reason == Some(Reason::ExpectationMissing)
        };
        if any(&|finding| failed(finding) && !finding.check.is_policy()) {
            Self::Invalid
        } else if any(&failed) {
            Self::Refused
        } else if any(&open) {
            Self::Undetermined
        } else {
            Self::Admitted
        }
    }
}

/// Findings in the making.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    section: Option<&'static str>,
    part: Option<usize>,
}

impl Findings {
    /// None yet, with room for those of a registration in which nothing is odd.
    pub(crate) fn new() -> Self {
        let list = Vec::with_capacity(Check::VERIFICATION.len() + 2);
        Self { list, section: None, part: None }
    }

    /// Names the section that the statement's checks stand in from here on.
    pub(crate) fn cite(&mut self, section: &'static str) {
        self.section = Some(section);
    }

    /// Says of what follows that it is about this statement of a compound, counted from 0.
    pub(crate) fn enter(&mut self, statement: usize) {
        self.part = Some(statement);
    }

    /// What follows is about the whole again.
    pub(crate) fn leave(&mut self) {
        self.part = None;
    }

    pub(crate) fn pass(&mut self, check: Check, evidence: impl Into<Evidence>) {
        self.push(check, Outcome::Pass, None, evidence);
    }

    pub(crate) fn fail(&mut self, check: Check, reason: Reason, evidence: impl Into<Evidence>) {
        self.push(check, Outcome::Fail, Some(reason), evidence);
    }

    pub(crate) fn warn(&mut self, check: Check, reason: Reason, evidence: impl Into<Evidence>) {
        self.push(check, Outcome::Warn, Some(reason), evidence);
    }

    pub(crate) fn unknown(&mut self, check: Check, reason: Reason, evidence: impl Into<Evidence>) {
        self.push(check, Outcome::Unknown, Some(reason), evidence);
    }

    /// What to compare with was not supplied; the verdict can no longer be `admitted`.
    pub(crate) fn not_supplied(&mut self, check: Check) {
        self.push(check, Outcome::Skipped, Some(Reason::ExpectationMissing), Evidence::default());
    }

    pub(crate) fn skip(&mut self, check: Check, evidence: impl Into<Evidence>) {
        self.push(check, Outcome::Skipped, None, evidence);
    }

    /// Whether the check has a finding that is neither pass nor warn.
    pub(crate) fn is_bad(&self, check: Check) -> bool {
        let bad = [Outcome::Fail, Outcome::Unknown];
        self.list.iter().any(|finding| finding.check == check && bad.contains(&finding.outcome))
    }

    /// Whether the check has passed, if only for one statement of a compound.
    pub(crate) fn has_passed(&self, check: Check) -> bool {
        let passed = |one: &Finding| one.check == check && one.outcome == Outcome::Pass;
        self.list.iter().any(passed)
    }

    fn has(&self, check: Check) -> bool {
        self.list.iter().any(|finding| finding.check == check)
    }

    /// Adds what was not checked, so that every check is reported.
    pub(crate) fn complete(mut self) -> Vec<Finding> {
        for check in Check::VERIFICATION {
            if !self.has(check) {
                self.skip(check, Evidence::default());
            }
        }
        self.list
    }

    /// What was found, where a verification is complete without it.
    pub(crate) fn into_list(self) -> Vec<Finding> {
        self.list
    }

    fn push(
        &mut self,
        check: Check,
        outcome: Outcome,
        reason: Option<Reason>,
        evidence: impl Into<Evidence>,
    ) {
        let mut evidence = evidence.into();
        if let Some(part) = self.part {
            evidence.add("statement", part);
        }
        let section = if check.is_of_statement() { self.section } else { None };
        let spec = Cow::Borrowed(section.unwrap_or(check.spec()));
        self.list.push(Finding { check, outcome, reason, evidence, spec });
    }
}
