//! What the directory answered, read tolerantly: both trees' shapes, with or without OData's labels. It
//! must never fail for a member that nobody asked for, nor lose the server's own words.

pub mod challenge;
mod refusal;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, time::Duration};

use enrollment::tenant::{Fido2Method, MethodId, Organisation, Person, PersonId, TenantError};
use serde_json::Value;
use webauthn::PublicKeyCredentialCreationOptions;

/// An answer, whole.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// `request-id`.
    pub request_id: Option<String>,
    /// `client-request-id`, as it came back.
    pub client_request_id: Option<String>,
    /// The same, as it was sent.
    pub asked_as: Option<String>,
    /// `Date`.
    pub date: Option<String>,
    /// How many seconds the one who answers is ahead of this computer, by its `Date`.
    pub ahead: Option<i64>,
    /// `WWW-Authenticate`.
    pub challenge: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// A part of a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its entries.
    pub entries: Vec<Value>,
    /// `@odata.nextLink`, unchecked.
    pub next: Option<String>,
}

impl Answer {
    /// The answer, if it is a good one. `sought` is what a 404 is about.
    ///
    /// # Errors
    /// What it is instead.
    pub fn good(self, sought: &str) -> Result<Self, TenantError> {
        if (200..300).contains(&self.status) { Ok(self) } else { Err(refusal::of(self, sought)) }
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// It is none.
    pub fn json(&self, attempted: &'static str) -> Result<Value, TenantError> {
        serde_json::from_slice(&self.body).map_err(|error| malformed(attempted, error.to_string()))
    }
}

/// Reads creation options in any of Graph's shapes.
///
/// # Errors
/// They are none.
pub fn creation_options(
    answer: &Answer,
) -> Result<PublicKeyCredentialCreationOptions, TenantError> {
    PublicKeyCredentialCreationOptions::from_json(&answer.body)
        .map_err(|error| malformed("giving creation options", error.to_string()))
}

/// Reads a page of a collection.
///
/// # Errors
/// It has no list.
pub fn page(document: Value, attempted: &'static str) -> Result<Page, TenantError> {
    let Value::Object(mut members) = document else {
        return Err(malformed(attempted, "it is no object".to_owned()));
    };
    let next = match members.shift_remove("@odata.nextLink") {
        Some(Value::String(link)) => Some(link),
        Some(_) | None => None,
    };
    match members.shift_remove("value") {
        Some(Value::Array(entries)) => Ok(Page { entries, next }),
        Some(_) | None => Err(malformed(attempted, "it has no list `value`".to_owned())),
    }
}

/// Reads an organisation.
///
/// # Errors
/// It has no id.
pub fn organisation(document: &Value) -> Result<Organisation, TenantError> {
    const ATTEMPTED: &str = "naming the organisation";
    let id = required(document, "id", ATTEMPTED)?;
    let display_name = text(document, "displayName").unwrap_or_else(|| id.clone());
    Ok(Organisation { id, display_name })
}

/// Reads a user, without groups.
///
/// # Errors
/// It has no id.
pub fn person(document: &Value) -> Result<Person, TenantError> {
    const ATTEMPTED: &str = "describing a person";
    let document = unwrapped(document);
    let id = required(document, "id", ATTEMPTED)?;
    let user_principal_name = text(document, "userPrincipalName").unwrap_or_default();
    let display_name = text(document, "displayName").unwrap_or_else(|| user_principal_name.clone());
    Ok(Person { id: PersonId(id), display_name, user_principal_name, groups: None })
}

/// The ids of the groups among directory objects; roles and units are none.
pub fn groups(entries: &[Value]) -> BTreeSet<String> {
    let group = |entry: &&Value| {
        text(entry, "@odata.type").is_none_or(|kind| kind.ends_with("microsoft.graph.group"))
    };
    entries.iter().filter(group).filter_map(|entry| text(entry, "id")).collect()
}

/// Reads a key. What is odd about it is left out; only without an id it is none.
///
/// # Errors
/// It has no id.
pub fn fido2_method(document: &Value) -> Result<Fido2Method, TenantError> {
    let document = unwrapped(document);
    let id = required(document, "id", "describing a key")?;
    // Old samples say creationDateTime (graph.md §4.1).
    let created = text(document, "createdDateTime").or_else(|| text(document, "creationDateTime"));
    Ok(Fido2Method {
        id: MethodId(id),
        display_name: text(document, "displayName"),
        aaguid: text(document, "aaGuid").and_then(|text| text.parse().ok()),
        model: text(document, "model"),
        created: created.and_then(|text| text.parse().ok()),
        attestation_level: text(document, "attestationLevel"),
        passkey_type: text(document, "passkeyType"),
    })
}

/// What is in a `value` wrapper, where there is one around an object.
fn unwrapped(document: &Value) -> &Value {
    document.get("value").filter(|inner| inner.is_object()).unwrap_or(document)
}

fn text(document: &Value, name: &str) -> Option<String> {
    document.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn required(document: &Value, name: &str, attempted: &'static str) -> Result<String, TenantError> {
    let found = text(document, name).filter(|text| !text.is_empty());
    found.ok_or_else(|| malformed(attempted, format!("it has no `{name}`")))
}

pub(crate) fn malformed(attempted: &'static str, why: String) -> TenantError {
    TenantError::Malformed { attempted, why }
}
