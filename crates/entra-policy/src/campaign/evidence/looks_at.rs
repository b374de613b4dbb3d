//! Which facts each rule looks at. A rule must not look at a fact that is not named here.

use crate::campaign::{fact::Fact, rule::Rule};

const SNOOZES: &[Fact] = &[Fact::History];
const LIMIT: &[Fact] = &[Fact::History, Fact::SnoozesLimited];
const STATE: &[Fact] = &[Fact::State];
const TARGET: &[Fact] = &[Fact::Target];
const MANAGED_PROFILES: &[Fact] = &[Fact::State, Fact::Profiles];
const HERE: &[Fact] = &[Fact::Credentials, Fact::Os, Fact::Browser, Fact::Profiles];
const PLACE: &[Fact] = &[Fact::Os, Fact::Surface];

pub(super) const fn facts(rule: Rule) -> &'static [Fact] {
    match rule {
        Rule::StateDisabledIsOff
        | Rule::StateDefaultIsManaged
        | Rule::ManagedSettingsNotConfigurable
        | Rule::ManagedValueIsEnabled
        | Rule::ManagedSnoozeOneDay
        | Rule::ManagedTargetPasskey
        | Rule::ManagedPopulationAllMfa => STATE,
        Rule::OneMethodAtATime | Rule::AuthenticatorOnlyTarget => TARGET,
        Rule::SsoSessionNotNudged => &[Fact::SsoSession],
        Rule::InteractiveSignInOnly => &[Fact::Interactive],
        Rule::MfaMustComplete
        | Rule::AuthenticatorAfterSmsVoiceOnly
        | Rule::ManagedPopulationSmsVoice
        | Rule::PasskeyAfterAnyMfa => &[Fact::MfaMethod],
        Rule::EntraMfaOnly => &[Fact::MfaProvider],
        Rule::CaBlocksRegistrationPage | Rule::CaConditionsApplyFirst => &[Fact::CaRegistration],
        Rule::TouScreenSuppresses => &[Fact::TermsOfUse],
        Rule::CustomControlsRedirectSuppresses => &[Fact::CustomControls],
        Rule::SameSessionRegistrationNotNudged => &[Fact::RegisteredOtherMethod],
        Rule::OobeNotNudged | Rule::WindowsSettingsViewNotNudged | Rule::BrowserOnly => {
            &[Fact::Surface]
        }
        Rule::EmbeddedViewsInSomeApps
        | Rule::PasskeyNativeAndroidNotNudged
        | Rule::PasskeyMobileBrowser
        | Rule::PasskeyNativeIos => PLACE,
        Rule::MobileNever | Rule::AuthenticatorMobileNever | Rule::LinuxNotNudged => &[Fact::Os],
        Rule::ExcludeBeatsInclude => &[Fact::Exclude, Fact::UserId, Fact::Groups],
        Rule::NotIncluded => &[Fact::Include, Fact::UserId, Fact::Groups],
        Rule::AllUsersTarget => &[Fact::Include],
        Rule::GuestPasskeyNotNudged | Rule::GuestNudgedIfIncluded => &[Fact::Guest],
        Rule::AuthenticatorEnabledRequired => {
            &[Fact::AuthenticatorEnabled, Fact::ViaMfaRegistrationPolicy]
        }
        Rule::AuthenticatorPasswordlessModeNotEligible => &[Fact::AuthenticatorMode],
        Rule::Fido2EnabledRequired => &[Fact::Fido2Enabled],
        Rule::SelfServiceRequired => &[Fact::Fido2SelfService],
        Rule::UserInMethodScope => &[Fact::Fido2UserInScope, Fact::AuthenticatorUserInScope],
        Rule::ManagedPicksMethodByEnablement => &[Fact::Fido2Enabled, Fact::Fido2UserInScope],
        Rule::ManagedRestrictedProfileNotNudged
        | Rule::ManagedEligibleProfileNeeded
        | Rule::ManagedAaguidKeepsAuthenticator
        | Rule::ManagedOneEligibleProfileIsEnough
        | Rule::ManagedExcludeBlockListsIgnored
        | Rule::ManagedAttestedIgnoresKeyRestrictions
        | Rule::EnabledAnyProfile
        | Rule::EnabledRestrictedMayFail => MANAGED_PROFILES,
        Rule::AuthenticatorPushAlreadySet | Rule::TotpOnlyStillNudged => {
            &[Fact::AuthenticatorPush, Fact::AuthenticatorTotp]
        }
        Rule::ThirdPartyAppStillNudged => &[Fact::MfaMethod, Fact::AuthenticatorTotp],
        Rule::AnyPasskeyAccountWide | Rule::HelloOrPssoAloneDoesNotSatisfy => &[Fact::Credentials],
        Rule::ProfileAaguidOneEligibleStopsAll | Rule::ProfileAttestedOneEligibleStopsAll => {
            &[Fact::Credentials, Fact::Profiles]
        }
        Rule::LocalPasskeyMatrix
        | Rule::ProfileSyncedOnlyCountsSynced
        | Rule::ProfileDeviceBoundOnlyCountsDeviceBound => HERE,
        Rule::RequiredCloseNudgedNextSignIn
        | Rule::ManagedAuthenticatorLimitedThree
        | Rule::ManagedUnlimitedSnoozes
        | Rule::SnoozeCountPersists
        | Rule::ErrorSkipNotCounted
        | Rule::CloseIsSnooze => SNOOZES,
        Rule::SnoozeNotElapsed | Rule::SnoozeZeroEveryMfa => &[Fact::History, Fact::SnoozeDuration],
        Rule::LimitedThreeThenRequired | Rule::UnlimitedSnoozes => LIMIT,
        Rule::FreeTrialThreeSnoozes => &[Fact::History, Fact::Subscription],
        Rule::EligibleNudge
        | Rule::SnoozeRange0To14
        | Rule::SnoozeTenantWide
        | Rule::SkipCannotBeHidden
        | Rule::PasswordlessPhoneNotATarget
        | Rule::NoLicenseNeeded
        | Rule::NoEndDate
        | Rule::OtherFeaturesMayPrompt
        | Rule::BecomesDefaultMethod
        | Rule::PhoneMethodKept => &[],
    }
}
