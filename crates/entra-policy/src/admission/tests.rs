//! Each documented rule once; docs/rules.md has the documents.

mod oracle;

use std::collections::BTreeSet;

use serde_json::{Value, json};
use webauthn::{
    Check, Finding, Outcome, Reason, Verdict,
    judgement::{AttestationSummary, AttestationType},
};

use super::*;
use crate::{EnforcementType, ObjectId};

const DEFAULT: &str = "00000000-0000-0000-0000-000000000001";
const STRICT: &str = "00000000-0000-0000-0000-000000000002";
const PILOT: &str = "11111111-1111-1111-1111-111111111111";
const CONTRACTORS: &str = "22222222-2222-2222-2222-222222222222";
const ADA: &str = "99999999-9999-9999-9999-999999999999";
/// Two models that need not exist.
const MODEL: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const OTHER_MODEL: &str = "aaaaaaaa-0000-0000-0000-000000000002";

fn id(text: &str) -> ObjectId {
    text.parse().unwrap()
}

fn profile(id: &str, types: &str, enforcement: &str, restrictions: Value) -> Value {
    json!({
        "id": id,
        "name": format!("profile {id}"),
        "passkeyTypes": types,
        "attestationEnforcement": enforcement,
        "keyRestrictions": restrictions,
    })
}

fn list(enforcement_type: &str, models: &[&str]) -> Value {
    json!({ "isEnforced": true, "enforcementType": enforcement_type, "aaGuids": models })
}

fn target(id: &str, profiles: &[&str]) -> Value {
    json!({
        "id": id,
        "targetType": "group",
        "isRegistrationRequired": false,
        "allowedPasskeyProfiles": profiles,
    })
}

/// Everybody may register anything, until something is changed.
fn open() -> Value {
    json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "isSelfServiceRegistrationAllowed": true,
        "includeTargets": [target("all_users", &[DEFAULT])],
        "excludeTargets": [],
        "defaultPasskeyProfile": DEFAULT,
        "passkeyProfiles": [profile(DEFAULT, "deviceBound,synced", "disabled", Value::Null)],
    })
}

fn with(profiles: &[Value]) -> Value {
    let mut document = open();
    document["passkeyProfiles"] = json!(profiles);
    document
}

fn ada() -> Subject {
    in_groups(&[PILOT])
}

fn in_groups(groups: &[&str]) -> Subject {
    Subject {
        user: Some(id(ADA)),
        groups: Some(groups.iter().map(|group| id(group)).collect::<BTreeSet<_>>()),
    }
}

fn nobody_known() -> Subject {
    Subject::default()
}

fn key() -> KeyFacts {
    KeyFacts {
        aaguid: Some(MODEL.parse().unwrap()),
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: Capability::Unknown,
        resident_key: Capability::Present,
        user_verification: Capability::Present,
    }
}

fn attested(fmt: &str, r#type: AttestationType, trusted: Option<bool>) -> RegistrationFacts {
    RegistrationFacts {
        aaguid: Some(MODEL.parse().unwrap()),
        passkey_type: Some(PasskeyType::DeviceBound),
        attestation: AttestationSummary {
            fmt: Some(fmt.into()),
            r#type,
            trusted,
            anchor: None,
            covers_aaguid: fmt != "fido-u2f" && fmt != "none",
        },
    }
}

fn proved() -> RegistrationFacts {
    attested("packed", AttestationType::Basic, Some(true))
}

fn policy(document: &Value) -> Fido2Policy {
    Fido2Policy::parse(document).unwrap()
}

fn before(document: &Value, key: &KeyFacts) -> Admission {
    preflight(&policy(document), &ada(), Registrant::Oneself, key)
}

fn after(document: &Value, registration: &RegistrationFacts) -> Admission {
    admit(&policy(document), &ada(), Registrant::Oneself, registration)
}

fn of(document: &Value, subject: &Subject) -> Admission {
    admit(&policy(document), subject, Registrant::Oneself, &proved())
}

fn path(admission: &Admission) -> &str {
    &admission.decided_by.as_ref().unwrap().path
}

/// What was found for a check, with its reason.
fn found(admission: &Admission, check: Check) -> Vec<(Outcome, Option<Reason>)> {
    let of = |one: &&Finding| one.check == check;
    admission.findings.iter().filter(of).map(|one| (one.outcome, one.reason)).collect()
}

#[track_caller]
fn refused(admission: &Admission, check: Check, reason: Reason, line: &str) {
    assert_eq!(admission.standing, Standing::Refused, "{admission:#?}");
    assert!(found(admission, check).contains(&(Outcome::Fail, Some(reason))), "{admission:#?}");
    assert_eq!(path(admission), line);
    assert_eq!(Verdict::of(&admission.findings), Verdict::Refused);
}

#[track_caller]
fn undetermined(admission: &Admission, check: Check, reason: Reason, line: &str) {
    assert_eq!(admission.standing, Standing::Undetermined, "{admission:#?}");
    assert!(found(admission, check).contains(&(Outcome::Unknown, Some(reason))), "{admission:#?}");
    assert_eq!(path(admission), line);
    assert_eq!(Verdict::of(&admission.findings), Verdict::Undetermined);
}

#[track_caller]
fn admitted(admission: &Admission) {
    assert_eq!(admission.standing, Standing::Admitted, "{admission:#?}");
    assert_eq!(Verdict::of(&admission.findings), Verdict::Admitted);
}

#[test]
fn nothing_speaks_against_an_open_policy() {
    let before = before(&open(), &key());
    admitted(&before);
    assert_eq!(path(&before), "passkeyProfiles[0]");
    admitted(&after(&open(), &proved()));
}

#[test]
fn a_method_that_is_off_refuses_and_one_in_an_unknown_state_never_admits() {
    let mut document = open();
    document["state"] = json!("disabled");
    refused(&before(&document, &key()), Check::PolicyMethod, Reason::MethodDisabled, "state");
    for state in [json!("unknownFutureValue"), json!("Enabled"), Value::Null] {
        document["state"] = state;
        let admission = after(&document, &proved());
        undetermined(&admission, Check::PolicyMethod, Reason::PolicyUnknown, "state");
    }
}

#[test]
fn without_self_service_neither_the_person_nor_an_administrator_registers() {
    let mut document = open();
    document["isSelfServiceRegistrationAllowed"] = json!(false);
    for (registrant, name) in
        [(Registrant::Oneself, "oneself"), (Registrant::OnBehalf, "on-behalf")]
    {
        let admission = preflight(&policy(&document), &ada(), registrant, &key());
        let line = "isSelfServiceRegistrationAllowed";
        refused(&admission, Check::PolicyMethod, Reason::SelfServiceOff, line);
        let by = |one: &&Finding| one.reason == Some(Reason::SelfServiceOff);
        assert_eq!(
            admission.findings.iter().find(by).unwrap().evidence.get("registrant").unwrap(),
            name
        );
    }
    document.as_object_mut().unwrap().remove("isSelfServiceRegistrationAllowed");
    let admission = before(&document, &key());
    let line = "isSelfServiceRegistrationAllowed";
    undetermined(&admission, Check::PolicyMethod, Reason::PolicyUnknown, line);
}

#[test]
fn excluded_beats_included() {
    let mut document = open();
    let user = json!({ "id": ADA, "targetType": "user", "allowedPasskeyProfiles": [DEFAULT] });
    document["includeTargets"].as_array_mut().unwrap().push(user);
    document["excludeTargets"] = json!([
        { "id": CONTRACTORS, "targetType": "group" },
        { "id": PILOT, "targetType": "group" },
    ]);
    let admission = of(&document, &ada());
    refused(&admission, Check::PolicyScope, Reason::UserExcluded, "excludeTargets[1]");
    admitted(&of(&document, &in_groups(&[])));
}

#[test]
fn who_is_aimed_at_by_nothing_is_not_in_scope() {
    let mut document = open();
    document["includeTargets"] = json!([target(PILOT, &[DEFAULT])]);
    admitted(&of(&document, &ada()));
    let admission = of(&document, &in_groups(&[CONTRACTORS]));
    refused(&admission, Check::PolicyScope, Reason::UserNotInScope, "includeTargets");
    // The profiles are there all the same, as not theirs.
    let outcomes = found(&admission, Check::PolicyProfile);
    assert_eq!(outcomes, [(Outcome::Skipped, None)]);
    document["includeTargets"] = json!([]);
    let admission = of(&document, &nobody_known());
    refused(&admission, Check::PolicyScope, Reason::UserNotInScope, "includeTargets");
}

#[test]
fn a_target_may_be_a_user() {
    let mut document = open();
    let user =
        |id: &str| json!({ "id": id, "targetType": "user", "allowedPasskeyProfiles": [DEFAULT] });
    document["includeTargets"] = json!([user(ADA)]);
    admitted(&of(&document, &ada()));
    // A user's id among the groups is not that user.
    document["includeTargets"] = json!([user(PILOT)]);
    let admission = of(&document, &ada());
    refused(&admission, Check::PolicyScope, Reason::UserNotInScope, "includeTargets");
}

#[test]
fn without_a_person_the_scope_is_unknown_and_decides_only_where_profiles_disagree() {
    let mut document = with(&[
        profile(DEFAULT, "deviceBound", "disabled", Value::Null),
        profile(STRICT, "synced", "disabled", Value::Null),
    ]);
    document["includeTargets"] = json!([target(PILOT, &[DEFAULT]), target(CONTRACTORS, &[STRICT])]);
    let admission = of(&document, &nobody_known());
    let scope = found(&admission, Check::PolicyScope);
    assert_eq!(scope, [(Outcome::Unknown, Some(Reason::ScopeUnknown))]);
    let reason = Reason::PasskeyTypeNotAllowed;
    undetermined(&admission, Check::PolicyPasskeyType, reason, "includeTargets");

    document["passkeyProfiles"][1]["passkeyTypes"] = json!("deviceBound,synced");
    let admission = of(&document, &nobody_known());
    admitted(&admission);
    assert_eq!(found(&admission, Check::PolicyScope), scope);

    for at in [0, 1] {
        document["passkeyProfiles"][at]["passkeyTypes"] = json!("synced");
    }
    let line = "passkeyProfiles[0].passkeyTypes";
    refused(&of(&document, &nobody_known()), Check::PolicyPasskeyType, reason, line);
}

#[test]
fn everybody_needs_no_name() {
    let admission = of(&open(), &nobody_known());
    admitted(&admission);
    assert_eq!(found(&admission, Check::PolicyScope), [(Outcome::Pass, None)]);
}

#[test]
fn a_profile_that_is_surely_theirs_and_met_needs_no_others() {
    let mut document = with(&[
        profile(DEFAULT, "deviceBound", "disabled", Value::Null),
        profile(STRICT, "synced", "disabled", Value::Null),
    ]);
    document["includeTargets"] =
        json!([target("all_users", &[DEFAULT]), target(CONTRACTORS, &[STRICT])]);
    admitted(&of(&document, &nobody_known()));
}

#[test]
fn one_profile_has_to_be_met_and_that_one_completely() {
    // Each is failed by one thing, and no one profile is met.
    let mut document = with(&[
        profile(DEFAULT, "deviceBound", "disabled", list("allow", &[OTHER_MODEL])),
        profile(STRICT, "synced", "disabled", list("allow", &[MODEL])),
    ]);
    document["includeTargets"] = json!([target("all_users", &[DEFAULT, STRICT])]);
    let admission = after(&document, &proved());
    let line = "passkeyProfiles[0].keyRestrictions.aaGuids";
    refused(&admission, Check::PolicyAaguid, Reason::AaguidNotAllowed, line);
    // Every profile is there with everything about it.
    let reason = Reason::PasskeyTypeNotAllowed;
    assert_eq!(
        found(&admission, Check::PolicyPasskeyType),
        [(Outcome::Pass, None), (Outcome::Fail, Some(reason))]
    );
    document["passkeyProfiles"][1]["passkeyTypes"] = json!("deviceBound");
    let admission = after(&document, &proved());
    admitted(&admission);
    assert_eq!(path(&admission), "passkeyProfiles[1]");
    // What the other one would have said is kept, and does not refuse.
    let skipped = admission.findings.iter().find(|one| one.check == Check::PolicyAaguid).unwrap();
    assert_eq!(
        (skipped.outcome, skipped.reason),
        (Outcome::Skipped, Some(Reason::AaguidNotAllowed))
    );
    assert_eq!(skipped.evidence.get("alone").unwrap(), "fail");
}

#[test]
fn a_profile_that_is_failed_does_not_count_while_another_one_is_open() {
    let mut document = with(&[
        profile(DEFAULT, "synced", "disabled", Value::Null),
        profile(STRICT, "deviceBound", "registrationOnly", Value::Null),
    ]);
    document["includeTargets"] = json!([target("all_users", &[DEFAULT, STRICT])]);
    let admission = before(&document, &key());
    let line = "passkeyProfiles[1].attestationEnforcement";
    let reason = Reason::AttestationRequired;
    undetermined(&admission, Check::PolicyAttestation, reason, line);
    let failed = (Outcome::Skipped, Some(Reason::PasskeyTypeNotAllowed));
    assert_eq!(found(&admission, Check::PolicyPasskeyType), [failed, (Outcome::Pass, None)]);
}

#[test]
fn a_refusal_names_the_line_of_the_profile_that_is_nearest() {
    let mut document = with(&[
        profile(DEFAULT, "synced", "registrationOnly", list("allow", &[OTHER_MODEL])),
        profile(STRICT, "deviceBound", "disabled", list("block", &[MODEL])),
    ]);
    document["includeTargets"] = json!([target("all_users", &[DEFAULT, STRICT])]);
    let admission = before(&document, &key());
    let line = "passkeyProfiles[1].keyRestrictions.aaGuids";
    refused(&admission, Check::PolicyAaguid, Reason::AaguidBlocked, line);
    let line = admission.decided_by.unwrap();
    assert_eq!(
        line,
        PolicyLine {
            profile: Some(ProfileName { id: id(STRICT), name: Some(format!("profile {STRICT}")) }),
            path: "passkeyProfiles[1].keyRestrictions.aaGuids".into(),
            enforcement: Some(EnforcementType::Block),
            listed: vec![MODEL.parse().unwrap()],
            value: json!([MODEL]),
        }
    );
}

#[test]
fn a_profile_for_another_kind_of_passkey_is_not_the_nearest() {
    let mut document = with(&[
        profile(DEFAULT, "synced", "disabled", Value::Null),
        profile(STRICT, "deviceBound", "registrationOnly", list("allow", &[OTHER_MODEL])),
    ]);
    document["includeTargets"] = json!([target("all_users", &[DEFAULT, STRICT])]);
    let line = "passkeyProfiles[1].keyRestrictions.aaGuids";
    let bare = attested("none", AttestationType::None, None);
    let admission = after(&document, &bare);
    refused(&admission, Check::PolicyAaguid, Reason::AaguidNotAllowed, line);
}

#[test]
fn allow_lists_and_block_lists_say_opposite_things() {
    let models =
        |restrictions: Value| with(&[profile(DEFAULT, "deviceBound", "disabled", restrictions)]);
    let line = "passkeyProfiles[0].keyRestrictions.aaGuids";
    let (check, not_allowed) = (Check::PolicyAaguid, Reason::AaguidNotAllowed);
    // Lists may name a model twice.
    let twice = models(list("allow", &[OTHER_MODEL, MODEL, MODEL]));
    admitted(&after(&twice, &proved()));
    let other = models(list("allow", &[OTHER_MODEL]));
    refused(&after(&other, &proved()), check, not_allowed, line);
    refused(&after(&models(list("allow", &[])), &proved()), check, not_allowed, line);
    let blocked = models(list("block", &[MODEL]));
    refused(&after(&blocked, &proved()), check, Reason::AaguidBlocked, line);
    admitted(&after(&models(list("block", &[OTHER_MODEL])), &proved()));
    admitted(&after(&models(list("block", &[])), &proved()));
    let mut idle = list("allow", &[OTHER_MODEL]);
    idle["isEnforced"] = json!(false);
    admitted(&after(&models(idle), &proved()));
}

#[test]
fn a_list_of_an_unknown_kind_or_perhaps_not_in_force_never_admits_by_itself() {
    let models =
        |restrictions: Value| with(&[profile(DEFAULT, "deviceBound", "disabled", restrictions)]);
    let (check, unknown) = (Check::PolicyAaguid, Reason::PolicyUnknown);
    let odd = models(list("audit", &[MODEL]));
    let line = "passkeyProfiles[0].keyRestrictions.aaGuids";
    undetermined(&after(&odd, &proved()), check, unknown, line);
    let mut unsaid = list("allow", &[OTHER_MODEL]);
    unsaid["isEnforced"] = Value::Null;
    let line = "passkeyProfiles[0].keyRestrictions.isEnforced";
    undetermined(&after(&models(unsaid), &proved()), check, unknown, line);
    let mut met_anyway = list("allow", &[MODEL]);
    met_anyway["isEnforced"] = Value::Null;
    admitted(&after(&models(met_anyway), &proved()));
}

#[test]
fn an_allow_list_met_by_a_model_that_nothing_proves_is_a_warning() {
    let document = with(&[profile(DEFAULT, "deviceBound", "disabled", list("allow", &[MODEL]))]);
    let warned = [(Outcome::Warn, Some(Reason::AaguidUnproved))];
    for unproved in [
        attested("none", AttestationType::None, None),
        attested("packed", AttestationType::Self_, None),
        attested("packed", AttestationType::Basic, None),
        attested("packed", AttestationType::Unverified, None),
        // Its certificate is trusted, and what it signs has no AAGUID.
        attested("fido-u2f", AttestationType::Basic, Some(true)),
    ] {
        let admission = after(&document, &unproved);
        admitted(&admission);
        assert_eq!(found(&admission, Check::PolicyAaguid), warned);
    }
    let admission = after(&document, &proved());
    assert_eq!(found(&admission, Check::PolicyAaguid), [(Outcome::Pass, None)]);
}

#[test]
fn a_key_that_hides_its_model_is_unknown_before_and_not_on_the_list_after() {
    let document = with(&[profile(DEFAULT, "deviceBound", "disabled", list("allow", &[MODEL]))]);
    let line = "passkeyProfiles[0].keyRestrictions.aaGuids";
    for aaguid in [None, Some(webauthn::Aaguid::ZERO)] {
        let admission = before(&document, &KeyFacts { aaguid, ..key() });
        undetermined(&admission, Check::PolicyAaguid, Reason::AaguidUnknown, line);
    }
    let hidden = RegistrationFacts { aaguid: Some(webauthn::Aaguid::ZERO), ..proved() };
    let admission = after(&document, &hidden);
    refused(&admission, Check::PolicyAaguid, Reason::AaguidNotAllowed, line);
}

#[test]
fn the_kind_of_passkey_is_that_of_the_be_flag() {
    let only = |types: &str| with(&[profile(DEFAULT, types, "disabled", Value::Null)]);
    let auth_data = |flags: u8| {
        let bytes = [&[0; 32][..], &[flags], &[0; 4]].concat();
        let auth_data = webauthn::AuthenticatorData::from_bytes(&bytes).unwrap();
        RegistrationFacts::new(&auth_data, &proved().attestation)
    };
    // WebAuthn L3 §6.1: UP and UV; BE; BE and BS.
    let (bound, eligible, backed_up) = (auth_data(0x05), auth_data(0x0D), auth_data(0x1D));
    let (check, reason) = (Check::PolicyPasskeyType, Reason::PasskeyTypeNotAllowed);
    let line = "passkeyProfiles[0].passkeyTypes";
    admitted(&after(&only("deviceBound"), &bound));
    refused(&after(&only("synced"), &bound), check, reason, line);
    for synced in [eligible, backed_up] {
        admitted(&after(&only("synced"), &synced));
        admitted(&after(&only("deviceBound, synced"), &synced));
        refused(&after(&only("deviceBound"), &synced), check, reason, line);
        refused(&after(&only(""), &synced), check, reason, line);
        let admission = after(&only("deviceBound,unknownFutureValue"), &synced);
        undetermined(&admission, check, Reason::PolicyUnknown, line);
    }
    // A security key makes none that are synced: that is known before.
    refused(&before(&only("synced"), &key()), check, reason, line);
}

#[test]
fn enforced_attestation_wants_packed_with_a_chain_that_is_trusted() {
    let document = with(&[profile(DEFAULT, "deviceBound,synced", "registrationOnly", Value::Null)]);
    let (check, reason) = (Check::PolicyAttestation, Reason::AttestationRequired);
    let line = "passkeyProfiles[0].attestationEnforcement";
    admitted(&after(&document, &proved()));
    for insufficient in [
        attested("none", AttestationType::None, None),
        attested("packed", AttestationType::Self_, None),
        attested("packed", AttestationType::Basic, Some(false)),
        attested("tpm", AttestationType::AttCa, Some(true)),
        attested("fido-u2f", AttestationType::Basic, Some(true)),
    ] {
        refused(&after(&document, &insufficient), check, reason, line);
    }
    for open in [
        attested("packed", AttestationType::Basic, None),
        attested("packed", AttestationType::Unverified, None),
    ] {
        undetermined(&after(&document, &open), check, reason, line);
    }
}

#[test]
fn enforced_attestation_rules_out_synced_passkeys() {
    let document = with(&[profile(DEFAULT, "deviceBound,synced", "registrationOnly", Value::Null)]);
    let synced = RegistrationFacts { passkey_type: Some(PasskeyType::Synced), ..proved() };
    let line = "passkeyProfiles[0].attestationEnforcement";
    let reason = Reason::AttestationRequired;
    refused(&after(&document, &synced), Check::PolicyAttestation, reason, line);
}

#[test]
fn before_the_touch_an_enforced_attestation_is_refused_only_where_the_key_has_none() {
    let document = with(&[profile(DEFAULT, "deviceBound", "registrationOnly", Value::Null)]);
    let (check, reason) = (Check::PolicyAttestation, Reason::AttestationRequired);
    let line = "passkeyProfiles[0].attestationEnforcement";
    for packed_attestation in [Capability::Unknown, Capability::Present] {
        let admission = before(&document, &KeyFacts { packed_attestation, ..key() });
        undetermined(&admission, check, reason, line);
    }
    let bare = KeyFacts { packed_attestation: Capability::Absent, ..key() };
    refused(&before(&document, &bare), check, reason, line);
}

#[test]
fn an_enforcement_of_an_unknown_kind_never_admits() {
    let document = with(&[profile(DEFAULT, "deviceBound", "registrationAndSignIn", Value::Null)]);
    let line = "passkeyProfiles[0].attestationEnforcement";
    let unknown = Reason::PolicyUnknown;
    undetermined(&after(&document, &proved()), Check::PolicyAttestation, unknown, line);
}

#[test]
fn a_key_without_discoverable_credentials_or_verification_will_not_do() {
    for lacking in [
        KeyFacts { resident_key: Capability::Absent, ..key() },
        KeyFacts { user_verification: Capability::Absent, ..key() },
    ] {
        let admission = before(&open(), &lacking);
        assert_eq!(admission.standing, Standing::Refused);
        let reason = (Outcome::Fail, Some(Reason::KeyRequirements));
        assert!(found(&admission, Check::PolicyMethod).contains(&reason));
        // No line of the policy says so.
        assert_eq!(admission.decided_by, None);
    }
    let silent = KeyFacts { resident_key: Capability::Unknown, ..key() };
    let admission = before(&open(), &silent);
    assert_eq!(admission.standing, Standing::Undetermined);
    assert_eq!(Verdict::of(&admission.findings), Verdict::Undetermined);
}

/// A tenant that has not opted in.
fn legacy(enforced: Value, restrictions: Value) -> Value {
    let mut document = open();
    document["passkeyProfiles"] = json!([]);
    document["defaultPasskeyProfile"] = Value::Null;
    document["includeTargets"] = json!([{ "id": "all_users", "targetType": "group" }]);
    document["isAttestationEnforced"] = enforced;
    document["keyRestrictions"] = restrictions;
    document
}

#[test]
fn without_profiles_the_properties_from_before_them_count() {
    let (aaguid, attestation) = (Check::PolicyAaguid, Check::PolicyAttestation);
    admitted(&after(&legacy(json!(false), Value::Null), &proved()));
    let blocked = legacy(json!(false), list("block", &[MODEL]));
    let line = "keyRestrictions.aaGuids";
    refused(&before(&blocked, &key()), aaguid, Reason::AaguidBlocked, line);
    let enforced = legacy(json!(true), Value::Null);
    admitted(&after(&enforced, &proved()));
    let none = attested("none", AttestationType::None, None);
    let (required, line) = (Reason::AttestationRequired, "isAttestationEnforced");
    refused(&after(&enforced, &none), attestation, required, line);
    let unsaid = legacy(Value::Null, Value::Null);
    undetermined(&after(&unsaid, &none), attestation, Reason::PolicyUnknown, line);
    // Both kinds of passkey were taken.
    let synced = RegistrationFacts { passkey_type: Some(PasskeyType::Synced), ..none };
    admitted(&after(&legacy(json!(false), Value::Null), &synced));
}

#[test]
fn with_profiles_the_properties_from_before_them_do_not_count() {
    let mut document = open();
    document["isAttestationEnforced"] = json!(true);
    document["keyRestrictions"] = list("block", &[MODEL]);
    admitted(&after(&document, &attested("none", AttestationType::None, None)));
}

#[test]
fn a_target_without_profiles_or_with_one_that_is_not_there_never_admits() {
    let unknown = Reason::PolicyUnknown;
    let mut document = open();
    document["includeTargets"] = json!([target("all_users", &[])]);
    undetermined(&of(&document, &ada()), Check::PolicyProfile, unknown, "passkeyProfiles[0]");
    // The default profile would refuse, and without one there is none to be met.
    document["passkeyProfiles"][0]["passkeyTypes"] = json!("synced");
    let reason = Reason::PasskeyTypeNotAllowed;
    let line = "passkeyProfiles[0].passkeyTypes";
    refused(&of(&document, &ada()), Check::PolicyPasskeyType, reason, line);

    let mut document = open();
    document["includeTargets"] = json!([target("all_users", &[STRICT])]);
    let admission = of(&document, &ada());
    let line = "includeTargets[0].allowedPasskeyProfiles[0]";
    undetermined(&admission, Check::PolicyProfile, unknown, line);
}

#[test]
fn a_target_of_an_unknown_kind_is_neither_everybody_nor_nobody() {
    let mut document = open();
    document["includeTargets"][0]["targetType"] = json!("unknownFutureValue");
    let unknown = Reason::PolicyUnknown;
    undetermined(&of(&document, &ada()), Check::PolicyScope, unknown, "includeTargets[0]");
    let mut document = open();
    document["excludeTargets"] = json!([{ "id": "all_guests", "targetType": "group" }]);
    undetermined(&of(&document, &ada()), Check::PolicyScope, unknown, "excludeTargets[0]");
}

#[test]
fn a_profile_that_may_not_be_meant_is_not_made_surer_by_a_group_that_may_not_be_theirs() {
    let mut document = open();
    document["includeTargets"] = json!([target(CONTRACTORS, &[DEFAULT]), target("all_users", &[])]);
    let unknown = Reason::PolicyUnknown;
    let admission = of(&document, &nobody_known());
    undetermined(&admission, Check::PolicyProfile, unknown, "passkeyProfiles[0]");
    // An exclusion that is not understood is not drowned by one that is.
    let mut document = open();
    document["excludeTargets"] = json!([
        { "id": CONTRACTORS, "targetType": "group" },
        { "id": PILOT, "targetType": "unknownFutureValue" },
    ]);
    let admission = of(&document, &nobody_known());
    undetermined(&admission, Check::PolicyScope, unknown, "excludeTargets[1]");
}

#[test]
fn a_passkey_whose_kind_could_not_be_read_does_not_meet_an_enforced_attestation() {
    let document = legacy(json!(true), Value::Null);
    let unread = RegistrationFacts { passkey_type: None, ..proved() };
    let (check, reason) = (Check::PolicyAttestation, Reason::AttestationRequired);
    undetermined(&after(&document, &unread), check, reason, "isAttestationEnforced");
}
