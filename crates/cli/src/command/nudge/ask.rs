//! Questions about campaigns that no setting answers. What the document of the rule set does not answer must be
//! said, with the newest one that does.

use entra_policy::campaign::{Question, Rule, RuleBook, RuleSet};
use serde_json::{Value, json};

use super::Chosen;
use crate::{
    args::Common,
    exit::Exit,
    output,
    problem::{PlaceProblem, Problem},
    text,
};

/// A question, and who answers it.
pub(crate) struct Asked<'b> {
    pub(crate) question: Question,
    /// The rule set that counts.
    pub(crate) rules: &'b RuleSet,
    /// The rule that answers, with the newest rule set that has it where the one that counts does not.
    pub(crate) answer: Option<(&'b RuleSet, Rule)>,
    /// Where that is written: documents and sections.
    pub(crate) written: Vec<(&'b str, &'b str)>,
}

pub(super) fn run(
    question: Question,
    common: &Common,
    (book, chosen): (&RuleBook, Chosen<'_>),
) -> Result<Exit, Problem> {
    let asked = Asked::new(question, book, chosen.rules);
    let written = if common.json {
        output::document(&asked.document())
    } else {
        output::result(&text::advice(&asked))
    };
    written.map_err(PlaceProblem::Output)?;
    Ok(Exit::Done)
}

impl<'b> Asked<'b> {
    fn new(question: Question, book: &'b RuleBook, rules: &'b RuleSet) -> Self {
        let own = question.answer(rules).map(|rule| (rules, rule));
        let answer = own.or_else(|| question.newest_answer(book));
        let sources = answer.map(|(_, rule)| book.sources(rule)).unwrap_or_default();
        let written =
            sources.iter().map(|one| (one.document.as_str(), one.section.as_str())).collect();
        Self { question, rules, answer, written }
    }

    /// Whether the rule set that counts answers it itself.
    pub(crate) fn is_own(&self) -> bool {
        self.answer.is_some_and(|(set, _)| set.id() == self.rules.id())
    }

    fn document(&self) -> Value {
        let written = |(document, section): &(&str, &str)| json!({ "document": document, "section": section });
        json!({
            "question": self.question,
            "ruleset": self.rules.id(),
            "answered": self.is_own(),
            "by": self.answer.map(|(set, _)| set.id()),
            "rule": self.answer.map(|(_, rule)| rule),
            "sentence": self.answer.map(|(_, rule)| text::sentence(rule)),
            "written": self.written.iter().map(written).collect::<Vec<_>>(),
        })
    }
}
