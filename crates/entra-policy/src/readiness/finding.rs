//! What a check came to. An outcome must carry what it was read from.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{change::Change, reading::Unread};
use crate::campaign::word::words;

words! {
    /// The checks, by their ids.
    #[cfg_attr(feature = "bindings", ts(rename = "ReadinessCheck"))]
    Check {
        /// Graph answers the signed-in account.
        GraphPermission "graph-permission"
        /// Microsoft Authenticator is on.
        AuthEnabled "auth-enabled"
        /// It is aimed at somebody.
        AuthTargets "auth-targets"
        /// Its mode allows phone sign-in.
        AuthModePasswordless "auth-mode-passwordless"
        /// Its mode lets a campaign ask for it.
        AuthModeCampaign "auth-mode-campaign"
        /// Passkeys are on.
        FidoEnabled "fido-enabled"
        /// They are aimed at somebody.
        FidoTargets "fido-targets"
        /// Passkeys can be registered at all.
        FidoSelfService "fido-self-service"
        /// Attestation is enforced.
        FidoAttestation "fido-attestation"
        /// Lists of models make sense.
        FidoKeyRestrictions "fido-key-restrictions"
        /// Targets and profiles fit together.
        FidoProfileConsistency "fido-profile-consistency"
        /// Windows Hello for Business is configured.
        WhfbPolicy "whfb-policy"
        /// Two administrators are in the pilot.
        PilotAdmins "pilot-admins"
        /// Each administrator has two ways in.
        AdminTwoMethods "admin-two-methods"
        /// Nobody has only phone numbers and codes.
        SmsOnlyUsers "sms-only-users"
        /// The old policies decide nothing any more.
        LegacyMigration "legacy-migration"
        /// A campaign runs.
        CampaignState "campaign-state"
        /// Its limit of snoozes is known.
        CampaignLimit "campaign-limit"
        /// This program is the latest.
        ToolCurrent "tool-current"
        /// Passkeys are aimed at the person.
        UserInFidoScope "user-in-fido-scope"
        /// Authenticator is aimed at the person.
        UserInAuthScope "user-in-auth-scope"
        /// The person has the wanted method.
        UserRegistered "user-registered"
        /// The person is no guest.
        UserGuest "user-guest"
        /// The key in hand satisfies a profile of the person.
        UserProfileFit "user-profile-fit"
        /// A Temporary Access Pass is usable, or none is there.
        UserTap "user-tap"
        /// The browser can make passkeys.
        BrowserWebauthn "browser-webauthn"
        /// The policy takes the key's model.
        KeyModelAllowed "key-model-allowed"
        /// The key's attestation is what enforced attestation needs.
        KeyAttestationFit "key-attestation-fit"
        /// The key can do what Entra needs of one.
        KeyCapabilities "key-capabilities"
        /// Another key would be taken.
        KeyKnownGood "key-known-good"
        /// Windows is new enough for Windows Hello for Business.
        WhfbOs "whfb-os"
        /// The computer has a TPM.
        WhfbTpm "whfb-tpm"
        /// The computer is joined.
        WhfbJoin "whfb-join"
        /// No policy of the computer contradicts another.
        WhfbPolicyConflict "whfb-policy-conflict"
        /// Windows Hello for Business has a key here, and Entra knows it.
        WhfbKey "whfb-key"
    }
}

words! {
    /// What a check came to.
    #[cfg_attr(feature = "bindings", ts(rename = "ReadinessOutcome"))]
    Outcome {
        /// As it should be.
        Pass "pass"
        /// Not as it should be.
        Fail "fail"
        /// It could be better, and may be meant.
        Advice "advice"
        /// It could not be told.
        Unknown "unknown"
    }
}

words! {
    /// Why a check did not pass.
    #[cfg_attr(feature = "bindings", ts(rename = "NotReady"))]
    Why {
        /// The method is off.
        MethodOff "method-off"
        /// It is aimed at nobody.
        NoTargets "no-targets"
        /// A target has mode Push only.
        PushOnly "push-only"
        /// A target has mode Passwordless only.
        PasswordlessOnly "passwordless-only"
        /// Registration is off for everybody, administrators too.
        SelfServiceOff "self-service-off"
        /// Attestation is not enforced.
        AttestationOff "attestation-off"
        /// An allow list without a model admits nobody.
        AllowListEmpty "allow-list-empty"
        /// A model is listed twice.
        ListedTwice "listed-twice"
        /// A listed model makes passkeys of a type that the profile does not allow.
        TypeContradicts "type-contradicts"
        /// Of a listed model it is not known what it makes.
        ModelUnknown "model-unknown"
        /// No list restricts models.
        ModelsNotRestricted "models-not-restricted"
        /// A target names a profile that is not there.
        ProfileMissing "profile-missing"
        /// A target names none.
        TargetWithoutProfile "target-without-profile"
        /// A new target needs a profile, and nobody has chosen one.
        ProfileNotChosen "profile-not-chosen"
        /// The organisation has no profiles.
        BeforeProfiles "before-profiles"
        /// It stands elsewhere.
        ConfiguredElsewhere "configured-elsewhere"
        /// No pilot group was named.
        PilotNotNamed "pilot-not-named"
        /// Fewer than two administrators.
        FewAdmins "few-admins"
        /// An administrator has fewer than two ways in.
        OneWayIn "one-way-in"
        /// People have only phone numbers and codes.
        PhishableOnly "phishable-only"
        /// The migration is not finished.
        MigrationUnfinished "migration-unfinished"
        /// The campaign is off.
        CampaignOff "campaign-off"
        /// The campaign is not valid.
        CampaignInvalid "campaign-invalid"
        /// Only v1.0 was read, which leaves it out.
        OnlyV1 "only-v1"
        /// Nobody named the latest version, and no server is asked.
        NotCompared "not-compared"
        /// A later version is known of.
        LaterVersion "later-version"
        /// Targets of the person have different modes.
        TargetsDiffer "targets-differ"
        /// The person is excluded.
        Excluded "excluded"
        /// The person is not included.
        NotIncluded "not-included"
        /// It depends on groups that could not be read.
        GroupsUnknown "groups-unknown"
        /// The wanted method is not there.
        NotRegistered "not-registered"
        /// Guests cannot register passkeys.
        Guest "guest"
        /// No key was read.
        NoKey "no-key"
        /// No profile of the person admits the key.
        NoProfileFits "no-profile-fits"
        /// Only a registration shows it: attestation is enforced.
        OnlyARegistrationShows "only-a-registration-shows"
        /// The pass is not usable.
        PassNotUsable "pass-not-usable"
        /// The pass is good later.
        PassNotYetValid "pass-not-yet-valid"
        /// The document does not say.
        NotSaid "not-said"
        /// It says a word that is not known here.
        WordUnknown "word-unknown"
        /// The policy does not say it, or says a word that is not known here.
        PolicyUnclear "policy-unclear"
        /// It may not be read.
        Forbidden "forbidden"
        /// Nobody agreed to a permission that it needs.
        PermissionMissing "permission-missing"
        /// The directory sees no premium licence, which it wants for this.
        LicenceMissing "licence-missing"
        /// Everything was agreed to: the account lacks a role.
        RoleMissing "role-missing"
        /// It could not be read.
        Failed "failed"
        /// The directory wants a new or a stronger sign-in for it.
        SignInNeeded "sign-in-needed"
        /// It could not be understood.
        Malformed "malformed"
        /// Nobody asked for it.
        NotAsked "not-asked"
        /// The browser cannot make passkeys.
        NoWebauthn "no-webauthn"
        /// No browser is installed.
        NoBrowser "no-browser"
        /// None is listed as installed, and one may be there that no list has.
        NoBrowserListed "no-browser-listed"
        /// Whether the browser can make passkeys is not known.
        BrowserUnknown "browser-unknown"
        /// No profile of the person takes the model.
        ModelNotAllowed "model-not-allowed"
        /// The key does not say its model.
        ModelUnread "model-unread"
        /// A link of the attestation does not hold.
        AttestationLacks "attestation-lacks"
        /// A link of the attestation could not be decided.
        AttestationOpen "attestation-open"
        /// No trial credential was made.
        NoTrial "no-trial"
        /// The key lacks something.
        CapabilityMissing "capability-missing"
        /// The key does not say whether it can do something.
        CapabilityUnknown "capability-unknown"
        /// No second key was read.
        NoSecondKey "no-second-key"
        /// The second key is refused too: it is not the key.
        SecondKeyRefused "second-key-refused"
        /// This computer does not run Windows.
        NotWindows "not-windows"
        /// Windows is older than Windows Hello for Business needs.
        WindowsTooOld "windows-too-old"
        /// There is no TPM.
        NoTpm "no-tpm"
        /// The computer is not joined.
        NotJoined "not-joined"
        /// One policy allows it and another one does not.
        PoliciesContradict "policies-contradict"
        /// A policy of the computer switches it off.
        HelloOff "hello-off"
        /// Windows Hello for Business has no key for this user here.
        NoHelloKey "no-hello-key"
        /// Entra knows none of this computer.
        NotThisDevice "not-this-device"
    }
}

/// What a check came to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Which.
    pub check: Check,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it did not pass.
    pub reason: Option<Why>,
    /// What it was read from.
    pub evidence: Map<String, Value>,
    /// The request that would mend it. It is sent only once a person has confirmed it.
    pub fix: Option<Change>,
}

impl Finding {
    fn new(check: Check, outcome: Outcome, reason: Option<Why>) -> Self {
        Self { check, outcome, reason, evidence: Map::new(), fix: None }
    }

    pub(super) fn pass(check: Check) -> Self {
        Self::new(check, Outcome::Pass, None)
    }

    pub(super) fn fail(check: Check, why: Why) -> Self {
        Self::new(check, Outcome::Fail, Some(why))
    }

    pub(super) fn advice(check: Check, why: Why) -> Self {
        Self::new(check, Outcome::Advice, Some(why))
    }

    pub(super) fn unknown(check: Check, why: Why) -> Self {
        Self::new(check, Outcome::Unknown, Some(why))
    }

    /// What the check needs could not be read.
    pub(super) fn unread(check: Check, unread: &Unread) -> Self {
        let found = Self::unknown(check, unread.why.into());
        match &unread.said {
            Some(said) => found.showing("said", json!(said)),
            None => found,
        }
    }

    /// The same for another reason.
    pub(super) fn because(mut self, why: Why) -> Self {
        self.reason = Some(why);
        self
    }

    pub(super) fn showing(mut self, name: &str, value: Value) -> Self {
        self.evidence.insert(name.to_owned(), value);
        self
    }

    pub(super) fn mended_by(mut self, change: Option<Change>) -> Self {
        self.fix = change;
        self
    }
}
