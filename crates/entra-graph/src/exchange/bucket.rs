//! Five requests in ten seconds for authentication methods (graph.md, section 1 item 8), kept to here so that
//! nobody is turned away there. It must never hold up a request that does not count.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use url::Url;

use crate::pace::Pace;

const MOST: usize = 5;
const WINDOW: Duration = Duration::from_secs(10);

/// When the last requests went out.
#[derive(Debug, Default)]
pub(super) struct Bucket(Mutex<VecDeque<Duration>>);

impl Bucket {
    /// Whether a request to this address counts.
    pub(super) fn counts(url: &Url) -> bool {
        url.path_segments().is_some_and(|mut segments| segments.any(|one| one == "authentication"))
    }

    /// Waits until one more may go out, and counts it.
    pub(super) fn take(&self, pace: &dyn Pace) {
        loop {
            let now = pace.now();
            let wait = {
                let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                while sent.front().is_some_and(|first| *first + WINDOW <= now) {
                    sent.pop_front();
                }
                match sent.front() {
                    Some(first) if sent.len() >= MOST => (*first + WINDOW).saturating_sub(now),
                    Some(_) | None => {
                        sent.push_back(now);
                        return;
                    }
                }
            };
            pace.wait(wait);
        }
    }
}
