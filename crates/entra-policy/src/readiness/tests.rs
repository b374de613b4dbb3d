//! Each check with a policy that passes, one that fails, and one that leaves it open. The policies are
//! shaped as Graph's v1.0 and beta answer them.

mod hello;
mod key;
mod lockout;
mod people;
mod person;
mod runbook;
mod script;
mod tenant;

use serde_json::{Value, json};
use webauthn::Aaguid;

use super::{Check, Finding, NotRead, Outcome, Reading, Registration, TenantFacts, Unread, Why};
use crate::PasskeyType;

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const OFFICE: &str = "00000000-0000-0000-0000-000000000001";
const BOUND: &str = "11111111-2222-3333-4444-555555555501";
const SYNCED: &str = "11111111-2222-3333-4444-555555555502";
const NOBODY_KNOWS: &str = "11111111-2222-3333-4444-555555555503";

/// What the models of these tests make.
fn models(model: Aaguid) -> Option<PasskeyType> {
    match model.to_string().as_str() {
        BOUND => Some(PasskeyType::DeviceBound),
        SYNCED => Some(PasskeyType::Synced),
        _ => None,
    }
}

/// A policy that passes whatever a policy can pass.
fn policy() -> Value {
    json!({
        "policyMigrationState": "migrationComplete",
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "state": "enabled", "snoozeDurationInDays": 3,
            "enforceRegistrationAfterAllowedSnoozes": true,
            "includeTargets": [{
                "id": STAFF, "targetType": "group",
                "targetedAuthenticationMethod": "microsoftAuthenticator",
            }],
            "excludeTargets": [],
        } },
        "authenticationMethodConfigurations": [
            {
                "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
                "id": "Fido2", "state": "enabled", "isSelfServiceRegistrationAllowed": true,
                "defaultPasskeyProfile": OFFICE,
                "passkeyProfiles": [{
                    "id": OFFICE, "name": "Office keys", "passkeyTypes": "deviceBound",
                    "attestationEnforcement": "registrationOnly",
                    "keyRestrictions": {
                        "isEnforced": true, "enforcementType": "allow", "aaGuids": [BOUND],
                    },
                }],
                "includeTargets": [{
                    "id": STAFF, "targetType": "group", "allowedPasskeyProfiles": [OFFICE],
                }],
                "excludeTargets": [],
            },
            {
                "@odata.type":
                    "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration",
                "id": "MicrosoftAuthenticator", "state": "enabled",
                "includeTargets": [{
                    "id": STAFF, "targetType": "group", "isRegistrationRequired": false,
                    "authenticationMode": "any",
                }],
                "excludeTargets": [],
            },
        ],
    })
}

fn facts_of(policy: Value) -> TenantFacts {
    TenantFacts {
        policy_beta: Reading::Read(policy.clone()),
        policy: Reading::Read(policy),
        registrations: Reading::Read(Vec::new()),
        pilot: Reading::not_asked(),
        access: None,
        newest_version: None,
    }
}

/// The policy with the value at a JSON pointer replaced; null takes the member away.
fn with(pointer: &str, value: Value) -> Value {
    let mut policy = policy();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = policy.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(members), Value::Null) => drop(members.remove(name)),
        (Value::Object(members), value) => drop(members.insert(name.to_owned(), value)),
        (Value::Array(items), value) => items[name.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other}"),
    }
    policy
}

fn found(facts: &TenantFacts, check: Check) -> Finding {
    let all = super::tenant(facts, &models);
    let mut of_it = all.into_iter().filter(|one| one.check == check);
    let one = of_it.next().unwrap();
    assert!(of_it.next().is_none());
    one
}

/// What a check comes to with a policy.
fn came_to(policy: Value, check: Check) -> (Outcome, Option<Why>) {
    let found = found(&facts_of(policy), check);
    (found.outcome, found.reason)
}

fn refused() -> Unread {
    let said = Some("Authorization_RequestDenied".to_owned());
    Unread { why: NotRead::Forbidden, said }
}

fn unreachable() -> Unread {
    Unread { why: NotRead::Failed, said: None }
}

fn registration(name: &str, is_admin: Option<bool>, methods: &[&str]) -> Registration {
    Registration::parse(&json!({
        "id": name, "userPrincipalName": format!("{name}@example.org"),
        "isAdmin": is_admin, "methodsRegistered": methods,
    }))
    .unwrap()
}
