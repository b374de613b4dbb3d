//! The one of its kind that a window has open: a registration, one for oneself, an enrolment of Authenticator.
//! Another must never begin while its keys still blink, nor one whose page is gone.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ctap::ceremony::{Answer, PromptId};

use super::{CommandCode, CommandError};
use crate::wizard::Wizard;

#[cfg(test)]
mod tests;

/// How long the keys of a registration that is closed may take to fall silent.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a window has open, one at a time.
pub trait Opened {
    /// What is said where none is open.
    const GONE: &'static str;

    /// Ends it, and waits until it is over where its keys may blink.
    fn end(self);
}

/// The one that is open, if one is.
pub struct Open<T>(Mutex<Slot<T>>);

#[derive(Debug)]
struct Slot<T> {
    /// How often one was begun or closed.
    round: u64,
    open: Option<T>,
}

/// When somebody asked for one: before anything was read for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round(u64);

impl<T: Opened> Open<T> {
    /// Somebody asks for one. What it works with is read now, which may take its time.
    pub fn asked(&self) -> Round {
        Round(self.lock().round)
    }

    /// Begins one in the place of the one that is open.
    pub fn begin(&self, begin: impl FnOnce() -> T) {
        self.replace(None, begin);
    }

    /// The same; not where one was begun or closed since it was asked for.
    pub fn begin_asked(&self, asked: Round, begin: impl FnOnce() -> T) {
        self.replace(Some(asked), begin);
    }

    /// Does something with it.
    ///
    /// # Errors
    /// [`CommandCode::Gone`].
    pub fn with<R>(&self, with: impl FnOnce(&T) -> R) -> Result<R, CommandError> {
        let gone = || CommandError::new(CommandCode::Gone, T::GONE);
        self.lock().open.as_ref().map(with).ok_or_else(gone)
    }

    /// Ends it. What the directory has, it has; a prompt that stands stays where it is.
    pub fn close(&self) {
        let open = self.lock().turn();
        open.into_iter().for_each(T::end);
    }

    fn replace(&self, asked: Option<Round>, begin: impl FnOnce() -> T) {
        let (before, round) = {
            let mut slot = self.lock();
            if asked.is_some_and(|Round(asked)| asked != slot.round) {
                return;
            }
            (slot.turn(), slot.round)
        };
        // Not under the lock: it may take a moment.
        before.into_iter().for_each(T::end);
        let mut slot = self.lock();
        if slot.round == round {
            slot.open = Some(begin());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Slot<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Slot<T> {
    /// A new round, without what was open.
    fn turn(&mut self) -> Option<T> {
        self.round = self.round.wrapping_add(1);
        self.open.take()
    }
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self(Mutex::new(Slot { round: 0, open: None }))
    }
}

impl<T: Opened + fmt::Debug> fmt::Debug for Open<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Open({:?})", *self.lock())
    }
}

impl Opened for Wizard {
    const GONE: &'static str = "no registration is open";

    fn end(self) {
        if !self.close(FAREWELL) {
            tracing::warn!("a registration was closed and is not over yet");
        }
    }
}

impl Open<Wizard> {
    /// Answers the key's question; where nothing is open any more, nobody hears it.
    pub fn answer_key(&self, prompt: PromptId, answer: Answer) {
        let _ = self.with(|wizard| wizard.answer_key(prompt, answer));
    }
}
