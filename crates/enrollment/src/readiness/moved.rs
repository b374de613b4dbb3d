//! What bears on who may sign in and is not any more as it was looked at. It must never call a policy unmoved of
//! which a part that counts at sign-in was left out.

use std::collections::BTreeSet;

use entra_policy::readiness::Difference;
use serde_json::Value;

use super::alike::says;

/// What of a method's configuration counts at sign-in (graph.md, section 3).
const AT_SIGN_IN: [&str; 6] = [
    "state",
    "includeTargets",
    "excludeTargets",
    "defaultPasskeyProfile",
    "passkeyProfiles",
    "keyRestrictions",
];
/// What of their entries counts at registration only.
const AT_REGISTRATION: [&str; 3] = ["attestationEnforcement", "isRegistrationRequired", "name"];
/// Whether older policies decide too.
const MIGRATION: &str = "policyMigrationState";

/// Where the methods' policy says something else than what was seen: with what it says now as `before`.
pub(super) fn since(seen: &Value, now: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut compare = |path: String, name: &str, seen: &Value, now: &Value| {
        let (seen, now) = (at_sign_in(seen), at_sign_in(now));
        if !says(name, &now, &seen) {
            found.push(Difference { path, before: now, after: seen });
        }
    };
    let (seen, now) = (bare(seen), bare(now));
    compare(MIGRATION.to_owned(), MIGRATION, member(seen, MIGRATION), member(now, MIGRATION));
    let ids: BTreeSet<String> = ids(seen).chain(ids(now)).collect();
    for id in ids {
        let (seen, now) = (configuration(seen, &id), configuration(now, &id));
        let called = now.or(seen).and_then(|one| one.get("id")).and_then(Value::as_str);
        let called = called.unwrap_or(&id);
        for name in AT_SIGN_IN {
            let stands =
                |one: Option<&Value>| one.map_or(Value::Null, |one| member(one, name).clone());
            compare(format!("{called}.{name}"), name, &stands(seen), &stands(now));
        }
    }
    found
}

/// The value without what counts at registration only.
fn at_sign_in(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let counts = |(name, _): &(&String, &Value)| {
                !AT_REGISTRATION.contains(&name.as_str()) && !name.contains("@odata.")
            };
            let kept = members.iter().filter(counts);
            Value::Object(kept.map(|(name, one)| (name.clone(), at_sign_in(one))).collect())
        }
        Value::Array(entries) => entries.iter().map(at_sign_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

/// Out of Graph's `value`.
fn bare(policy: &Value) -> &Value {
    policy.get("value").filter(|inner| inner.is_object()).unwrap_or(policy)
}

fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}

fn configurations(policy: &Value) -> impl Iterator<Item = &Value> {
    let all = policy.get("authenticationMethodConfigurations").and_then(Value::as_array);
    all.into_iter().flatten()
}

fn id(configuration: &Value) -> Option<String> {
    configuration.get("id").and_then(Value::as_str).map(str::to_ascii_lowercase)
}

fn ids(policy: &Value) -> impl Iterator<Item = String> {
    configurations(policy).filter_map(id)
}

fn configuration<'v>(policy: &'v Value, wanted: &str) -> Option<&'v Value> {
    configurations(policy).find(|one| id(one).as_deref() == Some(wanted))
}

#[cfg(test)]
mod tests;
