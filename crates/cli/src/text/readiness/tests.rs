//! What is missing is said whole, to be copied, and what a check was read from stands under it.

use entra_policy::{
    Capability, KeyFacts, PasskeyType, Subject,
    readiness::{
        Access, AtHand, Check, Finding, JobAccess, KeyInHand, NotRead, Pass, PersonFacts, Reading,
        Registered, TenantFacts, Trial, Unread, WindowsHello, key, person, tenant, windows_hello,
    },
};
use serde_json::{Value, json};

use super::line;

fn said(policy: Reading<Value>, lacks: &[&'static str]) -> String {
    let consent = format!("https://login.example/{}/adminconsent?client_id=c", "t".repeat(80));
    let access = Access {
        jobs: vec![JobAccess { job: "desk", lacks: lacks.to_vec(), roles: &["A role"] }],
        consent: Some(consent),
    };
    let facts = TenantFacts {
        policy_beta: policy.clone(),
        policy,
        registrations: Reading::not_asked(),
        pilot: Reading::not_asked(),
        access: Some(access),
        newest_version: None,
    };
    let findings = tenant(&facts, &|_| None);
    line(findings.iter().find(|one| one.check == Check::GraphPermission).unwrap())
}

#[test]
fn the_permission_the_role_and_the_whole_link_are_said_where_something_is_missing() {
    let denied =
        || Reading::Not(Unread { why: NotRead::Forbidden, said: Some("Denied".to_owned()) });
    let link = format!("https://login.example/{}/adminconsent?client_id=c\n", "t".repeat(80));
    let permission = said(denied(), &["Policy.Read.All"]);
    for part in ["FAIL", "not agreed to desk: Policy.Read.All", "a role for desk: A role", &link] {
        assert!(permission.contains(part), "{part}: {permission}");
    }
    let ended = Reading::Not(Unread { why: NotRead::SignInNeeded, said: None });
    let sign_in = said(ended, &[]);
    assert!(sign_in.starts_with("unknown") && sign_in.contains("`touchstone tenant sign-in`"));
    let role = said(denied(), &[]);
    assert!(role.contains("lacks a role") && role.contains("desk: A role"), "{role}");
    assert!(!role.contains("not agreed to"), "{role}");
    let reads = || Reading::Read(json!({}));
    let another_job = said(reads(), &["GroupMember.Read.All"]);
    assert!(another_job.starts_with("pass") && another_job.contains(&link), "{another_job}");
    assert!(!said(reads(), &[]).contains("adminconsent"), "nothing is missing");
}

fn facts(policy: Value) -> TenantFacts {
    TenantFacts {
        policy_beta: Reading::Read(policy.clone()),
        policy: Reading::Read(policy),
        registrations: Reading::not_asked(),
        pilot: Reading::not_asked(),
        access: None,
        newest_version: None,
    }
}

/// Everybody's passkeys, with one profile that lists one model, and a mode and a campaign that cannot be.
fn policy() -> Value {
    let everybody = |member: &str, value: Value| {
        let mut target = json!({ "id": "all_users", "targetType": "group" });
        target[member] = value;
        json!([target])
    };
    let profile = "00000000-0000-0000-0000-000000000001";
    json!({
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 15, "includeTargets": [], "excludeTargets": [],
        } },
        "authenticationMethodConfigurations": [
            {
                "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
                "passkeyProfiles": [{
                    "id": profile, "name": "Office", "passkeyTypes": "deviceBound",
                    "attestationEnforcement": "disabled",
                    "keyRestrictions": {
                        "isEnforced": true, "enforcementType": "allow",
                        "aaGuids": ["11111111-2222-3333-4444-555555555501"],
                    },
                }],
                "includeTargets": everybody("allowedPasskeyProfiles", json!([profile])),
                "excludeTargets": [],
            },
            {
                "id": "MicrosoftAuthenticator", "state": "enabled",
                "includeTargets": everybody("authenticationMode", json!("push")),
            },
        ],
    })
}

/// One that the policy does not list.
fn another() -> KeyFacts {
    KeyFacts {
        aaguid: Some("11111111-2222-3333-4444-555555555502".parse().unwrap()),
        passkey_type: PasskeyType::DeviceBound,
        packed_attestation: Capability::Present,
        resident_key: Capability::Present,
        user_verification: Capability::Unknown,
    }
}

fn of(findings: &[Finding], check: Check) -> String {
    line(findings.iter().find(|one| one.check == check).unwrap())
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part}: {text}");
    }
}

fn bo(pass: Pass) -> PersonFacts {
    PersonFacts {
        subject: Subject::default(),
        user_type: Reading::Read(Some("Member".to_owned())),
        registered: Registered {
            fido2: Reading::Read(0),
            authenticator: Reading::Read(0),
            windows_hello: Reading::Read(0),
            platform: Reading::Read(0),
        },
        pass: Reading::Read(Some(pass)),
        key: Some(another()),
    }
}

#[test]
fn what_decides_stands_under_a_check() {
    let all = tenant(&facts(policy()), &|_| None);
    says(&of(&all, Check::AuthModePasswordless), &["conflictsWith: auth-mode-campaign"]);
    says(&of(&all, Check::CampaignState), &["the days are not 0 to 14 (", "snoozeDurationInDays"]);
    let pass = Pass { is_usable: Some(false), reason: Some("Expired".to_owned()), start: None };
    let all = person(&facts(policy()), &bo(pass), &|_| None);
    says(&of(&all, Check::UserTap), &["FAIL", "reason: Expired"]);
    let list = "passkeyProfiles[0].keyRestrictions.aaGuids";
    let fit = of(&all, Check::UserProfileFit);
    let rule = format!("policy-aaguid: aaguid-not-allowed ({list})");
    says(&fit, &["FAIL", &rule, &format!("line: {list}")]);
    assert!(!fit.contains("policy-attestation"), "a rule that asks nothing: {fit}");
}

#[test]
fn a_pass_for_tomorrow_is_kept() {
    let later = Some("NotYetValid".to_owned());
    let start = Some("2026-12-01T08:00:00Z".to_owned());
    let pass = Pass { is_usable: Some(false), reason: later, start };
    let said = of(&person(&facts(policy()), &bo(pass), &|_| None), Check::UserTap);
    says(&said, &["consider", "good from 2026-12-01T08:00:00Z"]);
    assert!(!said.contains("Issue another"), "{said}");
}

#[test]
fn the_key_and_windows_are_named_where_they_are_silent() {
    let trial = Trial { fmt: Some("none".to_owned()), findings: Vec::new() };
    let in_hand =
        KeyInHand { facts: another(), algorithms: None, room: Some(1), trial: Some(trial) };
    let at_hand = AtHand { browser: None, key: Some(in_hand), second: None };
    let all = key(&facts(policy()), &Subject::default(), &at_hand);
    says(&of(&all, Check::KeyCapabilities), &["The key does not say.", "unsaid: uv, algorithm"]);
    let attestation = of(&all, Check::KeyAttestationFit);
    says(&attestation, &["lacks what is needed: packed.", "fmt: none"]);
    let hello = windows_hello(Some(&WindowsHello::default()), &Reading::not_asked());
    says(&of(&hello, Check::WhfbTpm), &["Windows does not say."]);
    says(&of(&hello, Check::WhfbPolicyConflict), &["Windows does not let this user read"]);
    let silent = WindowsHello { policies: Some(Vec::new()), ..WindowsHello::default() };
    let hello = windows_hello(Some(&silent), &Reading::not_asked());
    says(&of(&hello, Check::WhfbPolicyConflict), &["No policy of this computer says"]);
}
