//! Temporary Access Passes of somebody. A pass must never be printed or kept: it is shown once, by whoever
//! asked for it.

use std::fmt;

use enrollment::tenant::{IssuedPass, PassWish, Passes, PersonId, TenantError};
use serde_json::{Map, Value};
use webauthn::Timestamp;
use zeroize::Zeroizing;

use super::GraphClient;
use crate::{answer::malformed, exchange::Asked};

const METHODS: [&str; 2] = ["authentication", "temporaryAccessPassMethods"];
const CREATING: &str = "issuing a pass";

/// What kind of pass is wanted; what is not said is as the policy has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassWanted {
    /// From when on it is good; from now where nothing is said.
    pub start: Option<Timestamp>,
    /// How long it is good (minutes).
    pub lifetime_in_minutes: Option<u32>,
    /// Whether it is good once.
    pub is_usable_once: Option<bool>,
}

/// A pass that was issued.
pub struct AccessPass {
    secret: Zeroizing<String>,
    /// What is known of it besides.
    pub listed: ListedPass,
}

/// A pass as the directory lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPass {
    /// Its id.
    pub id: String,
    /// From when on it is good.
    pub start: Option<Timestamp>,
    /// How long (minutes).
    pub lifetime_in_minutes: Option<u64>,
    /// Whether it is good once.
    pub is_usable_once: Option<bool>,
    /// Whether it is good now.
    pub is_usable: Option<bool>,
    /// Why, or why not, as written.
    pub usability_reason: Option<String>,
}

impl AccessPass {
    /// The pass itself, for the one moment in which it is shown.
    pub fn reveal(&self) -> &str {
        &self.secret
    }
}

impl fmt::Debug for AccessPass {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("AccessPass").field("listed", &self.listed).finish_non_exhaustive()
    }
}

impl GraphClient {
    /// The passes of this person; the directory keeps one at most.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn access_passes(&self, person: &PersonId) -> Result<Vec<ListedPass>, TenantError> {
        let url = self.url(&[&["users", &person.0], &METHODS[..]].concat());
        let entries = self.all(url, &person.0, "listing passes")?;
        Ok(entries.iter().filter_map(listed).collect())
    }

    /// Issues a pass; one that was there is worth nothing any more.
    ///
    /// # Errors
    /// [`TenantError::Unanswered`] where it may have been issued: then a new one has to be.
    pub fn issue_access_pass(
        &self,
        person: &PersonId,
        wanted: PassWanted,
    ) -> Result<AccessPass, TenantError> {
        let mut body = Map::new();
        if let Some(start) = wanted.start {
            body.insert("startDateTime".to_owned(), start.to_string().into());
        }
        if let Some(minutes) = wanted.lifetime_in_minutes {
            body.insert("lifetimeInMinutes".to_owned(), minutes.into());
        }
        if let Some(once) = wanted.is_usable_once {
            body.insert("isUsableOnce".to_owned(), once.into());
        }
        let body = Value::Object(body).to_string();
        let url = self.url(&[&["users", &person.0], &METHODS[..]].concat());
        let answer = self.exchange.ask(Asked::Post(body.as_bytes()), &url)?.good(&person.0)?;
        let unread =
            || TenantError::Unanswered("the pass that was issued cannot be read".to_owned());
        let bytes = Zeroizing::new(answer.body);
        let mut document: Value = serde_json::from_slice(&bytes).map_err(|_| unread())?;
        let secret = document.get_mut("temporaryAccessPass").map(Value::take);
        let secret = match secret {
            Some(Value::String(secret)) if !secret.is_empty() => Zeroizing::new(secret),
            Some(_) | None => return Err(unread()),
        };
        let listed = listed(&document).ok_or_else(unread)?;
        Ok(AccessPass { secret, listed })
    }

    /// Takes a pass away.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub fn delete_access_pass(&self, person: &PersonId, id: &str) -> Result<(), TenantError> {
        if id.is_empty() {
            return Err(malformed(CREATING, "the pass has no id".to_owned()));
        }
        let url = self.url(&[&["users", &person.0], &METHODS[..], &[id]].concat());
        self.exchange.ask(Asked::Delete, &url)?.good(id).map(drop)
    }
}

impl Passes for GraphClient {
    fn issue_pass(&self, person: &PersonId, wanted: PassWish) -> Result<IssuedPass, TenantError> {
        let wanted = PassWanted {
            lifetime_in_minutes: wanted.minutes,
            is_usable_once: wanted.once,
            ..PassWanted::default()
        };
        let AccessPass { secret, listed } = self.issue_access_pass(person, wanted)?;
        let (minutes, once) = (listed.lifetime_in_minutes, listed.is_usable_once);
        Ok(IssuedPass { secret, minutes, once })
    }
}

fn listed(document: &Value) -> Option<ListedPass> {
    let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
    let flag = |name: &str| document.get(name).and_then(Value::as_bool);
    Some(ListedPass {
        id: text("id").filter(|id| !id.is_empty())?,
        start: text("startDateTime").and_then(|text| text.parse().ok()),
        lifetime_in_minutes: document.get("lifetimeInMinutes").and_then(Value::as_u64),
        is_usable_once: flag("isUsableOnce"),
        is_usable: flag("isUsable"),
        usability_reason: text("methodUsabilityReason"),
    })
}
