//! What an organisation's people have registered, day by day: the baseline of a campaign and what came of it.
//! Nobody may be told from what is kept, and nothing of a day that is over may change.

#[cfg(test)]
mod tests;

use entra_policy::readiness::{AuditDay, MethodsTally, Registration};
use webauthn::Timestamp;

use crate::{
    store::StoreError,
    tenant::{Administration, AuditLog, TenantError},
};

/// A tally, and when it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTally {
    /// When.
    pub at: Timestamp,
    /// What was counted.
    pub tally: MethodsTally,
}

/// Where tallies are kept, one of each day (UTC). What is written has reached the disk.
pub trait TallyStore: Send + Sync {
    /// Keeps one; it takes the place of one of the same day, and of no other.
    ///
    /// # Errors
    /// Nothing was written.
    fn keep(&self, organisation: &str, taken: &KeptTally) -> Result<(), StoreError>;

    /// Those of an organisation, the oldest first.
    ///
    /// # Errors
    /// They cannot be read.
    fn kept(&self, organisation: &str) -> Result<Vec<KeptTally>, StoreError>;

    /// Keeps what the audit log said of these days; of each the most that it ever said.
    ///
    /// # Errors
    /// Nothing was written.
    fn keep_audited(&self, organisation: &str, days: &[AuditDay]) -> Result<(), StoreError>;

    /// Those of an organisation, the earliest first.
    ///
    /// # Errors
    /// They cannot be read.
    fn audited(&self, organisation: &str) -> Result<Vec<AuditDay>, StoreError>;
}

/// Where nothing can be kept: each count is the first.
#[derive(Clone, Copy, Debug)]
pub struct Unkept;

impl TallyStore for Unkept {
    fn keep(&self, _: &str, _: &KeptTally) -> Result<(), StoreError> {
        Ok(())
    }

    fn kept(&self, _: &str) -> Result<Vec<KeptTally>, StoreError> {
        Ok(Vec::new())
    }

    fn keep_audited(&self, _: &str, _: &[AuditDay]) -> Result<(), StoreError> {
        Ok(())
    }

    fn audited(&self, _: &str) -> Result<Vec<AuditDay>, StoreError> {
        Ok(Vec::new())
    }
}

/// How far back the audit log is read, in days: no licence keeps more of it.
const BACK: i64 = 30;
const DAY: i64 = 86_400;

/// Counts what the audit log says of the last days, each of them whole.
///
/// # Errors
/// It cannot be read.
pub fn audited(directory: &dyn AuditLog, now: Timestamp) -> Result<Vec<AuditDay>, TenantError> {
    let today = now.0.div_euclid(DAY).saturating_mul(DAY);
    let since = Timestamp(today.saturating_sub(BACK.saturating_mul(DAY)));
    let (days, undated) = AuditDay::of(&directory.method_audits(since)?);
    if undated > 0 {
        tracing::info!(undated, "entries of the audit log without a time");
    }
    // Whoever does not heed the filter answers with more; a clock elsewhere may be ahead by a day.
    let heard = since.0..=today.saturating_add(DAY);
    Ok(days.into_iter().filter(|day| heard.contains(&day.day)).collect())
}

/// Counts the people in the report of registrations.
///
/// # Errors
/// It cannot be read, or an entry is none.
pub fn count(directory: &dyn Administration) -> Result<MethodsTally, TenantError> {
    const ATTEMPTED: &str = "listing registrations";
    let entries = directory.registration_details()?;
    let read = entries.iter().map(Registration::parse).collect::<Result<Vec<_>, _>>();
    let why = |error: entra_policy::readiness::RegistrationError| TenantError::Malformed {
        attempted: ATTEMPTED,
        why: error.to_string(),
    };
    Ok(MethodsTally::of(&read.map_err(why)?))
}
