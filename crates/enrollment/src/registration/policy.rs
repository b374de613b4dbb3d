//! An organisation's policy for one person: a key is held against it before any PIN or touch, and
//! what the key made is held against it again. A key that it refuses must never be asked to make one.

use std::collections::BTreeMap;

use ctap::{AuthenticatorId, AuthenticatorInfo, OptionState, ceremony};
use entra_policy::{
    Admission, Capability, Fido2Policy, KeyFacts, PasskeyType, Registrant, RegistrationFacts,
    Standing, Subject, admit, preflight,
};
use webauthn::{
    Aaguid, Check, Finding, Judgement, Outcome, Reason, Verdict,
    judgement::{AttestationSummary, AttestationType},
    options::AttestationConveyancePreference,
};

/// A policy and whom it is applied to.
#[derive(Clone, Debug)]
pub struct OrganisationPolicy {
    /// The policy.
    pub policy: Fido2Policy,
    /// The person whose passkey it will be.
    pub subject: Subject,
    /// Who registers it.
    pub registrant: Registrant,
}

/// What a policy says of a key in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Preflight {
    /// What it says.
    pub admission: Admission,
    /// The model that the key says it is.
    pub aaguid: Option<Aaguid>,
}

/// Holds the keys of one ceremony against a policy, and keeps what it said.
#[derive(Clone, Debug, Default)]
pub struct PolicyGate {
    policy: Option<OrganisationPolicy>,
    said: BTreeMap<AuthenticatorId, Preflight>,
}

impl PolicyGate {
    /// A gate that keeps to this policy; without one every key passes.
    pub fn new(policy: Option<OrganisationPolicy>) -> Self {
        Self { policy, said: BTreeMap::new() }
    }

    /// What the ceremony is to do with a key. Something that only the registration can show lets it
    /// pass: the registration is held against the same policy.
    pub fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> ceremony::Verdict {
        let Some(policy) = &self.policy else { return ceremony::Verdict::Admitted };
        let preflight = policy.preflight(info);
        tracing::info!(%id, standing = ?preflight.admission.standing, "held against the policy");
        let verdict = match preflight.admission.standing {
            Standing::Admitted | Standing::Undetermined => ceremony::Verdict::Admitted,
            Standing::Refused => ceremony::Verdict::NotAllowed,
        };
        self.said.insert(id.clone(), preflight);
        verdict
    }

    /// What was said of a key, where it was asked about.
    pub fn said(&self, id: &AuthenticatorId) -> Option<&Preflight> {
        self.said.get(id)
    }
}

impl OrganisationPolicy {
    /// The same for whoever registers.
    #[must_use]
    pub fn of(&self, registrant: Registrant) -> Self {
        Self { registrant, ..self.clone() }
    }

    /// Holds a key against the policy, by its getInfo.
    pub fn preflight(&self, info: &AuthenticatorInfo) -> Preflight {
        let facts = key_facts(info);
        let admission = preflight(&self.policy, &self.subject, self.registrant, &facts);
        Preflight { admission, aaguid: facts.aaguid }
    }

    /// What the policy says of any security key at all: it refuses where no key would do.
    pub fn before_any_key(&self) -> Preflight {
        let facts = KeyFacts {
            aaguid: None,
            passkey_type: PasskeyType::DeviceBound,
            packed_attestation: Capability::Unknown,
            resident_key: Capability::Unknown,
            user_verification: Capability::Unknown,
        };
        let admission = preflight(&self.policy, &self.subject, self.registrant, &facts);
        Preflight { admission, aaguid: None }
    }

    /// Holds a registration against the policy. The key's own answer counts; where the relying
    /// party gets less of it than the policy wants to see, that is a warning.
    pub(crate) fn admit(
        &self,
        facts: &RegistrationFacts,
        conveyance: AttestationConveyancePreference,
    ) -> Admission {
        let holds = |facts| admit(&self.policy, &self.subject, self.registrant, facts);
        let mut admission = holds(facts);
        let withheld = match conveyance {
            AttestationConveyancePreference::None => true,
            AttestationConveyancePreference::Indirect
            | AttestationConveyancePreference::Direct
            | AttestationConveyancePreference::Enterprise => false,
        };
        if withheld && admission.standing != Standing::Refused {
            let conveyed = holds(&stripped(facts));
            if conveyed.standing == Standing::Refused {
                admission.findings.push(will_not_be_seen(&conveyed));
            }
        }
        admission
    }
}

impl Preflight {
    /// The findings document. Of a registration that was not made it has the policy's part only.
    pub fn judgement(&self) -> Judgement {
        let findings = self.admission.findings.clone();
        Judgement {
            id: None,
            verdict: Verdict::of(&findings),
            aaguid: self.aaguid,
            model: None,
            attestation: AttestationSummary {
                fmt: None,
                r#type: AttestationType::Unverified,
                trusted: None,
                anchor: None,
            },
            findings,
        }
    }
}

/// A registration as it leaves here where the options ask for no attestation (WebAuthn L3 §5.1.3).
fn stripped(facts: &RegistrationFacts) -> RegistrationFacts {
    RegistrationFacts {
        aaguid: Some(Aaguid::ZERO),
        passkey_type: facts.passkey_type,
        attestation: AttestationSummary {
            fmt: Some("none".to_owned()),
            r#type: AttestationType::None,
            trusted: None,
            anchor: None,
        },
    }
}

fn will_not_be_seen(conveyed: &Admission) -> Finding {
    let mut evidence = serde_json::Map::new();
    evidence.insert("conveyance".to_owned(), "none".into());
    if let Some(line) = &conveyed.decided_by {
        evidence.insert("path".to_owned(), line.path.clone().into());
    }
    Finding {
        check: Check::PolicyAttestation,
        outcome: Outcome::Warn,
        reason: Some(Reason::AttestationRequired),
        evidence,
        spec: Check::PolicyAttestation.spec().into(),
    }
}

/// What getInfo says of what a policy asks about (CTAP 2.1 §6.4).
fn key_facts(info: &AuthenticatorInfo) -> KeyFacts {
    let present = |is: bool| if is { Capability::Present } else { Capability::Absent };
    // Supported counts, set up or not: the ceremony sets a PIN where there is none yet.
    let can = |option: &str| info.option(option) != OptionState::Absent;
    let pin_serves = can("clientPin") && !info.has("noMcGaPermissionsWithClientPin");
    let formats = &info.attestation_formats;
    KeyFacts {
        aaguid: Some(Aaguid(info.aaguid)).filter(|aaguid| !aaguid.is_zero()),
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: if formats.is_empty() {
            Capability::Unknown
        } else {
            present(formats.iter().any(|format| format == "packed"))
        },
        resident_key: present(info.has("rk")),
        user_verification: present(can("uv") || pin_serves),
    }
}
