//! The documented rules of the campaign, each with the id that other programs rely on. An id must
//! never be renamed, and the order must never change what a verdict is, only which reason is named.

use std::fmt;

use serde::{Serialize, Serializer};

/// What a rule can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleKind {
    /// It can only stop the nudge.
    Gate,
    /// What the campaign asks for is there already.
    Satisfied,
    /// Timing and counting.
    Snooze,
    /// What counts as what, in timing and counting.
    Event,
    /// It decides a value, or says that something does not stop the nudge.
    Choice,
    /// It leads to the nudge.
    Nudge,
    /// Not a verdict.
    Note,
}

macro_rules! rules {
    ($($number:literal $rule:ident $kind:ident $id:literal)*) => {
        /// A documented rule. Those that can decide a verdict come first, in the order in which they
        /// are looked at; no document gives one, so it is our own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        pub enum Rule {
            $(
                #[doc = concat!("`", $id, "`.")]
                #[cfg_attr(feature = "bindings", ts(rename = $id))]
                $rule,
            )*
        }

        impl Rule {
            /// Every rule, in order.
            pub const ALL: &[Self] = &[$(Self::$rule),*];

            /// The rule's id.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$rule => $id,)* }
            }

            /// What it can do.
            pub const fn kind(self) -> RuleKind {
                match self { $(Self::$rule => RuleKind::$kind,)* }
            }

            const fn bit(self) -> u128 {
                match self { $(Self::$rule => 1 << $number,)* }
            }
        }
    };
}

rules! {
    0 StateDisabledIsOff Gate "state-disabled-is-off"
    // Where the target is chosen.
    1 OneMethodAtATime Choice "one-method-at-a-time"
    2 AuthenticatorOnlyTarget Choice "authenticator-only-target"
    3 StateDefaultIsManaged Choice "state-default-is-managed"
    4 SsoSessionNotNudged Gate "sso-session-not-nudged"
    5 InteractiveSignInOnly Gate "interactive-sign-in-only"
    6 MfaMustComplete Gate "mfa-must-complete"
    7 EntraMfaOnly Gate "entra-mfa-only"
    8 AuthenticatorAfterSmsVoiceOnly Gate "authenticator-after-sms-voice-only"
    9 ManagedPopulationSmsVoice Gate "managed-population-sms-voice"
    10 CaBlocksRegistrationPage Gate "ca-blocks-registration-page"
    11 CaConditionsApplyFirst Gate "ca-conditions-apply-first"
    12 TouScreenSuppresses Gate "tou-screen-suppresses"
    13 CustomControlsRedirectSuppresses Gate "custom-controls-redirect-suppresses"
    14 SameSessionRegistrationNotNudged Gate "same-session-registration-not-nudged"
    15 OobeNotNudged Gate "oobe-not-nudged"
    16 WindowsSettingsViewNotNudged Gate "windows-settings-view-not-nudged"
    17 EmbeddedViewsInSomeApps Choice "embedded-views-in-some-apps"
    18 BrowserOnly Gate "browser-only"
    19 MobileNever Gate "mobile-never"
    20 AuthenticatorMobileNever Gate "authenticator-mobile-never"
    21 PasskeyNativeAndroidNotNudged Gate "passkey-native-android-not-nudged"
    22 LinuxNotNudged Gate "linux-not-nudged"
    23 ExcludeBeatsInclude Gate "exclude-beats-include"
    24 NotIncluded Gate "not-included"
    25 GuestPasskeyNotNudged Gate "guest-passkey-not-nudged"
    26 AuthenticatorEnabledRequired Gate "authenticator-enabled-required"
    27 AuthenticatorPasswordlessModeNotEligible Gate "authenticator-passwordless-mode-not-eligible"
    28 Fido2EnabledRequired Gate "fido2-enabled-required"
    29 SelfServiceRequired Gate "self-service-required"
    30 UserInMethodScope Gate "user-in-method-scope"
    31 ManagedRestrictedProfileNotNudged Gate "managed-restricted-profile-not-nudged"
    32 ManagedEligibleProfileNeeded Gate "managed-eligible-profile-needed"
    33 AuthenticatorPushAlreadySet Satisfied "authenticator-push-already-set"
    34 AnyPasskeyAccountWide Satisfied "any-passkey-account-wide"
    35 ProfileAaguidOneEligibleStopsAll Satisfied "profile-aaguid-one-eligible-stops-all"
    36 ProfileAttestedOneEligibleStopsAll Satisfied "profile-attested-one-eligible-stops-all"
    37 LocalPasskeyMatrix Satisfied "local-passkey-matrix"
    38 RequiredCloseNudgedNextSignIn Event "required-close-nudged-next-sign-in"
    39 SnoozeNotElapsed Snooze "snooze-not-elapsed"
    40 ManagedAuthenticatorLimitedThree Snooze "managed-authenticator-limited-three"
    41 LimitedThreeThenRequired Snooze "limited-three-then-required"
    42 FreeTrialThreeSnoozes Snooze "free-trial-three-snoozes"
    43 ManagedUnlimitedSnoozes Snooze "managed-unlimited-snoozes"
    44 UnlimitedSnoozes Snooze "unlimited-snoozes"
    45 SnoozeZeroEveryMfa Snooze "snooze-zero-every-mfa"
    46 EligibleNudge Nudge "eligible-nudge"
    // From here on: what never decides by itself.
    47 ManagedSettingsNotConfigurable Choice "managed-settings-not-configurable"
    48 ManagedValueIsEnabled Choice "managed-value-is-enabled"
    49 ManagedPopulationAllMfa Choice "managed-population-all-mfa"
    50 ManagedTargetPasskey Choice "managed-target-passkey"
    51 ManagedAaguidKeepsAuthenticator Choice "managed-aaguid-keeps-authenticator"
    52 ManagedPicksMethodByEnablement Choice "managed-picks-method-by-enablement"
    53 ManagedSnoozeOneDay Snooze "managed-snooze-one-day"
    54 ManagedOneEligibleProfileIsEnough Choice "managed-one-eligible-profile-is-enough"
    55 ManagedExcludeBlockListsIgnored Choice "managed-exclude-block-lists-ignored"
    56 ManagedAttestedIgnoresKeyRestrictions Choice "managed-attested-ignores-key-restrictions"
    57 EnabledAnyProfile Choice "enabled-any-profile"
    58 PasskeyAfterAnyMfa Choice "passkey-after-any-mfa"
    59 PasskeyMobileBrowser Choice "passkey-mobile-browser"
    60 PasskeyNativeIos Choice "passkey-native-ios"
    61 AllUsersTarget Choice "all-users-target"
    62 GuestNudgedIfIncluded Choice "guest-nudged-if-included"
    63 TotpOnlyStillNudged Choice "totp-only-still-nudged"
    64 ThirdPartyAppStillNudged Choice "third-party-app-still-nudged"
    65 HelloOrPssoAloneDoesNotSatisfy Choice "hello-or-psso-alone-does-not-satisfy"
    66 ProfileSyncedOnlyCountsSynced Satisfied "profile-synced-only-counts-synced"
    67 ProfileDeviceBoundOnlyCountsDeviceBound Satisfied
        "profile-device-bound-only-counts-device-bound"
    68 SnoozeCountPersists Event "snooze-count-persists"
    69 ErrorSkipNotCounted Event "error-skip-not-counted"
    70 CloseIsSnooze Event "close-is-snooze"
    71 SnoozeRange0To14 Note "snooze-range-0-14"
    72 SnoozeTenantWide Note "snooze-tenant-wide"
    73 SkipCannotBeHidden Note "skip-cannot-be-hidden"
    74 EnabledRestrictedMayFail Note "enabled-restricted-may-fail"
    75 PasswordlessPhoneNotATarget Note "passwordless-phone-not-a-target"
    76 NoLicenseNeeded Note "no-license-needed"
    77 NoEndDate Note "no-end-date"
    78 OtherFeaturesMayPrompt Note "other-features-may-prompt"
    79 BecomesDefaultMethod Note "becomes-default-method"
    80 PhoneMethodKept Note "phone-method-kept"
}

impl Rule {
    /// The rule with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.id() == id)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.id())
    }
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// A set of rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules(u128);

impl Rules {
    /// None.
    pub const NONE: Self = Self(0);

    /// These.
    pub const fn of(list: &[Rule]) -> Self {
        let (mut bits, mut left) = (0, list);
        while let [first, rest @ ..] = left {
            bits |= first.bit();
            left = rest;
        }
        Self(bits)
    }

    /// Whether the rule is among them.
    pub const fn has(self, rule: Rule) -> bool {
        self.0 & rule.bit() != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These and that one.
    #[must_use]
    pub const fn with(self, rule: Rule) -> Self {
        Self(self.0 | rule.bit())
    }

    /// These without that one.
    #[must_use]
    pub const fn without(self, rule: Rule) -> Self {
        Self(self.0 & !rule.bit())
    }

    /// Those in both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in either.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those here that are not there.
    #[must_use]
    pub const fn but_not(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The first in order.
    pub fn first(self) -> Option<Rule> {
        let at = usize::try_from(self.0.trailing_zeros()).ok()?;
        Rule::ALL.get(at).copied()
    }

    /// All, in order.
    pub fn iter(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |rule| self.has(*rule))
    }
}
