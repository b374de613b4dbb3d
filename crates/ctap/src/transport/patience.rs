//! How long something may still take. No wait of a transport is longer than what is left here.

use std::{
    thread,
    time::{Duration, Instant},
};

/// Kept back at the end of a request for telling the key to stop and hearing that it did.
const GRACE: Duration = Duration::from_millis(250);

/// Longest that any request may take, where a caller asks for more than a clock can hold.
const FOREVER: Duration = Duration::from_secs(24 * 60 * 60);

const FIRST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);

/// A point in time, and a little before it at which to begin stopping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    start: Instant,
    allowed: Duration,
}

impl Patience {
    /// From now on, this long.
    pub(crate) fn new(allowed: Duration) -> Self {
        Self { start: Instant::now(), allowed: allowed.min(FOREVER) }
    }

    /// From now on, this long or as long as this one, whichever ends first.
    pub(crate) fn at_most(&self, allowed: Duration) -> Self {
        Self::new(allowed.min(self.left()))
    }

    /// What is left; zero at the end.
    pub(crate) fn left(&self) -> Duration {
        self.allowed.saturating_sub(self.start.elapsed())
    }

    pub(crate) fn is_over(&self) -> bool {
        self.left().is_zero()
    }

    /// Whether only the time for stopping is left.
    pub(crate) fn is_nearly_over(&self) -> bool {
        self.left() <= GRACE.min(self.allowed / 4)
    }

    /// Sleeps this long or as long as is left; false when nothing is left after it.
    pub(crate) fn sleep(&self, pause: Duration) -> bool {
        thread::sleep(pause.min(self.left()));
        !self.is_over()
    }

    /// Pauses that grow, for asking again.
    pub(crate) fn backoff(&self) -> Backoff {
        Backoff { patience: *self, next: FIRST_PAUSE }
    }
}

/// Growing pauses within one [`Patience`].
#[derive(Debug)]
pub(crate) struct Backoff {
    patience: Patience,
    next: Duration,
}

impl Backoff {
    /// Sleeps; false, at once, when the time left is too short to ask again.
    pub(crate) fn pause(&mut self) -> bool {
        let pause = self.next;
        self.next = pause.saturating_mul(2).min(LONGEST_PAUSE);
        pause < self.patience.left() && self.patience.sleep(pause)
    }
}
