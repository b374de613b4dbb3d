//! What the runbook's script does, passkeys for everybody, as a request. It must keep every target, profile and
//! member that the script would overwrite.

use serde_json::{Value, json};

use super::{
    change::Change,
    facts::TenantFacts,
    passkeys::change,
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
    let members = [("state", json!("enabled")), ("includeTargets", targets(policy, required))];
    change(policy, members).ok_or(NoScript::NotSaid)
}

fn targets(policy: &Fido2Policy, required: bool) -> Value {
    let written = policy.value_at("includeTargets");
    let mut targets = written.as_array().cloned().unwrap_or_default();
    let everybody = policy.include_targets().iter().position(|one| one.id == TargetId::AllUsers);
    match everybody.and_then(|at| targets.get_mut(at)).and_then(Value::as_object_mut) {
        Some(there) => drop(there.insert("isRegistrationRequired".to_owned(), required.into())),
        None => {
            let mut target = json!({
                "id": "all_users", "targetType": "group", "isRegistrationRequired": required,
            });
            if let (Some(profile), Some(members)) =
                (policy.default_passkey_profile(), target.as_object_mut())
            {
                members.insert("allowedPasskeyProfiles".to_owned(), json!([profile]));
            }
            targets.push(target);
        }
    }
    targets.into()
}
