//! The rule sets that this crate ships: every dated one, as data with its sources. A book must never
//! be read half: what is odd in it is an error that names it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    kind::CredentialKind,
    matrix::{Browsers, Column, PlatformMatrix},
    rule::{Rule, Rules},
    ruleset::{OnLinux, RuleSet, ZeroDays},
    word::{Browser, Method, Os},
};

/// The data, newest set last.
const SHIPPED: &str = include_str!("book.json");

/// Dated rule sets, oldest first, and where each rule is stated.
#[derive(Clone, Debug)]
pub struct RuleBook {
    sets: Vec<RuleSet>,
    sources: Vec<(Rule, Vec<Source>)>,
}

/// A place where a rule is stated.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Source {
    /// The document.
    pub document: String,
    /// The section.
    pub section: String,
}

/// Why a book cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// Not such a document.
    #[error("the rule book cannot be read: {0}")]
    Json(String),
    /// It names a rule, document, column or word that is not there.
    #[error("the rule book names {0}, which is not there")]
    Unknown(String),
    /// It has no rule set.
    #[error("the rule book is empty")]
    Empty,
}

impl RuleBook {
    /// The rule sets that come with this crate.
    ///
    /// # Errors
    /// The data that was compiled in is damaged; the tests hold that it is not.
    pub fn shipped() -> Result<Self, BookError> {
        Self::from_json(SHIPPED)
    }

    /// A book as data.
    ///
    /// # Errors
    /// See [`BookError`].
    pub fn from_json(json: &str) -> Result<Self, BookError> {
        let book: Book<'_> =
            serde_json::from_str(json).map_err(|why| BookError::Json(why.to_string()))?;
        let mut sets = Vec::new();
        let mut rules = Rules::NONE;
        for set in &book.sets {
            for (ids, add) in [(&set.adds, true), (&set.drops, false)] {
                for id in ids {
                    let rule = rule(id)?;
                    rules = if add { rules.with(rule) } else { rules.without(rule) };
                }
            }
            sets.push(book.set(set, rules)?);
        }
        if sets.is_empty() {
            return Err(BookError::Empty);
        }
        let mut sources = Vec::new();
        for (id, places) in &book.sources {
            let places = places.iter().map(|(document, section)| {
                let document = book.document(document)?.to_owned();
                Ok(Source { document, section: (*section).to_owned() })
            });
            sources.push((rule(id)?, places.collect::<Result<_, BookError>>()?));
        }
        Ok(Self { sets, sources })
    }

    /// Every rule set, oldest first.
    pub fn sets(&self) -> &[RuleSet] {
        &self.sets
    }

    /// The newest.
    pub fn newest(&self) -> Option<&RuleSet> {
        self.sets.last()
    }

    /// The one that counts: the pinned one where there is such a one, else the newest.
    pub fn in_force(&self, pinned: Option<&str>) -> Option<&RuleSet> {
        pinned.and_then(|id| self.set(id)).or_else(|| self.newest())
    }

    /// The one before this one. Rollouts are gradual: an organisation may still be where it was.
    pub fn before(&self, id: &str) -> Option<&RuleSet> {
        let at = self.sets.iter().position(|set| set.id() == id)?;
        self.sets.get(at.checked_sub(1)?)
    }

    /// The one whose answer is worth knowing beside this one's: the newest where this is an older one, else
    /// the one before it.
    pub fn beside(&self, id: &str) -> Option<&RuleSet> {
        let newest = self.newest().filter(|newest| newest.id() != id);
        newest.or_else(|| self.before(id))
    }

    /// The one with this id.
    pub fn set(&self, id: &str) -> Option<&RuleSet> {
        self.sets.iter().find(|set| set.id() == id)
    }

    /// Where a rule is stated.
    pub fn sources(&self, rule: Rule) -> &[Source] {
        self.sources.iter().find(|(one, _)| *one == rule).map_or(&[], |(_, places)| places)
    }
}

fn rule(id: &str) -> Result<Rule, BookError> {
    Rule::from_id(id).ok_or_else(|| BookError::Unknown(id.to_owned()))
}

/// The data as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Book<'a> {
    #[serde(borrow)]
    documents: BTreeMap<&'a str, &'a str>,
    #[serde(borrow)]
    sources: BTreeMap<&'a str, Vec<(&'a str, &'a str)>>,
    #[serde(borrow)]
    matrices: BTreeMap<&'a str, Matrix<'a>>,
    #[serde(borrow)]
    sets: Vec<Set<'a>>,
}

/// A set; its rules are those of the set before, with some added and some dropped.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Set<'a> {
    id: &'a str,
    from: &'a str,
    document: &'a str,
    remark: Option<String>,
    graph: &'a str,
    methods: Vec<&'a str>,
    adds: Vec<&'a str>,
    drops: Vec<&'a str>,
    #[serde(default)]
    mfa_registration_policy: bool,
    zero_days: Option<&'a str>,
    authenticator_on_linux: Option<&'a str>,
    matrix: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Matrix<'a> {
    #[serde(borrow)]
    columns: Vec<MatrixColumn<'a>>,
    #[serde(borrow)]
    rows: Vec<(&'a str, Vec<&'a str>)>,
    #[serde(borrow)]
    kinds: BTreeMap<&'a str, Vec<&'a str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MatrixColumn<'a> {
    id: &'a str,
    os: &'a str,
    browsers: &'a str,
}

impl Book<'_> {
    fn document(&self, id: &str) -> Result<&str, BookError> {
        self.documents.get(id).copied().ok_or_else(|| BookError::Unknown(id.to_owned()))
    }

    fn set(&self, set: &Set<'_>, rules: Rules) -> Result<RuleSet, BookError> {
        let unknown = |word: &str| BookError::Unknown(word.to_owned());
        let method = |word: &&str| Method::from_word(word).ok_or_else(|| unknown(word));
        let matrix = match set.matrix {
            None => None,
            Some(id) => {
                let matrix = self.matrices.get(id).ok_or_else(|| unknown(id))?;
                Some(matrix.read().ok_or_else(|| unknown(id))?)
            }
        };
        let zero_days = match set.zero_days {
            None => ZeroDays::EveryMfa,
            Some("every-day") => ZeroDays::EveryDay,
            Some(other) => return Err(unknown(other)),
        };
        let authenticator_on_linux = match set.authenticator_on_linux {
            None => OnLinux::AsElsewhere,
            Some("open") => OnLinux::Open,
            Some(other) => return Err(unknown(other)),
        };
        Ok(RuleSet {
            id: set.id.to_owned(),
            effective_from: set.from.to_owned(),
            document: self.document(set.document)?.to_owned(),
            remark: set.remark.clone(),
            graph: set.graph.to_owned(),
            rules,
            methods: set.methods.iter().map(method).collect::<Result<_, _>>()?,
            mfa_registration_policy: set.mfa_registration_policy,
            zero_days,
            authenticator_on_linux,
            matrix,
        })
    }
}

impl Matrix<'_> {
    fn read(&self) -> Option<PlatformMatrix> {
        let column = |column: &MatrixColumn<'_>| {
            let browsers = match column.browsers {
                "any" => Browsers::Any,
                "others" => Browsers::Others,
                name => Browsers::Only(Browser::from_word(name)?),
            };
            Some(Column { id: column.id.to_owned(), os: Os::from_word(column.os)?, browsers })
        };
        let columns = self.columns.iter().map(column).collect::<Option<_>>()?;
        let rows = self.rows.iter().cloned();
        let kind =
            |(word, rows): (&&str, &Vec<_>)| Some((CredentialKind::from_word(word)?, rows.clone()));
        let kinds: Vec<_> = self.kinds.iter().map(kind).collect::<Option<_>>()?;
        PlatformMatrix::new(columns, rows, kinds.into_iter())
    }
}
