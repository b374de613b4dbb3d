//! How many verdicts of each kind there were, and by which rule. It must not grow with the number of
//! people.

use std::collections::BTreeMap;

use entra_policy::campaign::{NudgeDecision, Rule, Verdict};
use serde_json::{Map, Value, json};

use super::Chosen;
use crate::{
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// Counts of verdicts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    /// By verdict and rule.
    pub(crate) counts: BTreeMap<(Verdict, Rule), u64>,
    /// Lines that were not judged.
    pub(crate) failed: u64,
    /// Another rule set, and how many have another verdict there; none where one was named.
    pub(crate) other: Option<(String, u64)>,
}

impl Summary {
    /// Nobody yet, beside what another rule set says.
    pub(super) fn beside(chosen: Chosen<'_>) -> Self {
        let other = chosen.beside.map(|set| (set.id().to_owned(), 0));
        Self { other, ..Self::default() }
    }

    pub(super) fn add(&mut self, decision: &NudgeDecision, is_other_there: bool) {
        if let Some((_, differ)) = &mut self.other {
            *differ = differ.saturating_add(u64::from(is_other_there));
        }
        let count = self.counts.entry((decision.verdict, decision.rule)).or_default();
        *count = count.saturating_add(1);
    }

    pub(super) fn failed(&mut self) {
        self.failed = self.failed.saturating_add(1);
    }

    /// How many had a verdict.
    pub(crate) fn of(&self, verdict: Verdict) -> u64 {
        self.counts.iter().filter(|((one, _), _)| *one == verdict).map(|(_, count)| count).sum()
    }

    /// Writes it, where it was asked for, and says how the command ended.
    pub(super) fn end(&self, wanted: bool, json: bool) -> Result<Exit, Problem> {
        if wanted {
            let written = if json {
                output::document(&self.document())
            } else {
                output::result(&text::summary(self))
            };
            written.map_err(PlaceProblem::Output)?;
        } else if self.failed > 0 {
            output::say_line(&text::lines_failed(self.failed));
        }
        Ok(if self.failed == 0 { Exit::Done } else { Exit::Refused })
    }

    fn document(&self) -> Value {
        let verdicts: Map<String, Value> = Verdict::ALL
            .iter()
            .map(|verdict| (verdict.as_str().to_owned(), self.of(*verdict).into()))
            .collect();
        let rules: Vec<Value> = self
            .counts
            .iter()
            .map(|((verdict, rule), count)| {
                json!({ "verdict": verdict, "rule": rule, "count": count })
            })
            .collect();
        let mut all = json!({ "verdicts": verdicts, "rules": rules, "failed": self.failed });
        if let (Some((set, differ)), Some(members)) = (&self.other, all.as_object_mut()) {
            let other = json!({ "ruleset": set, "differ": differ });
            members.insert("other".to_owned(), other);
        }
        all
    }
}
