//! What the runbook's script does, passkeys for everybody, as a request. It must keep every target, profile and
//! member that the script would overwrite.

use serde_json::{Value, json};

use super::{
    change::Change,
    facts::TenantFacts,
    passkeys::{change, new_target},
    reading::Unread,
    view::{Missing, View},
};
use crate::{Fido2Policy, TargetId};

/// Why there is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoScript {
    /// The policy could not be read.
    Unread(Unread),
    /// It does not have passkeys.
    NotSaid,
    /// Everybody would need a passkey profile, and no default one is chosen.
    ProfileNotChosen,
}

/// Switches passkeys on and aims them at everybody, beside whom they are aimed at. Whether registration is
/// required is the administrator's choice; the script makes it so.
///
/// # Errors
/// See [`NoScript`].
pub fn passkeys_for_everybody(facts: &TenantFacts, required: bool) -> Result<Change, NoScript> {
    let view = View::new(facts, &|_| None);
    let policy = view.fido2().map_err(|missing| match missing {
        Missing::Unread(unread) => NoScript::Unread(unread),
        Missing::NotSaid => NoScript::NotSaid,
    })?;
    let targets = targets(policy, required).ok_or(NoScript::ProfileNotChosen)?;
    let members = [("state", json!("enabled")), ("includeTargets", targets)];
    change(policy, members).ok_or(NoScript::NotSaid)
}

/// None where everybody is to be added, and nobody has chosen a profile for them.
fn targets(policy: &Fido2Policy, required: bool) -> Option<Value> {
    let written = policy.value_at("includeTargets");
    let mut targets = written.as_array().cloned().unwrap_or_default();
    let everybody = policy.include_targets().iter().position(|one| one.id == TargetId::AllUsers);
    match everybody.and_then(|at| targets.get_mut(at)).and_then(Value::as_object_mut) {
        Some(there) => drop(there.insert("isRegistrationRequired".to_owned(), required.into())),
        None => {
            let target = json!({
                "id": "all_users", "targetType": "group", "isRegistrationRequired": required,
            });
            targets.push(new_target(policy, target)?);
        }
    }
    Some(targets.into())
}
