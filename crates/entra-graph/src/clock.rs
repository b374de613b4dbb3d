//! How far a directory's clock is from this computer's. Moments that a directory names are held against this
//! computer's clock, which may be an hour wrong: they must be turned into its time first.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::SystemTime,
};

/// Less than this is the way of an answer, and no difference of clocks (seconds).
const NOTABLE: i64 = 60;

/// Further than this nobody's clock is off; it is a fault of the answer (seconds: ten years).
const ABSURD: i64 = 315_576_000;

/// By how much a directory was ahead when it last said so (seconds).
#[derive(Debug, Default)]
pub(crate) struct Ahead(AtomicI64);

impl Ahead {
    /// An answer says what time it is there.
    pub(crate) fn hear(&self, seconds: Option<i64>) {
        if let Some(seconds) = seconds {
            self.0.store(seconds, Ordering::Relaxed);
        }
    }

    /// By how much it is ahead; 0 where that is not notable.
    pub(crate) fn seconds(&self) -> i64 {
        let seconds = self.0.load(Ordering::Relaxed);
        if (NOTABLE..ABSURD).contains(&seconds.saturating_abs()) { seconds } else { 0 }
    }
}

/// By how much whoever answered at this moment is ahead (RFC 9110 §6.6.1).
pub(crate) fn ahead(date: &str, now: SystemTime) -> Option<i64> {
    let there = httpdate::parse_http_date(date).ok()?;
    let seconds = |time: std::time::Duration| i64::try_from(time.as_secs()).ok();
    match there.duration_since(now) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => seconds(behind.duration()).map(i64::wrapping_neg),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn an_hour_either_way_counts_and_the_way_of_an_answer_does_not() {
        let now = UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        for (there, said) in [(3600, 3600), (-3600, -3600), (59, 0), (-59, 0), (0, 0)] {
            let date =
                UNIX_EPOCH + Duration::from_secs(1_790_000_000_u64.wrapping_add_signed(there));
            let clock = Ahead::default();
            clock.hear(ahead(&httpdate::fmt_http_date(date), now));
            assert_eq!(clock.seconds(), said, "{there}");
        }
    }

    #[test]
    fn what_is_no_date_or_absurd_changes_nothing() {
        let clock = Ahead::default();
        let now = UNIX_EPOCH + Duration::from_secs(1_790_000_000);
        for text in
            ["", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"]
        {
            clock.hear(ahead(text, now));
            assert_eq!(clock.seconds(), 0, "{text}");
        }
    }
}
