//! The rules one by one: the method's own and those of a profile. Each answers for itself and must
//! not know what the others say.

use serde_json::{Map, Value, json};
use webauthn::{Aaguid, Check, Reason, judgement::AttestationType};

use super::{
    facts::{Capability, KeyFacts, PasskeyType, Registrant, RegistrationFacts},
    line::PolicyLine,
    scope::Demands,
};
use crate::{
    AttestationEnforcement, EnforcementType, Fido2Policy, KeyRestrictions, MethodState,
    PasskeyProfile,
};

/// What the policy is held against.
#[derive(Clone, Copy, Debug)]
pub(super) enum Case<'a> {
    /// A key in hand.
    Key(&'a KeyFacts),
    /// A registration.
    Registration(&'a RegistrationFacts),
}

/// A rule and what it says.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) check: Check,
    pub(super) answer: Answer,
    /// Where it stands; `None` for what Entra asks whatever the policy.
    pub(super) line: Option<PolicyLine>,
    pub(super) shown: Map<String, Value>,
}

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Meets,
    /// It asks nothing.
    AsksNothing,
    MeetsBarely(Reason),
    Unknown(Reason),
    Fails(Reason),
}

impl Rule {
    pub(super) fn new(check: Check, answer: Answer, line: PolicyLine) -> Self {
        Self { check, answer, line: Some(line), shown: Map::new() }
    }

    pub(super) fn showing(mut self, name: &str, value: Value) -> Self {
        if !value.is_null() {
            self.shown.insert(name.to_owned(), value);
        }
        self
    }
}

/// What the method asks of everybody.
pub(super) fn of_method(policy: &Fido2Policy, registrant: Registrant, case: Case<'_>) -> Vec<Rule> {
    let mut rules = vec![state(policy), self_service(policy, registrant)];
    if let Case::Key(key) = case {
        rules.push(requirements(key));
    }
    rules
}

/// What a profile asks; nothing where there is none to ask.
pub(super) fn of_profile(policy: &Fido2Policy, demands: Demands<'_>, case: Case<'_>) -> Vec<Rule> {
    let (prefix, profile) = match demands {
        Demands::Profile(at, profile) => (format!("passkeyProfiles[{at}]."), Some(profile)),
        Demands::Legacy => (String::new(), None),
        Demands::Nothing { .. } => return Vec::new(),
    };
    let place = Place { policy, prefix, profile };
    vec![place.passkey_type(case), place.aaguid(case), place.attestation(case)]
}

fn state(policy: &Fido2Policy) -> Rule {
    let answer = match policy.state() {
        Some(MethodState::Enabled) => Answer::Meets,
        Some(MethodState::Disabled) => Answer::Fails(Reason::MethodDisabled),
        Some(MethodState::Other(_)) | None => Answer::Unknown(Reason::PolicyUnknown),
    };
    Rule::new(Check::PolicyMethod, answer, PolicyLine::new(policy, "state"))
}

/// Off, it also keeps administrators from provisioning (a known issue of Graph).
fn self_service(policy: &Fido2Policy, registrant: Registrant) -> Rule {
    let answer = match policy.is_self_service_registration_allowed() {
        Some(true) => Answer::Meets,
        Some(false) => Answer::Fails(Reason::SelfServiceOff),
        None => Answer::Unknown(Reason::PolicyUnknown),
    };
    let who = match registrant {
        Registrant::Oneself => "oneself",
        Registrant::OnBehalf => "on-behalf",
    };
    let line = PolicyLine::new(policy, "isSelfServiceRegistrationAllowed");
    Rule::new(Check::PolicyMethod, answer, line).showing("registrant", json!(who))
}

/// Entra asks for discoverable credentials and user verification, whatever the policy.
fn requirements(key: &KeyFacts) -> Rule {
    let wanted = [("rk", key.resident_key), ("uv", key.user_verification)];
    let that_are = |state: Capability| -> Vec<&str> {
        wanted.iter().filter(|(_, one)| *one == state).map(|(name, _)| *name).collect()
    };
    let (absent, unknown) = (that_are(Capability::Absent), that_are(Capability::Unknown));
    let answer = if !absent.is_empty() {
        Answer::Fails(Reason::KeyRequirements)
    } else if !unknown.is_empty() {
        Answer::Unknown(Reason::KeyRequirements)
    } else {
        Answer::Meets
    };
    let rule = Rule { check: Check::PolicyMethod, answer, line: None, shown: Map::new() };
    rule.showing("wanted", json!(["rk", "uv"]))
        .showing("missing", json!(absent))
        .showing("unknown", json!(unknown))
}

/// One profile, or the properties from before them.
struct Place<'a> {
    policy: &'a Fido2Policy,
    prefix: String,
    profile: Option<&'a PasskeyProfile>,
}

impl Place<'_> {
    fn line(&self, member: &str) -> PolicyLine {
        PolicyLine::new(self.policy, format!("{}{member}", self.prefix)).of(self.profile)
    }

    fn passkey_type(&self, case: Case<'_>) -> Rule {
        let made = case.passkey_type();
        let word = made.map(|made| match made {
            PasskeyType::DeviceBound => "deviceBound",
            PasskeyType::Synced => "synced",
        });
        let answer = match self.profile {
            // Before profiles there was no such choice.
            None => Answer::AsksNothing,
            Some(profile) => passkey_type(profile, made),
        };
        let line = self.line("passkeyTypes");
        Rule::new(Check::PolicyPasskeyType, answer, line).showing("passkeyType", json!(word))
    }

    fn aaguid(&self, case: Case<'_>) -> Rule {
        let restrictions = match self.profile {
            Some(profile) => profile.key_restrictions.as_ref(),
            None => self.policy.key_restrictions(),
        };
        let Some(restrictions) = restrictions else {
            let line = self.line("keyRestrictions");
            return Rule::new(Check::PolicyAaguid, Answer::AsksNothing, line);
        };
        let answer = match restrictions.is_enforced {
            Some(true) => aaguid(restrictions, case),
            Some(false) => Answer::AsksNothing,
            None => aaguid(restrictions, case).where_it_is_not_said(),
        };
        let line = match restrictions.is_enforced {
            Some(true) => self.line("keyRestrictions.aaGuids").listing(restrictions),
            Some(false) | None => self.line("keyRestrictions.isEnforced"),
        };
        Rule::new(Check::PolicyAaguid, answer, line).showing("aaguid", json!(case.aaguid()))
    }

    fn attestation(&self, case: Case<'_>) -> Rule {
        let legacy = || {
            self.policy.is_attestation_enforced().map(|enforced| match enforced {
                true => AttestationEnforcement::RegistrationOnly,
                false => AttestationEnforcement::Disabled,
            })
        };
        let (enforcement, line) = match self.profile {
            Some(profile) => {
                (profile.attestation_enforcement.clone(), self.line("attestationEnforcement"))
            }
            None => (legacy(), self.line("isAttestationEnforced")),
        };
        let answer = match enforcement {
            Some(AttestationEnforcement::Disabled) => Answer::AsksNothing,
            Some(AttestationEnforcement::RegistrationOnly) => attestation(case),
            // It may ask for more than is known.
            Some(AttestationEnforcement::Other(_)) => Answer::Unknown(Reason::PolicyUnknown),
            None => attestation(case).where_it_is_not_said(),
        };
        let rule = Rule::new(Check::PolicyAttestation, answer, line);
        match case {
            Case::Registration(facts) => rule
                .showing("fmt", json!(facts.attestation.fmt))
                .showing("type", json!(facts.attestation.r#type))
                .showing("trusted", json!(facts.attestation.trusted)),
            Case::Key(_) => rule,
        }
    }
}

fn passkey_type(profile: &PasskeyProfile, made: Option<PasskeyType>) -> Answer {
    let Some(types) = &profile.passkey_types else { return Answer::Unknown(Reason::PolicyUnknown) };
    let allowed = match made {
        Some(PasskeyType::DeviceBound) => types.device_bound(),
        Some(PasskeyType::Synced) => types.synced(),
        None => types.device_bound() && types.synced(),
    };
    if allowed {
        Answer::Meets
    } else if types.unknown().next().is_some() {
        Answer::Unknown(Reason::PolicyUnknown)
    } else if made.is_none() {
        Answer::Unknown(Reason::PasskeyTypeNotAllowed)
    } else {
        Answer::Fails(Reason::PasskeyTypeNotAllowed)
    }
}

fn aaguid(restrictions: &KeyRestrictions, case: Case<'_>) -> Answer {
    let listed = case.aaguid().map(|one| restrictions.aaguids.contains(&one));
    let none_listed = restrictions.aaguids.is_empty();
    match (&restrictions.enforcement_type, listed) {
        (Some(EnforcementType::Allow), _) if none_listed => Answer::Fails(Reason::AaguidNotAllowed),
        (Some(EnforcementType::Block), _) if none_listed => Answer::Meets,
        (Some(EnforcementType::Allow | EnforcementType::Block), None) => {
            Answer::Unknown(Reason::AaguidUnknown)
        }
        (Some(EnforcementType::Allow), Some(true)) => case.listed(),
        (Some(EnforcementType::Allow), Some(false)) => Answer::Fails(Reason::AaguidNotAllowed),
        (Some(EnforcementType::Block), Some(true)) => Answer::Fails(Reason::AaguidBlocked),
        (Some(EnforcementType::Block), Some(false)) => Answer::Meets,
        (Some(EnforcementType::Other(_)) | None, _) => Answer::Unknown(Reason::PolicyUnknown),
    }
}

/// Entra wants a `packed` statement that chains to a root of the FIDO metadata, and synced passkeys
/// never have one.
fn attestation(case: Case<'_>) -> Answer {
    const REQUIRED: Reason = Reason::AttestationRequired;
    if case.passkey_type() == Some(PasskeyType::Synced) {
        return Answer::Fails(REQUIRED);
    }
    match case {
        Case::Key(key) => match key.packed_attestation {
            Capability::Absent => Answer::Fails(REQUIRED),
            // Whether it holds shows only once it is made.
            Capability::Present | Capability::Unknown => Answer::Unknown(REQUIRED),
        },
        Case::Registration(facts) => {
            let attestation = &facts.attestation;
            if attestation.fmt.as_deref().is_some_and(|fmt| fmt != "packed") {
                return Answer::Fails(REQUIRED);
            }
            match (attestation.r#type, attestation.trusted) {
                (AttestationType::None | AttestationType::Self_, _) => Answer::Fails(REQUIRED),
                (_, Some(false)) => Answer::Fails(REQUIRED),
                (AttestationType::Unverified, Some(true) | None) => Answer::Unknown(REQUIRED),
                (
                    AttestationType::Basic | AttestationType::AttCa | AttestationType::AnonCa,
                    Some(true),
                ) => match facts.passkey_type {
                    Some(_) => Answer::Meets,
                    // It may be synced.
                    None => Answer::Unknown(REQUIRED),
                },
                (
                    AttestationType::Basic | AttestationType::AttCa | AttestationType::AnonCa,
                    None,
                ) => Answer::Unknown(REQUIRED),
            }
        }
    }
}

impl Case<'_> {
    fn passkey_type(self) -> Option<PasskeyType> {
        match self {
            Self::Key(key) => Some(key.passkey_type),
            Self::Registration(facts) => facts.passkey_type,
        }
    }

    /// Zero is no model before a registration, and the model that counts after.
    fn aaguid(self) -> Option<Aaguid> {
        match self {
            Self::Key(key) => key.aaguid.filter(|aaguid| !aaguid.is_zero()),
            Self::Registration(facts) => facts.aaguid,
        }
    }

    /// The model is on the allow list: a registration has to prove it.
    fn listed(self) -> Answer {
        match self {
            Self::Key(_) => Answer::Meets,
            Self::Registration(facts) if facts.proves_its_model() => Answer::Meets,
            Self::Registration(_) => Answer::MeetsBarely(Reason::AaguidUnproved),
        }
    }
}

impl Answer {
    /// The policy does not say whether the rule is in force: only a yes is sure.
    fn where_it_is_not_said(self) -> Self {
        match self {
            Self::Meets | Self::AsksNothing | Self::MeetsBarely(_) => self,
            Self::Unknown(_) | Self::Fails(_) => Self::Unknown(Reason::PolicyUnknown),
        }
    }
}
