//! A key and a browser with which a registration fails (runbook T2). What only a trial shows must be open
//! without one, and a second key must never excuse the first.

use serde_json::json;
use webauthn::{Aaguid, Check as Link, Finding as LinkFinding, Outcome as LinkOutcome};

use super::{
    browser::{BrowserSeen, browser},
    doubt::{doubt, first_doubt, no_profile},
    facts::TenantFacts,
    finding::{Check, Finding, Why},
    view::{View, of},
};
use crate::{
    Admission, Capability, Fido2Policy, KeyFacts, Registrant, Standing, Subject, preflight,
};

/// A key in hand, as far as it was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyInHand {
    /// What it says of itself.
    pub facts: KeyFacts,
    /// Algorithms that it offers (COSE); `None` where it does not say.
    pub algorithms: Option<Vec<i64>>,
    /// Discoverable credentials that it has room for, at least; `None` where it does not say.
    pub room: Option<u64>,
    /// What a trial credential showed, where one was made.
    pub trial: Option<Trial>,
}

/// What a trial credential showed.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The format of its attestation.
    pub fmt: Option<String>,
    /// Every link, as it was judged with the FIDO metadata.
    pub findings: Vec<LinkFinding>,
}

/// What is at hand where a registration fails.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtHand {
    /// The browser of this computer; `None` where nobody looked.
    pub browser: Option<BrowserSeen>,
    /// The key.
    pub key: Option<KeyInHand>,
    /// Another one, known to work elsewhere.
    pub second: Option<KeyFacts>,
}

/// Every check of a key and a browser, for this person.
pub fn key(facts: &TenantFacts, subject: &Subject, at_hand: &AtHand) -> Vec<Finding> {
    let view = View::new(facts, &|_: Aaguid| None);
    vec![
        browser(at_hand.browser.as_ref()),
        model_allowed(&view, subject, at_hand),
        attestation_fit(at_hand),
        capabilities(at_hand),
        known_good(&view, subject, at_hand),
    ]
}

fn held(policy: &Fido2Policy, subject: &Subject, key: &KeyFacts) -> Admission {
    preflight(policy, subject, Registrant::OnBehalf, key)
}

/// What the policy says of the model alone.
fn model_allowed(view: &View<'_>, subject: &Subject, at_hand: &AtHand) -> Finding {
    const CHECK: Check = Check::KeyModelAllowed;
    let Some(key) = &at_hand.key else { return Finding::unknown(CHECK, Why::NoKey) };
    // Zero is no model before a registration.
    let Some(model) = key.facts.aaguid.filter(|model| !model.is_zero()) else {
        return Finding::unknown(CHECK, Why::ModelUnread);
    };
    of(CHECK, view.fido2(), |policy| {
        let admission = held(policy, subject, &key.facts);
        let link = admission.findings.iter().find(|one| one.check == Link::PolicyAaguid);
        let found = match link.map(|link| (link, link.outcome)) {
            Some((_, LinkOutcome::Fail)) => Finding::fail(CHECK, Why::ModelNotAllowed),
            Some((link, LinkOutcome::Unknown)) => Finding::unknown(CHECK, doubt(link)),
            // Nothing asks for a model.
            Some((_, LinkOutcome::Pass | LinkOutcome::Warn | LinkOutcome::Skipped)) => {
                Finding::pass(CHECK)
            }
            // No profile is this person's.
            None => Finding::unknown(CHECK, no_profile(&admission)),
        };
        let found = match link.and_then(|link| link.reason) {
            Some(reason) => found.showing("reason", json!(reason)),
            None => found,
        };
        let line = link.and_then(|link| link.evidence.get("path"));
        found.showing("aaguid", json!(model.to_string())).showing("line", json!(line))
    })
}

/// The only format of an attestation that Entra takes; as a link, that it is the one.
const PACKED: &str = "packed";

/// graph.md, section 7: packed, with a path to a root of the metadata, and a model that meets what is written.
fn attestation_fit(at_hand: &AtHand) -> Finding {
    const CHECK: Check = Check::KeyAttestationFit;
    let Some(key) = &at_hand.key else { return Finding::unknown(CHECK, Why::NoKey) };
    let Some(trial) = &key.trial else { return Finding::unknown(CHECK, Why::NoTrial) };
    let of = |outcome| {
        let is = move |one: &&LinkFinding| one.outcome == outcome && needed(one.check);
        trial.findings.iter().filter(is).map(|one| one.check.as_str()).collect::<Vec<_>>()
    };
    let (mut failed, open) = (of(LinkOutcome::Fail), of(LinkOutcome::Unknown));
    if trial.fmt.as_deref() != Some(PACKED) {
        failed.insert(0, PACKED);
    }
    let is_judged = |check| {
        trial.findings.iter().any(|one| one.check == check && one.outcome != LinkOutcome::Skipped)
    };
    let found = if !failed.is_empty() {
        Finding::fail(CHECK, Why::AttestationLacks).showing("links", json!(failed))
    } else if !open.is_empty() || !is_judged(Link::MetadataRequirements) || !is_judged(Link::Chain)
    {
        Finding::unknown(CHECK, Why::AttestationOpen).showing("links", json!(open))
    } else {
        Finding::pass(CHECK)
    };
    found.showing("fmt", json!(trial.fmt))
}

/// Links that say what an attestation is worth; those of the rehearsed client say nothing of the key.
fn needed(check: Link) -> bool {
    match check {
        Link::StatementStructure
        | Link::StatementSignature
        | Link::Certificate
        | Link::CertificateAaguid
        | Link::Chain
        | Link::Metadata
        | Link::MetadataStatus
        | Link::MetadataRequirements => true,
        Link::ClientData
        | Link::Challenge
        | Link::Origin
        | Link::RpId
        | Link::Flags
        | Link::AttestedData
        | Link::CredentialId
        | Link::PublicKey
        | Link::Algorithm
        | Link::PolicyMethod
        | Link::PolicyScope
        | Link::PolicyProfile
        | Link::PolicyAaguid
        | Link::PolicyPasskeyType
        | Link::PolicyAttestation => false,
    }
}

/// COSE identifiers of ES256 and RS256, which Entra offers (graph.md, section 7).
const OFFERED: [i64; 2] = [-7, -257];

fn capabilities(at_hand: &AtHand) -> Finding {
    const CHECK: Check = Check::KeyCapabilities;
    let Some(key) = &at_hand.key else { return Finding::unknown(CHECK, Why::NoKey) };
    let algorithm = key.algorithms.as_ref().map(|all| all.iter().any(|one| OFFERED.contains(one)));
    let known = |capability| match capability {
        Capability::Present => Some(true),
        Capability::Absent => Some(false),
        Capability::Unknown => None,
    };
    let all = [
        ("rk", known(key.facts.resident_key)),
        ("uv", known(key.facts.user_verification)),
        ("algorithm", algorithm),
        ("room", key.room.map(|room| room > 0)),
    ];
    let of = |wanted: Option<bool>| {
        all.iter().filter(|(_, is)| *is == wanted).map(|(name, _)| *name).collect::<Vec<_>>()
    };
    let (missing, unsaid) = (of(Some(false)), of(None));
    if !missing.is_empty() {
        Finding::fail(CHECK, Why::CapabilityMissing).showing("missing", json!(missing))
    } else if !unsaid.is_empty() {
        Finding::unknown(CHECK, Why::NotSaid).showing("unsaid", json!(unsaid))
    } else {
        Finding::pass(CHECK)
    }
}

/// Where a key that works elsewhere is refused too, the cause is the policy or the person.
fn known_good(view: &View<'_>, subject: &Subject, at_hand: &AtHand) -> Finding {
    const CHECK: Check = Check::KeyKnownGood;
    let Some(second) = &at_hand.second else { return Finding::unknown(CHECK, Why::NoSecondKey) };
    of(CHECK, view.fido2(), |policy| {
        let admission = held(policy, subject, second);
        let found = match admission.standing {
            Standing::Admitted => Finding::pass(CHECK),
            Standing::Refused => Finding::fail(CHECK, Why::SecondKeyRefused),
            Standing::Undetermined => Finding::unknown(CHECK, first_doubt(&admission)),
        };
        found
            .showing("aaguid", json!(second.aaguid.map(|model| model.to_string())))
            .showing("line", json!(admission.decided_by))
    })
}
