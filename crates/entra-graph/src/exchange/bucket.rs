//! Five requests in ten seconds for authentication methods (graph.md, section 1 item 8), kept to here so that
//! nobody is turned away there. It must never hold up a request that does not count.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use url::Url;

use crate::pace::Pace;

/// Requests of one window.
pub(crate) const MOST: usize = 5;
const WINDOW: Duration = Duration::from_secs(10);

/// When the last requests went out.
#[derive(Debug, Default)]
pub(crate) struct Bucket(Mutex<VecDeque<Duration>>);

impl Bucket {
    /// Whether a request to this address counts.
    pub(crate) fn counts(url: &Url) -> bool {
        url.path_segments().is_some_and(|mut segments| segments.any(|one| one == "authentication"))
    }

    /// Waits until so many more may go out together, and counts them. More than a window has are as many as it has.
    pub(super) fn take(&self, pace: &dyn Pace, count: usize) {
        if count == 0 {
            return;
        }
        let before = MOST.saturating_sub(count);
        loop {
            let now = pace.now();
            let wait = {
                let mut sent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                while sent.front().is_some_and(|first| *first + WINDOW <= now) {
                    sent.pop_front();
                }
                let over = sent.len().saturating_sub(before).checked_sub(1);
                match over.and_then(|last| sent.get(last)) {
                    Some(last) => (*last + WINDOW).saturating_sub(now),
                    None => {
                        sent.extend(std::iter::repeat_n(now, count.min(MOST)));
                        return;
                    }
                }
            };
            pace.wait(wait);
        }
    }
}
