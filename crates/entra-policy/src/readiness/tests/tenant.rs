//! The checks that read policies.

use std::cmp::Ordering;

use serde_json::{Value, json};

use super::{
    BOUND, NOBODY_KNOWS, OFFICE, STAFF, SYNCED, came_to, facts_of, found, policy, refused,
    unreachable, with,
};
use crate::readiness::{
    Access, Check, JobAccess, NotRead, Outcome, Pilot, Reading, TenantFacts, Unread, Why,
    access::compared,
};

const FIDO2: &str = "/authenticationMethodConfigurations/0";
const APP: &str = "/authenticationMethodConfigurations/1";
const CAMPAIGN: &str = "/registrationEnforcement/authenticationMethodsRegistrationCampaign";

fn fido2(member: &str, value: Value) -> Value {
    with(&format!("{FIDO2}/{member}"), value)
}

fn app(member: &str, value: Value) -> Value {
    with(&format!("{APP}/{member}"), value)
}

fn profile(member: &str, value: Value) -> Value {
    with(&format!("{FIDO2}/passkeyProfiles/0/{member}"), value)
}

const PASS: (Outcome, Option<Why>) = (Outcome::Pass, None);

fn fail(why: Why) -> (Outcome, Option<Why>) {
    (Outcome::Fail, Some(why))
}

fn unknown(why: Why) -> (Outcome, Option<Why>) {
    (Outcome::Unknown, Some(why))
}

fn advice(why: Why) -> (Outcome, Option<Why>) {
    (Outcome::Advice, Some(why))
}

/// The fix of a check, as it would be sent.
fn fix(policy: Value, check: Check) -> Value {
    json!(found(&facts_of(policy), check).fix)
}

#[test]
fn authenticator_is_on() {
    assert_eq!(came_to(policy(), Check::AuthEnabled), PASS);
    let off = app("state", json!("disabled"));
    assert_eq!(came_to(off.clone(), Check::AuthEnabled), fail(Why::MethodOff));
    let fix = fix(off, Check::AuthEnabled);
    assert_eq!(fix["body"]["state"], "enabled");
    assert_eq!(
        fix["body"]["@odata.type"],
        "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration"
    );
    assert_eq!(
        fix["differences"],
        json!([{ "path": "state", "before": "disabled", "after": "enabled" }])
    );
    assert_eq!(came_to(app("state", json!("x")), Check::AuthEnabled), unknown(Why::WordUnknown));
    assert_eq!(came_to(app("id", json!("Sms")), Check::AuthEnabled), unknown(Why::NotSaid));
}

#[test]
fn authenticator_is_aimed_at_somebody_the_pilot_first() {
    assert_eq!(came_to(policy(), Check::AuthTargets), PASS);
    let nobody = app("includeTargets", json!([]));
    let mut facts = facts_of(nobody);
    let without = found(&facts, Check::AuthTargets);
    assert_eq!((without.outcome, without.reason), fail(Why::NoTargets));
    assert!(without.fix.is_none(), "whom to aim at is for a person to say");
    facts.pilot = Reading::Read(Pilot { group: STAFF.parse().unwrap(), members: Vec::new() });
    let fix = json!(found(&facts, Check::AuthTargets).fix);
    assert_eq!(fix["body"]["includeTargets"][0]["id"], STAFF);
    assert_eq!(fix["body"]["includeTargets"][0]["authenticationMode"], "any");
    let unsaid = came_to(app("includeTargets", Value::Null), Check::AuthTargets);
    assert_eq!(unsaid, unknown(Why::NotSaid));
}

#[test]
fn only_the_mode_any_serves_phone_sign_in_and_a_campaign() {
    let mode = |mode: Value| app("includeTargets/0/authenticationMode", mode);
    let both = |policy: Value| {
        (
            came_to(policy.clone(), Check::AuthModePasswordless),
            came_to(policy, Check::AuthModeCampaign),
        )
    };
    assert_eq!(both(policy()), (PASS, PASS));
    assert_eq!(both(mode(json!("push"))), (fail(Why::PushOnly), PASS));
    assert_eq!(both(mode(json!("deviceBasedPush"))), (PASS, fail(Why::PasswordlessOnly)));
    assert_eq!(both(mode(Value::Null)), (unknown(Why::NotSaid), unknown(Why::NotSaid)));
    let word = unknown(Why::WordUnknown);
    assert_eq!(both(mode(json!("x"))), (word, word));
    let found = found(&facts_of(mode(json!("deviceBasedPush"))), Check::AuthModeCampaign);
    assert_eq!(found.evidence["conflictsWith"], "auth-mode-passwordless");
    let fix = json!(found.fix);
    // The whole list goes back, with everything else of it as it was.
    assert_eq!(
        fix["body"]["includeTargets"],
        json!([{
            "id": STAFF, "targetType": "group", "isRegistrationRequired": false,
            "authenticationMode": "any",
        }])
    );
}

#[test]
fn passkeys_are_on_and_aimed_at_somebody() {
    assert_eq!(came_to(policy(), Check::FidoEnabled), PASS);
    let off = fido2("state", json!("disabled"));
    assert_eq!(came_to(off, Check::FidoEnabled), fail(Why::MethodOff));
    assert_eq!(came_to(fido2("state", Value::Null), Check::FidoEnabled), unknown(Why::NotSaid));
    assert_eq!(came_to(policy(), Check::FidoTargets), PASS);
    let mut facts = facts_of(fido2("includeTargets", json!([])));
    facts.pilot = Reading::Read(Pilot { group: STAFF.parse().unwrap(), members: Vec::new() });
    let none = found(&facts, Check::FidoTargets);
    assert_eq!((none.outcome, none.reason), fail(Why::NoTargets));
    // Without a profile the target would be the next finding.
    let target = &json!(none.fix)["body"]["includeTargets"][0];
    assert_eq!(target["allowedPasskeyProfiles"], json!([OFFICE]));
    // Where nobody has chosen one that is there, it would be: no change is proposed.
    for default in [Value::Null, json!(NOBODY_KNOWS)] {
        let mut policy = fido2("includeTargets", json!([]));
        policy.pointer_mut(FIDO2).unwrap()["defaultPasskeyProfile"] = default;
        let none =
            found(&TenantFacts { policy: Reading::Read(policy), ..facts.clone() }, none.check);
        assert_eq!((none.outcome, none.reason), fail(Why::ProfileNotChosen));
        assert_eq!(none.fix, None);
    }
    let unsaid = came_to(fido2("includeTargets", Value::Null), Check::FidoTargets);
    assert_eq!(unsaid, unknown(Why::NotSaid));
}

#[test]
fn self_service_lets_administrators_register_too() {
    const MEMBER: &str = "isSelfServiceRegistrationAllowed";
    assert_eq!(came_to(policy(), Check::FidoSelfService), PASS);
    let off = fido2(MEMBER, json!(false));
    assert_eq!(came_to(off.clone(), Check::FidoSelfService), fail(Why::SelfServiceOff));
    assert_eq!(fix(off, Check::FidoSelfService)["body"][MEMBER], true);
    assert_eq!(came_to(fido2(MEMBER, Value::Null), Check::FidoSelfService), unknown(Why::NotSaid));
}

#[test]
fn attestation_that_is_off_is_advice_and_no_failure() {
    assert_eq!(came_to(policy(), Check::FidoAttestation), PASS);
    let off = profile("attestationEnforcement", json!("disabled"));
    assert_eq!(came_to(off.clone(), Check::FidoAttestation), advice(Why::AttestationOff));
    let fix = fix(off, Check::FidoAttestation);
    let mut whole = policy()["authenticationMethodConfigurations"][0]["passkeyProfiles"].take();
    assert_eq!(fix["body"]["passkeyProfiles"], whole.take());
    let word = profile("attestationEnforcement", json!("always"));
    assert_eq!(came_to(word, Check::FidoAttestation), unknown(Why::WordUnknown));
    let unsaid = profile("attestationEnforcement", Value::Null);
    assert_eq!(came_to(unsaid, Check::FidoAttestation), unknown(Why::NotSaid));
}

/// The properties from before profiles count where there are none.
#[test]
fn an_organisation_without_profiles_is_judged_by_what_was_before_them() {
    let mut before = fido2("passkeyProfiles", json!([]));
    let fido2 = before.pointer_mut(FIDO2).unwrap().as_object_mut().unwrap();
    fido2.remove("defaultPasskeyProfile");
    assert_eq!(came_to(before.clone(), Check::FidoAttestation), unknown(Why::NotSaid));
    let set = |value: bool| {
        let mut policy = before.clone();
        policy.pointer_mut(FIDO2).unwrap()["isAttestationEnforced"] = json!(value);
        policy
    };
    assert_eq!(came_to(set(true), Check::FidoAttestation), PASS);
    assert_eq!(came_to(set(false), Check::FidoAttestation), advice(Why::AttestationOff));
    let fits = came_to(before.clone(), Check::FidoProfileConsistency);
    assert_eq!(fits, unknown(Why::BeforeProfiles));
    let mut listed = set(true);
    listed.pointer_mut(FIDO2).unwrap()["keyRestrictions"] =
        json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": [SYNCED] });
    assert_eq!(came_to(listed, Check::FidoKeyRestrictions), fail(Why::TypeContradicts));
}

/// A rule of the policy that is not stated is not one that is met.
#[test]
fn a_list_that_is_not_in_force_or_not_said_to_be_restricts_no_model() {
    let check = |policy: Value| came_to(policy, Check::FidoKeyRestrictions);
    let list = |enforced: Value, r#type: Value| {
        let list = json!({ "isEnforced": enforced, "enforcementType": r#type, "aaGuids": [BOUND] });
        profile("keyRestrictions", list)
    };
    let open = advice(Why::ModelsNotRestricted);
    assert_eq!(check(list(json!(false), json!("allow"))), open);
    assert_eq!(check(profile("keyRestrictions", Value::Null)), open);
    assert_eq!(check(list(Value::Null, json!("allow"))), unknown(Why::NotSaid));
    assert_eq!(check(list(json!(true), Value::Null)), unknown(Why::NotSaid));
    assert_eq!(check(list(json!(true), json!("only"))), unknown(Why::WordUnknown));
    assert_eq!(check(fido2("passkeyProfiles", json!([]))), unknown(Why::NotSaid));
    // One profile that takes any model is enough to say so.
    let mut two = policy();
    let profiles = two.pointer_mut(FIDO2).unwrap()["passkeyProfiles"].as_array_mut().unwrap();
    let mut second = profiles[0].clone();
    second["id"] = json!(NOBODY_KNOWS);
    second["keyRestrictions"]["isEnforced"] = json!(false);
    profiles.push(second);
    assert_eq!(check(two.clone()), open);
    let places = found(&facts_of(two), Check::FidoKeyRestrictions).evidence["path"].clone();
    assert_eq!(places, json!(["passkeyProfiles[1].keyRestrictions"]));
    // Before profiles it is the older property.
    let mut before = fido2("passkeyProfiles", Value::Null);
    before.pointer_mut(FIDO2).unwrap()["defaultPasskeyProfile"] = Value::Null;
    assert_eq!(check(before), open);
}

#[test]
fn a_list_of_models_admits_somebody_and_contradicts_nothing() {
    let list = |models: &[&str]| {
        let restrictions =
            json!({ "isEnforced": true, "enforcementType": "allow", "aaGuids": models });
        profile("keyRestrictions", restrictions)
    };
    let check = |policy: Value| came_to(policy, Check::FidoKeyRestrictions);
    assert_eq!(check(policy()), PASS);
    assert_eq!(check(list(&[])), fail(Why::AllowListEmpty));
    assert_eq!(check(list(&[BOUND, SYNCED])), fail(Why::TypeContradicts));
    assert_eq!(check(list(&[BOUND, NOBODY_KNOWS])), unknown(Why::ModelUnknown));
    assert_eq!(check(list(&[BOUND, BOUND])), advice(Why::ListedTwice));
    let mended = |models: &[&str]| {
        let fix = fix(list(models), Check::FidoKeyRestrictions);
        fix["body"]["passkeyProfiles"][0]["keyRestrictions"]["aaGuids"].clone()
    };
    assert_eq!(mended(&[BOUND, SYNCED]), json!([BOUND]));
    assert_eq!(mended(&[BOUND, BOUND]), json!([BOUND]));
    // Nothing would be left: that is not for a program to propose.
    assert_eq!(fix(list(&[SYNCED]), Check::FidoKeyRestrictions), Value::Null);
    let blocked = json!({ "isEnforced": true, "enforcementType": "block", "aaGuids": [SYNCED] });
    assert_eq!(check(profile("keyRestrictions", blocked)), PASS);
    let both = {
        let mut policy = list(&[BOUND, SYNCED, NOBODY_KNOWS]);
        policy.pointer_mut(FIDO2).unwrap()["passkeyProfiles"][0]["passkeyTypes"] =
            json!("deviceBound,synced");
        policy
    };
    assert_eq!(check(both), PASS);
}

#[test]
fn each_target_names_profiles_that_are_there() {
    let named = |list: Value| fido2("includeTargets/0/allowedPasskeyProfiles", list);
    let check = |policy: Value| came_to(policy, Check::FidoProfileConsistency);
    assert_eq!(check(policy()), PASS);
    let missing = named(json!([NOBODY_KNOWS]));
    assert_eq!(check(missing.clone()), fail(Why::ProfileMissing));
    let target = |policy| {
        fix(policy, Check::FidoProfileConsistency)["body"]["includeTargets"][0]
            ["allowedPasskeyProfiles"]
            .clone()
    };
    assert_eq!(target(missing), json!([OFFICE]));
    assert_eq!(check(named(json!([]))), fail(Why::TargetWithoutProfile));
    assert_eq!(target(named(json!([]))), json!([OFFICE]));
}

#[test]
fn what_lies_elsewhere_is_said_to_be_unknown() {
    assert_eq!(came_to(policy(), Check::WhfbPolicy), unknown(Why::ConfiguredElsewhere));
}

#[test]
fn this_program_is_the_latest_or_older_or_nobody_named_one() {
    let own = env!("CARGO_PKG_VERSION");
    let of = |newest: Option<&str>| {
        let newest_version = newest.map(str::to_owned);
        let found =
            found(&TenantFacts { newest_version, ..facts_of(policy()) }, Check::ToolCurrent);
        assert_eq!(
            (&found.evidence["version"], &found.evidence["newest"]),
            (&json!(own), &json!(newest))
        );
        (found.outcome, found.reason)
    };
    for not_later in [own, "0.0.1", "0.0.0-next+7"] {
        assert_eq!(of(Some(not_later)), (Outcome::Pass, None), "{not_later}");
    }
    for later in ["999.0.0", "999.0.0-rc.1", " 999.10.2\n"] {
        assert_eq!(of(Some(later)), fail(Why::LaterVersion), "{later}");
    }
    for none in [None, Some("later"), Some("1.2"), Some("1.2.3.4"), Some("")] {
        assert_eq!(of(none), unknown(Why::NotCompared), "{none:?}");
    }
}

/// Semantic Versioning 2.0.0, items 10 and 11.
#[test]
fn a_version_before_a_release_is_older_than_it() {
    let order = ["1.2.3-alpha.2", "1.2.3-alpha.10", "1.2.3-beta", "1.2.3", "1.2.4-rc.1", "1.10.0"];
    for pair in order.windows(2) {
        assert_eq!(compared(pair[0], pair[1]), Some(Ordering::Less), "{pair:?}");
        assert_eq!(compared(pair[1], pair[0]), Some(Ordering::Greater), "{pair:?}");
    }
    assert_eq!(compared("1.2.3+one", "1.2.3+two"), Some(Ordering::Equal));
    assert_eq!(compared("1.2", "1.2.3"), None);
}

#[test]
fn the_old_policies_decide_until_the_migration_is_complete() {
    let state = |state: Value| with("/policyMigrationState", state);
    let check = |policy: Value| came_to(policy, Check::LegacyMigration);
    assert_eq!(check(policy()), PASS);
    assert_eq!(check(state(json!("preMigration"))), fail(Why::MigrationUnfinished));
    assert_eq!(check(state(json!("migrationInProgress"))), fail(Why::MigrationUnfinished));
    assert_eq!(check(state(Value::Null)), unknown(Why::NotSaid));
    assert_eq!(check(state(json!("unknownFutureValue"))), unknown(Why::WordUnknown));
}

#[test]
fn a_campaign_runs_and_is_valid() {
    let state = |state: Value| with(&format!("{CAMPAIGN}/state"), state);
    let check = |policy: Value| came_to(policy, Check::CampaignState);
    assert_eq!(check(policy()), PASS);
    assert_eq!(check(state(json!("default"))), PASS);
    assert_eq!(check(state(json!("disabled"))), fail(Why::CampaignOff));
    let mut body = fix(state(json!("disabled")), Check::CampaignState)["body"].take();
    assert_eq!(body.pointer(&format!("{CAMPAIGN}/state")), Some(&json!("enabled")));
    assert_eq!(body.pointer_mut(CAMPAIGN).unwrap()["snoozeDurationInDays"], 3);
    let days = with(&format!("{CAMPAIGN}/snoozeDurationInDays"), json!(15));
    assert_eq!(check(days), fail(Why::CampaignInvalid));
    assert_eq!(check(state(json!("x"))), unknown(Why::WordUnknown));
    assert_eq!(check(state(Value::Null)), unknown(Why::NotSaid));
}

#[test]
fn the_limit_of_snoozes_is_only_to_be_read_in_beta() {
    let mut facts = facts_of(policy());
    let pass = found(&facts, Check::CampaignLimit);
    assert_eq!((pass.outcome, pass.evidence["limited"].clone()), (Outcome::Pass, json!(true)));
    facts.policy_beta = Reading::not_asked();
    let only_v1 = found(&facts, Check::CampaignLimit);
    assert_eq!((only_v1.outcome, only_v1.reason), unknown(Why::OnlyV1));
    let member = "enforceRegistrationAfterAllowedSnoozes";
    let unsaid = with(&format!("{CAMPAIGN}/{member}"), Value::Null);
    assert_eq!(came_to(unsaid, Check::CampaignLimit), unknown(Why::NotSaid));
}

#[test]
fn what_is_not_allowed_names_the_permission_or_the_role_and_where_to_agree() {
    let access = |lacks: &[&'static str]| Access {
        jobs: vec![
            JobAccess { job: "desk", lacks: lacks.to_vec(), roles: &["One", "Another"] },
            JobAccess { job: "reports", lacks: vec!["AuditLog.Read.All"], roles: &[] },
        ],
        consent: Some("https://login.example/t/adminconsent?client_id=c".to_owned()),
    };
    let of = |read: Reading<Value>, access: Option<Access>| {
        let facts = TenantFacts { policy: read, access, ..facts_of(policy()) };
        found(&facts, Check::GraphPermission)
    };
    let denied = || Reading::Not(refused());
    let lacking = of(denied(), Some(access(&["Policy.Read.All", "GroupMember.Read.All"])));
    assert_eq!((lacking.outcome, lacking.reason), fail(Why::PermissionMissing));
    let permissions = ["desk: Policy.Read.All, GroupMember.Read.All", "reports: AuditLog.Read.All"];
    assert_eq!(lacking.evidence["permissions"], json!(permissions));
    assert_eq!(lacking.evidence["roles"], json!(["desk: One or Another"]));
    let consent = "https://login.example/t/adminconsent?client_id=c";
    assert_eq!(lacking.evidence["consent"], consent);
    // What another job lacks does not keep anybody from reading the policy.
    let role = of(denied(), Some(access(&[])));
    assert_eq!((role.outcome, role.reason), fail(Why::RoleMissing));
    let unknown_access = of(denied(), None);
    assert_eq!((unknown_access.outcome, unknown_access.reason), fail(Why::Forbidden));
    let reads = of(Reading::Read(policy()), Some(access(&["GroupMember.Read.All"])));
    assert_eq!((reads.outcome, reads.reason), PASS);
    assert_eq!(reads.evidence["permissions"][1], "reports: AuditLog.Read.All");
    let open = of(Reading::Not(unreachable()), Some(access(&[])));
    assert_eq!((open.outcome, open.reason), unknown(Why::Failed));
}

#[test]
fn what_may_not_be_read_fails_once_and_leaves_the_rest_open() {
    let mut facts = facts_of(policy());
    assert_eq!(found(&facts, Check::GraphPermission).outcome, Outcome::Pass);
    facts.policy = Reading::Not(refused());
    let denied = found(&facts, Check::GraphPermission);
    assert_eq!((denied.outcome, denied.reason), fail(Why::Forbidden));
    assert_eq!(denied.evidence["said"], "Authorization_RequestDenied");
    for one in crate::readiness::tenant(&facts, &super::models) {
        let may_be_told = [Check::GraphPermission, Check::CampaignLimit].contains(&one.check);
        assert!(may_be_told || one.outcome == Outcome::Unknown, "{one:?}");
    }
    facts.policy = Reading::Not(unreachable());
    let failed = found(&facts, Check::GraphPermission);
    assert_eq!((failed.outcome, failed.reason), unknown(Why::Failed));
    // What a new sign-in would read says so.
    facts.policy = Reading::Not(Unread { why: NotRead::SignInNeeded, said: None });
    for check in [Check::GraphPermission, Check::FidoEnabled] {
        let ended = found(&facts, check);
        assert_eq!((ended.outcome, ended.reason), unknown(Why::SignInNeeded));
    }
    // A document that is none leaves everything open too.
    for one in crate::readiness::tenant(&facts_of(json!([1])), &super::models) {
        assert!(one.check == Check::GraphPermission || one.outcome == Outcome::Unknown, "{one:?}");
    }
}
