//! The facts on one person and one sign-in, read from JSON by their paths. A fact that is null or
//! absent must stay unknown, and one of another type is an error that names it.

mod read;

use serde::Deserializer;

use super::{
    evaluate::evaluate,
    fact::Fact,
    facts::{CampaignFacts, ContextFacts, Identity, Scope, UserFacts},
    ids::Ids,
    ruleset::RuleSet,
    snooze::Snoozes,
    time::Timestamp,
    verdict::NudgeDecision,
};

/// Facts on one person and one sign-in, and on the campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FactSheet {
    /// The campaign.
    pub campaign: CampaignFacts,
    /// The person.
    pub user: UserFacts,
    /// The sign-in.
    pub context: ContextFacts,
    /// What the person did with earlier prompts.
    pub snoozes: Option<Snoozes>,
}

impl FactSheet {
    /// Reads one fact; days are counted back from `now`. Ids that the policy does not name cannot
    /// matter and are passed over, except in the policy itself, which adds them.
    ///
    /// # Errors
    /// The value is of another type.
    pub fn read<'de, D: Deserializer<'de>>(
        &mut self,
        fact: Fact,
        value: D,
        ids: &mut Ids,
        now: Timestamp,
    ) -> Result<(), D::Error> {
        let (campaign, user, context) = (&mut self.campaign, &mut self.user, &mut self.context);
        let methods = &mut user.methods;
        match fact {
            Fact::State => campaign.state = read::word(value)?,
            Fact::Target => campaign.target = read::target(value)?,
            Fact::SnoozeDuration => campaign.snooze_duration = read::days(value)?,
            Fact::SnoozesLimited => campaign.snoozes_limited = read::plain(value)?,
            Fact::Include => campaign.include = read::targets(value, ids)?,
            Fact::Exclude => campaign.exclude = read::targets(value, ids)?,
            Fact::AuthenticatorEnabled => methods.authenticator_enabled = read::plain(value)?,
            Fact::AuthenticatorMode => methods.authenticator_mode = read::word(value)?,
            Fact::ViaMfaRegistrationPolicy => {
                methods.via_mfa_registration_policy = read::plain(value)?;
            }
            Fact::AuthenticatorUserInScope => {
                methods.authenticator_scope = Scope::Apart(read::plain(value)?);
            }
            Fact::Fido2Enabled => methods.fido2_enabled = read::plain(value)?,
            Fact::Fido2SelfService => methods.fido2_self_service = read::plain(value)?,
            Fact::Fido2UserInScope => methods.fido2_in_scope = read::plain(value)?,
            Fact::Profiles => user.profiles = read::profiles(value)?,
            Fact::UserId => user.id = read::identity(value, ids)?,
            Fact::Guest => user.guest = read::plain(value)?,
            Fact::Groups => user.groups = read::groups(value, ids, user.groups.take())?,
            Fact::AuthenticatorPush => user.authenticator_push = read::plain(value)?,
            Fact::AuthenticatorTotp => user.authenticator_totp = read::plain(value)?,
            Fact::Credentials => user.credentials = read::credentials(value)?,
            Fact::History => self.snoozes = read::history(value, now)?,
            Fact::Subscription => user.subscription = read::word(value)?,
            Fact::Interactive => context.interactive = read::plain(value)?,
            Fact::MfaMethod => context.mfa_method = read::word(value)?,
            Fact::MfaProvider => context.mfa_provider = read::word(value)?,
            Fact::SsoSession => context.sso_session = read::plain(value)?,
            Fact::Os => context.os = read::word(value)?,
            Fact::Browser => context.browser = read::word(value)?,
            Fact::Surface => context.surface = read::word(value)?,
            Fact::CaRegistration => context.ca_registration = read::word(value)?,
            Fact::TermsOfUse => context.terms_of_use = read::plain(value)?,
            Fact::CustomControls => context.custom_controls = read::plain(value)?,
            Fact::RegisteredOtherMethod => context.registered_other_method = read::plain(value)?,
        }
        Ok(())
    }

    /// Takes the person for none of those that the policy names, until a fact says otherwise.
    pub fn nobody_in_particular(&mut self) {
        self.user.id = Identity::Nobody;
    }

    /// The verdict on these facts.
    pub fn evaluate(&self, rules: &RuleSet, now: Timestamp) -> NudgeDecision {
        let snoozes = self.snoozes.as_ref();
        evaluate(rules, &self.campaign, &self.user, &self.context, snoozes, now)
    }
}
