//! Moments and days, as snoozes count them. Nothing here may ask what time it is.

use serde::{Deserialize, Serialize};

/// Seconds since 1970-01-01 00:00 UTC.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// Seconds of a day.
const DAY: i64 = 86_400;

impl Timestamp {
    /// How long ago a moment was (seconds); negative where it is still to come.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The moment so many days later.
    #[must_use]
    pub fn after_days(self, days: SnoozeDuration) -> Self {
        Self(self.0.saturating_add(days.seconds()))
    }
}

/// `snoozeDurationInDays`: 0 to 14 days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SnoozeDuration(u8);

/// The number of days is none that a campaign can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a snooze lasts from 0 to 14 days")]
pub struct SnoozeDurationError;

impl SnoozeDuration {
    /// The longest.
    pub const MAX: Self = Self(14);
    /// The default, and what Microsoft managed has.
    pub const ONE_DAY: Self = Self(1);

    /// Days.
    pub fn days(self) -> u8 {
        self.0
    }

    /// Seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.0).saturating_mul(DAY)
    }
}

impl TryFrom<i64> for SnoozeDuration {
    type Error = SnoozeDurationError;

    fn try_from(days: i64) -> Result<Self, Self::Error> {
        let days = u8::try_from(days).map_err(|_| SnoozeDurationError)?;
        if days <= Self::MAX.0 { Ok(Self(days)) } else { Err(SnoozeDurationError) }
    }
}

/// One day, in seconds.
pub(super) const ONE_DAY: i64 = DAY;
