//! The documented rules of the campaign in words, one sentence each; docs/rules.md has the same. A rule
//! without a sentence does not compile.

use entra_policy::campaign::Rule;

/// The rule in a sentence.
pub(crate) fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::StateDisabledIsOff => "A campaign that is disabled asks nobody.",
        Rule::StateDefaultIsManaged => {
            "A campaign with the state \"default\" is run by Microsoft's own values."
        }
        Rule::ManagedSettingsNotConfigurable => {
            "Of a Microsoft managed campaign only the people are the administrator's; method \
             and snoozes are Microsoft's."
        }
        Rule::ManagedValueIsEnabled => "Microsoft's own value for the campaign is on.",
        Rule::ManagedPopulationSmsVoice => {
            "A Microsoft managed campaign is for people whose MFA is a text message or a \
             call."
        }
        Rule::ManagedPopulationAllMfa => {
            "A Microsoft managed campaign is for everybody who can do MFA."
        }
        Rule::ManagedTargetPasskey => "A Microsoft managed campaign asks for passkeys.",
        Rule::ManagedAaguidKeepsAuthenticator => {
            "Where the passkey policy names models, a Microsoft managed campaign goes on \
             asking for Authenticator."
        }
        Rule::ManagedPicksMethodByEnablement => {
            "A Microsoft managed campaign asks for a passkey where passkeys are on for the \
             person, else for Authenticator."
        }
        Rule::ManagedSnoozeOneDay => "In a Microsoft managed campaign a snooze lasts one day.",
        Rule::ManagedUnlimitedSnoozes => {
            "In a Microsoft managed campaign people may skip without end."
        }
        Rule::ManagedAuthenticatorLimitedThree => {
            "A Microsoft managed campaign for Authenticator allows three skips, then set-up \
             is required."
        }
        Rule::OneMethodAtATime => {
            "A campaign asks for one method, for Authenticator or for passkeys."
        }
        Rule::AuthenticatorOnlyTarget => "A campaign can ask for Microsoft Authenticator only.",
        Rule::PasswordlessPhoneNotATarget => "A campaign cannot ask for phone sign-in.",
        Rule::NoLicenseNeeded => "A campaign needs MFA and no licence.",
        Rule::NoEndDate => "A campaign runs until somebody turns it off.",
        Rule::OtherFeaturesMayPrompt => {
            "Other features may ask people to set something up: a prompt alone does not show \
             that the campaign did."
        }
        Rule::MfaMustComplete => "People are asked after MFA in the same sign-in, not without it.",
        Rule::EntraMfaOnly => "People are asked only where Microsoft Entra itself does the MFA.",
        Rule::SsoSessionNotNudged => "Whoever is signed in already is not asked.",
        Rule::InteractiveSignInOnly => "Only a sign-in with somebody there can ask.",
        Rule::AuthenticatorAfterSmsVoiceOnly => {
            "A campaign for Authenticator asks only after MFA by text message or call."
        }
        Rule::PasskeyAfterAnyMfa => "A campaign for passkeys asks after MFA of any kind.",
        Rule::SameSessionRegistrationNotNudged => {
            "Whoever has just registered another method is not asked in the same session."
        }
        Rule::CaConditionsApplyFirst => {
            "Conditions of Conditional Access on registering, such as a network, come before \
             the question."
        }
        Rule::CaBlocksRegistrationPage => {
            "Where Conditional Access blocks the page for security information, nobody is \
             asked."
        }
        Rule::TouScreenSuppresses => "A sign-in that shows terms of use does not ask.",
        Rule::CustomControlsRedirectSuppresses => {
            "A sign-in that custom controls lead elsewhere does not ask."
        }
        Rule::BrowserOnly => "Only browsers can ask, applications cannot.",
        Rule::EmbeddedViewsInSomeApps => {
            "Browser views in some applications can ask; which ones no document says."
        }
        Rule::OobeNotNudged => "The first set-up of a computer does not ask.",
        Rule::WindowsSettingsViewNotNudged => "Windows settings do not ask.",
        Rule::MobileNever => "Phones and tablets do not ask.",
        Rule::AuthenticatorMobileNever => {
            "A campaign for Authenticator does not ask on phones and tablets."
        }
        Rule::PasskeyMobileBrowser => {
            "A campaign for passkeys asks in browsers on phones and tablets."
        }
        Rule::PasskeyNativeIos => "A campaign for passkeys asks in applications on iOS.",
        Rule::PasskeyNativeAndroidNotNudged => "Applications on Android do not ask yet.",
        Rule::LinuxNotNudged => "People on Linux are not asked for a passkey.",
        Rule::ExcludeBeatsInclude => "Whoever is excluded is not asked, included or not.",
        Rule::NotIncluded => "Only people who are included are asked.",
        Rule::AllUsersTarget => "The target all_users is everybody.",
        Rule::GuestNudgedIfIncluded => "Guests who are included are asked.",
        Rule::GuestPasskeyNotNudged => "Guests are not asked for passkeys.",
        Rule::AuthenticatorEnabledRequired => {
            "Authenticator has to be on for a person before a campaign asks for it."
        }
        Rule::AuthenticatorPasswordlessModeNotEligible => {
            "With Authenticator in the mode Passwordless nobody is asked for it."
        }
        Rule::Fido2EnabledRequired => "Passkeys have to be on before a campaign asks for one.",
        Rule::SelfServiceRequired => {
            "People have to be allowed to register passkeys themselves before a campaign asks \
             for one."
        }
        Rule::UserInMethodScope => "A person has to be in the scope of the method itself, too.",
        Rule::ManagedRestrictedProfileNotNudged => {
            "A Microsoft managed campaign does not ask people whose passkey profile restricts \
             anything."
        }
        Rule::ManagedEligibleProfileNeeded => {
            "A Microsoft managed campaign asks for a passkey only where one of the person's \
             profiles is eligible."
        }
        Rule::ManagedOneEligibleProfileIsEnough => {
            "One eligible profile is enough, whatever the others are."
        }
        Rule::ManagedExcludeBlockListsIgnored => {
            "What a block list names does not count when profiles are looked at."
        }
        Rule::ManagedAttestedIgnoresKeyRestrictions => {
            "With enforced attestation the list of models does not count when profiles are \
             looked at."
        }
        Rule::EnabledAnyProfile => {
            "A campaign that an administrator enabled asks whatever the passkey profile is."
        }
        Rule::EnabledRestrictedMayFail => {
            "With a profile that restricts passkeys, people may be asked for one that they \
             cannot register."
        }
        Rule::AuthenticatorPushAlreadySet => {
            "Whoever has Authenticator set up for push is not asked for it."
        }
        Rule::TotpOnlyStillNudged => "Authenticator for codes only does not count as set up.",
        Rule::ThirdPartyAppStillNudged => {
            "Another vendor's authenticator does not keep anybody from being asked."
        }
        Rule::AnyPasskeyAccountWide => "One registered passkey is enough, on every device.",
        Rule::HelloOrPssoAloneDoesNotSatisfy => {
            "Windows Hello for Business alone, or Platform SSO alone, is not enough."
        }
        Rule::LocalPasskeyMatrix => {
            "A passkey that the matrix has a mark for on this system and browser is enough \
             here."
        }
        Rule::ProfileSyncedOnlyCountsSynced => {
            "Under a profile for synced passkeys only synced ones count."
        }
        Rule::ProfileDeviceBoundOnlyCountsDeviceBound => {
            "Under a profile for device-bound passkeys only device-bound ones count."
        }
        Rule::ProfileAaguidOneEligibleStopsAll => {
            "Under a profile that lists models one passkey that fits is enough, on every \
             device."
        }
        Rule::ProfileAttestedOneEligibleStopsAll => {
            "Under a profile with attestation one passkey that fits is enough, on every \
             device."
        }
        Rule::SnoozeRange0To14 => "A snooze lasts 0 to 14 days.",
        Rule::SnoozeNotElapsed => "After a skip nobody is asked until the days to snooze are over.",
        Rule::SnoozeZeroEveryMfa => "With no days to snooze people are asked at every MFA.",
        Rule::SnoozeTenantWide => "One snooze is for the whole organisation.",
        Rule::LimitedThreeThenRequired => {
            "With the limit on, three skips are allowed, then set-up is required."
        }
        Rule::UnlimitedSnoozes => "With the limit off people may skip without end.",
        Rule::FreeTrialThreeSnoozes => "With a free or trial subscription three skips are allowed.",
        Rule::SnoozeCountPersists => "Skips go on counting when the campaign changes.",
        Rule::ErrorSkipNotCounted => "A skip after registering failed does not count.",
        Rule::CloseIsSnooze => "To close the browser is to skip.",
        Rule::RequiredCloseNudgedNextSignIn => {
            "Whoever closes a prompt that cannot be skipped meets it at the next sign-in."
        }
        Rule::SkipCannotBeHidden => {
            "Skip cannot be hidden; the limit with no days to snooze is the strictest there \
             is."
        }
        Rule::BecomesDefaultMethod => "Once set up, Authenticator is the default way to sign in.",
        Rule::PhoneMethodKept => "The phone number stays as another way.",
        Rule::EligibleNudge => "Nothing stands against it: the person is asked and may skip.",
    }
}
