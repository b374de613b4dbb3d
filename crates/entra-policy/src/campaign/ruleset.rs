//! A dated rule set: which rules one document states, and with which values. A rule that it does not
//! state is unspecified by it, never taken from another.

use serde::Serialize;

use super::{
    matrix::PlatformMatrix,
    rule::{Rule, Rules},
    word::Method,
};

/// The rules as one document has them.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleSet {
    pub(super) id: String,
    pub(super) effective_from: String,
    pub(super) document: String,
    pub(super) remark: Option<String>,
    pub(super) graph: String,
    pub(super) rules: Rules,
    pub(super) methods: Vec<Method>,
    pub(super) mfa_registration_policy: bool,
    pub(super) zero_days: ZeroDays,
    pub(super) authenticator_on_linux: OnLinux,
    pub(super) matrix: Option<PlatformMatrix>,
}

/// What no days to snooze mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ZeroDays {
    /// A prompt at every MFA.
    EveryMfa,
    /// One every day.
    EveryDay,
}

/// What a document says of Authenticator campaigns on Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnLinux {
    /// They run there as elsewhere.
    AsElsewhere,
    /// It leaves that open.
    Open,
}

impl RuleSet {
    /// Its id: a date, with a letter where one day has two.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The day from which on it holds, as `YYYY-MM-DD`.
    pub fn effective_from(&self) -> &str {
        &self.effective_from
    }

    /// The document.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// What is odd about it.
    pub fn remark(&self) -> Option<&str> {
        self.remark.as_deref()
    }

    /// The version of Graph that it names.
    pub fn graph(&self) -> &str {
        &self.graph
    }

    /// The rules that it states.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// Whether it states a rule.
    pub fn lists(&self, rule: Rule) -> bool {
        self.rules.has(rule)
    }

    /// What a campaign may ask for.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Its platform matrix.
    pub fn matrix(&self) -> Option<&PlatformMatrix> {
        self.matrix.as_ref()
    }

    /// Whether the older MFA registration policy may turn Microsoft Authenticator on.
    pub fn knows_mfa_registration_policy(&self) -> bool {
        self.mfa_registration_policy
    }

    /// The same without one rule, to see what hangs on it.
    #[must_use]
    pub fn without(&self, rule: Rule) -> Self {
        Self { rules: self.rules.without(rule), ..self.clone() }
    }

    pub(super) fn zero_is_every_day(&self) -> bool {
        self.zero_days == ZeroDays::EveryDay
    }
}
