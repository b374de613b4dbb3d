//! The checks that read the report of registrations.

use super::{STAFF, facts_of, found, policy, refused, registration, unreachable};
use crate::readiness::{Check, Finding, Outcome, Pilot, Reading, Registration, TenantFacts, Why};

fn facts(people: Vec<Registration>, pilot: &[&str]) -> TenantFacts {
    let members = pilot.iter().map(|one| (*one).to_owned()).collect();
    TenantFacts {
        registrations: Reading::Read(people),
        pilot: Reading::Read(Pilot { group: STAFF.parse().unwrap(), members }),
        ..facts_of(policy())
    }
}

fn came_to(facts: &TenantFacts, check: Check) -> (Outcome, Option<Why>) {
    let Finding { outcome, reason, .. } = found(facts, check);
    (outcome, reason)
}

#[test]
fn two_administrators_are_in_the_pilot() {
    let check = |people, pilot: &[&str]| came_to(&facts(people, pilot), Check::PilotAdmins);
    let admin = |name| registration(name, Some(true), &[]);
    let user = |name| registration(name, Some(false), &[]);
    let two = vec![admin("ada"), admin("bo"), user("cy")];
    assert_eq!(check(two.clone(), &["ada", "bo"]), (Outcome::Pass, None));
    // Graph does not promise in which case it writes an id.
    assert_eq!(check(two.clone(), &["ADA", "Bo"]), (Outcome::Pass, None));
    assert_eq!(check(two.clone(), &["ada", "cy"]), (Outcome::Fail, Some(Why::FewAdmins)));
    // The report leaves disabled accounts out: one of these may be an administrator.
    assert_eq!(check(two, &["ada", "dee"]), (Outcome::Unknown, Some(Why::NotSaid)));
    let unsaid = vec![admin("ada"), registration("bo", None, &[])];
    assert_eq!(check(unsaid, &["ada", "bo"]), (Outcome::Unknown, Some(Why::NotSaid)));
    let mut unnamed = facts(vec![admin("ada")], &[]);
    unnamed.pilot = Reading::not_asked();
    let open = came_to(&unnamed, Check::PilotAdmins);
    assert_eq!(open, (Outcome::Unknown, Some(Why::PilotNotNamed)));
    let mut denied = facts(Vec::new(), &["ada"]);
    denied.registrations = Reading::Not(refused());
    let open = came_to(&denied, Check::PilotAdmins);
    assert_eq!(open, (Outcome::Unknown, Some(Why::Forbidden)));
}

#[test]
fn an_administrator_with_one_way_in_is_named() {
    let check = |methods: &[&str]| {
        let people = vec![
            registration("ada", Some(true), methods),
            registration("bo", Some(false), &["mobilePhone", "microsoftAuthenticatorPush"]),
        ];
        found(&facts(people, &[]), Check::AdminTwoMethods)
    };
    let of = |methods: &[&str]| (check(methods).outcome, check(methods).reason);
    assert_eq!(of(&["fido2SecurityKey", "windowsHelloForBusiness"]), (Outcome::Pass, None));
    let phone = ["passKeyDeviceBoundAuthenticator", "microsoftAuthenticatorPasswordless"];
    assert_eq!(of(&phone), (Outcome::Pass, None));
    // Two passkeys are one kind.
    let one_kind = ["fido2SecurityKey", "passKeySynced"];
    assert_eq!(of(&one_kind), (Outcome::Fail, Some(Why::OneWayIn)));
    assert_eq!(check(&one_kind).evidence["people"][0], "ada@example.org");
    let new_word = ["fido2SecurityKey", "somethingNew"];
    assert_eq!(of(&new_word), (Outcome::Unknown, Some(Why::WordUnknown)));
    // Of whom the report does not say: an administrator perhaps.
    let two = ["fido2SecurityKey", "windowsHelloForBusiness"];
    let beside = |methods: &[&str]| {
        let people = vec![registration("ada", Some(true), &two), registration("bo", None, methods)];
        found(&facts(people, &[]), Check::AdminTwoMethods)
    };
    assert_eq!(beside(&two).outcome, Outcome::Pass);
    let perhaps = beside(&["mobilePhone"]);
    assert_eq!((perhaps.outcome, perhaps.reason), (Outcome::Unknown, Some(Why::NotSaid)));
    assert_eq!(perhaps.evidence["people"][0], "bo@example.org");
    let nobody = facts(vec![registration("bo", Some(false), &[])], &[]);
    let open = came_to(&nobody, Check::AdminTwoMethods);
    assert_eq!(open, (Outcome::Unknown, Some(Why::NotSaid)));
    let mut failed = facts(Vec::new(), &[]);
    failed.registrations = Reading::Not(unreachable());
    let open = came_to(&failed, Check::AdminTwoMethods);
    assert_eq!(open, (Outcome::Unknown, Some(Why::Failed)));
}

#[test]
fn people_with_only_phone_numbers_and_codes_are_counted() {
    let check = |methods: &[&str]| {
        let people = vec![registration("ada", Some(false), methods)];
        came_to(&facts(people, &[]), Check::SmsOnlyUsers)
    };
    let phishable = (Outcome::Fail, Some(Why::PhishableOnly));
    assert_eq!(check(&["mobilePhone", "softwareOneTimePasscode"]), phishable);
    assert_eq!(check(&["mobilePhone", "microsoftAuthenticatorPush"]), (Outcome::Pass, None));
    assert_eq!(check(&[]), (Outcome::Pass, None));
    let open = (Outcome::Unknown, Some(Why::WordUnknown));
    assert_eq!(check(&["mobilePhone", "somethingNew"]), open);
    let empty = came_to(&facts(Vec::new(), &[]), Check::SmsOnlyUsers);
    assert_eq!(empty, (Outcome::Unknown, Some(Why::NotSaid)));
    let mut denied = facts(Vec::new(), &[]);
    denied.registrations = Reading::Not(refused());
    let open = came_to(&denied, Check::SmsOnlyUsers);
    assert_eq!(open, (Outcome::Unknown, Some(Why::Forbidden)));
}

#[test]
fn an_entry_without_an_id_or_with_methods_of_another_type_is_none() {
    let parse = |json: serde_json::Value| Registration::parse(&json);
    assert!(parse(serde_json::json!({ "methodsRegistered": [] })).is_err());
    assert!(parse(serde_json::json!({ "id": "a", "methodsRegistered": [1] })).is_err());
    let bare = parse(serde_json::json!({ "id": "a", "methodsRegistered": null })).unwrap();
    assert_eq!((bare.name.as_str(), bare.is_admin), ("a", None));
}
