//! The one registration that a window has open. Another must never begin while its keys still blink.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use ctap::ceremony::{Answer, PromptId};

use super::{CommandCode, CommandError};
use crate::wizard::Wizard;

/// How long the keys of a registration that is closed may take to fall silent.
const FAREWELL: Duration = Duration::from_secs(2);

/// The registration that is open, if one is.
#[derive(Default)]
pub struct OpenRegistration(Mutex<Option<Wizard>>);

impl OpenRegistration {
    /// Begins one in the place of the one that is open.
    pub fn begin(&self, begin: impl FnOnce() -> Wizard) {
        self.close();
        *self.lock() = Some(begin());
    }

    /// Does something with it.
    ///
    /// # Errors
    /// [`CommandCode::Gone`].
    pub fn with<T>(&self, with: impl FnOnce(&Wizard) -> T) -> Result<T, CommandError> {
        let gone = || CommandError::new(CommandCode::Gone, "no registration is open");
        self.lock().as_ref().map(with).ok_or_else(gone)
    }

    /// Answers the key's question; where nothing is open any more, nobody hears it.
    pub fn answer_key(&self, prompt: PromptId, answer: Answer) {
        let _ = self.with(|wizard| wizard.answer_key(prompt, answer));
    }

    /// Ends it.
    pub fn close(&self) {
        let wizard = self.lock().take();
        if wizard.is_some_and(|wizard| !wizard.close(FAREWELL)) {
            tracing::warn!("a registration was closed and is not over yet");
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Wizard>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for OpenRegistration {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "OpenRegistration({:?})", *self.lock())
    }
}
