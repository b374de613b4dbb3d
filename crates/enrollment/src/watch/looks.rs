//! Which question to the directory is open, and when the next one goes out. Two must never be open at once.

use std::time::Duration;

use super::Pace;
use crate::wizard::TroubleView;

#[cfg(test)]
mod tests;

/// The looks of one watch, of questions like these.
#[derive(Clone, Debug)]
pub(crate) struct Looks<A> {
    pub(crate) pace: Pace,
    asking: Option<A>,
}

/// How the directory is watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Looking<'l> {
    /// It is looked at again and again.
    Watching,
    /// It is, and the last look failed; the next one comes after this many seconds.
    Failing(&'l TroubleView, u32),
    /// Nobody did anything for long.
    Resting,
    /// There is nothing to ask.
    Over,
}

impl<A: Copy + PartialEq> Looks<A> {
    pub(crate) fn begin(now: Duration) -> Self {
        Self { pace: Pace::begin(now), asking: None }
    }

    /// When this is to be asked, which is worth it now; `None`: not now, or an answer is awaited.
    pub(crate) fn next(&self, wanted: Option<A>) -> Option<(Duration, A)> {
        if self.asking.is_some() {
            return None;
        }
        wanted.and_then(|ask| self.pace.due().map(|at| (at, ask)))
    }

    /// The question went out.
    pub(crate) fn asked(&mut self, ask: A) {
        self.asking = Some(ask);
    }

    /// The answer to this came; whether somebody waits for it.
    pub(crate) fn answered(&mut self, of: A) -> bool {
        self.asking.take_if(|ask| *ask == of).is_some()
    }

    /// How it stands, where this is worth asking.
    pub(crate) fn state(&self, wanted: Option<A>) -> Looking<'_> {
        match (wanted, self.pace.trouble(), self.pace.due()) {
            (None, _, _) => Looking::Over,
            (Some(_), _, None) => Looking::Resting,
            (Some(_), Some((trouble, seconds)), Some(_)) => Looking::Failing(trouble, seconds),
            (Some(_), None, Some(_)) => Looking::Watching,
        }
    }
}
