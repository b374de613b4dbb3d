//! The facts on one person, read from the directory. What could not be read must stay unknown, and say
//! nothing of the person.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use entra_policy::{
    Fido2Policy, ObjectId, Subject,
    campaign::{CredentialKind, Fact},
};
use serde_json::{Map, Value, json};
use webauthn::Aaguid;

use super::eligible::Passkey;
use crate::{
    tenant::{Administration, MethodId, MethodKind, Person, Tenant, TenantError, Tree},
    wizard::means::Models,
};

/// What a directory says.
pub(super) struct Read {
    /// The organisation's object id.
    pub(super) organisation: String,
    /// The person.
    pub(super) person: Person,
    /// The authentication methods policy, with the limit of snoozes where it could be read.
    pub(super) policy: Value,
    /// The facts, by their paths.
    pub(super) facts: Map<String, Value>,
}

/// Reads it. `models` knows which models are security keys.
///
/// # Errors
/// The organisation, the person or the policy could not be read.
pub(super) fn read<D: Tenant + Administration + ?Sized>(
    directory: &D,
    person: &str,
    models: &dyn Models,
) -> Result<Read, TenantError> {
    let organisation = directory.organisation()?.id;
    let person = directory.person(person)?;
    let policy = policy(directory)?;
    let mut facts = Map::new();
    let mut say = |fact: Fact, value: Value| drop(facts.insert(fact.path().to_owned(), value));
    say(Fact::UserId, json!(person.id.0));
    if let Some(groups) = &person.groups {
        say(Fact::Groups, json!(groups));
    }
    match directory.user_type(&person.id) {
        Ok(Some(kind)) if kind.eq_ignore_ascii_case("guest") => say(Fact::Guest, true.into()),
        Ok(Some(kind)) if kind.eq_ignore_ascii_case("member") => say(Fact::Guest, false.into()),
        Ok(_) => {}
        Err(error) => tracing::info!(%error, "what kind of user it is could not be read"),
    }
    if let Some(apps) = methods(directory, &person, MethodKind::MicrosoftAuthenticator) {
        say(Fact::AuthenticatorPush, json!(!apps.is_empty()));
    }
    if let Some(all) = credentials(directory, &person, &policy, models) {
        say(Fact::Credentials, all.into());
    }
    Ok(Read { organisation, person, policy, facts })
}

/// The policy of beta, which alone says whether snoozes are limited. Where that tree has none for us the
/// other stands in; where it is only busy it does not: a campaign whose limit is left out is another one, before
/// which nobody has skipped yet.
fn policy<D: Administration + ?Sized>(directory: &D) -> Result<Value, TenantError> {
    directory.methods_policy(Tree::Beta).or_else(|error| match error {
        TenantError::NotFound(_) | TenantError::Refused(_) | TenantError::Malformed { .. } => {
            tracing::info!(%error, "the policy of beta could not be read");
            directory.methods_policy(Tree::V1)
        }
        TenantError::Unreachable(_)
        | TenantError::Unanswered(_)
        | TenantError::Throttled { .. }
        | TenantError::Failing { .. }
        | TenantError::SignInNeeded
        | TenantError::StepUpNeeded { .. } => Err(error),
    })
}

fn methods<D: Administration + ?Sized>(
    directory: &D,
    person: &Person,
    kind: MethodKind,
) -> Option<Vec<Value>> {
    let methods = directory.methods(&person.id, kind);
    methods.inspect_err(|error| tracing::info!(%error, ?kind, "methods could not be read")).ok()
}

/// The person's passkeys as a fact has them; `None` where one of the lists could not be read.
pub(super) fn credentials<D: Administration + ?Sized>(
    directory: &D,
    person: &Person,
    policy: &Value,
    models: &dyn Models,
) -> Option<Vec<Value>> {
    let read = |kind| methods(directory, person, kind);
    let fido2 = read(MethodKind::Fido2)?;
    let hello = read(MethodKind::WindowsHelloForBusiness)?;
    let platform = read(MethodKind::PlatformCredential)?;
    let allowed = Fido2Policy::parse(policy).ok();
    let subject = subject(person);
    let passkey = |method: &Value| {
        let passkey = Passkey::of(method);
        let kind = passkey.model.map(|model| kind_of(model, models));
        let eligible = allowed.as_ref().and_then(|policy| passkey.is_eligible(policy, &subject));
        json!({ "type": kind, "binding": passkey.passkey_type, "eligible": eligible })
    };
    let mut all: Vec<Value> = fido2.iter().map(passkey).collect();
    // Neither has a model that a profile could list, nor an attestation that one could enforce.
    let others = [
        (CredentialKind::WindowsHelloForBusiness, hello.len()),
        (CredentialKind::MacPlatformSso, platform.len()),
    ];
    for (kind, count) in others {
        let one = json!({ "type": kind, "eligible": false });
        all.extend(std::iter::repeat_n(one, count));
    }
    Some(all)
}

/// A passkey that the directory has of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredPasskey {
    /// The directory's id of it, where a key can be asked for it.
    pub method: Option<MethodId>,
    /// Its model.
    pub model: Option<Aaguid>,
    /// Its kind; [`CredentialKind::Unmapped`] where that cannot be told.
    pub kind: CredentialKind,
}

/// The person's passkeys; `None` where that could not be read.
pub fn registered_passkeys<D: Tenant + Administration + ?Sized>(
    directory: &D,
    person: &str,
    models: &dyn Models,
) -> Option<Vec<RegisteredPasskey>> {
    let person = directory.person(person).ok()?;
    let read = |kind| methods(directory, &person, kind);
    let fido2 = read(MethodKind::Fido2)?;
    let others = [
        (CredentialKind::WindowsHelloForBusiness, read(MethodKind::WindowsHelloForBusiness)?.len()),
        (CredentialKind::MacPlatformSso, read(MethodKind::PlatformCredential)?.len()),
    ];
    let passkey = |method: &Value| {
        let model = Passkey::of(method).model;
        let id = method.get("id").and_then(Value::as_str);
        RegisteredPasskey {
            method: id.map(|id| MethodId(id.to_owned())),
            model,
            kind: model.map_or(CredentialKind::Unmapped, |model| kind_of(model, models)),
        }
    };
    let mut all: Vec<_> = fido2.iter().map(passkey).collect();
    for (kind, count) in others {
        let one = RegisteredPasskey { method: None, model: None, kind };
        all.extend(std::iter::repeat_n(one, count));
    }
    Some(all)
}

/// A model's kind; one that is in no list is a security key's only where it is known as one.
fn kind_of(model: Aaguid, models: &dyn Models) -> CredentialKind {
    let kind = CredentialKind::of_model(model);
    let is_key = kind == CredentialKind::Unmapped && models.is_security_key(model);
    if is_key { CredentialKind::SecurityKey } else { kind }
}

/// The person as a policy asks for them.
pub(super) fn subject(person: &Person) -> Subject {
    let ids = |groups: &BTreeSet<String>| {
        groups.iter().filter_map(|id| id.parse::<ObjectId>().ok()).collect()
    };
    Subject { user: person.id.0.parse().ok(), groups: person.groups.as_ref().map(ids) }
}
