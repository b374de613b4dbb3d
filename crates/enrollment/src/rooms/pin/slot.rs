//! The questions for a PIN that are open, at most one of each who asks. An answer must never get to
//! anybody but whoever asked what the PIN window shows.

use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::ceremony::{Answer, PromptId};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::PinQuestion;
use crate::rooms::{CommandCode, CommandError};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Asker {
    /// A registration.
    Registration,
    /// Somebody who registers for themselves, and has a key asked what it holds.
    Oneself,
}

/// Where an answer goes.
pub type Answered = Box<dyn FnOnce(Answer) + Send>;

/// The questions that are open, and which of them the PIN window shows.
#[derive(Default)]
pub struct PinSlot(Mutex<Questions>);

#[derive(Default)]
struct Questions {
    open: Vec<Open>,
    /// An asker's question of this prompt, and no later one of theirs.
    shown: Option<(Asker, PromptId)>,
}

struct Open {
    asker: Asker,
    question: PinQuestion,
    answered: Answered,
}

impl PinSlot {
    /// Opens a question in the place of this one's last; `None` where this one asks nothing any
    /// more. What another one asks stays. Whether the question that is shown is over with that.
    pub fn ask(&self, asker: Asker, question: Option<(PinQuestion, Answered)>) -> bool {
        let mut all = self.lock();
        all.open.retain(|open| open.asker != asker);
        all.open.extend(question.map(|(question, answered)| Open { asker, question, answered }));
        let is_over = all.shown.is_some() && all.seen().is_none();
        all.shown = all.shown.filter(|_| !is_over);
        is_over
    }

    /// From now on the question of this one is shown.
    ///
    /// # Errors
    /// [`CommandCode::NoPinAsked`]: this one asks nothing.
    pub fn show(&self, asker: Asker) -> Result<(), CommandError> {
        let mut all = self.lock();
        let prompt = all.of(asker).ok_or_else(nobody_asks)?.question.prompt;
        all.shown = Some((asker, prompt));
        Ok(())
    }

    /// The window that stands there is this one's.
    ///
    /// # Errors
    /// [`CommandCode::NoPinAsked`]: this one asks nothing; [`CommandCode::AnotherPinAsked`]: it is
    /// another one's.
    pub fn shows(&self, asker: Asker) -> Result<(), CommandError> {
        let all = self.lock();
        all.of(asker).ok_or_else(nobody_asks)?;
        match all.shown {
            Some((another, _)) if another != asker => {
                let message = "the PIN window stands open for another question";
                Err(CommandError::new(CommandCode::AnotherPinAsked, message))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// The question that is shown.
    ///
    /// # Errors
    /// [`CommandCode::NoPinAsked`].
    pub fn question(&self) -> Result<PinQuestion, CommandError> {
        self.lock().seen().map(|open| open.question.clone()).ok_or_else(nobody_asks)
    }

    /// Answers it, and with that closes it. What cannot be a PIN leaves it open.
    ///
    /// # Errors
    /// See [`PinQuestion::answer`]; [`CommandCode::NoPinAsked`].
    pub fn answer(&self, bytes: Zeroizing<Vec<u8>>) -> Result<(), CommandError> {
        let mut all = self.lock();
        let answer = all.seen().ok_or_else(nobody_asks)?.question.answer(bytes)?;
        let open = all.take_seen().ok_or_else(nobody_asks)?;
        drop(all);
        (open.answered)(answer);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Questions> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Questions {
    fn of(&self, asker: Asker) -> Option<&Open> {
        self.open.iter().find(|open| open.asker == asker)
    }

    /// The question that is shown, where it is still asked.
    fn seen(&self) -> Option<&Open> {
        self.open.iter().find(|open| self.shown == Some((open.asker, open.question.prompt)))
    }

    fn take_seen(&mut self) -> Option<Open> {
        let (asker, _) = self.shown.take()?;
        let place = self.open.iter().position(|open| open.asker == asker)?;
        Some(self.open.swap_remove(place))
    }
}

impl fmt::Debug for PinSlot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "PinSlot({:?})", self.lock().shown)
    }
}

fn nobody_asks() -> CommandError {
    CommandError::new(CommandCode::NoPinAsked, "nobody asks for a PIN")
}
