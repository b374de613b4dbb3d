//! When the directory is asked: seldom, seldomer after a while, and never before it said that it may be.
//! Five requests in ten seconds are a whole organisation's (graph.md, section 1), so one person's window
//! must never come near them.

use std::time::Duration;

use crate::{tenant::TenantError, wizard::TroubleView};

#[cfg(test)]
mod tests;

/// Between two looks where something may come at any moment.
const NEAR: Duration = Duration::from_secs(5);
/// Between two where the person is still busy elsewhere, or took long.
const FAR: Duration = Duration::from_secs(15);
/// For how long looks are near after the person did something.
const EAGER: Duration = Duration::from_secs(180);
/// After this long without a person the watch rests.
const REST: Duration = Duration::from_secs(20 * 60);
/// The longest pause after failures, unless the directory asks for more.
const LONGEST: Duration = Duration::from_secs(60);

/// When to ask.
#[derive(Clone, Debug)]
pub(crate) struct Pace {
    due: Duration,
    /// The directory asked for no question before.
    not_before: Duration,
    /// The person did something.
    here: Duration,
    failures: u32,
    trouble: Option<(TroubleView, u32)>,
    rests: bool,
}

impl Pace {
    pub(crate) fn begin(now: Duration) -> Self {
        Self {
            due: now,
            not_before: Duration::ZERO,
            here: now,
            failures: 0,
            trouble: None,
            rests: false,
        }
    }

    /// When the next question may go out; `None`: the watch rests.
    pub(crate) fn due(&self) -> Option<Duration> {
        (!self.rests).then_some(self.due.max(self.not_before))
    }

    /// What stood in the way of the last look, and for how many seconds it waits.
    pub(crate) fn trouble(&self) -> Option<(&TroubleView, u32)> {
        self.trouble.as_ref().map(|(trouble, seconds)| (trouble, *seconds))
    }

    /// The next question follows at once.
    pub(crate) fn goes_on(&mut self, now: Duration) {
        self.due = now;
        self.failures = 0;
        self.trouble = None;
    }

    /// A look was answered; `near` is whether something may come at any moment.
    pub(crate) fn succeeded(&mut self, now: Duration, near: bool) {
        self.goes_on(now);
        let idle = now.saturating_sub(self.here);
        self.rests = idle >= REST;
        self.due = now + if near && idle < EAGER { NEAR } else { FAR };
    }

    /// It was not.
    pub(crate) fn failed(&mut self, error: &TenantError, now: Duration) {
        let asked = error.retry_after();
        let own = NEAR.saturating_mul(1 << self.failures.min(6)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        let wait = asked.unwrap_or_default().max(own);
        if let Some(asked) = asked {
            self.not_before = now.saturating_add(asked);
        }
        self.due = now.saturating_add(wait);
        self.rests = now.saturating_sub(self.here) >= REST;
        let seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
        self.trouble = Some((error.clone().into(), seconds));
    }

    /// The person did something.
    pub(crate) fn person_is_here(&mut self, now: Duration) {
        self.here = now;
        if self.rests {
            self.rests = false;
            self.due = now;
        }
    }

    /// The next look is due, unless the directory asked to wait.
    pub(crate) fn hurry(&mut self, now: Duration) {
        self.person_is_here(now);
        self.due = now;
    }
}
