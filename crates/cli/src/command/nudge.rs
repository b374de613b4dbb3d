//! `touchstone nudge`: whether campaigns ask people, for worked cases or line by line for one tenant.
//! It must hold no more of a batch than one line, however long the batch is.

mod ask;
mod batch;
mod scenarios;
mod summary;

pub(crate) use ask::Asked;
pub(crate) use summary::Summary;

use std::{io::Write, path::Path};

use entra_policy::campaign::{
    FactSheet, Facts, Ids, NudgeDecision, Rule, RuleSet, Tenant, Timestamp, Verdict, Verdicts,
    trace,
};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::rules::{Chosen, Other, book};
use crate::{
    args::{Common, NudgeArguments},
    exit::Exit,
    files,
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
};

/// The moment that days are counted back from. Facts say how long ago something was, so any does.
const NOW: Timestamp = Timestamp(1_800_000_000);

/// Judges what was named.
///
/// # Errors
/// A file cannot be read, a rule set is not there, or a result was not written.
pub(super) fn run(arguments: &NudgeArguments, common: &Common) -> Result<Exit, Problem> {
    let book = book()?;
    let chosen = Chosen::new(&book, arguments.rules.as_deref(), common)?;
    if let Some(question) = arguments.ask {
        return ask::run(question, common, (&book, chosen));
    }
    match (&arguments.scenarios, &arguments.batch, &arguments.policy) {
        (Some(file), _, _) => scenarios::run(file, arguments, common, (&book, chosen)),
        (None, Some(lines), Some(policy)) => batch::run((lines, policy), arguments, common, chosen),
        (None, _, _) => {
            Err(InputProblem::Usage("--scenarios FILE or --batch FILE".to_owned()).into())
        }
    }
}

/// The policy of a tenant, from a file.
pub(super) fn tenant(policy: &Path) -> Result<Tenant, Problem> {
    let kind = FileKind::Policy;
    let json = files::read(policy, Tenant::MAX_LENGTH)
        .map_err(|why| InputProblem::File(kind, policy.to_owned(), why))?;
    Tenant::from_json(&json)
        .map_err(|why| InputProblem::Content(kind, policy.to_owned(), why.to_string()).into())
}

/// One line of the answer.
#[derive(Serialize)]
pub(super) struct Answer<'a, T: Serialize> {
    id: &'a Value,
    ruleset: &'a str,
    verdict: Verdict,
    rule: Rule,
    skippable: bool,
    possible: Verdicts,
    settled_by: Facts,
    /// Another rule set's verdict, where nobody named one and it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    other: Option<Other<'a>>,
    /// Whether the other rule set that was asked says the same; nothing where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_agrees: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<T>,
}

impl<'a, T: Serialize> Answer<'a, T> {
    pub(super) fn new(
        (id, rules): (&'a Value, &'a RuleSet),
        decision: &NudgeDecision,
        other: Option<Other<'a>>,
        trace: Option<T>,
    ) -> Self {
        let NudgeDecision { verdict, rule, skippable, possible, settled_by, .. } = *decision;
        let ruleset = rules.id();
        let other_agrees = None;
        Self {
            id,
            ruleset,
            verdict,
            rule,
            skippable,
            possible,
            settled_by,
            other,
            other_agrees,
            trace,
        }
    }

    /// With whether another rule set says the same, where one was asked.
    pub(super) fn beside(self, set: Option<&RuleSet>) -> Self {
        Self { other_agrees: set.map(|_| self.other.is_none()), ..self }
    }
}

/// A trace, written rule by rule.
struct Trace<'a> {
    rules: &'a RuleSet,
    decision: &'a NudgeDecision,
    sheet: &'a FactSheet,
    ids: &'a Ids,
}

impl Serialize for Trace<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { rules, decision, sheet, ids } = *self;
        serializer.collect_seq(trace(rules, decision, sheet, ids))
    }
}

/// Writes a line of JSON.
pub(super) fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Problem> {
    serde_json::to_writer(&mut *out, value).map_err(|why| PlaceProblem::Output(why.into()))?;
    out.write_all(b"\n").map_err(|why| PlaceProblem::Output(why).into())
}
