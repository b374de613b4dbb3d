//! Registrations that an organisation's policy allows, refuses, or cannot tell.

use entra_policy::{Fido2Policy, Registrant, Subject};
use webauthn::{Check, Outcome, Reason};

use super::*;

const PROFILE: &str = "00000000-0000-0000-0000-000000000001";

/// Everybody, device-bound, with this enforcement of attestation and this list of models.
fn policy(enforcement: &str, kind: &str, models: &[&str]) -> OrganisationPolicy {
    let restrictions = json!({ "isEnforced": true, "enforcementType": kind, "aaGuids": models });
    let policy = Fido2Policy::parse(&json!({
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [
            { "id": "all_users", "targetType": "group", "allowedPasskeyProfiles": [PROFILE] },
        ],
        "excludeTargets": [],
        "defaultPasskeyProfile": PROFILE,
        "passkeyProfiles": [{
            "id": PROFILE,
            "name": "Keys",
            "passkeyTypes": "deviceBound",
            "attestationEnforcement": enforcement,
            "keyRestrictions": restrictions,
        }],
    }));
    let subject = Subject::default();
    OrganisationPolicy { policy: policy.unwrap(), subject, registrant: Registrant::Oneself }
}

fn practice_model() -> String {
    webauthn::Aaguid(practice::key::PRACTICE_AAGUID).to_string()
}

fn outcomes(judged: &Judged, check: Check) -> Vec<(Outcome, Option<Reason>)> {
    let of = |one: &&webauthn::Finding| one.check == check;
    judged.judgement.findings.iter().filter(of).map(|one| (one.outcome, one.reason)).collect()
}

#[test]
fn a_model_that_is_not_allowed_is_refused_before_any_pin_or_touch_and_the_line_is_kept() {
    let desk = Desk::new();
    let policy = policy("disabled", "block", &[&practice_model()]);
    let gate = PolicyGate::new(Some(policy));
    let (outcome, face) = desk.run_past(prepared(&options(), None).unwrap(), gate);
    let Failure::Unusable { authenticator, why: Unusable::NotAllowed } =
        outcome.unwrap_err().failure
    else {
        panic!("refused for another reason")
    };
    assert_eq!(face.asked, 0);
    let said = face.gate.said(&authenticator).unwrap();
    let line = said.admission.decided_by.as_ref().unwrap();
    assert_eq!(line.path, "passkeyProfiles[0].keyRestrictions.aaGuids");
    assert_eq!(line.profile.as_ref().unwrap().name.as_deref(), Some("Keys"));
    let judgement = said.judgement();
    assert_eq!(judgement.verdict, webauthn::Verdict::Refused);
    assert_eq!(judgement.aaguid.unwrap().0, practice::key::PRACTICE_AAGUID);
}

#[test]
fn a_key_that_is_allowed_and_proved_is_sent() {
    let desk = Desk::new();
    let policy = policy("registrationOnly", "allow", &[&practice_model()]);
    let gate = PolicyGate::new(Some(policy.clone()));
    let (made, face) = desk.run_past(prepared(&options(), None).unwrap(), gate);
    assert!(face.asked > 0);
    let judged = made.unwrap().judge(vec![desk.root()], Some(&policy), NOW);
    assert_eq!(judged.judgement.verdict, webauthn::Verdict::Admitted);
    assert_eq!(outcomes(&judged, Check::PolicyAttestation), [(Outcome::Pass, None)]);
    assert_eq!(judged.admission.as_ref().unwrap().standing, entra_policy::Standing::Admitted);
    sendable(judged);
}

#[test]
fn what_the_policy_refuses_after_the_touch_is_never_sent() {
    let desk = Desk::new();
    let other = policy("disabled", "allow", &["aaaaaaaa-0000-0000-0000-000000000001"]);
    // The registration itself holds.
    let judged = desk.made(&options()).judge(vec![desk.root()], Some(&other), NOW);
    assert!(matches!(judged.standing, Standing::Refused), "{:?}", judged.standing);
    assert_eq!(judged.judgement.verdict, webauthn::Verdict::Refused);
    assert_eq!(
        outcomes(&judged, Check::PolicyAaguid),
        [(Outcome::Fail, Some(Reason::AaguidNotAllowed))]
    );
    assert_eq!(outcomes(&judged, Check::Chain), [(Outcome::Pass, None)]);
}

#[test]
fn an_enforced_attestation_without_a_root_is_sent_only_with_a_persons_consent() {
    let desk = Desk::new();
    let enforcing = policy("registrationOnly", "allow", &[&practice_model()]);
    let judged = desk.made(&options()).judge(Vec::new(), Some(&enforcing), NOW);
    assert_eq!(judged.judgement.verdict, webauthn::Verdict::Undetermined);
    let Standing::Undetermined(unproved) = judged.standing else { panic!("{judged:?}") };
    let sendable = unproved.with_consent(SendUnproved::as_the_person_said());
    assert_eq!(response(&sendable)["type"], "public-key");
}

#[test]
fn an_invalid_registration_stays_invalid_whatever_the_policy_says() {
    let desk = Desk::new();
    let stranger = Desk::new();
    drop(stranger.key(Box::new(Habit::never_touches())));
    let open = policy("disabled", "block", &[]);
    let judged = desk.made(&options()).judge(vec![stranger.root()], Some(&open), NOW);
    assert_eq!(judged.judgement.verdict, webauthn::Verdict::Invalid);
    assert!(matches!(judged.standing, Standing::Refused));
    // No attestation object at all is held against the policy all the same.
    let nothing = Created { response: Vec::new(), ..created("none") };
    let judged = made_of(nothing).judge(Vec::new(), Some(&open), NOW);
    assert!(matches!(judged.standing, Standing::Refused));
    assert_eq!(outcomes(&judged, Check::PolicyMethod).len(), 2);
}

#[test]
fn a_policy_wants_the_person_verified_whatever_the_options_ask() {
    let mut unverified = options();
    unverified["authenticatorSelection"]["userVerification"] = json!("discouraged");
    let options = PublicKeyCredentialCreationOptions::from_value(unverified).unwrap();
    let origin = webauthn::CallerOrigin::parse("https://example.org").unwrap();
    let asked = webauthn::RegistrationRequest::new(options, &origin, None).unwrap();
    // UP and AT are set, UV is not.
    let mut created = created("none");
    let at = created.response.windows(5).position(|window| window == [0x45, 0, 0, 0, 0]).unwrap();
    created.response[at] = 0x41;
    let open = policy("disabled", "block", &[]);
    let judged = Made::new(asked, created).judge(Vec::new(), Some(&open), NOW);
    assert_eq!(outcomes(&judged, Check::Flags), [(Outcome::Fail, Some(Reason::UserNotVerified))]);
}

#[test]
fn an_attestation_that_the_relying_party_will_not_see_is_a_warning() {
    let desk = Desk::new();
    let mut withheld = options();
    withheld["attestation"] = json!("none");
    let enforcing = policy("registrationOnly", "allow", &[&practice_model()]);
    let judged = desk.made(&withheld).judge(vec![desk.root()], Some(&enforcing), NOW);
    assert_eq!(judged.judgement.verdict, webauthn::Verdict::Admitted);
    let warned = (Outcome::Warn, Some(Reason::AttestationRequired));
    assert_eq!(outcomes(&judged, Check::PolicyAttestation), [(Outcome::Pass, None), warned]);
    let open = policy("disabled", "block", &[]);
    let judged = desk.made(&withheld).judge(vec![desk.root()], Some(&open), NOW);
    assert!(!outcomes(&judged, Check::PolicyAttestation).contains(&warned));
}

/// getInfo with these options and attestation formats.
fn info(options: &[(&str, bool)], formats: &[&str]) -> AuthenticatorInfo {
    let options: cbor::Value =
        options.iter().map(|(name, on)| (*name, cbor::Value::from(*on))).collect();
    let formats: Vec<_> = formats.iter().map(|format| cbor::Value::from(*format)).collect();
    let mut members = vec![
        (1, cbor::Value::from(vec![cbor::Value::from("FIDO_2_1")])),
        (3, [7u8; 16].into()),
        (4, options),
    ];
    if !formats.is_empty() {
        members.push((0x16, formats.into()));
    }
    let members: cbor::Value = members.into_iter().collect();
    AuthenticatorInfo::parse(&cbor::encode(&members)).unwrap()
}

#[test]
fn a_key_that_lacks_what_entra_needs_is_refused_by_its_get_info() {
    use entra_policy::Standing::{Admitted, Refused, Undetermined};
    let open = policy("disabled", "block", &[]);
    let enforcing = policy("registrationOnly", "block", &[]);
    let whole = &[("rk", true), ("clientPin", false)][..];
    for (policy, info, standing) in [
        (&open, info(whole, &[]), Admitted),
        (&open, info(&[("rk", true), ("uv", false)], &[]), Admitted),
        (&open, info(&[("clientPin", true)], &[]), Refused),
        (&open, info(&[("rk", false), ("clientPin", true)], &[]), Refused),
        (&open, info(&[("rk", true)], &[]), Refused),
        (
            &open,
            info(
                &[("rk", true), ("clientPin", true), ("noMcGaPermissionsWithClientPin", true)],
                &[],
            ),
            Refused,
        ),
        (&enforcing, info(whole, &[]), Undetermined),
        (&enforcing, info(whole, &["packed", "none"]), Undetermined),
        (&enforcing, info(whole, &["none"]), Refused),
    ] {
        assert_eq!(policy.preflight(&info).admission.standing, standing, "{info:?}");
    }
}
