//! Five requests in ten seconds for each tenant (graph.md, section 1 item 8). A request that was turned
//! away must not count.

use std::collections::VecDeque;

use super::clock::Ticks;

const MOST: usize = 5;
const WINDOW: i64 = 10;

/// When the last requests came.
#[derive(Debug, Default)]
pub(super) struct Throttle(VecDeque<Ticks>);

impl Throttle {
    /// Counts one in; `Some`: it is too many, and so many seconds are to be waited.
    pub(super) fn count(&mut self, now: Ticks) -> Option<i64> {
        // A clock that was set back leaves times to come, which are as good as gone.
        let gone = |then: &Ticks| then.plus_seconds(WINDOW) <= now || *then > now;
        while self.0.front().is_some_and(gone) {
            self.0.pop_front();
        }
        if self.0.len() < MOST {
            self.0.push_back(now);
            return None;
        }
        let free = self.0.front().map_or(now, |first| first.plus_seconds(WINDOW));
        Some(free.timestamp().0.saturating_sub(now.timestamp().0).max(1))
    }
}
