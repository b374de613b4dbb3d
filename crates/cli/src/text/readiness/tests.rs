//! What is missing is said whole, to be copied.

use entra_policy::readiness::{
    Access, Check, JobAccess, NotRead, Reading, TenantFacts, Unread, tenant,
};

use super::line;

fn said(policy: Reading<serde_json::Value>, lacks: &[&'static str]) -> String {
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
    let reads = || Reading::Read(serde_json::json!({}));
    let another_job = said(reads(), &["GroupMember.Read.All"]);
    assert!(another_job.starts_with("pass") && another_job.contains(&link), "{another_job}");
    assert!(!said(reads(), &[]).contains("adminconsent"), "nothing is missing");
}
