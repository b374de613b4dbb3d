//! The tenant's clock: the computer's, and an offset that can be set. It must never go on by itself in
//! another way.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use webauthn::Timestamp;

/// In one second.
const SECOND: i64 = 10_000_000;

/// A time in units of 100 nanoseconds since 1970, as fine as Graph writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Ticks(i64);

impl Ticks {
    pub(super) fn timestamp(self) -> Timestamp {
        Timestamp(self.0.div_euclid(SECOND))
    }

    pub(super) fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(SECOND)))
    }

    /// A time as RFC 3339 has it, to the second.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let timestamp: Timestamp = text.parse().ok()?;
        Some(Self(timestamp.0.saturating_mul(SECOND)))
    }

    /// With seven digits after the point, as method lists have it.
    pub(super) fn precise(self) -> String {
        let whole = self.timestamp().to_string();
        format!("{}.{:07}Z", whole.trim_end_matches('Z'), self.0.rem_euclid(SECOND))
    }

    /// As HTTP has it (RFC 9110 §5.6.7).
    pub(super) fn http(self) -> String {
        let seconds = u64::try_from(self.timestamp().0).unwrap_or_default();
        httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
    }

    /// Without a zone, as `innerError.date` has it.
    pub(super) fn zoneless(self) -> String {
        self.timestamp().to_string().trim_end_matches('Z').to_owned()
    }
}

/// The clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Seconds ahead of the computer's.
    pub(super) offset: i64,
}

impl Clock {
    pub(super) fn now(self) -> Ticks {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let ticks = i64::try_from(since.as_nanos() / 100).unwrap_or(i64::MAX);
        Ticks(ticks).plus_seconds(self.offset)
    }
}
