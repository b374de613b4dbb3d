//! Whether a person may set Authenticator up, and what for. What the policy does not say must not keep
//! anybody out.

use entra_policy::campaign::{AuthenticatorMode, Identity, Tenant, UserFacts};
use serde::Serialize;
use serde_json::Value;

use crate::tenant::Person;

#[cfg(test)]
mod tests;

/// What the policy says of Authenticator for one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Whether they may.
    pub allowed: Allowed,
    /// What for.
    pub mode: Mode,
}

/// Whether somebody may set it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorAllowed"))]
#[serde(rename_all = "camelCase")]
pub enum Allowed {
    /// Yes.
    Yes,
    /// The method is off for everybody.
    MethodOff,
    /// The policy does not aim it at them.
    NotInScope,
    /// It cannot be told.
    NotSaid,
}

/// `authenticationMode` for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[cfg_attr(feature = "bindings", ts(rename = "AuthenticatorMode"))]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// `any`: notifications and phone sign-in.
    Any,
    /// `push`: notifications alone.
    Push,
    /// `deviceBasedPush`: phone sign-in alone; a campaign cannot ask for it.
    Passwordless,
    /// It cannot be told.
    NotSaid,
}

impl Mode {
    /// Whether phone sign-in may be turned on; `None`: that cannot be told.
    pub const fn allows_phone_sign_in(self) -> Option<bool> {
        match self {
            Self::Any | Self::Passwordless => Some(true),
            Self::Push => Some(false),
            Self::NotSaid => None,
        }
    }
}

impl Terms {
    /// Reads them.
    pub fn of(policy: &Value, person: &Person) -> Self {
        let Ok(tenant) = Tenant::parse(policy) else {
            return Self { allowed: Allowed::NotSaid, mode: Mode::NotSaid };
        };
        let number = |id: &str| tenant.ids().number(id);
        let mut user = UserFacts {
            id: number(&person.id.0).map_or(Identity::Nobody, Identity::Named),
            groups: person
                .groups
                .as_ref()
                .map(|groups| groups.iter().filter_map(|id| number(id)).collect()),
            ..UserFacts::default()
        };
        tenant.describe(&mut user);
        Self {
            allowed: match user.methods.authenticator_enabled {
                Some(true) => Allowed::Yes,
                Some(false) if is_off(policy) => Allowed::MethodOff,
                Some(false) => Allowed::NotInScope,
                None => Allowed::NotSaid,
            },
            mode: match user.methods.authenticator_mode {
                Some(AuthenticatorMode::Any) => Mode::Any,
                Some(AuthenticatorMode::Push) => Mode::Push,
                Some(AuthenticatorMode::Passwordless) => Mode::Passwordless,
                None => Mode::NotSaid,
            },
        }
    }
}

fn is_off(policy: &Value) -> bool {
    let policy = policy.get("value").unwrap_or(policy);
    let all = policy.get("authenticationMethodConfigurations").and_then(Value::as_array);
    let word = |one: &Value, name: &str, word: &str| {
        one.get(name).and_then(Value::as_str).is_some_and(|is| is.eq_ignore_ascii_case(word))
    };
    all.into_iter()
        .flatten()
        .any(|one| word(one, "id", "MicrosoftAuthenticator") && word(one, "state", "disabled"))
}
