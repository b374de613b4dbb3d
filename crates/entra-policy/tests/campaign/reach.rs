//! Which rules decide, and with which verdict, in the cases that chance makes. A rule that no case reaches must
//! never pass for tried.

use std::collections::{BTreeMap, BTreeSet};

use entra_policy::campaign::{NudgeDecision, Rule, RuleKind, RuleSet};

/// A rule that decided, and what it decided.
pub(crate) type Deciding = (Rule, &'static str);

/// Everything that can decide under a rule set, from what kind each of its rules is.
pub(crate) fn deciding(rules: &RuleSet) -> BTreeSet<Deciding> {
    let mut all = sure(rules);
    let stops = all.clone().into_iter().filter(|(_, word)| *word == "no-nudge");
    let open = stops.map(|(rule, _)| rule).chain(LIMITS);
    all.extend(open.filter(|rule| rules.lists(*rule)).map(|rule| (rule, "unknown")));
    for rule in NAMED_LATER {
        all.remove(&(rule, "unknown"));
    }
    all.extend(silent(rules.id()).iter().map(|rule| (*rule, "unknown")));
    all
}

/// What can decide where every fact is known: verdicts, and what the documents leave open.
pub(crate) fn deciding_for_certain(rules: &RuleSet) -> BTreeSet<Deciding> {
    let mut all = sure(rules);
    all.extend(silent(rules.id()).iter().map(|rule| (*rule, "unknown")));
    all
}

fn sure(rules: &RuleSet) -> BTreeSet<Deciding> {
    let word = |rule: Rule| match rule.kind() {
        RuleKind::Gate | RuleKind::Satisfied => Some("no-nudge"),
        RuleKind::Nudge => Some("nudge"),
        RuleKind::Event => Some("required"),
        RuleKind::Snooze if rule == Rule::SnoozeNotElapsed => Some("no-nudge"),
        RuleKind::Snooze if LIMITS.contains(&rule) => Some("required"),
        RuleKind::Snooze => Some("nudge"),
        RuleKind::Choice | RuleKind::Note => None,
    };
    let decide = |rule: &&Rule| **rule <= Rule::EligibleNudge && rules.lists(**rule);
    Rule::ALL.iter().filter(decide).filter_map(|rule| Some((*rule, word(*rule)?))).collect()
}

const LIMITS: [Rule; 3] = [
    Rule::ManagedAuthenticatorLimitedThree,
    Rule::LimitedThreeThenRequired,
    Rule::FreeTrialThreeSnoozes,
];

/// Never the first that is unknown: another that hangs on the same facts comes before each.
const NAMED_LATER: [Rule; 4] = [
    Rule::CaConditionsApplyFirst,
    Rule::WindowsSettingsViewNotNudged,
    Rule::ManagedPopulationSmsVoice,
    Rule::PasskeyNativeAndroidNotNudged,
];

/// Rules on which a document is silent, or leaves open what they come to.
fn silent(set: &str) -> &'static [Rule] {
    use Rule::{
        AuthenticatorOnlyTarget, BrowserOnly, CaBlocksRegistrationPage, CaConditionsApplyFirst,
        CustomControlsRedirectSuppresses, EmbeddedViewsInSomeApps, InteractiveSignInOnly,
        MobileNever, OobeNotNudged, SameSessionRegistrationNotNudged, SsoSessionNotNudged,
        StateDefaultIsManaged, TouScreenSuppresses, WindowsSettingsViewNotNudged,
    };
    match set {
        "2021-11-28" => &[
            AuthenticatorOnlyTarget,
            BrowserOnly,
            CaBlocksRegistrationPage,
            CaConditionsApplyFirst,
            CustomControlsRedirectSuppresses,
            InteractiveSignInOnly,
            MobileNever,
            OobeNotNudged,
            SameSessionRegistrationNotNudged,
            SsoSessionNotNudged,
            StateDefaultIsManaged,
            TouScreenSuppresses,
            WindowsSettingsViewNotNudged,
        ],
        "2023-09-28" => &[AuthenticatorOnlyTarget, InteractiveSignInOnly, SsoSessionNotNudged],
        "2024-02-05" => &[
            AuthenticatorOnlyTarget,
            EmbeddedViewsInSomeApps,
            InteractiveSignInOnly,
            SsoSessionNotNudged,
        ],
        "2026-03-11a" => &[EmbeddedViewsInSomeApps, InteractiveSignInOnly, StateDefaultIsManaged],
        "2026-09-02" => &[EmbeddedViewsInSomeApps],
        _ => &[EmbeddedViewsInSomeApps, InteractiveSignInOnly],
    }
}

/// Which rules have to decide how often, in how many cases at most.
pub(crate) struct Wanted {
    pub(crate) deciding: BTreeSet<Deciding>,
    pub(crate) least: u32,
    /// Cases that are looked at whatever decides them.
    pub(crate) anyhow: u64,
    pub(crate) most: u64,
}

impl Wanted {
    /// Draws cases until all have decided often enough, and looks at those that count.
    pub(crate) fn each<T>(
        &self,
        rules: &RuleSet,
        mut draw: impl FnMut() -> (T, NudgeDecision),
        mut look: impl FnMut(T, NudgeDecision),
    ) {
        let (can, mut count) = (deciding(rules), BTreeMap::<Deciding, u32>::new());
        let missing = |count: &BTreeMap<Deciding, u32>| {
            let few = |one: &&Deciding| count.get(one).is_none_or(|count| *count < self.least);
            self.deciding.iter().filter(few).copied().collect::<Vec<_>>()
        };
        for drawn in 0..self.most {
            let (case, decision) = draw();
            let one = (decision.rule, decision.verdict.as_str());
            let is_open = one.1 == "unknown" && self.deciding.len() < can.len();
            assert!(is_open || can.contains(&one), "{}: {one:?} is no way to decide", rules.id());
            let times = count.entry(one).or_default();
            *times += 1;
            if drawn < self.anyhow || *times <= self.least {
                look(case, decision);
            }
            if drawn >= self.anyhow && missing(&count).is_empty() {
                return;
            }
        }
        let missing = missing(&count);
        assert!(missing.is_empty(), "{}: too few cases are decided by {missing:?}", rules.id());
    }
}
