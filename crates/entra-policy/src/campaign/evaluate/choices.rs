//! Rules that decide a value, or say that something does not stop a nudge: noted for whoever asks why.
//! None of them may decide a verdict here.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    facts::{Credential, ListEffect, Profile, Restrictions, Target, Who},
    kind::CredentialKind,
    profile,
    rule::Rule,
    tri::Tri,
    word::{Method, MfaMethod, Os, Surface},
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    if setting.target.is_some() {
        board.put(Rule::OneMethodAtATime, Tri::Yes);
        board.put(Rule::AuthenticatorOnlyTarget, Tri::Yes);
    }
    if setting.managed {
        managed(setting, case, board);
    }
    let targets = case.campaign.include.as_deref();
    let everybody = |all: &[_]| all.iter().any(|one: &Target| one.who == Who::Everybody);
    board.put(Rule::AllUsersTarget, Tri::of(targets, everybody));
    if case.user.guest != Some(false) {
        board.put(Rule::GuestNudgedIfIncluded, case.user.guest.into());
    }
    match setting.target {
        Some(Method::MicrosoftAuthenticator) => authenticator(case, board),
        Some(Method::Fido2) => passkey(case, setting, board),
        None => {}
    }
    snoozes(case, board);
}

fn managed(setting: &Setting, case: &Case<'_>, board: &mut Board<'_>) {
    let passkey = setting.asks_for(Method::Fido2);
    board.put(Rule::ManagedSettingsNotConfigurable, Tri::Yes);
    board.put(Rule::ManagedValueIsEnabled, Tri::Yes);
    board.put(Rule::ManagedPopulationAllMfa, Tri::Yes);
    board.put(Rule::ManagedSnoozeOneDay, Tri::Yes);
    board.put(Rule::ManagedPicksMethodByEnablement, Tri::Yes);
    board.put(Rule::ManagedTargetPasskey, passkey.into());
    board.put(Rule::ManagedAaguidKeepsAuthenticator, Tri::from(!passkey));
    let Some(profiles) = case.user.profiles.as_deref().filter(|_| passkey) else { return };
    board.put(Rule::ManagedOneEligibleProfileIsEnough, Tri::from(profiles.len() > 1));
    let named = |one| profile::names_models(one);
    let blocks = |one: &_| match one {
        Restrictions::List { effect, .. } => Tri::of(*effect, |effect| effect == ListEffect::Block),
        Restrictions::None => Tri::No,
        Restrictions::Unknown => Tri::Unknown,
    };
    let block = profiles.iter().map(|one| named(one).and(blocks(&one.restrictions)));
    board.put(Rule::ManagedExcludeBlockListsIgnored, Tri::any(block));
    let attested = profiles.iter().map(|one| Tri::from(one.attestation).and(named(one)));
    board.put(Rule::ManagedAttestedIgnoresKeyRestrictions, Tri::any(attested));
}

fn authenticator(case: &Case<'_>, board: &mut Board<'_>) {
    let (push, totp) = (case.user.authenticator_push, case.user.authenticator_totp);
    let codes_only = Tri::from(totp).and(Tri::from(push).not());
    board.put(Rule::TotpOnlyStillNudged, codes_only);
    let code = Tri::of(case.context.mfa_method, |method| method == MfaMethod::Totp);
    board.put(Rule::ThirdPartyAppStillNudged, code.and(Tri::from(totp).not()));
}

fn passkey(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    let (os, surface) = (case.context.os, case.context.surface);
    let done = Tri::of(case.context.mfa_method, |method| method != MfaMethod::None);
    board.put(Rule::PasskeyAfterAnyMfa, done);
    let code = Tri::of(case.context.mfa_method, |method| method == MfaMethod::Totp);
    board.put(Rule::ThirdPartyAppStillNudged, code);
    let native = Tri::of(surface, |surface| surface == Surface::NativeApp);
    let mobile = Tri::of(os, |os| matches!(os, Os::Ios | Os::Android));
    let ios = Tri::of(os, |os| os == Os::Ios);
    board.put(Rule::PasskeyMobileBrowser, mobile.and(native.not()));
    board.put(Rule::PasskeyNativeIos, ios.and(native));
    let alone = Tri::of(case.user.credentials.as_deref(), |all| {
        use CredentialKind::{MacPlatformSso, WindowsHelloForBusiness};
        let is =
            |one: &Credential| matches!(one.kind, Some(WindowsHelloForBusiness | MacPlatformSso));
        !all.is_empty() && all.iter().all(is)
    });
    board.put(Rule::HelloOrPssoAloneDoesNotSatisfy, alone);
    let profiles = case.user.profiles.as_deref();
    let any = |is: &dyn Fn(&Profile) -> Tri| {
        profiles.map_or(Tri::Unknown, |all| Tri::any(all.iter().map(is)))
    };
    let synced = any(&|one| Tri::from(one.synced).and(Tri::from(one.device_bound).not()));
    let bound = any(&|one| Tri::from(one.device_bound).and(Tri::from(one.synced).not()));
    board.put(Rule::ProfileSyncedOnlyCountsSynced, synced);
    board.put(Rule::ProfileDeviceBoundOnlyCountsDeviceBound, bound);
    if !setting.managed {
        board.put(Rule::EnabledAnyProfile, Tri::Yes);
        let restricted = any(&|one| profile::restricts(one, false));
        board.put(Rule::EnabledRestrictedMayFail, restricted);
    }
}

fn snoozes(case: &Case<'_>, board: &mut Board<'_>) {
    let snoozes = case.snoozes;
    let some = |count: u32| count > 0;
    let put =
        |board: &mut Board<'_>, rule, count: Option<u32>| board.put(rule, Tri::of(count, some));
    put(board, Rule::CloseIsSnooze, snoozes.map(|all| all.closes.count));
    put(board, Rule::ErrorSkipNotCounted, snoozes.map(|all| all.error_skips.count));
    put(board, Rule::SnoozeCountPersists, snoozes.map(|all| all.skips.before_change));
}
