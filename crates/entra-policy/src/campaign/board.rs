//! What the rules come to in one branch: one state and one target of the campaign. It must note every
//! rule, not only the first that decides.

use super::{
    fact::{Fact, Facts},
    rule::{Rule, Rules},
    ruleset::RuleSet,
    tri::Tri,
    verdict::{Outcomes, Verdict, Verdicts},
};

/// Rules that, where they hold, mean no nudge.
pub(super) const STOPS: Rules = Rules::of(&[
    Rule::StateDisabledIsOff,
    Rule::SsoSessionNotNudged,
    Rule::InteractiveSignInOnly,
    Rule::MfaMustComplete,
    Rule::EntraMfaOnly,
    Rule::AuthenticatorAfterSmsVoiceOnly,
    Rule::ManagedPopulationSmsVoice,
    Rule::CaBlocksRegistrationPage,
    Rule::CaConditionsApplyFirst,
    Rule::TouScreenSuppresses,
    Rule::CustomControlsRedirectSuppresses,
    Rule::SameSessionRegistrationNotNudged,
    Rule::OobeNotNudged,
    Rule::WindowsSettingsViewNotNudged,
    Rule::BrowserOnly,
    Rule::MobileNever,
    Rule::AuthenticatorMobileNever,
    Rule::PasskeyNativeAndroidNotNudged,
    Rule::LinuxNotNudged,
    Rule::ExcludeBeatsInclude,
    Rule::NotIncluded,
    Rule::GuestPasskeyNotNudged,
    Rule::AuthenticatorEnabledRequired,
    Rule::AuthenticatorPasswordlessModeNotEligible,
    Rule::Fido2EnabledRequired,
    Rule::SelfServiceRequired,
    Rule::UserInMethodScope,
    Rule::ManagedRestrictedProfileNotNudged,
    Rule::ManagedEligibleProfileNeeded,
    Rule::AuthenticatorPushAlreadySet,
    Rule::AnyPasskeyAccountWide,
    Rule::ProfileAaguidOneEligibleStopsAll,
    Rule::ProfileAttestedOneEligibleStopsAll,
    Rule::LocalPasskeyMatrix,
    Rule::SnoozeNotElapsed,
]);

/// Rules that, where they are unknown, leave open whether there is a nudge at all: those that stop
/// one, and choices that a document leaves open.
pub(super) const OPENS: Rules = STOPS.or(Rules::of(&[
    Rule::OneMethodAtATime,
    Rule::AuthenticatorOnlyTarget,
    Rule::StateDefaultIsManaged,
    Rule::EmbeddedViewsInSomeApps,
]));

/// Rules that, where they hold, mean that set-up is required.
pub(super) const REQUIRES: Rules = Rules::of(&[
    Rule::RequiredCloseNudgedNextSignIn,
    Rule::ManagedAuthenticatorLimitedThree,
    Rule::LimitedThreeThenRequired,
    Rule::FreeTrialThreeSnoozes,
]);

/// Rules that, where they hold, mean a nudge that can be skipped.
pub(super) const NUDGES: Rules = Rules::of(&[
    Rule::ManagedUnlimitedSnoozes,
    Rule::UnlimitedSnoozes,
    Rule::SnoozeZeroEveryMfa,
    Rule::EligibleNudge,
]);

/// Rules that are named where the verdict is unknown. Not among them is that set-up was closed when it
/// was required: whoever did has used up three snoozes, and the rules on those are unknown as well.
pub(super) const DECIDES_UNKNOWN: Rules = OPENS.or(Rules::of(&[
    Rule::ManagedAuthenticatorLimitedThree,
    Rule::LimitedThreeThenRequired,
    Rule::FreeTrialThreeSnoozes,
]));

/// What the rules come to.
pub(super) struct Board<'a> {
    pub(super) rules: &'a RuleSet,
    pub(super) outcomes: Outcomes,
    /// Unknown facts for which a rule is unknown.
    pub(super) blame: Facts,
    /// Unknown facts that decide only whether a document leaves something open.
    open_blame: Facts,
    /// A document leaves something open whatever they are.
    is_open: bool,
    /// What there may be if nothing stops it.
    pub(super) prompts: Verdicts,
    /// The document does not say whether the subscription limits snoozes here.
    pub(super) limit_is_open: bool,
}

/// What a branch comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub(super) possible: Verdicts,
    pub(super) outcomes: Outcomes,
    pub(super) blame: Facts,
    pub(super) limit_is_open: bool,
}

impl<'a> Board<'a> {
    pub(super) fn new(rules: &'a RuleSet) -> Self {
        Self {
            rules,
            outcomes: Outcomes::default(),
            blame: Facts::NONE,
            open_blame: Facts::NONE,
            is_open: false,
            prompts: Verdicts::NONE,
            limit_is_open: false,
        }
    }

    /// Notes what a rule comes to, if the document has it.
    pub(super) fn put(&mut self, rule: Rule, answer: Tri) {
        if self.rules.lists(rule) {
            self.force(rule, answer);
        }
    }

    /// The same, with the facts that are to blame where it is unknown.
    pub(super) fn put_by(&mut self, rule: Rule, answer: Tri, blame: Facts) {
        if self.rules.lists(rule) {
            self.force(rule, answer);
            if answer == Tri::Unknown {
                self.blame = self.blame.or(blame);
            }
        }
    }

    /// A rule about one fact.
    pub(super) fn ask<T: Copy>(
        &mut self,
        rule: Rule,
        fact: Fact,
        value: Option<T>,
        is: impl FnOnce(T) -> bool,
    ) {
        self.put_by(rule, Tri::of(value, is), Facts::only(fact));
    }

    /// The same; where the document does not have the rule, what it would stop stays open.
    pub(super) fn ask_or_open<T: Copy>(
        &mut self,
        rule: Rule,
        fact: Fact,
        value: Option<T>,
        is: impl FnOnce(T) -> bool,
    ) {
        if self.rules.lists(rule) {
            self.ask(rule, fact, value, is);
        } else if !Tri::of(value, is).is_no() {
            self.open_by(rule, Facts::unless_known(fact, &value));
        }
    }

    /// Notes that a document leaves open what a rule would say, whether it has the rule or not.
    pub(super) fn open(&mut self, rule: Rule) {
        self.open_by(rule, Facts::NONE);
    }

    /// The same, with unknown facts that decide whether it matters.
    pub(super) fn open_by(&mut self, rule: Rule, blame: Facts) {
        self.force(rule, Tri::Unknown);
        self.open_blame = self.open_blame.or(blame);
        self.is_open |= blame.is_empty();
    }

    fn force(&mut self, rule: Rule, answer: Tri) {
        let outcomes = &mut self.outcomes;
        let list = match answer {
            Tri::Yes => &mut outcomes.holds,
            Tri::No => &mut outcomes.fails,
            Tri::Unknown => &mut outcomes.unknown,
        };
        *list = list.with(rule);
    }

    /// Whether a nudge is stopped for certain.
    pub(super) fn is_stopped(&self) -> bool {
        !self.outcomes.holds.and(STOPS).is_empty()
    }

    pub(super) fn close(self) -> Branch {
        let Self { outcomes, limit_is_open, .. } = self;
        if self.is_stopped() {
            let possible = Verdicts::NONE.with(Verdict::NoNudge);
            return Branch { possible, outcomes, blame: Facts::NONE, limit_is_open };
        }
        let open = !self.outcomes.unknown.and(OPENS).is_empty();
        let possible = if open { self.prompts.with(Verdict::NoNudge) } else { self.prompts };
        let blame = if self.is_open { self.blame } else { self.blame.or(self.open_blame) };
        Branch { possible, outcomes, blame, limit_is_open }
    }
}
