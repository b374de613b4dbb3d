//! The relying party: what is posted is verified as it stands, then held against the policy. It must
//! never take what it compares with from what was posted.

mod posted;

use std::collections::BTreeSet;

use aws_lc_rs::digest;
use data_encoding::HEXUPPER;
use entra_policy::{
    Fido2Policy, ObjectId,
    admission::{self, Registrant, RegistrationFacts, Subject},
};
use webauthn::{
    Check, CoseAlgorithmIdentifier, CrossOrigin, Expectations, Finding, Judgement, Outcome, Reason,
    RecordedRegistration, TrustAnchor, UserVerification, Verification, Verified,
    VerifiedRegistration, base64url, cbor::Value, verify,
};

pub(super) use self::posted::Posted;
use super::{
    answer::Answer,
    challenge::{self, Standing},
    clock::Ticks,
    state::{Method, State, User},
};
use crate::models;

pub(super) const RP_ID: &str = "login.microsoft.com";
pub(super) const ORIGIN: &str = "https://login.microsoft.com";
/// ES256 and RS256.
pub(super) const ALGORITHMS: [i64; 2] = [-7, -257];

/// Judges what was posted for this user; what is right becomes a method.
pub(super) fn judge(
    state: &State,
    user: &User,
    posted: &Posted,
    anchors: Vec<TrustAnchor>,
    now: Ticks,
) -> Result<Method, Answer> {
    let challenge = posted.challenge().ok_or_else(|| refused(Reason::ClientDataMalformed))?;
    match challenge::standing(state, user, challenge, now) {
        Standing::Open => {}
        Standing::Expired => return Err(sim("challenge_expired")),
        Standing::Unknown => return Err(refused(Reason::ChallengeMismatch)),
    }
    let (judgement, registration) = verified(posted, challenge, anchors, now)?;
    let auth_data = registration.authenticator_data();
    let attested = auth_data.attested_credential_data.as_ref();
    let attested = attested.ok_or_else(|| refused(Reason::AttestedDataMissing))?;
    admitted(state, user, &RegistrationFacts::new(auth_data, &judgement.attestation))?;
    let credential_id = attested.credential_id.to_string();
    if state.methods.iter().any(|method| method.credential_id == credential_id) {
        return Err(sim("credential_already_registered"));
    }
    let is_attested = judgement.attestation.trusted == Some(true);
    Ok(Method {
        user: user.id.clone(),
        credential_id,
        public_key: base64url::encode(&attested.credential_public_key_bytes),
        sign_count: auth_data.sign_count,
        created: now,
        display_name: posted.display_name.clone(),
        aaguid: attested.aaguid,
        model: models::find(attested.aaguid).map(|model| model.name.to_owned()),
        attestation_certificates: thumbprints(&registration),
        attestation_level: if is_attested { "attested" } else { "notAttested" }.to_owned(),
        passkey_type: if auth_data.flags.backup_eligible() { "synced" } else { "deviceBound" }
            .to_owned(),
    })
}

/// Verifies against the anchors. A chain that leads to none is no attestation: whether one is needed
/// is for the policy to say.
fn verified(
    posted: &Posted,
    challenge: &[u8],
    anchors: Vec<TrustAnchor>,
    now: Ticks,
) -> Result<(Judgement, VerifiedRegistration), Answer> {
    let recorded = RecordedRegistration {
        client_data_json: Some(&posted.client_data_json),
        attestation_object: &posted.attestation_object,
        credential_id: Some(&posted.credential_id),
    };
    let mut expected = Expectations {
        challenge: Some(base64url::encode(challenge)),
        origins: vec![ORIGIN.to_owned()],
        rp_id: Some(RP_ID.to_owned()),
        user_verification: UserVerification::Required,
        cross_origin: CrossOrigin::Forbidden,
        algorithms: Some(ALGORITHMS.map(CoseAlgorithmIdentifier).to_vec()),
        trust_anchors: anchors,
        ..Expectations::at(now.timestamp())
    };
    let mut verification = verify(recorded, &expected);
    if only_untrusted(&verification) {
        expected.trust_anchors = Vec::new();
        verification = verify(recorded, &expected);
    }
    match verification.registration {
        Verified::Verified(registration) => Ok((verification.judgement, registration)),
        Verified::Undetermined(_) | Verified::Invalid => {
            Err(first_reason(&verification.judgement.findings)
                .map_or_else(|| sim("invalid"), refused))
        }
    }
}

/// Holds the registration against the policy. Whoever has the start secret acts for the user.
fn admitted(state: &State, user: &User, facts: &RegistrationFacts) -> Result<(), Answer> {
    let unreadable = |_| Answer::of_status(500, None);
    let policy = Fido2Policy::parse(&state.fido2).map_err(unreadable)?;
    let groups = state.groups_of(user).into_iter().map(|group| group.id.parse());
    let subject = Subject {
        user: user.id.parse().ok(),
        groups: groups.collect::<Result<BTreeSet<ObjectId>, _>>().ok(),
    };
    let admission = admission::admit(&policy, &subject, Registrant::OnBehalf, facts);
    match (admission.standing, first_reason(&admission.findings)) {
        (admission::Standing::Admitted, _) => Ok(()),
        // The one sub code that is known from a live tenant (graph.md, section 6.2).
        (_, Some(Reason::UserNotInScope | Reason::UserExcluded)) => Err(Answer::nested(
            "error_user_group_restriction_policy_failure",
            "User or group restriction policy failed",
        )),
        (_, Some(reason)) => Err(refused(reason)),
        (_, None) => Err(sim("policy")),
    }
}

fn only_untrusted(verification: &Verification) -> bool {
    let mut failed =
        verification.judgement.findings.iter().filter(|one| one.outcome == Outcome::Fail);
    let untrusted =
        |one: &Finding| one.check == Check::Chain && one.reason == Some(Reason::ChainUntrusted);
    failed.next().is_some_and(untrusted) && failed.all(untrusted)
}

/// The first failure, else the first thing that is not known.
fn first_reason(findings: &[Finding]) -> Option<Reason> {
    let first = |outcome| findings.iter().find(|one| one.outcome == outcome);
    first(Outcome::Fail).or_else(|| first(Outcome::Unknown)).and_then(|one| one.reason)
}

/// A refusal by a reason of the judge. Its sub code is our own invention, and says so: no public list
/// of Entra's exists (graph.md, section 6.2).
fn refused(reason: Reason) -> Answer {
    sim(&reason.as_str().replace('-', "_"))
}

fn sim(code: &str) -> Answer {
    let text = format!("Practice: {}", code.replace('_', " "));
    Answer::nested(&format!("sim_{code}"), &text)
}

/// SHA-1 of each certificate of the statement, as Graph lists them.
fn thumbprints(registration: &VerifiedRegistration) -> Vec<String> {
    let statement = registration.attestation_object().statement();
    let certificates = statement.get("x5c").and_then(Value::as_array).unwrap_or_default();
    let hash = |der: &[u8]| digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, der);
    let ders = certificates.iter().filter_map(Value::as_bytes);
    ders.map(|der| HEXUPPER.encode(hash(der).as_ref())).collect()
}
