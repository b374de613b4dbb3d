//! Questions about campaigns that the documents answer and no setting does. What a rule set's document
//! does not answer must stay unanswered.

use super::{book::RuleBook, rule::Rule, ruleset::RuleSet, word::words};

words! {
    /// A question.
    Question {
        /// Can each group have its own snooze?
        SnoozePerGroup "snooze-per-group"
        /// Can Skip be hidden?
        HideSkip "hide-skip"
        /// Can phone sign-in be asked for?
        PhoneSignIn "phone-sign-in"
        /// Can a campaign end by itself?
        EndDate "end-date"
        /// Is a licence needed?
        Licence "licence"
        /// Where does a prompt come from that is not the campaign's?
        OtherPrompt "other-prompt"
        /// What changes after Authenticator was set up?
        AfterSetUp "after-set-up"
        /// Does the phone number stay?
        PhoneKept "phone-kept"
    }
}

impl Question {
    /// The rule that answers it, where the document does.
    pub fn answer(self, rules: &RuleSet) -> Option<Rule> {
        let rule = match self {
            Self::SnoozePerGroup => Rule::SnoozeTenantWide,
            Self::HideSkip => Rule::SkipCannotBeHidden,
            Self::PhoneSignIn => Rule::PasswordlessPhoneNotATarget,
            Self::EndDate => Rule::NoEndDate,
            Self::Licence => Rule::NoLicenseNeeded,
            Self::OtherPrompt => Rule::OtherFeaturesMayPrompt,
            Self::AfterSetUp => Rule::BecomesDefaultMethod,
            Self::PhoneKept => Rule::PhoneMethodKept,
        };
        rules.lists(rule).then_some(rule)
    }
    /// The newest rule set whose document answers it, with the rule.
    pub fn newest_answer(self, book: &RuleBook) -> Option<(&RuleSet, Rule)> {
        book.sets().iter().rev().find_map(|rules| Some((rules, self.answer(rules)?)))
    }
}
