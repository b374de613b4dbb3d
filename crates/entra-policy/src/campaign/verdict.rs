//! What a campaign comes to for somebody at a sign-in. A verdict must never be more certain than the
//! facts and the documents are.

use serde::{Serialize, Serializer};

use super::{
    fact::Facts,
    rule::{Rule, Rules},
    word::words,
};

words! {
    /// What the person sees.
    #[cfg_attr(feature = "bindings", ts(rename = "NudgeVerdict"))]
    Verdict {
        /// Nothing.
        NoNudge "no-nudge"
        /// The prompt, with Skip for now.
        Nudge "nudge"
        /// The prompt, without it.
        Required "required"
        /// One or the other.
        Unknown "unknown"
    }
}

/// A set of definite verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verdicts(u8);

impl Verdicts {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and that one. [`Verdict::Unknown`] is no verdict that comes to pass.
    #[must_use]
    pub const fn with(self, verdict: Verdict) -> Self {
        Self(self.0 | Self::bit(verdict))
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the verdict is among them.
    pub const fn has(self, verdict: Verdict) -> bool {
        self.0 & Self::bit(verdict) != 0
    }

    /// All.
    pub fn iter(self) -> impl Iterator<Item = Verdict> {
        Verdict::ALL.iter().copied().filter(move |verdict| self.has(*verdict))
    }

    /// The only one, or [`Verdict::Unknown`].
    pub fn verdict(self) -> Verdict {
        match self.0 {
            1 => Verdict::NoNudge,
            2 => Verdict::Nudge,
            4 => Verdict::Required,
            _ => Verdict::Unknown,
        }
    }

    const fn bit(verdict: Verdict) -> u8 {
        match verdict {
            Verdict::NoNudge => 1,
            Verdict::Nudge => 2,
            Verdict::Required => 4,
            Verdict::Unknown => 0,
        }
    }
}

impl Serialize for Verdicts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// What it comes to, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NudgeDecision {
    /// What the person sees.
    pub verdict: Verdict,
    /// The rule that decides: the first in order that does.
    pub rule: Rule,
    /// Whether every prompt that may come can be skipped, and one may come.
    pub skippable: bool,
    /// What may come to pass.
    pub possible: Verdicts,
    /// The unknown facts on which that hangs. Where it is empty and the verdict unknown, the
    /// documents do not say.
    pub settled_by: Facts,
    /// What each rule came to.
    #[serde(skip)]
    pub outcomes: Outcomes,
}

impl NudgeDecision {
    pub(super) fn new(
        possible: Verdicts,
        rule: Rule,
        settled_by: Facts,
        outcomes: Outcomes,
    ) -> Self {
        let skippable = possible.has(Verdict::Nudge) && !possible.has(Verdict::Required);
        Self { verdict: possible.verdict(), rule, skippable, possible, settled_by, outcomes }
    }
}

words! {
    /// What a rule came to.
    #[cfg_attr(feature = "bindings", ts(rename = "RuleOutcome"))]
    Outcome {
        /// What it is about is so: a gate stops the nudge, a choice is made.
        Holds "holds"
        /// It is not so.
        Fails "fails"
        /// Not known.
        Unknown "unknown"
        /// It is about something else.
        NotApplicable "not-applicable"
    }
}

/// What each rule came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    pub(super) holds: Rules,
    pub(super) fails: Rules,
    pub(super) unknown: Rules,
}

impl Outcomes {
    /// What a rule came to.
    pub fn of(&self, rule: Rule) -> Outcome {
        if self.unknown.has(rule) {
            Outcome::Unknown
        } else if self.holds.has(rule) {
            Outcome::Holds
        } else if self.fails.has(rule) {
            Outcome::Fails
        } else {
            Outcome::NotApplicable
        }
    }
}
