//! Worked cases: default facts, and for each case what is other than that, as a file of JSON. A case
//! that cannot be read must not keep the others from being judged.

use serde_json::{Map, Value};

use super::{
    fact::Fact, ids::Ids, ruleset::RuleSet, sheet::FactSheet, time::Timestamp,
    verdict::NudgeDecision,
};

/// A file of worked cases.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenarios {
    defaults: Map<String, Value>,
    cases: Vec<Value>,
}

/// Why cases cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// Not JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// No list of cases.
    #[error("there is no list of scenarios")]
    NoScenarios,
    /// A fact is of another type.
    #[error("{fact} cannot be read: {why}")]
    Fact {
        /// Which.
        fact: Fact,
        /// In the reader's words.
        why: String,
    },
    /// A case is no object with an object of facts.
    #[error("the scenario is no object with facts")]
    Shape,
}

/// One case.
#[derive(Clone, Copy, Debug)]
pub struct Scenario<'a> {
    file: &'a Scenarios,
    case: &'a Value,
}

impl Scenarios {
    /// The longest file of cases that is read (bytes).
    pub const MAX_LENGTH: usize = 64 << 20;

    /// Reads a file of cases: an object with `defaults` and `scenarios`, or the list alone.
    ///
    /// # Errors
    /// It is none.
    pub fn from_json(json: &[u8]) -> Result<Self, ScenarioError> {
        let document: Value =
            serde_json::from_slice(json).map_err(|why| ScenarioError::Json(why.to_string()))?;
        let (defaults, cases) = match document {
            Value::Array(cases) => (Map::new(), cases),
            Value::Object(mut members) => {
                let defaults = match members.remove("defaults") {
                    Some(Value::Object(defaults)) => defaults,
                    Some(_) | None => Map::new(),
                };
                let Some(Value::Array(cases)) = members.remove("scenarios") else {
                    return Err(ScenarioError::NoScenarios);
                };
                (defaults, cases)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                return Err(ScenarioError::NoScenarios);
            }
        };
        Ok(Self { defaults, cases })
    }

    /// The cases.
    pub fn iter(&self) -> impl Iterator<Item = Scenario<'_>> {
        self.cases.iter().map(|case| Scenario { file: self, case })
    }
}

impl<'a> Scenario<'a> {
    /// Its id, as it is written.
    pub fn id(&self) -> &'a Value {
        self.case.get("id").unwrap_or(&Value::Null)
    }

    /// The rule set that it is about.
    pub fn rule_set(&self) -> Option<&'a str> {
        self.case.get("ruleset").and_then(Value::as_str)
    }

    /// A member of it that is not judged, such as what is expected.
    pub fn member(&self, name: &str) -> Option<&'a Value> {
        self.case.get(name)
    }

    /// Its facts, with days counted back from `now`, and the ids in them.
    ///
    /// # Errors
    /// It is no case, or a fact is of another type.
    pub fn sheet(&self, now: Timestamp) -> Result<(FactSheet, Ids), ScenarioError> {
        let own = match self.case.get("facts") {
            None | Some(Value::Null) if self.case.is_object() => None,
            Some(Value::Object(own)) => Some(own),
            Some(_) | None => return Err(ScenarioError::Shape),
        };
        let mut sheet = FactSheet::default();
        sheet.nobody_in_particular();
        let mut ids = Ids::default();
        for &fact in Fact::ALL {
            let Some(value) = self.fact(own, fact.path()) else { continue };
            let read = sheet.read(fact, value, &mut ids, now);
            read.map_err(|why| ScenarioError::Fact { fact, why: why.to_string() })?;
        }
        Ok((sheet, ids))
    }

    /// The verdict on it.
    ///
    /// # Errors
    /// As [`Self::sheet`].
    pub fn evaluate(
        &self,
        rules: &RuleSet,
        now: Timestamp,
    ) -> Result<NudgeDecision, ScenarioError> {
        Ok(self.sheet(now)?.0.evaluate(rules, now))
    }

    /// The value of a fact: the longest path that the case gives wins, then the defaults.
    fn fact(&self, own: Option<&'a Map<String, Value>>, path: &str) -> Option<&'a Value> {
        let mut given = path;
        loop {
            if let Some(value) = own.and_then(|own| own.get(given)) {
                let rest = path.get(given.len()..).unwrap_or("").trim_start_matches('.');
                return within(value, rest);
            }
            let Some((shorter, _)) = given.rsplit_once('.') else { break };
            given = shorter;
        }
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        within(self.file.defaults.get(first)?, rest)
    }
}

/// What stands at a path below a value. Nothing is known below null.
fn within<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if path.is_empty() || value.is_null() {
        return Some(value);
    }
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    within(value.get(first)?, rest)
}
