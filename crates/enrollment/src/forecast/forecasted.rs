//! A forecast with all that it rests on, for a face to draw or write out. A number must never leave without
//! its assumptions.

use entra_policy::{
    PolicyError,
    campaign::{
        Assumptions, Beside, Forecast, Forecaster, RuleSet, Sensitivity, Tenant, Timestamp, Verdict,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use super::People;
use crate::ledger::csv_cell;

/// The moment that days are counted back from. Facts say how long ago something was, so any does.
pub const NOW: Timestamp = Timestamp(1_800_000_000);

/// What another rule set says of the same people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct OtherCount {
    /// Its id.
    pub ruleset: String,
    /// How many are asked by it.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub asked: u64,
    /// How many have another verdict by it.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub differ: u64,
}

impl OtherCount {
    /// Where it says something else of anybody.
    pub fn of(rules: Option<&RuleSet>, found: Option<Beside>) -> Option<Self> {
        let (rules, Beside { asked, differ }) = rules.zip(found)?;
        (differ > 0).then(|| Self { ruleset: rules.id().to_owned(), asked, differ })
    }
}

/// A forecast with all that it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecasted {
    /// The rule set's id.
    pub rules: String,
    /// The counts.
    pub counts: Forecast,
    /// What was assumed of everybody.
    pub assumed: Assumptions,
    /// What would be otherwise under other assumptions.
    pub hangs: Vec<Sensitivity>,
    /// Groups whose members could not be read.
    pub unread_groups: Vec<String>,
    /// What another rule set says, where that is something else.
    pub other: Option<OtherCount>,
}

impl Forecasted {
    /// Counts people, a line of facts each, by a rule set; what another one says stands beside.
    ///
    /// # Errors
    /// The assumptions are no facts.
    pub fn count<L: AsRef<[u8]>>(
        tenant: &Tenant,
        rules: (&RuleSet, Option<&RuleSet>),
        assumed: Assumptions,
        lines: impl IntoIterator<Item = L>,
    ) -> Result<Self, PolicyError> {
        let (rules, beside) = rules;
        let mut forecaster = Forecaster::new(tenant, rules, &assumed, NOW)?;
        if let Some(beside) = beside {
            forecaster = forecaster.beside(beside);
        }
        lines.into_iter().for_each(|line| forecaster.add(line.as_ref()));
        let other = OtherCount::of(beside, forecaster.other());
        let (counts, hangs) = forecaster.end();
        let (rules, unread_groups) = (rules.id().to_owned(), Vec::new());
        Ok(Self { rules, counts, assumed, hangs, unread_groups, other })
    }

    /// The same, of people who were read.
    ///
    /// # Errors
    /// The assumptions are no facts.
    pub fn count_people(
        tenant: &Tenant,
        rules: (&RuleSet, Option<&RuleSet>),
        assumed: Assumptions,
        people: &People,
    ) -> Result<Self, PolicyError> {
        let counted = Self::count(tenant, rules, assumed, &people.lines)?;
        Ok(Self { unread_groups: people.unread_groups.clone(), ..counted })
    }

    /// All of it as a document.
    pub fn document(&self) -> Value {
        let mut document = json!({
            "ruleset": self.rules,
            "people": self.counts.people(),
            "asked": self.counts.asked(),
            "rules": self.counts.counts().collect::<Vec<_>>(),
            "failed": self.counts.failed,
            "assumptions": self.assumed,
            "sensitivity": self.hangs,
            "unread_groups": self.unread_groups,
        });
        if let (Some(other), Some(members)) = (&self.other, document.as_object_mut()) {
            members.insert("other".to_owned(), json!(other));
        }
        document
    }

    /// All of it as a table (RFC 4180, UTF-8): counts, what was assumed, what hangs on it.
    pub fn csv(&self) -> String {
        let mut table = "\"kind\",\"name\",\"value\",\"people\"\r\n".to_owned();
        // A number is no text, and none of its signs begins a formula.
        let mut line = |cells: [&str; 3], people: Option<i64>| {
            let quoted: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
            let people = people.map(|people| people.to_string()).unwrap_or_default();
            table += &format!("{},{people}\r\n", quoted.join(","));
        };
        let number = |count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX));
        line(["ruleset", &self.rules, ""], None);
        for verdict in Verdict::ALL {
            line(["verdict", verdict.as_str(), ""], number(self.counts.of(*verdict)));
        }
        for one in self.counts.counts() {
            line(["rule", one.rule.id(), one.verdict.as_str()], number(one.count));
        }
        line(["failed", "", ""], number(self.counts.failed));
        for (path, value) in &self.assumed {
            line(["assumed", path, &text(value)], None);
        }
        for one in &self.hangs {
            let instead: Vec<String> =
                one.instead.iter().map(|(path, value)| format!("{path}={}", text(value))).collect();
            line(["instead", &instead.join(" "), "asked"], Some(one.asked));
            line(["instead", &instead.join(" "), "required"], Some(one.required));
            line(["instead", &instead.join(" "), "unknown"], Some(one.unknown));
        }
        if let Some(OtherCount { ruleset, asked, differ }) = &self.other {
            line(["other", ruleset, "asked"], number(*asked));
            line(["other", ruleset, "differ"], number(*differ));
        }
        for group in &self.unread_groups {
            line(["group-not-read", group, ""], None);
        }
        table
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
