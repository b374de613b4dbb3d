//! How many verdicts of each kind there were, and by which rule. It must not grow with the number of
//! people.

use std::collections::BTreeMap;

use entra_policy::campaign::{NudgeDecision, Rule, Verdict};
use serde_json::{Map, Value, json};

use crate::{exit::Exit, output, problem::Problem, text};

/// Counts of verdicts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    /// By verdict and rule.
    pub(crate) counts: BTreeMap<(Verdict, Rule), u64>,
    /// Lines that were not judged.
    pub(crate) failed: u64,
}

impl Summary {
    pub(super) fn add(&mut self, decision: &NudgeDecision) {
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
            written.map_err(Problem::Output)?;
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
        json!({ "verdicts": verdicts, "rules": rules, "failed": self.failed })
    }
}
