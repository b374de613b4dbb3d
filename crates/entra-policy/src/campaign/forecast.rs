//! Whom a campaign would ask, over many people and under facts that are assumed. An assumption must be
//! there to be seen, and what is not assumed stays unknown.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    fact::Fact,
    rule::Rule,
    ruleset::RuleSet,
    tenant::{LineReader, Tenant},
    time::Timestamp,
    verdict::Verdict,
};
use crate::PolicyError;

/// Facts that are assumed of everybody, by their paths.
pub type Assumptions = Map<String, Value>;

/// How many verdicts there were, by rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forecast {
    counts: BTreeMap<(Verdict, Rule), u64>,
    /// People whose facts made no sense.
    pub failed: u64,
}

/// One count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "ForecastCount"))]
pub struct Count {
    /// The verdict.
    pub verdict: Verdict,
    /// The rule that decided.
    pub rule: Rule,
    /// How often.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub count: u64,
}

/// What a forecast would be if one assumption were another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Sensitivity {
    /// The facts that are assumed instead.
    #[cfg_attr(feature = "bindings", ts(type = "Record<string, unknown>"))]
    pub instead: Assumptions,
    /// Change in the number of people who are asked, required ones included.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub asked: i64,
    /// Change in the number of people who cannot skip.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub required: i64,
    /// Change in the number of people of whom it is not known.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub unknown: i64,
}

/// The assumptions to begin with: an interactive sign-in with MFA by text message in Edge on Windows, no
/// terms of use or other screens, and nobody has skipped yet.
pub fn usual_assumptions() -> Assumptions {
    let facts = [
        (Fact::Interactive, json!(true)),
        (Fact::MfaMethod, json!("sms")),
        (Fact::MfaProvider, json!("entra")),
        (Fact::SsoSession, json!(false)),
        (Fact::Os, json!("windows")),
        (Fact::Browser, json!("edge")),
        (Fact::Surface, json!("browser")),
        (Fact::CaRegistration, json!("allowed")),
        (Fact::TermsOfUse, json!(false)),
        (Fact::CustomControls, json!(false)),
        (Fact::RegisteredOtherMethod, json!(false)),
        (Fact::ViaMfaRegistrationPolicy, json!(false)),
        (Fact::Subscription, json!("paid")),
        (Fact::History, json!([])),
    ];
    facts.into_iter().map(|(fact, value)| (fact.path().to_owned(), value)).collect()
}

/// What a person reads assumptions to be changed into, to see what hangs on them.
fn instead() -> Vec<Assumptions> {
    let here =
        |os: &str, browser: &str| vec![(Fact::Os, json!(os)), (Fact::Browser, json!(browser))];
    let skip = |ago: f64| json!({ "event": "skip", "daysAgo": ago });
    let all = [
        here("windows", "chrome"),
        here("macos", "safari"),
        here("macos", "chrome"),
        here("linux", "chrome"),
        here("ios", "safari"),
        vec![(Fact::MfaMethod, json!("other"))],
        vec![(Fact::MfaMethod, json!("totp"))],
        vec![(Fact::TermsOfUse, json!(true))],
        vec![(Fact::Interactive, json!(false))],
        vec![(Fact::SsoSession, json!(true))],
        // Long enough ago that nobody is waiting any more, whatever the campaign sets.
        vec![(Fact::History, json!([skip(60.0)]))],
        vec![(Fact::History, json!([skip(60.0), skip(40.0), skip(20.0)]))],
        vec![(Fact::History, json!([skip(0.1)]))],
    ];
    let named = |(fact, value): (Fact, Value)| (fact.path().to_owned(), value);
    all.into_iter().map(|facts| facts.into_iter().map(named).collect()).collect()
}

/// What another rule set says of the same people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beside {
    /// How many are asked by it, those included who cannot skip.
    pub asked: u64,
    /// How many have another verdict by it.
    pub differ: u64,
}

/// Judges people one after the other, under what is assumed and under each change of it. It must not grow
/// with their number.
#[derive(Debug)]
pub struct Forecaster<'r> {
    rules: &'r RuleSet,
    base: World,
    others: Vec<(Assumptions, World)>,
    beside: Option<(&'r RuleSet, Beside)>,
}

/// A tenant under assumptions, and what was counted there.
#[derive(Debug)]
struct World {
    reader: LineReader<Tenant>,
    found: Forecast,
}

impl World {
    fn new(tenant: &Tenant, assumed: &Assumptions, now: Timestamp) -> Result<Self, PolicyError> {
        let sheet = tenant.assumptions(json!(assumed).to_string().as_bytes(), now)?;
        let tenant = tenant.clone().assuming(&sheet.campaign);
        let (reader, found) = (LineReader::new(tenant, sheet, now), Forecast::default());
        Ok(Self { reader, found })
    }

    /// Counts somebody; answers the verdict.
    fn add(&mut self, line: &[u8], rules: &RuleSet) -> Option<Verdict> {
        let Ok(judged) = self.reader.judge(line, rules) else {
            self.found.failed = self.found.failed.saturating_add(1);
            return None;
        };
        let verdict = judged.decision.verdict;
        let count = self.found.counts.entry((verdict, judged.decision.rule)).or_default();
        *count = count.saturating_add(1);
        Some(verdict)
    }
}

impl<'r> Forecaster<'r> {
    /// Nobody is counted yet.
    ///
    /// # Errors
    /// The assumptions are no facts.
    pub fn new(
        tenant: &Tenant,
        rules: &'r RuleSet,
        assumed: &Assumptions,
        now: Timestamp,
    ) -> Result<Self, PolicyError> {
        let mut others = Vec::new();
        for instead in instead() {
            if instead.iter().all(|(path, value)| assumed.get(path) == Some(value)) {
                continue;
            }
            let mut other = assumed.clone();
            other.extend(instead.clone());
            others.push((instead, World::new(tenant, &other, now)?));
        }
        Ok(Self { rules, base: World::new(tenant, assumed, now)?, others, beside: None })
    }

    /// The same, and what another rule set says of them.
    #[must_use]
    pub fn beside(self, rules: &'r RuleSet) -> Self {
        Self { beside: Some((rules, Beside { asked: 0, differ: 0 })), ..self }
    }

    /// Counts somebody; the line is an object of facts, as a batch has it.
    pub fn add(&mut self, line: &[u8]) {
        let verdict = self.base.add(line, self.rules);
        if let (Some(verdict), Some((rules, beside))) = (verdict, &mut self.beside) {
            let its = self.base.reader.again(rules).verdict;
            let asked = matches!(its, Verdict::Nudge | Verdict::Required);
            beside.asked = beside.asked.saturating_add(u64::from(asked));
            beside.differ = beside.differ.saturating_add(u64::from(its != verdict));
        }
        for (_, world) in &mut self.others {
            world.add(line, self.rules);
        }
    }

    /// What the other rule set came to so far.
    pub fn other(&self) -> Option<Beside> {
        self.beside.map(|(_, found)| found)
    }

    /// What was counted, and what hangs on each assumption.
    pub fn end(self) -> (Forecast, Vec<Sensitivity>) {
        let base = self.base.found;
        let change = |one: u64, two: u64| {
            i64::try_from(two).unwrap_or(i64::MAX) - i64::try_from(one).unwrap_or(i64::MAX)
        };
        let of = |(instead, World { found, .. }): (Assumptions, World)| Sensitivity {
            instead,
            asked: change(base.asked(), found.asked()),
            required: change(base.of(Verdict::Required), found.of(Verdict::Required)),
            unknown: change(base.of(Verdict::Unknown), found.of(Verdict::Unknown)),
        };
        let hangs = self.others.into_iter().map(of).collect();
        (base, hangs)
    }
}

impl Forecast {
    /// How many have this verdict.
    pub fn of(&self, verdict: Verdict) -> u64 {
        self.counts.iter().filter(|((one, _), _)| *one == verdict).map(|(_, count)| count).sum()
    }

    /// How many are asked, those included who cannot skip.
    pub fn asked(&self) -> u64 {
        self.of(Verdict::Nudge).saturating_add(self.of(Verdict::Required))
    }

    /// How many people there are.
    pub fn people(&self) -> u64 {
        self.counts.values().sum::<u64>().saturating_add(self.failed)
    }

    /// Every count, by verdict and rule.
    pub fn counts(&self) -> impl Iterator<Item = Count> {
        self.counts.iter().map(|((verdict, rule), count)| Count {
            verdict: *verdict,
            rule: *rule,
            count: *count,
        })
    }
}
