//! Reads what the readiness checks look at, each part by itself. A part that cannot be read must leave
//! the others standing, and say why.

mod alike;
mod key;
pub mod lockout;
mod mend;
mod methods;
mod moved;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use entra_policy::{
    KeyFacts, ObjectId, PasskeyType, Subject,
    campaign::{Binding, CredentialKind},
    readiness::{NotRead, Pass, PersonFacts, Pilot, Reading, Registration, TenantFacts, Unread},
};
use serde_json::Value;
use webauthn::Aaguid;

pub use key::{Tried, key_in_hand, trial};
pub use mend::{MendError, mend};
pub use methods::SignInMethods;

use crate::tenant::{Administration, Person, TenantError, Tree};

/// Reads an organisation. `pilot` is the group that goes first, where one was named.
pub fn read_tenant(directory: &dyn Administration, pilot: Option<ObjectId>) -> TenantFacts {
    let registrations = reading(directory.registration_details());
    TenantFacts {
        policy: reading(directory.methods_policy(Tree::V1)),
        policy_beta: reading(directory.methods_policy(Tree::Beta)),
        registrations: and_then(registrations, |entries| {
            let read = entries.iter().map(Registration::parse).collect::<Result<Vec<_>, _>>();
            read.map_err(|error| error.to_string())
        }),
        pilot: read_pilot(directory, pilot),
        access: None,
        newest_version: None,
    }
}

/// Reads who goes first, where somebody was named.
pub fn read_pilot(directory: &dyn Administration, pilot: Option<ObjectId>) -> Reading<Pilot> {
    pilot.map_or_else(Reading::not_asked, |group| {
        let members = reading(directory.group_members(&group.to_string()));
        and_then(members, |members| Ok(Pilot { group, members }))
    })
}

/// Reads a person whose methods were listed; `key` is one in hand.
pub fn read_person(
    directory: &dyn Administration,
    person: &Person,
    methods: &SignInMethods,
    key: Option<KeyFacts>,
) -> PersonFacts {
    let groups = person.groups.as_ref().map(|groups| {
        groups.iter().filter_map(|id| id.parse().ok()).collect::<BTreeSet<ObjectId>>()
    });
    PersonFacts {
        subject: Subject { user: person.id.0.parse().ok(), groups },
        user_type: reading(directory.user_type(&person.id)),
        registered: methods.registered(),
        pass: and_then(methods.passes.clone(), |passes| Ok(passes.first().map(pass))),
        key,
    }
}

/// What a model makes, by the lists of models that are known; `None` for any other.
pub fn what_it_makes(model: Aaguid) -> Option<PasskeyType> {
    CredentialKind::of_model(model).binding().map(|binding| match binding {
        Binding::DeviceBound => PasskeyType::DeviceBound,
        Binding::Synced => PasskeyType::Synced,
    })
}

fn pass(method: &Value) -> Pass {
    let text = |name: &str| method.get(name).and_then(Value::as_str).map(str::to_owned);
    Pass {
        is_usable: method.get("isUsable").and_then(Value::as_bool),
        reason: text("methodUsabilityReason"),
        start: text("startDateTime"),
    }
}

fn reading<T>(read: Result<T, TenantError>) -> Reading<T> {
    read.map_or_else(|error| Reading::Not(unread(error)), Reading::Read)
}

/// Why something was not read.
pub fn unread(error: TenantError) -> Unread {
    if let TenantError::Refused(refusal) = &error
        && refusal.status == 403
    {
        let licence = refusal.is_for_want_of_a_licence();
        let why = if licence { NotRead::LicenceMissing } else { NotRead::Forbidden };
        return Unread { why, said: Some(refusal.code.clone()) };
    }
    let why = match error {
        TenantError::Malformed { .. } => NotRead::Malformed,
        TenantError::SignInNeeded | TenantError::StepUpNeeded { .. } => NotRead::SignInNeeded,
        TenantError::Unreachable(_)
        | TenantError::Unanswered(_)
        | TenantError::Throttled { .. }
        | TenantError::Failing { .. }
        | TenantError::NotFound(_)
        | TenantError::Refused(_) => NotRead::Failed,
    };
    Unread { why, said: Some(error.to_string()) }
}

fn malformed<T>(why: String) -> Reading<T> {
    Reading::Not(Unread { why: NotRead::Malformed, said: Some(why) })
}

fn and_then<T, U>(reading: Reading<T>, make: impl FnOnce(T) -> Result<U, String>) -> Reading<U> {
    match reading {
        Reading::Read(read) => make(read).map_or_else(malformed, Reading::Read),
        Reading::Not(unread) => Reading::Not(unread),
    }
}
