//! What the directory's audit log says of registrations, counted by day: how many people registered or deleted
//! what. Nobody may be told from it, and what is not understood must never count as a registration.
//!
//! The members are Graph's (`directoryAudit`). Which words its reasons have stands in no reference: see
//! docs/decisions/0019.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn::Timestamp;

/// `loggedByService` of whatever changes somebody's sign-in methods.
pub const AUTHENTICATION_METHODS: &str = "Authentication Methods";

const DAY: i64 = 86_400;

/// What was counted, by the day (UTC) on which it happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(default)]
pub struct AuditDay {
    /// The day's first second, in seconds since 1970.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub day: i64,
    /// People who registered a method.
    pub registered: AuditCounts,
    /// People of whom one was deleted.
    pub deleted: AuditCounts,
    /// Entries that are neither: attempts, failures, and whatever is not known here.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub others: u64,
}

/// People, by the method. Somebody with two of a kind on one day is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(default)]
pub struct AuditCounts {
    /// Passkeys of any kind.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub passkey: u64,
    /// Microsoft Authenticator.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub authenticator: u64,
    /// Any other, and those of which the log does not say which.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub other: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Did {
    Registered,
    Deleted,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Method {
    Passkey,
    Authenticator,
    Other,
}

impl AuditDay {
    /// Counts entries, the earliest day first; with it, how many have no time. What names somebody is let go of
    /// when this returns.
    pub fn of(entries: &[Value]) -> (Vec<Self>, u64) {
        let (mut days, mut undated) = (BTreeMap::<i64, Self>::new(), 0);
        let mut counted = BTreeSet::new();
        for (number, entry) in entries.iter().enumerate() {
            let Some(day) = day(entry) else {
                undated += 1;
                continue;
            };
            let of = days.entry(day).or_insert_with(|| Self { day, ..Self::default() });
            let Some((did, method)) = read(entry) else {
                of.others += 1;
                continue;
            };
            // One registration can leave two entries, by the page and by the service behind it.
            if counted.insert((
                day,
                did,
                method,
                whose(entry).unwrap_or_else(|| number.to_string()),
            )) {
                let counts = match did {
                    Did::Registered => &mut of.registered,
                    Did::Deleted => &mut of.deleted,
                };
                *counts.of(method) += 1;
            }
        }
        (days.into_values().collect(), undated)
    }

    /// The most that either says: a log loses the entries of a day, and it gets some of them late.
    #[must_use]
    pub fn most(&self, other: &Self) -> Self {
        Self {
            day: self.day,
            registered: self.registered.most(other.registered),
            deleted: self.deleted.most(other.deleted),
            others: self.others.max(other.others),
        }
    }
}

impl AuditCounts {
    fn of(&mut self, method: Method) -> &mut u64 {
        match method {
            Method::Passkey => &mut self.passkey,
            Method::Authenticator => &mut self.authenticator,
            Method::Other => &mut self.other,
        }
    }

    fn most(self, other: Self) -> Self {
        Self {
            passkey: self.passkey.max(other.passkey),
            authenticator: self.authenticator.max(other.authenticator),
            other: self.other.max(other.other),
        }
    }
}

fn word<'e>(entry: &'e Value, pointer: &str) -> Option<&'e str> {
    entry.pointer(pointer).and_then(Value::as_str)
}

fn day(entry: &Value) -> Option<i64> {
    let at: Timestamp = word(entry, "/activityDateTime")?.parse().ok()?;
    Some(at.0.div_euclid(DAY) * DAY)
}

/// What succeeded; `None`: nothing that is known here.
fn read(entry: &Value) -> Option<(Did, Method)> {
    let is = |pointer: &str, wanted: &str| {
        word(entry, pointer).is_some_and(|said| said.eq_ignore_ascii_case(wanted))
    };
    if !is("/result", "success") || !is("/loggedByService", AUTHENTICATION_METHODS) {
        return None;
    }
    let activity = word(entry, "/activityDisplayName")?.to_ascii_lowercase();
    let (did, verb) = match activity.as_str() {
        "user registered security info" | "admin registered security info" => {
            (Did::Registered, "registered")
        }
        "user deleted security info" | "admin deleted security info" => (Did::Deleted, "deleted"),
        _ => return None,
    };
    let reason = word(entry, "/resultReason").unwrap_or_default().to_ascii_lowercase();
    let names = |words: &[&str]| words.iter().any(|word| reason.contains(word));
    // "User failed to register …" under a success is something that nobody has explained.
    if !reason.is_empty() && !names(&[verb]) {
        return None;
    }
    let method = if names(&["fido", "passkey"]) {
        Method::Passkey
    } else if names(&["authenticator"]) {
        Method::Authenticator
    } else {
        Method::Other
    };
    Some((did, method))
}

/// Whose method it is, to count a person once. What an administrator did is nobody's where it does not say whose.
fn whose(entry: &Value) -> Option<String> {
    let by_oneself = word(entry, "/activityDisplayName")
        .and_then(|activity| activity.get(..5))
        .is_some_and(|start| start.eq_ignore_ascii_case("user "));
    let person = word(entry, "/targetResources/0/id");
    let person = person.or_else(|| word(entry, "/initiatedBy/user/id").filter(|_| by_oneself));
    person.map(str::to_ascii_lowercase)
}
