//! Lists of models: whether each can do what it looks like. A model of which nothing is known must
//! leave the question open.

mod stated;

use serde_json::{Value, json};
use webauthn::Aaguid;

use super::{
    change::Change,
    facts::Models,
    finding::{Check, Finding, Why},
    passkeys::change,
    view::{View, of},
};
use crate::{EnforcementType, Fido2Policy, KeyRestrictions, PasskeyType};

/// One list, and the types that are allowed beside it.
struct List<'a> {
    path: String,
    restrictions: &'a KeyRestrictions,
    device_bound: bool,
    synced: bool,
    /// Whether all of the types are understood.
    types_known: bool,
}

/// What is wrong with a list, and with which models.
struct Wrong {
    why: Why,
    path: String,
    models: Vec<Aaguid>,
}

/// S2.5: lists are enforced and not empty, name each model once, and name none whose passkeys the profile
/// does not allow. To restrict no model may be meant: the runbook leaves that to choice.
pub(super) fn check(view: &View<'_>) -> Finding {
    const CHECK: Check = Check::FidoKeyRestrictions;
    of(CHECK, view.fido2(), |policy| {
        let lists = lists(policy);
        let say = |found: Finding, wrong: &Wrong| {
            found.showing("path", json!(wrong.path)).showing("models", json!(wrong.models))
        };
        let first = |look: &dyn Fn(&List<'_>) -> Option<Wrong>| lists.iter().find_map(look);
        if let Some(wrong) = first(&empty) {
            return say(Finding::fail(CHECK, wrong.why), &wrong);
        }
        if let Some(wrong) = first(&|list| contradicting(list, view.models)) {
            let mend = without(policy, &wrong);
            return say(Finding::fail(CHECK, wrong.why), &wrong).mended_by(mend);
        }
        let places = stated::places(policy);
        if let Some((why, path)) = stated::unclear(&places) {
            return Finding::unknown(CHECK, why).showing("path", json!(path));
        }
        if let Some(wrong) = first(&|list| unknown(list, view.models)) {
            return say(Finding::unknown(CHECK, wrong.why), &wrong);
        }
        if let Some(wrong) = first(&twice) {
            let mend = once(policy, &wrong);
            return say(Finding::advice(CHECK, wrong.why), &wrong).mended_by(mend);
        }
        let open = stated::unrestricted(&places);
        if open.is_empty() {
            return Finding::pass(CHECK).showing("lists", lists.len().into());
        }
        Finding::advice(CHECK, Why::ModelsNotRestricted).showing("path", json!(open))
    })
}

/// The lists that count.
fn lists(policy: &Fido2Policy) -> Vec<List<'_>> {
    if !policy.has_profiles() {
        let enforced = policy.is_attestation_enforced();
        let own = policy.key_restrictions().map(|restrictions| List {
            path: "keyRestrictions".to_owned(),
            restrictions,
            device_bound: true,
            // Synced passkeys never attest (graph.md, section 7).
            synced: enforced != Some(true),
            types_known: enforced.is_some(),
        });
        return own.into_iter().filter(List::is_enforced).collect();
    }
    let of_profiles = policy.passkey_profiles().iter().enumerate().filter_map(|(at, profile)| {
        let types = profile.passkey_types.as_ref();
        Some(List {
            path: format!("passkeyProfiles[{at}].keyRestrictions"),
            restrictions: profile.key_restrictions.as_ref()?,
            device_bound: types.is_none_or(|types| types.device_bound()),
            synced: types.is_none_or(|types| types.synced()),
            types_known: types.is_some_and(|types| types.unknown().next().is_none()),
        })
    });
    of_profiles.filter(List::is_enforced).collect()
}

impl List<'_> {
    fn is_enforced(&self) -> bool {
        self.restrictions.is_enforced == Some(true)
    }

    fn allows(&self) -> bool {
        self.restrictions.enforcement_type == Some(EnforcementType::Allow)
    }

    /// Whether the types allow whatever a model makes.
    fn takes_any_type(&self) -> bool {
        self.types_known && self.device_bound && self.synced
    }

    fn wrong(&self, why: Why, models: Vec<Aaguid>) -> Option<Wrong> {
        (!models.is_empty()).then(|| Wrong { why, path: self.path.clone(), models })
    }
}

fn empty(list: &List<'_>) -> Option<Wrong> {
    let empty = list.allows() && list.restrictions.aaguids.is_empty();
    let path = || list.path.clone();
    empty.then(|| Wrong { why: Why::AllowListEmpty, path: path(), models: Vec::new() })
}

/// An allowed model whose passkeys are of a type that is not.
fn contradicting(list: &List<'_>, models: Models<'_>) -> Option<Wrong> {
    if !list.allows() || !list.types_known {
        return None;
    }
    let refused = |model: &&Aaguid| match models(**model) {
        Some(PasskeyType::DeviceBound) => !list.device_bound,
        Some(PasskeyType::Synced) => !list.synced,
        None => false,
    };
    let found = list.restrictions.aaguids.iter().filter(refused).copied().collect();
    list.wrong(Why::TypeContradicts, found)
}

fn unknown(list: &List<'_>, models: Models<'_>) -> Option<Wrong> {
    if !list.allows() || list.takes_any_type() {
        return None;
    }
    let unmapped = |model: &&Aaguid| models(**model).is_none();
    let found = list.restrictions.aaguids.iter().filter(unmapped).copied().collect();
    list.wrong(Why::ModelUnknown, found)
}

fn twice(list: &List<'_>) -> Option<Wrong> {
    let all = &list.restrictions.aaguids;
    let repeated = |(at, model): (usize, &Aaguid)| {
        all.iter().take(at).any(|before| before == model).then_some(*model)
    };
    let found = all.iter().enumerate().filter_map(repeated).collect();
    list.wrong(Why::ListedTwice, found)
}

/// The list without these models; none where that would leave nothing.
fn without(policy: &Fido2Policy, wrong: &Wrong) -> Option<Change> {
    rewritten(policy, &wrong.path, |list| {
        list.retain(|one| !model(one).is_some_and(|model| wrong.models.contains(&model)));
        !list.is_empty()
    })
}

/// The list with each model once.
fn once(policy: &Fido2Policy, wrong: &Wrong) -> Option<Change> {
    rewritten(policy, &wrong.path, |list| {
        let mut seen = Vec::new();
        list.retain(|one| {
            let model = model(one);
            let known = seen.contains(&model);
            seen.push(model);
            !known
        });
        true
    })
}

fn model(text: &Value) -> Option<Aaguid> {
    text.as_str()?.parse().ok()
}

/// The outermost member with the list at this path rewritten; none where `rewrite` says not to.
fn rewritten(
    policy: &Fido2Policy,
    path: &str,
    rewrite: impl FnOnce(&mut Vec<Value>) -> bool,
) -> Option<Change> {
    let of_profile = path.strip_prefix("passkeyProfiles[").and_then(|rest| rest.split(']').next());
    let (member, at) = match of_profile {
        Some(at) => ("passkeyProfiles", Some(at.parse::<usize>().ok()?)),
        None => ("keyRestrictions", None),
    };
    let mut value = policy.value_at(member);
    let restrictions = match at {
        Some(at) => value.get_mut(at)?.get_mut("keyRestrictions")?,
        None => &mut value,
    };
    let list = restrictions.get_mut("aaGuids")?.as_array_mut()?;
    if rewrite(list) { change(policy, [(member, value)]) } else { None }
}
