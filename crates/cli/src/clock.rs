//! The present time, read here and handed on. Nothing below the commands may read it by itself.

use std::time::{SystemTime, UNIX_EPOCH};

use webauthn::Timestamp;

/// Seconds since 1970; a clock before that counts as then.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
