//! The facts as the checks need them: documents found and read once. What is not there must come with
//! its reason.

use serde_json::{Map, Value};

use super::{
    facts::{Models, TenantFacts},
    finding::{Check, Finding, Why},
    reading::Unread,
};
use crate::{Fido2Policy, PolicyError};

/// What the checks look at.
pub(super) struct View<'a> {
    pub(super) facts: &'a TenantFacts,
    pub(super) models: Models<'a>,
    fido2: Result<Fido2Policy, Missing>,
}

/// Why something is not there.
#[derive(Clone, Debug)]
pub(super) enum Missing {
    /// It could not be read.
    Unread(Unread),
    /// The document does not have it.
    NotSaid,
}

impl<'a> View<'a> {
    pub(super) fn new(facts: &'a TenantFacts, models: Models<'a>) -> Self {
        let fido2 = match facts.policy.get() {
            Err(unread) => Err(Missing::Unread(unread.clone())),
            Ok(policy) => Fido2Policy::parse(policy).map_err(|error| {
                if error == PolicyError::NoConfiguration {
                    Missing::NotSaid
                } else {
                    Missing::Unread(Unread::malformed(&error))
                }
            }),
        };
        Self { facts, models, fido2 }
    }

    /// The policy, out of Graph's `value`.
    pub(super) fn policy(&self) -> Result<&Value, Missing> {
        let policy = self.facts.policy.get().map_err(|unread| Missing::Unread(unread.clone()))?;
        Ok(bare(policy))
    }

    /// The passkey method.
    pub(super) fn fido2(&self) -> Result<&Fido2Policy, Missing> {
        self.fido2.as_ref().map_err(Clone::clone)
    }

    /// The configuration of this method.
    pub(super) fn configuration(&self, id: &str) -> Result<&Map<String, Value>, Missing> {
        let all = self.policy()?.get("authenticationMethodConfigurations");
        let all = all.and_then(Value::as_array).ok_or(Missing::NotSaid)?;
        all.iter()
            .filter_map(Value::as_object)
            .find(|one| {
                let own = one.get("id").and_then(Value::as_str);
                own.is_some_and(|own| own.eq_ignore_ascii_case(id))
            })
            .ok_or(Missing::NotSaid)
    }
}

/// A document out of Graph's `value`.
pub(super) fn bare(document: &Value) -> &Value {
    document.get("value").filter(|value| value.is_object()).unwrap_or(document)
}

impl Missing {
    /// The check cannot be made.
    pub(super) fn found(&self, check: Check) -> Finding {
        match self {
            Self::Unread(unread) => Finding::unread(check, unread),
            Self::NotSaid => Finding::unknown(check, Why::NotSaid),
        }
    }
}

/// Makes a check of what is there; what is not there is unknown.
pub(super) fn of<T>(
    check: Check,
    found: Result<T, Missing>,
    look: impl FnOnce(T) -> Finding,
) -> Finding {
    match found {
        Ok(found) => look(found),
        Err(missing) => missing.found(check),
    }
}
