//! The verdict on one sign-in as a window shows it, with everything that led to it. It must never leave
//! out what was assumed.

use entra_policy::{
    Fido2Policy,
    campaign::{
        self, ALLOWED_SNOOZES, CampaignFacts, CampaignState, Clock, FactSheet, InForce, LineReader,
        Method, NudgeDecision, Outcome, RuleBook, RuleSet, SnoozeDuration, SnoozeLimit,
        SnoozeState, TargetedMethod, Tenant, Traced, Verdict, trace,
    },
};
use serde_json::{Map, Value};
use webauthn::Timestamp;

use crate::{
    nudge::{
        History, SignIn,
        eligible::{self, Way},
        facts::{self, Read},
    },
    rooms::{
        FactView, Nudge, NudgeMethod, NudgeStanding, OtherVerdict, PasskeyWay, RuleOutcome,
        SignInView, SkipsView, TraceLine,
    },
};

/// A verdict, and what the campaign is called in the history.
pub(super) struct Judged {
    pub(super) nudge: Nudge,
    pub(super) campaign: String,
}

/// Judges.
///
/// # Errors
/// Why the policy, or what was read, cannot be judged.
pub(super) fn judge(
    read: &Read,
    (sign_in, pinned): (SignIn, Option<&str>),
    history: &History,
    now: Timestamp,
) -> Result<Judged, String> {
    let book = RuleBook::shipped().map_err(|why| why.to_string())?;
    let rules = book.in_force(pinned).ok_or("there is no rule set")?;
    let tenant = Tenant::parse(&read.policy).map_err(|why| why.to_string())?;
    let campaign = called(tenant.campaign());
    let state = history.state(&campaign);
    let (now, clock) = state.steady(campaign::Timestamp(now.0));
    let assumed = SignIn::assumptions();
    let json = Value::Object(assumed.clone()).to_string();
    let mut sheet = tenant.assumptions(json.as_bytes(), now).map_err(|why| why.to_string())?;
    sheet.snoozes = Some(state.snoozes);
    let mut reader = LineReader::new(&tenant, sheet, now);
    let mut line = read.facts.clone();
    line.append(&mut sign_in.facts());
    let json = Value::Object(line).to_string();
    let judged = reader.judge(json.as_bytes(), rules).map_err(|why| why.as_str().to_owned())?;
    // Where an older one is pinned the newest is the other answer.
    let newest = book.newest().filter(|newest| newest.id() != rules.id());
    let before = newest.or_else(|| book.before(rules.id()));
    let before = before.and_then(|set| Some((set, reader.judge(json.as_bytes(), set).ok()?)));
    let before = before.map(|(set, judged)| (set, judged.decision));
    let before = before.filter(|(_, other)| other.verdict != judged.decision.verdict);
    let (decision, sheet) = (judged.decision, reader.facts());
    let in_force = sheet.in_force(rules);
    let nudge = Nudge {
        standing: match decision.verdict {
            Verdict::NoNudge => NudgeStanding::NotAsked,
            Verdict::Nudge => NudgeStanding::Asked { required: false, failed: false },
            Verdict::Required => NudgeStanding::Asked { required: true, failed: false },
            Verdict::Unknown => NudgeStanding::Unknown,
        },
        method: in_force.method.map(method),
        rule: decision.rule,
        rule_set: rules.id().to_owned(),
        document: rules.document().to_owned(),
        before: before.map(|(set, other)| OtherVerdict {
            verdict: other.verdict,
            rule: other.rule,
            rule_set: set.id().to_owned(),
        }),
        possible: decision.possible.iter().collect(),
        settled_by: decision.settled_by.iter().map(|fact| fact.path().to_owned()).collect(),
        skips: skips(&state, in_force, rules, (now, clock)),
        trace: trace(rules, &decision, &sheet, tenant.ids())
            .filter_map(|one| line_of(&one, &decision))
            .collect(),
        assumed: facts_of(&assumed),
        sign_in: SignInView {
            os: sign_in.os.map(|os| os.as_str().to_owned()),
            browser: sign_in.browser.map(|browser| browser.as_str().to_owned()),
            mfa: sign_in.mfa.map(|mfa| mfa.as_str().to_owned()),
            at: now.0,
        },
        way: way(read, &sheet),
    };
    Ok(Judged { nudge, campaign })
}

/// What a campaign is called: what it asks for and how. Whom it is for is not of it.
fn called(campaign: &CampaignFacts) -> String {
    let state = campaign.state.map_or("unknown", CampaignState::as_str);
    let target = match campaign.target {
        Some(TargetedMethod::Known(method)) => method.as_str(),
        Some(TargetedMethod::Unclear) => "unclear",
        None => "unknown",
    };
    let days = campaign.snooze_duration.map_or(-1, |days| i16::from(days.days()));
    let limit = match campaign.snoozes_limited {
        Some(true) => "limited",
        Some(false) => "unlimited",
        None => "unknown",
    };
    format!("{state} {target} {days} {limit}")
}

fn method(of: Method) -> NudgeMethod {
    match of {
        Method::Fido2 => NudgeMethod::Fido2,
        Method::MicrosoftAuthenticator => NudgeMethod::MicrosoftAuthenticator,
    }
}

fn skips(
    state: &SnoozeState,
    InForce { duration: days, limited, .. }: InForce,
    rules: &RuleSet,
    (now, clock): (campaign::Timestamp, Clock),
) -> SkipsView {
    let limit = if limited == Some(true) { SnoozeLimit::Three } else { SnoozeLimit::Unlimited };
    let status = state.status(rules, days.unwrap_or(SnoozeDuration::ONE_DAY), limit, now);
    SkipsView {
        used: status.used,
        allowed: limited.map(|limited| limited.then_some(ALLOWED_SNOOZES)).unwrap_or_default(),
        limited,
        errors: state.snoozes.error_skips.count,
        days: days.map(SnoozeDuration::days),
        next: days.and(status.next_nudge).map(|at| at.0),
        after_skip: days.map(|days| now.after_days(days).0),
        set_back: match clock {
            Clock::Steady => None,
            Clock::SetBack(seconds) => Some(seconds),
        },
    }
}

/// A rule that was looked at. One that is about something else says nothing to the person.
fn line_of(traced: &Traced<'_>, decision: &NudgeDecision) -> Option<TraceLine> {
    let outcome = match traced.outcome {
        Outcome::Holds => RuleOutcome::Holds,
        Outcome::Fails => RuleOutcome::Fails,
        Outcome::Unknown => RuleOutcome::Unknown,
        Outcome::NotApplicable => return None,
    };
    let document = serde_json::to_value(traced).ok()?;
    let evidence = document.get("evidence").and_then(Value::as_object).map(facts_of);
    Some(TraceLine {
        rule: traced.rule,
        outcome,
        decides: traced.rule == decision.rule,
        evidence: evidence.unwrap_or_default(),
    })
}

fn facts_of(facts: &Map<String, Value>) -> Vec<FactView> {
    let text = |value: &Value| {
        let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (!value.is_null()).then_some(plain)
    };
    facts.iter().map(|(fact, value)| FactView { fact: fact.clone(), value: text(value) }).collect()
}

fn way(read: &Read, sheet: &FactSheet) -> PasskeyWay {
    let Ok(policy) = Fido2Policy::parse(&read.policy) else { return PasskeyWay::SecurityKey };
    let subject = facts::subject(&read.person);
    match eligible::way(&policy, &subject, sheet.user.profiles.as_deref()) {
        Way::SecurityKey => PasskeyWay::SecurityKey,
        Way::Provider { path, profile } => PasskeyWay::Provider { path, profile },
    }
}
