//! A Temporary Access Pass for somebody who has no other way in. It must never be cloned, printed or kept.

use std::fmt;

use zeroize::Zeroizing;

use super::{PersonId, TenantError};

/// Issues passes.
pub trait Passes: Send + Sync {
    /// A pass as the policy has it; one that was there is worth nothing any more.
    ///
    /// # Errors
    /// [`TenantError::Unanswered`] where it may have been issued: then a new one has to be.
    fn issue_pass(&self, person: &PersonId) -> Result<IssuedPass, TenantError>;
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
