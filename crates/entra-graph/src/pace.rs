//! Time as the client needs it: how long something has taken, and waiting. It must never be a wall clock:
//! one that is wrong by an hour changes nothing here.

use std::{
    fmt, thread,
    time::{Duration, Instant},
};

/// Time that passes.
pub trait Pace: Send + Sync + fmt::Debug {
    /// Since some fixed moment.
    fn now(&self) -> Duration;

    /// Waits.
    fn wait(&self, time: Duration);
}

/// The computer's own.
#[derive(Clone, Copy, Debug)]
pub struct SystemPace(Instant);

impl Default for SystemPace {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Pace for SystemPace {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn wait(&self, time: Duration) {
        thread::sleep(time);
    }
}
