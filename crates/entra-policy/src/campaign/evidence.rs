//! What each rule looked at, for whoever asks why. It must say what was known, and null where nothing
//! was.

mod looks_at;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::{Value, json};

use super::{
    fact::Fact,
    facts::{
        Credential, Identity, ListEffect, Profile, Restrictions, Scope, Target, TargetedMethod, Who,
    },
    ids::Ids,
    rule::Rule,
    ruleset::RuleSet,
    sheet::FactSheet,
    snooze::Snoozes,
    verdict::{NudgeDecision, Outcome},
};

/// A rule and what it came to.
#[derive(Clone, Copy, Debug)]
pub struct Traced<'a> {
    /// The rule.
    pub rule: Rule,
    /// What it came to.
    pub outcome: Outcome,
    sheet: &'a FactSheet,
    ids: &'a Ids,
    rules: &'a RuleSet,
}

/// Every rule of a rule set in order, with what it came to and what it looked at.
pub fn trace<'a>(
    rules: &'a RuleSet,
    decision: &'a NudgeDecision,
    sheet: &'a FactSheet,
    ids: &'a Ids,
) -> impl Iterator<Item = Traced<'a>> {
    let outcome = |rule| decision.outcomes.of(rule);
    Rule::ALL
        .iter()
        .copied()
        .filter(move |rule| rules.lists(*rule) || outcome(*rule) != Outcome::NotApplicable)
        .map(move |rule| Traced { rule, outcome: outcome(rule), sheet, ids, rules })
}

impl Serialize for Traced<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut members = serializer.serialize_map(Some(3))?;
        members.serialize_entry("rule", &self.rule)?;
        members.serialize_entry("outcome", &self.outcome)?;
        members.serialize_entry("evidence", &Evidence(self))?;
        members.end()
    }
}

struct Evidence<'a>(&'a Traced<'a>);

impl Serialize for Evidence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Traced { rule, outcome, sheet, ids, rules } = self.0;
        let mut members = serializer.serialize_map(None)?;
        if *outcome != Outcome::NotApplicable {
            for &fact in looks_at::facts(*rule) {
                members.serialize_entry(fact.path(), &value(fact, sheet, ids))?;
            }
            if *rule == Rule::LocalPasskeyMatrix
                && let (Some(matrix), Some(os), Some(browser)) =
                    (rules.matrix(), sheet.context.os, sheet.context.browser)
            {
                let column = matrix.column(os, browser).map(|column| column.id.as_str());
                members.serialize_entry("column", &column)?;
            }
            if !rules.lists(*rule) {
                members.serialize_entry("stated", &false)?;
            }
        }
        members.end()
    }
}

/// The value of a fact as it is written; null where it is not known.
fn value(fact: Fact, sheet: &FactSheet, ids: &Ids) -> Value {
    let FactSheet { campaign, user, context, snoozes } = sheet;
    let methods = &user.methods;
    match fact {
        Fact::State => json!(campaign.state),
        Fact::Target => match campaign.target {
            Some(TargetedMethod::Known(method)) => json!(method),
            Some(TargetedMethod::Unclear) => json!("unclear"),
            None => Value::Null,
        },
        Fact::SnoozeDuration => json!(campaign.snooze_duration),
        Fact::SnoozesLimited => json!(campaign.snoozes_limited),
        Fact::Include => targets(campaign.include.as_deref(), ids),
        Fact::Exclude => targets(campaign.exclude.as_deref(), ids),
        Fact::AuthenticatorEnabled => json!(methods.authenticator_enabled),
        Fact::AuthenticatorMode => json!(methods.authenticator_mode),
        Fact::ViaMfaRegistrationPolicy => json!(methods.via_mfa_registration_policy),
        Fact::AuthenticatorUserInScope => match methods.authenticator_scope {
            Scope::NotApart => Value::Null,
            Scope::Apart(inside) => json!(inside),
        },
        Fact::Fido2Enabled => json!(methods.fido2_enabled),
        Fact::Fido2SelfService => json!(methods.fido2_self_service),
        Fact::Fido2UserInScope => json!(methods.fido2_in_scope),
        Fact::Profiles => {
            user.profiles.as_ref().map_or(Value::Null, |all| all.iter().map(profile).collect())
        }
        Fact::UserId => match user.id {
            Identity::Named(number) => json!(ids.name(number)),
            Identity::Unknown | Identity::Nobody => Value::Null,
        },
        Fact::Guest => json!(user.guest),
        Fact::Groups => user
            .groups
            .as_ref()
            .map_or(Value::Null, |all| all.iter().map(|number| json!(ids.name(*number))).collect()),
        Fact::AuthenticatorPush => json!(user.authenticator_push),
        Fact::AuthenticatorTotp => json!(user.authenticator_totp),
        Fact::Credentials => user
            .credentials
            .as_ref()
            .map_or(Value::Null, |all| all.iter().map(credential).collect()),
        Fact::History => snoozes.as_ref().map_or(Value::Null, history),
        Fact::Subscription => json!(user.subscription),
        Fact::Interactive => json!(context.interactive),
        Fact::MfaMethod => json!(context.mfa_method),
        Fact::MfaProvider => json!(context.mfa_provider),
        Fact::SsoSession => json!(context.sso_session),
        Fact::Os => json!(context.os),
        Fact::Browser => json!(context.browser),
        Fact::Surface => json!(context.surface),
        Fact::CaRegistration => json!(context.ca_registration),
        Fact::TermsOfUse => json!(context.terms_of_use),
        Fact::CustomControls => json!(context.custom_controls),
        Fact::RegisteredOtherMethod => json!(context.registered_other_method),
    }
}

fn targets(list: Option<&[Target]>, ids: &Ids) -> Value {
    let name = |target: &Target| match target.who {
        Who::Everybody => json!("all_users"),
        Who::Object(number) => json!(ids.name(number)),
    };
    list.map_or(Value::Null, |list| list.iter().map(name).collect())
}

fn profile(profile: &Profile) -> Value {
    let restrictions = match profile.restrictions {
        Restrictions::Unknown => json!("unknown"),
        Restrictions::None => Value::Null,
        Restrictions::List { enforced, effect, kinds } => {
            let effect = effect.map(|effect| match effect {
                ListEffect::Allow => "allow",
                ListEffect::Block => "block",
            });
            let kinds = kinds.map(|kinds| kinds.iter().collect::<Vec<_>>());
            json!({ "enforced": enforced, "type": effect, "providers": kinds })
        }
    };
    json!({
        "deviceBound": profile.device_bound,
        "synced": profile.synced,
        "attestation": profile.attestation,
        "keyRestrictions": restrictions,
    })
}

pub(super) fn credential(one: &Credential) -> Value {
    let mut said = json!({ "type": one.kind, "binding": one.binding, "eligible": one.eligible });
    if let Some(members) = said.as_object_mut() {
        members.extend(one.model.map(|model| ("aaguid".to_owned(), json!(model.to_string()))));
        // Nobody gave it: it was told from the model and the profiles.
        let derived = one.eligible_derived.then(|| ("derived".to_owned(), json!(["eligible"])));
        members.extend(derived);
    }
    said
}

fn history(all: &Snoozes) -> Value {
    json!({
        "skips": all.skips.count,
        "closes": all.closes.count,
        "errorSkips": all.error_skips.count,
        "closesWhenRequired": all.closes_when_required.count,
        "latest": all.skips.latest.max(all.closes.latest),
    })
}
