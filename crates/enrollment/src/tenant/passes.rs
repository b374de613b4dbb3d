//! A Temporary Access Pass for somebody who has no other way in. It must never be cloned, printed or kept.

use std::fmt;

use entra_policy::{PassTerms, Subject};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{Administration, Person, PersonId, TenantError, Tree};

/// Issues passes.
pub trait Passes: Send + Sync {
    /// A pass as it is wanted; one that was there is worth nothing any more.
    ///
    /// # Errors
    /// [`TenantError::Unanswered`] where it may have been issued: then a new one has to be.
    fn issue_pass(&self, person: &PersonId, wanted: PassWish) -> Result<IssuedPass, TenantError>;
}

/// What kind of pass is wanted; what is not said is as the policy has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PassWish {
    /// How long it is good (minutes).
    pub minutes: Option<u32>,
    /// Whether it is good once.
    pub once: Option<bool>,
}

/// What the policy allows of a pass for this person; where it cannot be read, the directory decides.
pub fn pass_terms(directory: &dyn Administration, person: &Person) -> PassTerms {
    let groups = person.groups.as_ref();
    let subject = Subject {
        user: person.id.0.parse().ok(),
        groups: groups.map(|groups| groups.iter().filter_map(|id| id.parse().ok()).collect()),
    };
    match directory.methods_policy(Tree::V1) {
        Ok(policy) => PassTerms::of(&policy, &subject),
        Err(error) => {
            tracing::info!(%error, "what the policy allows of a pass could not be read");
            PassTerms::NotRead
        }
    }
}

/// A pass that was issued.
pub struct IssuedPass {
    /// The pass itself, for the one moment in which it is shown.
    pub secret: Zeroizing<String>,
    /// How long it is good (minutes).
    pub minutes: Option<u64>,
    /// Whether it is good once.
    pub once: Option<bool>,
}

impl fmt::Debug for IssuedPass {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("IssuedPass").field("minutes", &self.minutes).finish_non_exhaustive()
    }
}
