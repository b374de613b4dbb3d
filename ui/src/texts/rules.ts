// The documented rules of a campaign, a sentence each, as they stand in docs/rules.md. A rule without a
// sentence does not compile.
import type { Rule } from "../../bindings/Rule";

export const rules: Record<Rule, string> = {
  "state-disabled-is-off": "A campaign that is disabled asks nobody.",
  "one-method-at-a-time": "A campaign asks for one method, for Authenticator or for passkeys.",
  "authenticator-only-target": "A campaign can ask for Microsoft Authenticator only.",
  "state-default-is-managed": "A campaign with the state “default” is run by Microsoft’s own values.",
  "sso-session-not-nudged": "Whoever is signed in already is not asked.",
  "interactive-sign-in-only": "Only a sign-in with somebody there can ask.",
  "mfa-must-complete": "People are asked after MFA in the same sign-in, not without it.",
  "entra-mfa-only": "People are asked only where Microsoft Entra itself does the MFA.",
  "authenticator-after-sms-voice-only": "A campaign for Authenticator asks only after MFA by text message or call.",
  "managed-population-sms-voice": "A Microsoft managed campaign is for people whose MFA is a text message or a call.",
  "ca-blocks-registration-page":
    "Where Conditional Access blocks the page for security information, nobody is asked.",
  "ca-conditions-apply-first":
    "Conditions of Conditional Access on registering, such as a network, come before the question.",
  "tou-screen-suppresses": "A sign-in that shows terms of use does not ask.",
  "custom-controls-redirect-suppresses": "A sign-in that custom controls lead elsewhere does not ask.",
  "same-session-registration-not-nudged":
    "Whoever has just registered another method is not asked in the same session.",
  "oobe-not-nudged": "The first set-up of a computer does not ask.",
  "windows-settings-view-not-nudged": "Windows settings do not ask.",
  "embedded-views-in-some-apps": "Browser views in some applications can ask; which ones no document says.",
  "browser-only": "Only browsers can ask, applications cannot.",
  "mobile-never": "Phones and tablets do not ask.",
  "authenticator-mobile-never": "A campaign for Authenticator does not ask on phones and tablets.",
  "passkey-native-android-not-nudged": "Applications on Android do not ask yet.",
  "linux-not-nudged": "People on Linux are not asked for a passkey.",
  "exclude-beats-include": "They are excluded, included or not.",
  "not-included": "They are not included.",
  "guest-passkey-not-nudged": "Guests are not asked for passkeys.",
  "authenticator-enabled-required": "Authenticator has to be on for a person before a campaign asks for it.",
  "authenticator-passwordless-mode-not-eligible":
    "With Authenticator in the mode Passwordless nobody is asked for it.",
  "fido2-enabled-required": "Passkeys have to be on before a campaign asks for one.",
  "self-service-required":
    "People have to be allowed to register passkeys themselves before a campaign asks for one.",
  "user-in-method-scope": "The method itself is not aimed at them.",
  "managed-restricted-profile-not-nudged":
    "A Microsoft managed campaign does not ask people whose passkey profile restricts anything.",
  "managed-eligible-profile-needed":
    "A Microsoft managed campaign asks for a passkey only where one of the person’s profiles is eligible.",
  "authenticator-push-already-set": "They have Authenticator set up for push.",
  "any-passkey-account-wide": "One registered passkey is enough, on every device.",
  "profile-aaguid-one-eligible-stops-all":
    "Under a profile that lists models one passkey that fits is enough, on every device.",
  "profile-attested-one-eligible-stops-all":
    "Under a profile with attestation one passkey that fits is enough, on every device.",
  "local-passkey-matrix": "A passkey that they have counts on this system and browser.",
  "required-close-nudged-next-sign-in":
    "Whoever closes a prompt that cannot be skipped meets it at the next sign-in.",
  "snooze-not-elapsed": "They skipped, and the days to snooze are not over.",
  "managed-authenticator-limited-three":
    "A Microsoft managed campaign for Authenticator allows three skips, then set-up is required.",
  "limited-three-then-required": "Three skips are used up: set-up is required.",
  "free-trial-three-snoozes": "With a free or trial subscription three skips are allowed.",
  "managed-unlimited-snoozes": "In a Microsoft managed campaign people may skip without end.",
  "unlimited-snoozes": "With the limit off people may skip without end.",
  "snooze-zero-every-mfa": "With no days to snooze people are asked at every MFA.",
  "eligible-nudge": "Nothing stands against it: they are asked and may skip.",
  "managed-settings-not-configurable":
    "Of a Microsoft managed campaign only the people are the administrator’s; method and snoozes are Microsoft’s.",
  "managed-value-is-enabled": "Microsoft’s own value for the campaign is on.",
  "managed-population-all-mfa": "A Microsoft managed campaign is for everybody who can do MFA.",
  "managed-target-passkey": "A Microsoft managed campaign asks for passkeys.",
  "managed-aaguid-keeps-authenticator":
    "Where the passkey policy names models, a Microsoft managed campaign goes on asking for Authenticator.",
  "managed-picks-method-by-enablement":
    "A Microsoft managed campaign asks for a passkey where passkeys are on for the person, else for Authenticator.",
  "managed-snooze-one-day": "In a Microsoft managed campaign a snooze lasts one day.",
  "managed-one-eligible-profile-is-enough": "One eligible profile is enough, whatever the others are.",
  "managed-exclude-block-lists-ignored": "What a block list names does not count when profiles are looked at.",
  "managed-attested-ignores-key-restrictions":
    "With enforced attestation the list of models does not count when profiles are looked at.",
  "enabled-any-profile": "A campaign that an administrator enabled asks whatever the passkey profile is.",
  "passkey-after-any-mfa": "A campaign for passkeys asks after MFA of any kind.",
  "passkey-mobile-browser": "A campaign for passkeys asks in browsers on phones and tablets.",
  "passkey-native-ios": "A campaign for passkeys asks in applications on iOS.",
  "all-users-target": "The target all_users is everybody.",
  "guest-nudged-if-included": "Guests who are included are asked.",
  "totp-only-still-nudged": "Authenticator for codes only does not count as set up.",
  "third-party-app-still-nudged": "Another vendor’s authenticator does not keep anybody from being asked.",
  "hello-or-psso-alone-does-not-satisfy": "Windows Hello for Business alone, or Platform SSO alone, is not enough.",
  "profile-synced-only-counts-synced": "Under a profile for synced passkeys only synced ones count.",
  "profile-device-bound-only-counts-device-bound":
    "Under a profile for device-bound passkeys only device-bound ones count.",
  "snooze-count-persists": "Skips go on counting when the campaign changes.",
  "error-skip-not-counted": "A skip after registering failed does not count.",
  "close-is-snooze": "To close the browser is to skip.",
  "snooze-range-0-14": "A snooze lasts 0 to 14 days.",
  "snooze-tenant-wide": "One snooze is for the whole organisation.",
  "skip-cannot-be-hidden": "Skip cannot be hidden; the limit with no days to snooze is the strictest there is.",
  "enabled-restricted-may-fail":
    "With a profile that restricts passkeys, people may be asked for one that they cannot register.",
  "passwordless-phone-not-a-target": "A campaign cannot ask for phone sign-in.",
  "no-license-needed": "A campaign needs MFA and no licence.",
  "no-end-date": "A campaign runs until somebody turns it off.",
  "other-features-may-prompt":
    "Other features may ask people to set something up: a prompt alone does not show that the campaign did.",
  "becomes-default-method": "Once set up, Authenticator is the default way to sign in.",
  "phone-method-kept": "The phone number stays as another way.",
};
