//! The one registration for oneself that a window has open. Another must never watch beside it.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::ceremony::{Answer, PromptId};

use super::{Oneself, OneselfAct};
use crate::rooms::{CommandCode, CommandError};

/// The one that is open, if one is.
#[derive(Default)]
pub struct OpenOneself(Mutex<Option<Oneself>>);

impl OpenOneself {
    /// Begins one in the place of the one that is open.
    pub fn begin(&self, begin: impl FnOnce() -> Oneself) {
        self.close();
        *self.lock() = Some(begin());
    }

    /// The person does something.
    ///
    /// # Errors
    /// [`CommandCode::Gone`].
    pub fn act(&self, act: OneselfAct) -> Result<(), CommandError> {
        let gone = || CommandError::new(CommandCode::Gone, "nobody registers for oneself");
        self.lock().as_ref().map(|one| one.act(act)).ok_or_else(gone)
    }

    /// Answers the key's question; where nothing is open any more, nobody hears it.
    pub fn answer_key(&self, prompt: PromptId, answer: Answer) {
        if let Some(one) = self.lock().as_ref() {
            one.answer_key(prompt, answer);
        }
    }

    /// Ends it. What the directory has, it has.
    pub fn close(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> MutexGuard<'_, Option<Oneself>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OpenOneself {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenOneself({:?})", *self.lock())
    }
}
