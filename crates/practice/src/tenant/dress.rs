//! The dress of every entity and collection that Graph answers with: OData's labels, and members that are
//! not there. Neither may change what an answer means (graph.md, sections 2 to 5).

use entra_policy::ObjectId;
use serde_json::{Map, Value};

use super::{
    answer::Answer,
    switches::{Lists, Members, ODataTypes, Switches},
};

/// What is optional, or in one of the trees, samples and captures only.
const OPTIONAL: [&str; 12] = [
    "attestationCertificates",
    "businessPhones",
    "enforceRegistrationAfterAllowedSnoozes",
    "groupTypes",
    "mailEnabled",
    "model",
    "passkeyType",
    "reportSuspiciousActivitySettings",
    "systemCredentialPreferences",
    "timeout",
    "transports",
    "verifiedDomains",
];
/// Members of a configuration that profiles stand in place of.
const LEGACY: [&str; 2] = ["isAttestationEnforced", "keyRestrictions"];
const PROFILES: &str = "passkeyProfiles";
/// Lists of a policy in which no order counts.
const UNORDERED: [&str; 5] =
    ["includeTargets", "excludeTargets", "aaGuids", "allowedPasskeyProfiles", PROFILES];

/// The answer as these switches want it.
pub(super) fn dressed(answer: Answer, switches: Switches) -> Answer {
    answer.map_document(|document| {
        if switches.members == Members::Sparse {
            thin(document);
        }
        if switches.lists == Lists::Rewritten {
            rewrite(document);
        }
        if switches.odata_types == ODataTypes::Everywhere {
            let kind = kind(document);
            label(document, kind.as_deref());
        }
    })
}

/// Leaves out what may be missing; null is no more than that.
fn thin(value: &mut Value) {
    match value {
        Value::Object(members) => {
            let profiled = members.get(PROFILES).and_then(Value::as_array);
            let profiled = profiled.is_some_and(|profiles| !profiles.is_empty());
            members.retain(|name, value| {
                let legacy = profiled && LEGACY.contains(&name.as_str());
                !value.is_null() && !legacy && !OPTIONAL.contains(&name.as_str())
            });
            members.values_mut().for_each(thin);
        }
        Value::Array(entries) => entries.iter_mut().for_each(thin),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Writes the lists of a policy in another order than they were sent, each entry once, and the ids in upper case.
fn rewrite(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if let Value::Array(list) = member
                    && UNORDERED.contains(&name.as_str())
                {
                    turn(list);
                }
                rewrite(member);
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(rewrite),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn turn(list: &mut Vec<Value>) {
    for mut entry in std::mem::take(list).into_iter().rev() {
        raise(&mut entry);
        if !list.contains(&entry) {
            list.push(entry);
        }
    }
}

/// Writes an id in upper case: the entry itself, or its member `id`.
fn raise(entry: &mut Value) {
    let id = match entry {
        Value::Object(members) => members.get_mut("id"),
        Value::String(_) => Some(entry),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    if let Some(Value::String(id)) = id
        && id.parse::<ObjectId>().is_ok()
    {
        id.make_ascii_uppercase();
    }
}

/// Puts a type on every object, and an annotation beside every list.
fn label(value: &mut Value, kind: Option<&str>) {
    match value {
        Value::Object(members) => {
            let labels = labels(members);
            for (name, member) in members.iter_mut().filter(|(name, _)| !name.contains('@')) {
                let entries = if name == "value" { kind } else { Some(name.as_str()) };
                label(member, entries);
            }
            for (name, label) in labels {
                members.entry(name).or_insert(label);
            }
            let is_collection = members.get("value").is_some_and(|one| !one.is_string());
            if let Some(kind) = kind.filter(|_| !is_collection) {
                let kind = format!("#microsoft.graph.{kind}");
                members.entry("@odata.type").or_insert_with(|| kind.into());
                members.entry("@odata.etag").or_insert_with(|| "W/\"practice\"".into());
            }
        }
        Value::Array(entries) => entries.iter_mut().for_each(|one| label(one, kind)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What stands beside the lists of an object.
fn labels(members: &Map<String, Value>) -> Vec<(String, Value)> {
    let list = |(name, value): (&String, &Value)| {
        let first = value.as_array().filter(|_| name != "value")?.first()?;
        Some(if first.is_object() {
            (format!("{name}@odata.context"), format!("$metadata#{name}").into())
        } else {
            (format!("{name}@odata.type"), "#Collection(String)".into())
        })
    };
    let count = members.get("value").and_then(Value::as_array).map(Vec::len);
    let count = count.map(|count| ("@odata.count".to_owned(), count.into()));
    members.iter().filter_map(list).chain(count).collect()
}

/// What an entity, or each entry of a collection, is, by the context of the answer.
fn kind(document: &Value) -> Option<String> {
    let context = document.get("@odata.context").and_then(Value::as_str)?;
    let entity = context.rsplit_once('#')?.1.trim_end_matches("/$entity");
    let last = entity.rsplit('/').next()?;
    Some(match last {
        "authenticationMethodConfigurations" => "authenticationMethodConfiguration".to_owned(),
        "authenticationMethodsPolicy" | "directoryObjects" | "organization" => last.to_owned(),
        _ => match last.strip_suffix("Methods") {
            Some(method) => format!("{method}AuthenticationMethod"),
            None => last.strip_suffix('s').unwrap_or(last).to_owned(),
        },
    })
}
