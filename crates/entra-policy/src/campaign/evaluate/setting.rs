//! What a campaign asks for and how it snoozes: by the administrator, or by Microsoft. Under
//! Microsoft's hand, what is stored must not count where the document says that it does not.

use super::{Case, Slot};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    facts::TargetedMethod,
    profile,
    rule::Rule,
    time::SnoozeDuration,
    tri::Tri,
    word::Method,
};

/// A campaign in one branch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// Microsoft managed.
    pub(super) managed: bool,
    /// What it asks for; `None` where that is not clear.
    pub(super) target: Option<Method>,
    pub(super) duration: Option<SnoozeDuration>,
    pub(super) limited: Tri,
    /// Unknown facts for which the two above are unknown.
    pub(super) duration_by: Facts,
    pub(super) limited_by: Facts,
    /// Passkeys are on for the person: the branch was chosen by that.
    pub(super) passkeys_on: bool,
    /// No profile names models: the branch was chosen by that.
    pub(super) names_no_models: bool,
    /// The rule that leaves the target or the state open.
    pub(super) open: Option<Rule>,
}

impl Setting {
    pub(super) fn say(&self, board: &mut Board<'_>) {
        if self.managed {
            board.put(Rule::StateDefaultIsManaged, Tri::Yes);
        }
        if let Some(rule) = self.open {
            board.open(rule);
        }
    }

    pub(super) fn asks_for(&self, method: Method) -> bool {
        self.target == Some(method)
    }

    fn stored(case: &Case<'_>, target: Option<Method>) -> Self {
        let campaign = case.campaign;
        Self {
            managed: false,
            target,
            duration: campaign.snooze_duration,
            limited: campaign.snoozes_limited.into(),
            duration_by: Facts::unless_known(Fact::SnoozeDuration, &campaign.snooze_duration),
            limited_by: Facts::unless_known(Fact::SnoozesLimited, &campaign.snoozes_limited),
            passkeys_on: false,
            names_no_models: false,
            open: None,
        }
    }

    fn managed(case: &Case<'_>, target: Option<Method>) -> Self {
        let rules = case.rules;
        let mut setting = Self { managed: true, ..Self::stored(case, target) };
        if rules.lists(Rule::ManagedSettingsNotConfigurable) {
            setting.duration_by = Facts::NONE;
            setting.limited_by = Facts::NONE;
            setting.duration =
                rules.lists(Rule::ManagedSnoozeOneDay).then_some(SnoozeDuration::ONE_DAY);
            let limits_this = target == Some(Method::MicrosoftAuthenticator)
                && rules.lists(Rule::ManagedAuthenticatorLimitedThree);
            setting.limited = if limits_this {
                Tri::Yes
            } else if rules.lists(Rule::ManagedUnlimitedSnoozes) {
                Tri::No
            } else {
                Tri::Unknown
            };
        }
        setting
    }
}

/// The branches of a campaign that is enabled.
pub(super) fn enabled(case: &Case<'_>, mut branch: impl FnMut(Slot, Setting)) {
    let mut unclear = |rule| {
        let setting = Setting { open: Some(rule), ..Setting::stored(case, None) };
        branch(Slot::EnabledUnclear, setting);
    };
    let methods = match case.campaign.target {
        Some(TargetedMethod::Unclear) => return unclear(Rule::OneMethodAtATime),
        Some(TargetedMethod::Known(method)) if !case.rules.methods().contains(&method) => {
            return unclear(if case.rules.lists(Rule::AuthenticatorOnlyTarget) {
                Rule::AuthenticatorOnlyTarget
            } else {
                Rule::OneMethodAtATime
            });
        }
        Some(TargetedMethod::Known(method)) => &[method][..],
        None => case.rules.methods(),
    };
    for &method in methods {
        let slot = match method {
            Method::MicrosoftAuthenticator => Slot::EnabledAuthenticator,
            Method::Fido2 => Slot::EnabledPasskey,
        };
        branch(slot, Setting::stored(case, Some(method)));
    }
}

/// The branches of a campaign that is Microsoft managed, and the unknown facts that choose between
/// them.
pub(super) fn managed(case: &Case<'_>, mut branch: impl FnMut(Slot, Setting)) -> Facts {
    let rules = case.rules;
    let mut add = |method: Method, change: &dyn Fn(&mut Setting)| {
        let slot = match method {
            Method::MicrosoftAuthenticator => Slot::ManagedAuthenticator,
            Method::Fido2 => Slot::ManagedPasskey,
        };
        let mut setting = Setting::managed(case, Some(method));
        change(&mut setting);
        branch(slot, setting);
    };
    let known =
        rules.lists(Rule::StateDefaultIsManaged) && rules.lists(Rule::ManagedValueIsEnabled);
    let (passkey, by) = match passkey(case) {
        Some(choice) if known => choice,
        Some(_) | None => {
            for &method in rules.methods() {
                add(method, &|setting| setting.open = Some(Rule::StateDefaultIsManaged));
            }
            return Facts::NONE;
        }
    };
    if !passkey.is_yes() {
        add(Method::MicrosoftAuthenticator, &|_| {});
    }
    if !passkey.is_no() {
        add(Method::Fido2, &|setting| {
            setting.passkeys_on = rules.lists(Rule::ManagedPicksMethodByEnablement);
            setting.names_no_models = rules.lists(Rule::ManagedAaguidKeepsAuthenticator);
        });
    }
    by
}

/// Whether Microsoft's hand asks for a passkey, and the unknown facts that decide; `None` where the
/// document does not say.
fn passkey(case: &Case<'_>) -> Option<(Tri, Facts)> {
    let rules = case.rules;
    let methods = &case.user.methods;
    if rules.lists(Rule::ManagedPicksMethodByEnablement) {
        let on = Tri::from(methods.fido2_enabled).and(methods.fido2_in_scope.into());
        let by = Facts::unless_known(Fact::Fido2Enabled, &methods.fido2_enabled)
            .or(Facts::unless_known(Fact::Fido2UserInScope, &methods.fido2_in_scope));
        Some((on, by))
    } else if rules.lists(Rule::ManagedTargetPasskey) {
        let named = if rules.lists(Rule::ManagedAaguidKeepsAuthenticator) {
            profile::organisation_names_models(case.user)
        } else {
            Tri::No
        };
        Some((named.not(), Facts::only(Fact::Profiles)))
    } else if rules.lists(Rule::AuthenticatorOnlyTarget) {
        Some((Tri::No, Facts::NONE))
    } else {
        None
    }
}
