//! What is wrong with a campaign by the documents, or not what it looks like. Nothing here may change
//! a campaign.

use serde::Serialize;

use super::{CampaignTarget, RegistrationCampaign, StateWord};
use crate::{
    TargetId, TargetType,
    campaign::{
        rule::Rule,
        ruleset::RuleSet,
        time::SnoozeDuration,
        word::{CampaignState, Method, words},
    },
};

/// A version of Graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphVersion {
    /// v1.0, which does not have the limit of snoozes.
    V1,
    /// beta.
    Beta,
}

words! {
    /// How bad it is.
    #[cfg_attr(feature = "bindings", ts(rename = "CampaignSeverity"))]
    Severity {
        /// Graph or the documents refuse it.
        Invalid "invalid"
        /// It is not what it looks like.
        Warning "warning"
    }
}

words! {
    /// What is wrong or odd.
    #[cfg_attr(feature = "bindings", ts(rename = "CampaignFindingCode"))]
    FindingCode {
        /// Not 0 to 14 days.
        SnoozeOutOfRange "snooze-out-of-range"
        /// Targets ask for different methods.
        SeveralMethods "several-methods"
        /// A method that the documents of this rule set do not let one target.
        MethodNotTargetable "method-not-targetable"
        /// A method that nobody knows. It is kept.
        MethodUnknown "method-unknown"
        /// An included target that says no method: what it is asked for is open.
        MethodMissing "method-missing"
        /// Microsoft managed: what is stored does not count.
        ManagedSettingsIgnored "managed-settings-ignored"
        /// A state that nobody knows. It is kept.
        StateUnknown "state-unknown"
        /// A kind of target that nobody knows. It is kept.
        TargetTypeUnknown "target-type-unknown"
        /// An id that is neither a GUID nor `all_users`.
        IdNotGuid "id-not-guid"
        /// In both lists: excluded counts.
        ExcludedAndIncluded "excluded-and-included"
        /// Nobody is included.
        NobodyIncluded "nobody-included"
        /// The limit of snoozes, in v1.0, which does not have it.
        LimitOnlyOnBeta "limit-only-on-beta"
    }
}

/// Something that is wrong or odd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CampaignFinding {
    /// What.
    pub code: FindingCode,
    /// How bad it is.
    pub severity: Severity,
    /// The rule, where it is one.
    pub rule: Option<Rule>,
    /// Where.
    pub path: String,
}

impl RegistrationCampaign {
    /// Everything that is wrong or odd, under a rule set and in a version of Graph.
    pub fn check(&self, rules: &RuleSet, version: GraphVersion) -> Vec<CampaignFinding> {
        let mut found = Vec::new();
        let mut say = |code, severity, rule: Option<Rule>, path: String| {
            // What a document does not state is no reason to complain.
            if rule.is_none_or(|rule| rules.lists(rule)) {
                found.push(CampaignFinding { code, severity, rule, path });
            }
        };
        let managed = self.state == Some(StateWord::Known(CampaignState::Default));
        if matches!(self.state, Some(StateWord::Other(_))) {
            say(FindingCode::StateUnknown, Severity::Warning, None, "state".to_owned());
        }
        let days = self.snooze_duration_in_days;
        if days.is_some_and(|days| SnoozeDuration::try_from(days).is_err()) {
            let rule = Some(Rule::SnoozeRange0To14);
            let path = "snoozeDurationInDays".to_owned();
            say(FindingCode::SnoozeOutOfRange, Severity::Invalid, rule, path);
        }
        let limit = self.enforce_after_allowed_snoozes;
        let stored = [(days.is_some(), "snoozeDurationInDays"), (limit.is_some(), LIMIT)];
        for (_, path) in stored.into_iter().filter(|(is_stored, _)| managed && *is_stored) {
            let rule = Some(Rule::ManagedSettingsNotConfigurable);
            let code = FindingCode::ManagedSettingsIgnored;
            say(code, Severity::Warning, rule, path.to_owned());
        }
        if limit.is_some() && version == GraphVersion::V1 {
            say(FindingCode::LimitOnlyOnBeta, Severity::Warning, None, LIMIT.to_owned());
        }
        self.check_methods(rules, &mut say);
        self.check_targets(&mut say);
        found
    }

    fn check_methods(
        &self,
        rules: &RuleSet,
        say: &mut impl FnMut(FindingCode, Severity, Option<Rule>, String),
    ) {
        let mut first: Option<&str> = None;
        for (at, target) in self.include_targets.iter().enumerate() {
            let path = format!("includeTargets[{at}].targetedAuthenticationMethod");
            let Some(word) = target.method.as_deref() else {
                say(FindingCode::MethodMissing, Severity::Warning, None, path);
                continue;
            };
            match Method::from_word(word) {
                None => {
                    let rule = Some(Rule::OneMethodAtATime);
                    say(FindingCode::MethodUnknown, Severity::Warning, rule, path.clone());
                }
                Some(method) if !rules.methods().contains(&method) => {
                    let rule = Some(Rule::AuthenticatorOnlyTarget);
                    let code = FindingCode::MethodNotTargetable;
                    say(code, Severity::Invalid, rule, path.clone());
                }
                Some(_) => {}
            }
            if *first.get_or_insert(word) != word {
                let rule = Some(Rule::OneMethodAtATime);
                say(FindingCode::SeveralMethods, Severity::Invalid, rule, path);
            }
        }
    }

    fn check_targets(&self, say: &mut impl FnMut(FindingCode, Severity, Option<Rule>, String)) {
        let lists =
            [("includeTargets", &self.include_targets), ("excludeTargets", &self.exclude_targets)];
        for (list, targets) in lists {
            for (at, target) in targets.iter().enumerate() {
                if matches!(target.target_type, TargetType::Other(_)) {
                    let path = format!("{list}[{at}].targetType");
                    say(FindingCode::TargetTypeUnknown, Severity::Warning, None, path);
                }
                if matches!(target.id, TargetId::Other(_)) {
                    let path = format!("{list}[{at}].id");
                    say(FindingCode::IdNotGuid, Severity::Invalid, None, path);
                }
            }
        }
        let same = |one: &CampaignTarget| self.include_targets.iter().any(|it| it.id == one.id);
        for (at, _) in self.exclude_targets.iter().enumerate().filter(|(_, one)| same(one)) {
            let rule = Some(Rule::ExcludeBeatsInclude);
            let path = format!("excludeTargets[{at}]");
            say(FindingCode::ExcludedAndIncluded, Severity::Warning, rule, path);
        }
        if self.include_targets.is_empty() {
            let rule = Some(Rule::NotIncluded);
            say(FindingCode::NobodyIncluded, Severity::Warning, rule, "includeTargets".to_owned());
        }
    }
}

const LIMIT: &str = "enforceRegistrationAfterAllowedSnoozes";
