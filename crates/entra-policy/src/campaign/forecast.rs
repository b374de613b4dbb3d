//! Whom a campaign would ask, over many people and under facts that are assumed. An assumption must be
//! there to be seen, and what is not assumed stays unknown.

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
const INSTEAD: [&[(Fact, &str)]; 7] = [
    &[(Fact::Os, "windows"), (Fact::Browser, "chrome")],
    &[(Fact::Os, "macos"), (Fact::Browser, "safari")],
    &[(Fact::Os, "macos"), (Fact::Browser, "chrome")],
    &[(Fact::Os, "linux"), (Fact::Browser, "chrome")],
    &[(Fact::Os, "ios"), (Fact::Browser, "safari")],
    &[(Fact::MfaMethod, "other")],
    &[(Fact::MfaMethod, "totp")],
];

/// Judges people one after the other, under what is assumed and under each change of it. It must not grow
/// with their number.
#[derive(Debug)]
pub struct Forecaster<'r> {
    rules: &'r RuleSet,
    base: World,
    others: Vec<(Assumptions, World)>,
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

    fn add(&mut self, line: &[u8], rules: &RuleSet) {
        match self.reader.judge(line, rules) {
            Ok(judged) => {
                let key = (judged.decision.verdict, judged.decision.rule);
                let count = self.found.counts.entry(key).or_default();
                *count = count.saturating_add(1);
            }
            Err(_) => self.found.failed = self.found.failed.saturating_add(1),
        }
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
        for instead in INSTEAD {
            let instead: Assumptions =
                instead.iter().map(|(fact, word)| (fact.path().to_owned(), json!(word))).collect();
            if instead.iter().all(|(path, value)| assumed.get(path) == Some(value)) {
                continue;
            }
            let mut other = assumed.clone();
            other.extend(instead.clone());
            others.push((instead, World::new(tenant, &other, now)?));
        }
        Ok(Self { rules, base: World::new(tenant, assumed, now)?, others })
    }

    /// Counts somebody; the line is an object of facts, as a batch has it.
    pub fn add(&mut self, line: &[u8]) {
        self.base.add(line, self.rules);
        self.others.iter_mut().for_each(|(_, world)| world.add(line, self.rules));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::{RuleBook, facts_of_registered};

    const NOW: Timestamp = Timestamp(1_800_000_000);

    fn tenant() -> Tenant {
        let policy = json!({
            "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
                "state": "enabled", "snoozeDurationInDays": 1,
                "enforceRegistrationAfterAllowedSnoozes": true,
                "includeTargets": [{
                    "id": "all_users", "targetType": "group",
                    "targetedAuthenticationMethod": "microsoftAuthenticator",
                }],
                "excludeTargets": [],
            } },
            "authenticationMethodConfigurations": [{
                "id": "MicrosoftAuthenticator", "state": "enabled", "excludeTargets": [],
                "includeTargets": [{
                    "id": "all_users", "targetType": "group", "authenticationMode": "any",
                }],
            }],
        });
        Tenant::parse(&policy).unwrap()
    }

    fn counted(assumed: &Assumptions, lines: &[String]) -> (Forecast, Vec<Sensitivity>) {
        let book = RuleBook::shipped().unwrap();
        let rules = book.newest().unwrap();
        let mut forecaster = Forecaster::new(&tenant(), rules, assumed, NOW).unwrap();
        lines.iter().for_each(|line| forecaster.add(line.as_bytes()));
        forecaster.end()
    }

    fn line(methods: &[&str]) -> String {
        let mut facts = facts_of_registered(methods.iter().copied());
        facts.insert("id".to_owned(), json!("a"));
        facts.insert("user.guest".to_owned(), json!(false));
        facts.insert("user.id".to_owned(), json!("a"));
        facts.insert("user.groups".to_owned(), json!([]));
        json!(facts).to_string()
    }

    #[test]
    fn who_is_asked_is_counted_and_what_is_not_assumed_stays_unknown() {
        let lines = [line(&["mobilePhone"]), line(&["microsoftAuthenticatorPush"]), "x".to_owned()];
        let (found, _) = counted(&usual_assumptions(), &lines);
        assert_eq!((found.asked(), found.of(Verdict::NoNudge), found.failed), (1, 1, 1));
        assert_eq!(found.people(), 3);
        let (nothing, _) = counted(&Assumptions::new(), &lines);
        assert_eq!((nothing.asked(), nothing.of(Verdict::NoNudge)), (0, 1));
        assert_eq!(nothing.of(Verdict::Unknown), 1);
    }

    /// Documents since 2026-09-02: Authenticator is asked for after SMS or voice only, and never on mobile.
    #[test]
    fn what_hangs_on_an_assumption_is_said() {
        let (_, all) = counted(&usual_assumptions(), &[line(&["mobilePhone"])]);
        let with = |path: &str, word: &str| {
            all.iter().find(|one| one.instead.get(path) == Some(&json!(word))).unwrap().asked
        };
        assert_eq!(with("context.os", "ios"), -1);
        assert_eq!(with("context.mfaMethod", "totp"), -1);
        assert_eq!(with("context.os", "macos"), 0);
    }
}
