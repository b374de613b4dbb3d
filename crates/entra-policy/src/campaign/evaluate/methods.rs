//! What the methods' own policies have to allow before a campaign asks for them. A method that is
//! off for somebody must never be asked for.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    facts::Scope,
    profile,
    rule::Rule,
    tri::Tri,
    word::{AuthenticatorMode, Method},
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    match setting.target {
        Some(Method::MicrosoftAuthenticator) => authenticator(case, board),
        Some(Method::Fido2) => {
            passkeys(case, setting, board);
            if setting.managed {
                profiles(case, setting, board);
            }
        }
        None => {}
    }
}

fn authenticator(case: &Case<'_>, board: &mut Board<'_>) {
    let methods = &case.user.methods;
    let mut enabled = Tri::from(methods.authenticator_enabled);
    let mut by = Facts::unless_known(Fact::AuthenticatorEnabled, &methods.authenticator_enabled);
    if case.rules.knows_mfa_registration_policy() {
        let older = methods.via_mfa_registration_policy;
        enabled = enabled.or(older.into());
        by = by.or(Facts::unless_known(Fact::ViaMfaRegistrationPolicy, &older));
    }
    board.put_by(Rule::AuthenticatorEnabledRequired, enabled.not(), by);
    let passwordless = |mode: AuthenticatorMode| mode == AuthenticatorMode::Passwordless;
    let mode = methods.authenticator_mode;
    let rule = Rule::AuthenticatorPasswordlessModeNotEligible;
    board.ask(rule, Fact::AuthenticatorMode, mode, passwordless);
    match methods.authenticator_scope {
        Scope::NotApart => {}
        Scope::Apart(inside) => {
            let fact = Fact::AuthenticatorUserInScope;
            board.ask(Rule::UserInMethodScope, fact, inside, |inside| !inside);
        }
    }
}

fn passkeys(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let methods = &case.user.methods;
    let on = setting.passkeys_on.then_some(true);
    let enabled = on.or(methods.fido2_enabled);
    board.ask(Rule::Fido2EnabledRequired, Fact::Fido2Enabled, enabled, |on| !on);
    let self_service = methods.fido2_self_service;
    board.ask(Rule::SelfServiceRequired, Fact::Fido2SelfService, self_service, |on| !on);
    let inside = on.or(methods.fido2_in_scope);
    board.ask(Rule::UserInMethodScope, Fact::Fido2UserInScope, inside, |inside| !inside);
}

fn profiles(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let profiles = case.user.profiles.as_deref();
    let restricted = profiles.map_or(Tri::Unknown, |profiles| {
        let restricts = |one| profile::restricts(one, setting.names_no_models);
        Tri::any(profiles.iter().map(restricts))
    });
    let by = Facts::only(Fact::Profiles);
    board.put_by(Rule::ManagedRestrictedProfileNotNudged, restricted, by);
    if case.rules.lists(Rule::ManagedEligibleProfileNeeded) {
        let any = |profiles| profile::any_eligible(case.rules, profiles);
        let eligible = profiles.map_or(Tri::Unknown, any);
        board.put_by(Rule::ManagedEligibleProfileNeeded, eligible.not(), by);
    }
}
