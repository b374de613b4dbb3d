//! The one question for a PIN that is open. An answer must never get to anybody but whoever asked.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::ceremony::Answer;
use zeroize::Zeroizing;

use super::PinQuestion;
use crate::rooms::{CommandCode, CommandError};

/// Where an answer goes.
pub type Answered = Box<dyn FnOnce(Answer) + Send>;

/// The question that is open, if one is.
#[derive(Default)]
pub struct PinSlot(Mutex<Option<(PinQuestion, Answered)>>);

impl PinSlot {
    /// Opens a question in the place of the last one; `None` where nothing is asked any more.
    pub fn ask(&self, question: Option<(PinQuestion, Answered)>) {
        *self.lock() = question;
    }

    /// The question that is open.
    ///
    /// # Errors
    /// [`CommandCode::NoPinAsked`].
    pub fn question(&self) -> Result<PinQuestion, CommandError> {
        self.lock().as_ref().map(|(question, _)| question.clone()).ok_or_else(nobody_asks)
    }

    /// Answers it, and with that closes it. What cannot be a PIN leaves it open.
    ///
    /// # Errors
    /// See [`PinQuestion::answer`]; [`CommandCode::NoPinAsked`].
    pub fn answer(&self, bytes: Zeroizing<Vec<u8>>) -> Result<(), CommandError> {
        let mut slot = self.lock();
        let (question, _) = slot.as_ref().ok_or_else(nobody_asks)?;
        let answer = question.answer(bytes)?;
        let (_, answered) = slot.take().ok_or_else(nobody_asks)?;
        drop(slot);
        answered(answer);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<(PinQuestion, Answered)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PinSlot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PinSlot({:?})", self.question().ok().map(|question| question.prompt))
    }
}

fn nobody_asks() -> CommandError {
    CommandError::new(CommandCode::NoPinAsked, "nobody asks for a PIN")
}
