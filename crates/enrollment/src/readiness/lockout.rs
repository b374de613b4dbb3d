//! Who holds passkeys, for the preview of whom a change would lock out. Somebody whose keys or groups could
//! not be read must count as open, not as unharmed.

use std::collections::BTreeSet;

use entra_policy::{
    Fido2Policy, ObjectId, Subject,
    campaign::RegisteredMethod,
    readiness::{
        Change, Holder, Models, Passkey, Reading, Registration, TenantFacts, same_at_sign_in,
    },
};
use serde_json::Value;

use crate::tenant::{Fido2Method, Tenant, TenantError};

/// People whose passkeys are read at most: the directory allows five requests in ten seconds.
pub const MOST_HOLDERS: usize = 100;

/// People with passkeys, and how many more there are.
#[derive(Debug)]
pub struct Holders {
    /// Those whose passkeys were read.
    pub read: Vec<Holder>,
    /// How many were not: too many, or the directory did not give them.
    pub unread: usize,
}

/// Reads who has passkeys, by the report of registrations. Whoever makes the change is read first, whatever the
/// report says: it lags behind, and they must not lock themselves out.
///
/// # Errors
/// The report was not read.
pub fn read_holders(
    directory: &dyn Tenant,
    facts: &TenantFacts,
    myself: Option<&str>,
) -> Result<Holders, NoReport> {
    let Reading::Read(people) = &facts.registrations else { return Err(NoReport) };
    let has_passkey = |one: &&Registration| {
        // A word that nobody knows may stand for one; their list of keys tells.
        let is_one = |word: &String| {
            let known = RegisteredMethod::from_word(word);
            known.is_none() || word == "fido2SecurityKey" || word.starts_with("passKey")
        };
        one.methods.iter().any(is_one)
    };
    let own = myself.map(|myself| holder(directory, myself));
    let mine = own.as_ref().and_then(|own| own.as_ref().ok()).and_then(|own| own.subject.user);
    let is_mine = |one: &Registration| mine.is_some() && one.id.parse().ok() == mine;
    let others: Vec<_> = people.iter().filter(has_passkey).filter(|one| !is_mine(one)).collect();
    let listed = others.len().saturating_add(usize::from(own.is_some()));
    let others = others.iter().take(MOST_HOLDERS).map(|one| holder(directory, &one.id));
    let read: Vec<_> = own.into_iter().chain(others).filter_map(Result::ok).collect();
    let unread = listed.saturating_sub(read.len());
    Ok(Holders { read, unread })
}

/// The report of registrations was not read, so that nobody knows who has passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("without the report of registrations nobody knows who has passkeys")]
pub struct NoReport;

/// What has to be typed before people are locked out, or where nobody knows whether they are.
pub const WORD: &str = "lock out";

/// What has to be typed before a change of which this is known. Who was not read, and what is open, may be
/// locked out too.
pub fn word(
    preview: &entra_policy::readiness::LockoutPreview,
    unread: usize,
) -> Option<&'static str> {
    let harms = !preview.locked_out.is_empty() || !preview.touched.is_empty();
    (harms || unread > 0).then_some(WORD)
}

fn holder(directory: &dyn Tenant, id_or_upn: &str) -> Result<Holder, TenantError> {
    let person = directory.person(id_or_upn)?;
    let passkeys = directory.fido2_methods(&person.id)?.into_iter().map(passkey).collect();
    let groups = person.groups.map(|groups| {
        groups.iter().filter_map(|id| id.parse().ok()).collect::<BTreeSet<ObjectId>>()
    });
    let subject = Subject { user: person.id.0.parse().ok(), groups };
    Ok(Holder { name: person.user_principal_name, subject, passkeys })
}

fn passkey(method: Fido2Method) -> Passkey {
    let synced = match method.passkey_type.as_deref() {
        Some("synced") => Some(true),
        Some("deviceBound") => Some(false),
        Some(_) | None => None,
    };
    let name = method.display_name.or(method.model).unwrap_or_default();
    Passkey { name, aaguid: method.aaguid, synced }
}

/// The passkey policy before and after a change; `None` where the change is of something else, or nothing about it
/// counts at a sign-in.
pub fn fido2_before_and_after(
    facts: &TenantFacts,
    change: &Change,
) -> Option<(Fido2Policy, Fido2Policy)> {
    if !change.path.to_ascii_lowercase().ends_with("/fido2") {
        return None;
    }
    let before = Fido2Policy::parse(facts.policy.get().ok()?).ok()?;
    let mut document = before.to_json();
    let (Value::Object(members), Value::Object(body)) = (&mut document, &change.body) else {
        return None;
    };
    members.extend(body.clone());
    let after = Fido2Policy::parse(&document).ok()?;
    (!same_at_sign_in(&before, &after)).then_some((before, after))
}

/// Who would be locked out by it.
pub fn preview(
    directory: &dyn Tenant,
    facts: &TenantFacts,
    change: &Change,
    (myself, models): (Option<&str>, Models<'_>),
) -> Option<Result<(entra_policy::readiness::LockoutPreview, usize), NoReport>> {
    let (before, after) = fido2_before_and_after(facts, change)?;
    Some(read_holders(directory, facts, myself).map(|holders| {
        let Holders { read, unread } = holders;
        (entra_policy::readiness::preview(&before, &after, &read, myself, models), unread)
    }))
}
