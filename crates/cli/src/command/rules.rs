//! Which of Microsoft's documents count: the one that was named, else the one that is pinned in the settings,
//! else the newest. Where nobody named one, another one that says something else must not be kept back.

use entra_policy::campaign::{
    Browser, CredentialKind, CredentialKinds, NudgeDecision, Os, Rule, RuleBook, RuleSet, Verdict,
};
use serde::Serialize;

use super::settings::preferences;
use crate::{
    args::Common,
    output,
    problem::{InputProblem, Problem},
    text,
};

/// The rule sets that come with this program.
pub(super) fn book() -> Result<RuleBook, Problem> {
    RuleBook::shipped().map_err(|why| InputProblem::Rules(why.to_string()).into())
}

/// The rule set that counts, and the one whose answer is shown beside.
#[derive(Clone, Copy)]
pub(super) struct Chosen<'b> {
    pub(super) rules: &'b RuleSet,
    /// None where the first was named.
    pub(super) beside: Option<&'b RuleSet>,
}

impl<'b> Chosen<'b> {
    /// By what was named, or what is pinned. Settings that are damaged pin none, and that is said.
    ///
    /// # Errors
    /// The one that was named is not there.
    pub(super) fn new(
        book: &'b RuleBook,
        named: Option<&str>,
        common: &Common,
    ) -> Result<Self, Problem> {
        if let Some(id) = named {
            let rules = book.set(id).ok_or_else(|| InputProblem::Rules(id.to_owned()))?;
            return Ok(Self { rules, beside: None });
        }
        // One that this program does not have counts as none, as in the window.
        let pinned = preferences(common).rule_set;
        let rules = book.in_force(pinned.as_deref());
        let rules = rules.ok_or_else(|| InputProblem::Rules(String::new()))?;
        if let Some(id) = pinned.filter(|id| id != rules.id()) {
            output::say_line(&text::pinned_unknown(&id, rules.id()));
        }
        Ok(Self { rules, beside: book.beside(rules.id()) })
    }
}

/// What another rule set says.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Other<'b> {
    ruleset: &'b str,
    verdict: Verdict,
    rule: Rule,
}

impl<'b> Other<'b> {
    /// Where it is another verdict.
    pub(super) fn than(
        decision: &NudgeDecision,
        rules: &'b RuleSet,
        its: &NudgeDecision,
    ) -> Option<Self> {
        let NudgeDecision { verdict, rule, .. } = *its;
        (verdict != decision.verdict).then(|| Self { ruleset: rules.id(), verdict, rule })
    }

    /// The rule set, the verdict and the rule, for a table.
    pub(super) fn cells(self) -> [&'b str; 3] {
        [self.ruleset, self.verdict.as_str(), self.rule.id()]
    }
}

/// Which kinds of passkey count at a sign-in, by another rule set.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OtherColumn<'b> {
    pub(crate) ruleset: &'b str,
    /// Its column; none where its text has none for that sign-in.
    pub(crate) column: Option<&'b str>,
    /// Kinds that count there and not by the rule set that counts.
    pub(crate) more: Vec<CredentialKind>,
    /// Kinds that do not count there, and do by the rule set that counts.
    pub(crate) less: Vec<CredentialKind>,
}

impl<'b> OtherColumn<'b> {
    /// Where other kinds count by it, or its text has a column where the other has none.
    pub(super) fn than(chosen: Chosen<'b>, os: Os, browser: Browser) -> Option<Self> {
        let beside = chosen.beside?;
        let (own, others) = (counting(chosen.rules, os, browser), counting(beside, os, browser));
        if own.map(|(_, kinds)| kinds) == others.map(|(_, kinds)| kinds) {
            return None;
        }
        let kinds = |of: Option<(_, CredentialKinds)>| of.map_or(CredentialKinds::NONE, |it| it.1);
        let (own, theirs) = (kinds(own), kinds(others));
        Some(Self {
            ruleset: beside.id(),
            column: others.map(|(column, _)| column),
            more: theirs.iter().filter(|kind| !own.has(*kind)).collect(),
            less: own.iter().filter(|kind| !theirs.has(*kind)).collect(),
        })
    }
}

/// The column of a sign-in, and the kinds that count there.
fn counting(rules: &RuleSet, os: Os, browser: Browser) -> Option<(&str, CredentialKinds)> {
    let matrix = rules.matrix()?;
    let column = matrix.column(os, browser)?;
    Some((column.id.as_str(), matrix.kinds(column)))
}
