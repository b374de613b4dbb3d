//! An organisation's policy for one person: a key is held against it before any PIN or touch, and
//! what the key made is held against it again. A key that it refuses must never be asked to make one.

use std::collections::BTreeMap;

use ctap::{AuthenticatorId, AuthenticatorInfo, OptionState, ceremony};
use entra_policy::{
    Admission, Capability, Fido2Policy, KeyFacts, PasskeyType, PolicyError, Registrant,
    RegistrationFacts, Standing, Subject, admit, preflight,
};
use webauthn::{
    Aaguid, Check, Finding, Judgement, Outcome, Reason, Timestamp, Verdict,
    judgement::{AttestationSummary, AttestationType},
    metadata::{Attested, Consulted, Demand, MetadataEntry, findings},
    options::AttestationConveyancePreference,
};

use crate::{claim::demand, metadata::Metadata, tenant::Person};

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
    /// What metadata call that model.
    pub model: Option<String>,
    /// What metadata say of it; empty where none were asked.
    pub metadata: Vec<Finding>,
}

/// Holds the keys of one ceremony against a policy, and keeps what it said.
#[derive(Clone, Debug, Default)]
pub struct PolicyGate {
    policy: Option<OrganisationPolicy>,
    metadata: Option<(Metadata, Timestamp)>,
    said: BTreeMap<AuthenticatorId, Preflight>,
}

impl PolicyGate {
    /// A gate that keeps to this policy; without one every key passes.
    pub fn new(policy: Option<OrganisationPolicy>) -> Self {
        Self { policy, metadata: None, said: BTreeMap::new() }
    }

    /// The same, and to what metadata say at this time.
    #[must_use]
    pub fn with_metadata(mut self, metadata: Option<Metadata>, now: Timestamp) -> Self {
        self.metadata = metadata.map(|metadata| (metadata, now));
        self
    }

    /// What the ceremony is to do with a key. Something that only the registration can show lets it
    /// pass: the registration is held against the same policy.
    pub fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> ceremony::Verdict {
        if self.policy.is_none() && self.metadata.is_none() {
            return ceremony::Verdict::Admitted;
        }
        let nothing = (Consulted::Nothing, Timestamp(0));
        let metadata = self.metadata.as_ref();
        let (consulted, now) = metadata.map_or(nothing, |(one, now)| (one.consulted(), *now));
        let preflight = Preflight::of(self.policy.as_ref(), consulted, info, now);
        let standing = preflight.standing();
        tracing::info!(%id, ?standing, "held against policy and metadata");
        let verdict = match standing {
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
    /// Reads a directory's configuration for this person of it. Groups that are no object ids can be in
    /// no policy.
    ///
    /// # Errors
    /// It is none.
    pub fn for_person(
        configuration: &serde_json::Value,
        person: &Person,
        registrant: Registrant,
    ) -> Result<Self, PolicyError> {
        let policy = Fido2Policy::parse(configuration)?;
        let groups = person.groups.as_ref();
        let groups = groups.map(|all| all.iter().filter_map(|id| id.parse().ok()).collect());
        let subject = Subject { user: person.id.0.parse().ok(), groups };
        Ok(Self { policy, subject, registrant })
    }

    /// The same for whoever registers.
    #[must_use]
    pub fn of(&self, registrant: Registrant) -> Self {
        Self { registrant, ..self.clone() }
    }

    /// Holds a key against the policy, by its getInfo.
    pub fn preflight(&self, info: &AuthenticatorInfo) -> Preflight {
        let facts = key_facts(info);
        let admission = preflight(&self.policy, &self.subject, self.registrant, &facts);
        Preflight { admission, aaguid: facts.aaguid, model: None, metadata: Vec::new() }
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
        Preflight { admission, aaguid: None, model: None, metadata: Vec::new() }
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
    /// Holds a key against a policy, where there is one, and against metadata.
    pub fn of(
        policy: Option<&OrganisationPolicy>,
        metadata: Consulted<'_>,
        info: &AuthenticatorInfo,
        now: Timestamp,
    ) -> Self {
        let aaguid = Some(Aaguid(info.aaguid)).filter(|aaguid| !aaguid.is_zero());
        let firmware_version = info.firmware_version;
        let attested = Attested { aaguid, firmware_version, ..Attested::default() };
        let admission = policy.map(|policy| policy.preflight(info).admission);
        let model = metadata.entry(attested).and_then(MetadataEntry::model).map(str::to_owned);
        let said = match metadata {
            Consulted::Nothing => Vec::new(),
            asked @ (Consulted::Unusable(_) | Consulted::Blob(_) | Consulted::Entry(_)) => {
                let demand = admission.as_ref().map_or(Demand::Informative, demand);
                findings(asked, attested, demand, now)
            }
        };
        let nobody_asks =
            Admission { standing: Standing::Admitted, decided_by: None, findings: Vec::new() };
        Self { admission: admission.unwrap_or(nobody_asks), aaguid, model, metadata: said }
    }

    /// What follows: the policy's standing, unless metadata refuse the model.
    pub fn standing(&self) -> Standing {
        if self.is_refused_by_metadata() { Standing::Refused } else { self.admission.standing }
    }

    /// Whether the model must not be used whatever the policy says.
    pub fn is_refused_by_metadata(&self) -> bool {
        self.metadata.iter().any(|one| one.outcome == Outcome::Fail)
    }

    /// The findings document. Of a registration that was not made it has metadata and policy only.
    pub fn judgement(&self) -> Judgement {
        let findings = [self.metadata.as_slice(), &self.admission.findings].concat();
        Judgement {
            id: None,
            verdict: Verdict::of(&findings),
            aaguid: self.aaguid,
            model: self.model.clone(),
            attestation: AttestationSummary {
                fmt: None,
                r#type: AttestationType::Unverified,
                trusted: None,
                anchor: None,
                covers_aaguid: false,
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
            covers_aaguid: false,
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
        evidence: evidence.into(),
        spec: Check::PolicyAttestation.spec().into(),
    }
}

/// What getInfo says of what a policy asks about (CTAP 2.1 §6.4).
pub(crate) fn key_facts(info: &AuthenticatorInfo) -> KeyFacts {
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
