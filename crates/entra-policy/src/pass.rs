//! What the policy allows of a Temporary Access Pass (graph.md, section 3.3), and for whom. It must never say
//! that a pass is allowed because the policy could not be read.

#[cfg(test)]
mod tests;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    Subject,
    admission::{Inside, inside},
    campaign::word::words,
    fido2::targets,
};

const ID: &str = "TemporaryAccessPass";
/// What Graph takes where the configuration is silent (minutes).
const USUAL: u32 = 60;
const MOST: u32 = 480;

words! {
    /// Why the policy does not allow a pass.
    PassRefusal {
        /// The method is off.
        Off "off"
        /// The person is excluded.
        Excluded "excluded"
        /// The person is in no group that it is aimed at.
        NotIncluded "not-included"
        /// Shorter than any pass may last.
        TooShort "too-short"
        /// Longer than any pass may last.
        TooLong "too-long"
        /// Every pass is good once.
        OnlyOnce "only-once"
    }
}

/// What the policy allows for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PassTerms {
    /// A pass, within these bounds.
    Allowed {
        /// The shortest (minutes).
        least: u32,
        /// The longest (minutes).
        most: u32,
        /// What one lasts where nobody says (minutes).
        usual: u32,
        /// Whether every pass is good once.
        only_once: bool,
        /// Whether the person is in scope for certain.
        certain: bool,
    },
    /// None.
    Refused {
        /// Why.
        why: PassRefusal,
    },
    /// Nobody could read it: the directory decides.
    NotRead,
}

impl PassTerms {
    /// Of `authenticationMethodsPolicy`, for this person.
    pub fn of(policy: &Value, subject: &Subject) -> Self {
        let Some(method) = configuration(policy) else { return Self::NotRead };
        let on = match method.get("state").and_then(Value::as_str) {
            Some("enabled") => true,
            Some("disabled") => return Self::Refused { why: PassRefusal::Off },
            Some(_) | None => false,
        };
        let scope = targets(method).map(|(include, exclude)| inside(&include, &exclude, subject).0);
        let sure = match scope {
            Ok(Inside::Yes) => true,
            Ok(Inside::Excluded) => return Self::Refused { why: PassRefusal::Excluded },
            Ok(Inside::NotIncluded) => return Self::Refused { why: PassRefusal::NotIncluded },
            Ok(Inside::PerhapsByPerson | Inside::PerhapsByPolicy) | Err(_) => false,
        };
        let minutes = |name: &str, unsaid: u32| {
            let said = method.get(name).and_then(Value::as_u64);
            said.map_or(unsaid, |said| u32::try_from(said).unwrap_or(u32::MAX))
        };
        Self::Allowed {
            least: minutes("minimumLifetimeInMinutes", USUAL),
            most: minutes("maximumLifetimeInMinutes", MOST),
            usual: minutes("defaultLifetimeInMinutes", USUAL),
            only_once: method.get("isUsableOnce").and_then(Value::as_bool) == Some(true),
            certain: on && sure,
        }
    }

    /// Why a pass that lasts so long, and is good once or more often, is not allowed; what is not said is as
    /// the policy has it.
    pub fn refuses(&self, minutes: Option<u32>, once: Option<bool>) -> Option<PassRefusal> {
        match *self {
            Self::NotRead => None,
            Self::Refused { why } => Some(why),
            Self::Allowed { least, most, only_once, .. } => match minutes {
                Some(minutes) if minutes < least => Some(PassRefusal::TooShort),
                Some(minutes) if minutes > most => Some(PassRefusal::TooLong),
                Some(_) | None => {
                    (only_once && once == Some(false)).then_some(PassRefusal::OnlyOnce)
                }
            },
        }
    }
}

fn configuration(policy: &Value) -> Option<&Map<String, Value>> {
    let policy = policy.get("value").filter(|inner| inner.is_object()).unwrap_or(policy);
    let all = policy.get("authenticationMethodConfigurations")?.as_array()?;
    all.iter().filter_map(Value::as_object).find(|one| {
        let own = one.get("id").and_then(Value::as_str);
        own.is_some_and(|own| own.eq_ignore_ascii_case(ID))
    })
}
