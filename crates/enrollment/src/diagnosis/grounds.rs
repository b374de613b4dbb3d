//! What a registration is judged on, and the judgement. Every link is asked about, whatever the one
//! before it said.

use webauthn::{
    Check, CoseAlgorithmIdentifier, Expectations, Finding, Judgement, Outcome, Reason,
    RecordedRegistration, Timestamp, TrustAnchor, UserVerification, Verdict,
    metadata::{Anchors, Attested, Consulted, Demand, MetadataEntry, MetadataStatement, findings},
    options::AttestationConveyancePreference,
    verify,
};

use super::{Purpose, Recorded};
use crate::{
    OrganisationPolicy,
    claim::{Claim, demand},
};

/// What a registration is judged on besides its own record.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    /// The organisation's policy, and whom it is applied to.
    pub policy: Option<&'a OrganisationPolicy>,
    /// FIDO metadata.
    pub metadata: Consulted<'a>,
    /// Anchors that somebody trusts.
    pub trust_anchors: &'a [TrustAnchor],
    /// When it has to hold; `None`: when its record says, else now.
    pub at: Option<Timestamp>,
    /// The present time.
    pub now: Timestamp,
    /// Whether user verification is demanded; [`UserVerification::NotRequired`]: what the record says.
    pub user_verification: UserVerification,
    /// Algorithms that were asked for. `None`: what the record says.
    pub algorithms: Option<&'a [CoseAlgorithmIdentifier]>,
}

impl Grounds<'_> {
    /// Nothing but the record itself.
    pub fn at(now: Timestamp) -> Self {
        Self {
            policy: None,
            metadata: Consulted::Nothing,
            trust_anchors: &[],
            at: None,
            now,
            user_verification: UserVerification::NotRequired,
            algorithms: None,
        }
    }
}

/// Judges a recorded registration.
pub fn diagnose(recorded: &Recorded, grounds: &Grounds<'_>) -> Judgement {
    let consulted = consulted(recorded, grounds);
    let asks_metadata = !matches!(consulted, Consulted::Nothing);
    let claim = (asks_metadata || grounds.policy.is_some())
        .then(|| Claim::recorded(&recorded.attestation_object));
    let claim = claim.unwrap_or_default();
    let attested = claim.attested(None);
    let entry = consulted.entry(attested);
    let expected = expected(recorded, grounds, entry);
    let at = expected.at;
    let verification = verify(
        RecordedRegistration {
            client_data_json: recorded.client_data_json.as_deref(),
            attestation_object: &recorded.attestation_object,
            credential_id: recorded.credential_id.as_deref(),
        },
        &expected,
    );
    let mut judgement = verification.judgement;
    judgement.id.clone_from(&recorded.id);
    judgement.model = entry.and_then(MetadataEntry::model).map(str::to_owned);
    let admission = grounds.policy.map(|policy| {
        let registrant = recorded.registrant.unwrap_or(policy.registrant);
        let facts = claim.facts(&judgement.attestation);
        // What was recorded is what the relying party got: nothing was withheld on the way.
        policy.of(registrant).admit(&facts, AttestationConveyancePreference::Direct)
    });
    if asks_metadata {
        let demand = admission.as_ref().map_or(Demand::Informative, demand);
        let attestation_type = Some(judgement.attestation.r#type);
        let attested = Attested { attestation_type, ..attested };
        judgement.findings.extend(findings(consulted, attested, demand, at));
    }
    judgement.findings.extend(admission.into_iter().flat_map(|admission| admission.findings));
    judgement.verdict = Verdict::of(&judgement.findings);
    judgement
}

/// Metadata that were given count before what a record brings along.
fn consulted<'a>(recorded: &'a Recorded, grounds: &Grounds<'a>) -> Consulted<'a> {
    match (grounds.metadata, &recorded.mds_entry) {
        (Consulted::Nothing, Some(entry)) => Consulted::Entry(entry),
        (given, _) => given,
    }
}

fn expected(
    recorded: &Recorded,
    grounds: &Grounds<'_>,
    entry: Option<&MetadataEntry>,
) -> Expectations {
    let at = grounds.at.or(recorded.verify_at).unwrap_or(grounds.now);
    // Entra never takes a passkey without it; of what is thrown away nothing goes there.
    let by_policy = grounds.policy.is_some() && recorded.purpose == Purpose::Registration;
    let demanded = by_policy
        || recorded.require_uv == Some(true)
        || grounds.user_verification == UserVerification::Required;
    let mut trust_anchors = grounds.trust_anchors.to_vec();
    trust_anchors.extend(recorded.trust_roots.iter().cloned());
    let of_model = entry.and_then(|entry| entry.statement.as_ref());
    let of_model = of_model.map(MetadataStatement::trust_anchors);
    let Anchors { anchors, unreadable } = of_model.unwrap_or_default();
    trust_anchors.extend(anchors);
    let given = grounds.algorithms.map(<[_]>::to_vec);
    Expectations {
        challenge: recorded.challenge.clone(),
        origins: recorded.origin.clone().into_iter().collect(),
        rp_id: recorded.rp_id.clone(),
        user_verification: if demanded {
            UserVerification::Required
        } else {
            UserVerification::NotRequired
        },
        algorithms: given.or_else(|| recorded.algorithms.clone()),
        trust_anchors,
        unreadable_anchors: unreadable.len(),
        ..Expectations::at(at)
    }
}

/// The finding that the verdict hangs on: what fails first, in the order in which verdicts count, else
/// what is not known.
pub fn deciding(judgement: &Judgement) -> Option<&Finding> {
    let fails = |policy: bool| {
        let is =
            move |one: &&Finding| one.outcome == Outcome::Fail && one.check.is_policy() == policy;
        // A whole profile says less than the rule of it that fails.
        let whole = |one: &&Finding| one.check != Check::PolicyProfile;
        let mut all = judgement.findings.iter().filter(is);
        all.clone().find(whole).or_else(|| all.next())
    };
    let open = |one: &&Finding| match one.outcome {
        Outcome::Unknown => one.reason != Some(Reason::ScopeUnknown),
        Outcome::Skipped => one.reason == Some(Reason::ExpectationMissing),
        Outcome::Pass | Outcome::Fail | Outcome::Warn => false,
    };
    match judgement.verdict {
        Verdict::Admitted => None,
        Verdict::Invalid => fails(false),
        Verdict::Refused => fails(true),
        Verdict::Undetermined => judgement.findings.iter().find(open),
    }
}
