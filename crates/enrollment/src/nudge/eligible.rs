//! Which passkeys of somebody the policy allows, and which kind they are sent to make. Somebody whom
//! the policy does not let register a security key must never be sent to one.

use entra_policy::{
    Capability, Fido2Policy, KeyFacts, PasskeyType, Registrant, RegistrationFacts, Standing,
    Subject, admit,
    campaign::{CredentialKind, ListEffect, Profile, Restrictions},
    preflight,
};
use serde_json::Value;
use webauthn::{
    Aaguid,
    judgement::{AttestationSummary, AttestationType},
};

/// Where the person is led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To a security key.
    SecurityKey,
    /// To a passkey of a provider: a phone, a password manager, the operating system.
    Provider {
        /// The line of the policy that rules a security key out.
        path: Option<String>,
        /// Its profile's name.
        profile: Option<String>,
    },
}

/// A passkey as the policy sees it.
pub(super) struct Passkey<'a> {
    pub(super) model: Option<Aaguid>,
    pub(super) passkey_type: Option<&'a str>,
    pub(super) attestation_level: Option<&'a str>,
}

impl Passkey<'_> {
    /// From a member of `fido2Methods`.
    pub(super) fn of(method: &Value) -> Passkey<'_> {
        let text = |name: &str| method.get(name).and_then(Value::as_str);
        Passkey {
            model: text("aaGuid").and_then(|id| id.parse().ok()),
            passkey_type: text("passkeyType"),
            attestation_level: text("attestationLevel"),
        }
    }

    /// Whether the person's profiles allow it; `None`: that cannot be told.
    pub(super) fn is_eligible(&self, policy: &Fido2Policy, subject: &Subject) -> Option<bool> {
        let passkey_type = match self.passkey_type? {
            "deviceBound" => PasskeyType::DeviceBound,
            "synced" => PasskeyType::Synced,
            _ => return None,
        };
        // What the directory found when it was registered.
        let (r#type, trusted) = match self.attestation_level {
            Some("attested") => (AttestationType::Basic, Some(true)),
            Some("notAttested") => (AttestationType::None, None),
            Some(_) | None => (AttestationType::Unverified, None),
        };
        let attestation =
            AttestationSummary { fmt: None, r#type, trusted, anchor: None, covers_aaguid: true };
        let registration =
            RegistrationFacts { aaguid: self.model, passkey_type: Some(passkey_type), attestation };
        match admit(policy, subject, Registrant::Oneself, &registration).standing {
            Standing::Admitted => Some(true),
            Standing::Refused => Some(false),
            Standing::Undetermined => None,
        }
    }
}

/// Where somebody with these profiles is led: to a security key unless none of any model could pass.
pub(super) fn way(policy: &Fido2Policy, subject: &Subject, profiles: Option<&[Profile]>) -> Way {
    let any_key = KeyFacts {
        aaguid: None,
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: Capability::Present,
        resident_key: Capability::Present,
        user_verification: Capability::Present,
    };
    let admission = preflight(policy, subject, Registrant::Oneself, &any_key);
    let refused = admission.standing == Standing::Refused;
    let lists_none =
        profiles.is_some_and(|all| !all.is_empty() && all.iter().all(takes_no_security_key));
    if !refused && !lists_none {
        return Way::SecurityKey;
    }
    let line = admission.decided_by;
    Way::Provider {
        profile: line.as_ref().and_then(|line| line.profile.as_ref()?.name.clone()),
        path: line.map(|line| line.path),
    }
}

/// Whether every model that a profile lists is some provider's.
fn takes_no_security_key(profile: &Profile) -> bool {
    let by_list = match profile.restrictions {
        Restrictions::List {
            enforced: Some(true),
            effect: Some(ListEffect::Allow),
            kinds: Some(kinds),
        } => !kinds.has(CredentialKind::SecurityKey) && !kinds.has(CredentialKind::Unmapped),
        Restrictions::Unknown | Restrictions::None | Restrictions::List { .. } => false,
    };
    by_list || profile.device_bound == Some(false)
}
