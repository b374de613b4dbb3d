//! The one registration for oneself that a window has open. Another must never watch beside it.

use ctap::ceremony::{Answer, PromptId};

use super::{Oneself, OneselfAct};
use crate::rooms::{CommandError, Open, Opened};

impl Opened for Oneself {
    const GONE: &'static str = "nobody registers for oneself";

    fn end(self) {
        self.close();
    }
}

impl Open<Oneself> {
    /// The person does something.
    ///
    /// # Errors
    /// [`CommandCode::Gone`](crate::rooms::CommandCode::Gone).
    pub fn act(&self, act: OneselfAct) -> Result<(), CommandError> {
        self.with(|one| one.act(act))
    }

    /// Answers the key's question; where nothing is open any more, nobody hears it.
    pub fn answer_key(&self, prompt: PromptId, answer: Answer) {
        let _ = self.with(|one| one.answer_key(prompt, answer));
    }
}
