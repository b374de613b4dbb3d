//! The one registration for oneself that a window has open. Another must never watch beside it.

#[cfg(test)]
mod tests;

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::ceremony::{Answer, PromptId};

use super::{Oneself, OneselfAct};
use crate::rooms::{CommandCode, CommandError};

/// The one that is open, if one is.
#[derive(Default)]
pub struct OpenOneself(Mutex<Slot>);

#[derive(Debug, Default)]
struct Slot {
    /// How often one was begun or closed.
    round: u64,
    open: Option<Oneself>,
}

/// When somebody asked for one: before anything was read for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round(u64);

impl OpenOneself {
    /// Somebody asks for one. What it works with is read now, which may take its time.
    pub fn asked(&self) -> Round {
        Round(self.lock().round)
    }

    /// Begins one in the place of the one that is open; not where it was closed since it was asked for.
    pub fn begin(&self, Round(asked): Round, begin: impl FnOnce() -> Oneself) {
        let before = {
            let mut slot = self.lock();
            if slot.round != asked {
                return;
            }
            slot.round = slot.round.wrapping_add(1);
            slot.open.take()
        };
        before.into_iter().for_each(Oneself::close);
        let mut slot = self.lock();
        if slot.round == asked.wrapping_add(1) {
            slot.open = Some(begin());
        }
    }

    /// The person does something.
    ///
    /// # Errors
    /// [`CommandCode::Gone`].
    pub fn act(&self, act: OneselfAct) -> Result<(), CommandError> {
        let gone = || CommandError::new(CommandCode::Gone, "nobody registers for oneself");
        self.lock().open.as_ref().map(|one| one.act(act)).ok_or_else(gone)
    }

    /// Answers the key's question; where nothing is open any more, nobody hears it.
    pub fn answer_key(&self, prompt: PromptId, answer: Answer) {
        if let Some(one) = self.lock().open.as_ref() {
            one.answer_key(prompt, answer);
        }
    }

    /// Ends it. What the directory has, it has.
    pub fn close(&self) {
        let open = {
            let mut slot = self.lock();
            slot.round = slot.round.wrapping_add(1);
            slot.open.take()
        };
        open.into_iter().for_each(Oneself::close);
    }

    fn lock(&self) -> MutexGuard<'_, Slot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OpenOneself {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenOneself({:?})", *self.lock())
    }
}
