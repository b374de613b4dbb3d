//! The one question for a PIN that is open. An answer must never get to anybody but whoever asked.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::ceremony::Answer;
use zeroize::Zeroizing;

use super::PinQuestion;
use crate::rooms::{CommandCode, CommandError};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A registration.
    Registration,
    /// Somebody who registers for themselves, and has a key asked what it holds.
    Oneself,
}

/// Where an answer goes.
pub type Answered = Box<dyn FnOnce(Answer) + Send>;

/// The question that is open, if one is.
#[derive(Default)]
pub struct PinSlot(Mutex<Option<Open>>);

struct Open {
    asker: Asker,
    question: PinQuestion,
    answered: Answered,
}

impl PinSlot {
    /// Opens a question in the place of the last one; `None` where this one asks nothing any more, which takes no
    /// question of another's away. Whether another question, or none, is open now.
    pub fn ask(&self, asker: Asker, question: Option<(PinQuestion, Answered)>) -> bool {
        let mut slot = self.lock();
        let before = slot.as_ref().map(|open| (open.asker, open.question.prompt));
        match question {
            Some((question, answered)) => *slot = Some(Open { asker, question, answered }),
            None if before.is_some_and(|(of, _)| of == asker) => *slot = None,
            None => {}
        }
        before != slot.as_ref().map(|open| (open.asker, open.question.prompt))
    }

    /// Nobody asks anything any more.
    pub fn forget(&self) {
        *self.lock() = None;
    }

    /// The question that is open.
    ///
    /// # Errors
    /// [`CommandCode::NoPinAsked`].
    pub fn question(&self) -> Result<PinQuestion, CommandError> {
        self.lock().as_ref().map(|open| open.question.clone()).ok_or_else(nobody_asks)
    }

    /// Answers it, and with that closes it. What cannot be a PIN leaves it open.
    ///
    /// # Errors
    /// See [`PinQuestion::answer`]; [`CommandCode::NoPinAsked`].
    pub fn answer(&self, bytes: Zeroizing<Vec<u8>>) -> Result<(), CommandError> {
        let mut slot = self.lock();
        let answer = slot.as_ref().ok_or_else(nobody_asks)?.question.answer(bytes)?;
        let open = slot.take().ok_or_else(nobody_asks)?;
        drop(slot);
        (open.answered)(answer);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Option<Open>> {
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
