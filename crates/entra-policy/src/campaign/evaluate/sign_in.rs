//! Rules on the sign-in itself: how it was made, and where it is shown. An application that the
//! documents do not name must stay open, and so must what an older text says nothing of.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    rule::Rule,
    ruleset::OnLinux,
    tri::Tri,
    word::{CaRegistration, Method, MfaMethod, MfaProvider, Os, Surface},
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let context = case.context;
    let yes = |is: bool| is;
    board.ask_or_open(Rule::SsoSessionNotNudged, Fact::SsoSession, context.sso_session, yes);
    let there = context.interactive;
    board.ask_or_open(Rule::InteractiveSignInOnly, Fact::Interactive, there, |is| !is);
    mfa(case, setting, board);
    let ca = context.ca_registration;
    let blocks = |ca: CaRegistration| ca == CaRegistration::Blocked;
    let unmet = |ca: CaRegistration| ca == CaRegistration::ConditionUnmet;
    board.ask_or_open(Rule::CaBlocksRegistrationPage, Fact::CaRegistration, ca, blocks);
    board.ask_or_open(Rule::CaConditionsApplyFirst, Fact::CaRegistration, ca, unmet);
    board.ask_or_open(Rule::TouScreenSuppresses, Fact::TermsOfUse, context.terms_of_use, yes);
    let controls = context.custom_controls;
    board.ask_or_open(Rule::CustomControlsRedirectSuppresses, Fact::CustomControls, controls, yes);
    let registered = context.registered_other_method;
    let fact = Fact::RegisteredOtherMethod;
    board.ask_or_open(Rule::SameSessionRegistrationNotNudged, fact, registered, yes);
    surface(case, board);
    mobile(case, setting, board);
    linux(case, setting, board);
}

fn mfa(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let method = case.context.mfa_method;
    let none = |method: MfaMethod| method == MfaMethod::None;
    let no_phone = |method: MfaMethod| !matches!(method, MfaMethod::Sms | MfaMethod::Voice);
    board.ask(Rule::MfaMustComplete, Fact::MfaMethod, method, none);
    let other = |provider: MfaProvider| provider != MfaProvider::Entra;
    board.ask(Rule::EntraMfaOnly, Fact::MfaProvider, case.context.mfa_provider, other);
    let authenticator = setting.asks_for(Method::MicrosoftAuthenticator);
    if authenticator {
        board.ask(Rule::AuthenticatorAfterSmsVoiceOnly, Fact::MfaMethod, method, no_phone);
    }
    if !setting.managed {
        return;
    }
    board.ask(Rule::ManagedPopulationSmsVoice, Fact::MfaMethod, method, no_phone);
    let lists = |rule| case.rules.lists(rule);
    let says_whom = lists(Rule::ManagedPopulationSmsVoice)
        || lists(Rule::ManagedPopulationAllMfa)
        || (authenticator && lists(Rule::AuthenticatorAfterSmsVoiceOnly))
        || (!authenticator && lists(Rule::PasskeyAfterAnyMfa));
    // Every text has those with a text message or a call in it.
    if !says_whom && !Tri::of(method, no_phone).is_no() {
        board.open_by(Rule::StateDefaultIsManaged, Facts::unless_known(Fact::MfaMethod, &method));
    }
}

fn surface(case: &Case<'_>, board: &mut Board<'_>) {
    let surface = case.context.surface;
    let is = |wanted: Surface| move |surface: Surface| surface == wanted;
    if case.rules.lists(Rule::BrowserOnly) {
        let elsewhere = |surface| surface != Surface::Browser;
        return board.ask(Rule::BrowserOnly, Fact::Surface, surface, elsewhere);
    }
    board.ask_or_open(Rule::OobeNotNudged, Fact::Surface, surface, is(Surface::Oobe));
    let settings = is(Surface::WindowsSettingsView);
    board.ask_or_open(Rule::WindowsSettingsViewNotNudged, Fact::Surface, surface, settings);
    if case.rules.lists(Rule::EmbeddedViewsInSomeApps) {
        // On a phone an application of its own is for the rules on phones; elsewhere signing in from
        // one shows a browser view inside it.
        let application = match surface {
            Some(Surface::EmbeddedView) => Tri::Yes,
            Some(Surface::NativeApp) => Tri::of(case.context.os, is_mobile).not(),
            Some(Surface::Browser | Surface::Oobe | Surface::WindowsSettingsView) => Tri::No,
            None => Tri::Unknown,
        };
        let by = Facts::unless_known(Fact::Surface, &surface);
        let by = if surface == Some(Surface::NativeApp) {
            by.or(Facts::unless_known(Fact::Os, &case.context.os))
        } else {
            by
        };
        match application {
            Tri::No => board.put(Rule::EmbeddedViewsInSomeApps, Tri::No),
            Tri::Yes | Tri::Unknown => board.open_by(Rule::EmbeddedViewsInSomeApps, by),
        }
    } else {
        let application = |one| matches!(one, Surface::EmbeddedView | Surface::NativeApp);
        board.ask_or_open(Rule::BrowserOnly, Fact::Surface, surface, application);
    }
}

fn is_mobile(os: Os) -> bool {
    matches!(os, Os::Ios | Os::Android)
}

fn mobile(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let (os, surface) = (case.context.os, case.context.surface);
    let lists = |rule| case.rules.lists(rule);
    if lists(Rule::MobileNever) {
        return board.ask(Rule::MobileNever, Fact::Os, os, is_mobile);
    }
    let by = Facts::unless_known(Fact::Os, &os);
    let said = match setting.target {
        Some(Method::MicrosoftAuthenticator) if lists(Rule::AuthenticatorMobileNever) => {
            return board.ask(Rule::AuthenticatorMobileNever, Fact::Os, os, is_mobile);
        }
        Some(Method::Fido2) => {
            let native = Tri::of(surface, |surface| surface == Surface::NativeApp);
            let android = Tri::of(os, |os| os == Os::Android);
            let by = by.or(Facts::unless_known(Fact::Surface, &surface));
            board.put_by(Rule::PasskeyNativeAndroidNotNudged, android.and(native), by);
            let ios = Tri::of(os, |os| os == Os::Ios);
            let of = |rule, is: Tri| if lists(rule) { is } else { Tri::No };
            of(Rule::PasskeyMobileBrowser, native.not())
                .or(of(Rule::PasskeyNativeIos, native.and(ios)))
                .or(of(Rule::PasskeyNativeAndroidNotNudged, native.and(android)))
        }
        Some(Method::MicrosoftAuthenticator) | None => Tri::No,
    };
    // Where every place is said, none is left open, whichever it is.
    let all =
        [Rule::PasskeyMobileBrowser, Rule::PasskeyNativeIos, Rule::PasskeyNativeAndroidNotNudged];
    let all_said = setting.asks_for(Method::Fido2) && all.into_iter().all(lists);
    if !all_said && !Tri::of(os, is_mobile).and(said.not()).is_no() {
        board.open_by(Rule::MobileNever, by);
    }
}

fn linux(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    if !case.rules.lists(Rule::LinuxNotNudged) {
        return;
    }
    let os = case.context.os;
    let linux = Tri::of(os, |os| os == Os::Linux);
    let by = Facts::unless_known(Fact::Os, &os);
    match (setting.target, case.rules.authenticator_on_linux) {
        (Some(Method::Fido2), _) => board.put_by(Rule::LinuxNotNudged, linux, by),
        (Some(Method::MicrosoftAuthenticator), OnLinux::AsElsewhere) => {}
        (Some(Method::MicrosoftAuthenticator), OnLinux::Open) | (None, _) if linux.is_no() => {
            board.put(Rule::LinuxNotNudged, Tri::No);
        }
        (Some(Method::MicrosoftAuthenticator), OnLinux::Open) | (None, _) => {
            board.open_by(Rule::LinuxNotNudged, by);
        }
    }
}
