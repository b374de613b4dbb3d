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

/// Judges everybody; each line is an object of facts, as a batch has it.
///
/// # Errors
/// The assumptions are no facts.
pub fn forecast(
    tenant: &Tenant,
    rules: &RuleSet,
    assumed: &Assumptions,
    lines: &[String],
    now: Timestamp,
) -> Result<Forecast, PolicyError> {
    let sheet = tenant.assumptions(json!(assumed).to_string().as_bytes(), now)?;
    let tenant = tenant.clone().assuming(&sheet.campaign);
    let mut reader = LineReader::new(&tenant, sheet, now);
    let mut found = Forecast::default();
    for line in lines {
        match reader.judge(line.as_bytes(), rules) {
            Ok(judged) => {
                let key = (judged.decision.verdict, judged.decision.rule);
                let count = found.counts.entry(key).or_default();
                *count = count.saturating_add(1);
            }
            Err(_) => found.failed = found.failed.saturating_add(1),
        }
    }
    Ok(found)
}

/// What hangs on each assumption.
///
/// # Errors
/// The assumptions are no facts.
pub fn sensitivity(
    tenant: &Tenant,
    rules: &RuleSet,
    assumed: &Assumptions,
    lines: &[String],
    now: Timestamp,
) -> Result<Vec<Sensitivity>, PolicyError> {
    let base = forecast(tenant, rules, assumed, lines, now)?;
    let mut all = Vec::new();
    for instead in INSTEAD {
        let instead: Assumptions =
            instead.iter().map(|(fact, word)| (fact.path().to_owned(), json!(word))).collect();
        if instead.iter().all(|(path, value)| assumed.get(path) == Some(value)) {
            continue;
        }
        let mut other = assumed.clone();
        other.extend(instead.clone());
        let found = forecast(tenant, rules, &other, lines, now)?;
        let change = |one: u64, two: u64| {
            i64::try_from(two).unwrap_or(i64::MAX) - i64::try_from(one).unwrap_or(i64::MAX)
        };
        all.push(Sensitivity {
            instead,
            asked: change(base.asked(), found.asked()),
            unknown: change(base.of(Verdict::Unknown), found.of(Verdict::Unknown)),
        });
    }
    Ok(all)
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
        let book = RuleBook::shipped().unwrap();
        let rules = book.newest().unwrap();
        let lines = [line(&["mobilePhone"]), line(&["microsoftAuthenticatorPush"]), "x".to_owned()];
        let (tenant, assumed) = (tenant(), usual_assumptions());
        let found = forecast(&tenant, rules, &assumed, &lines, NOW).unwrap();
        assert_eq!((found.asked(), found.of(Verdict::NoNudge), found.failed), (1, 1, 1));
        assert_eq!(found.people(), 3);
        let nothing = forecast(&tenant, rules, &Assumptions::new(), &lines, NOW).unwrap();
        assert_eq!((nothing.asked(), nothing.of(Verdict::NoNudge)), (0, 1));
        assert_eq!(nothing.of(Verdict::Unknown), 1);
    }

    /// Documents since 2026-09-02: Authenticator is asked for after SMS or voice only, and never on mobile.
    #[test]
    fn what_hangs_on_an_assumption_is_said() {
        let book = RuleBook::shipped().unwrap();
        let rules = book.newest().unwrap();
        let lines = [line(&["mobilePhone"])];
        let all = sensitivity(&tenant(), rules, &usual_assumptions(), &lines, NOW).unwrap();
        let with = |path: &str, word: &str| {
            all.iter().find(|one| one.instead.get(path) == Some(&json!(word))).unwrap().asked
        };
        assert_eq!(with("context.os", "ios"), -1);
        assert_eq!(with("context.mfaMethod", "totp"), -1);
        assert_eq!(with("context.os", "macos"), 0);
    }
}
