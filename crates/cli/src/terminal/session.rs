//! The terminal while a ceremony runs: nothing is echoed, every byte goes to the dialog. However it
//! ends, the terminal is left as it was found.

use std::{
    io::{self, IsTerminal},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ctap::{ceremony::Moment, driver::Controls};

use super::{Dialog, Keyboard, RawMode, Reply};
use crate::output;

/// The dialog, between the thread that shows and the one that reads.
pub(crate) struct Shared {
    dialog: Mutex<Dialog>,
    act: Box<dyn Fn(Reply) + Send + Sync>,
}

impl Shared {
    /// `act` hears what the person's typing amounts to.
    pub(crate) fn new(dialog: Dialog, act: impl Fn(Reply) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { dialog: Mutex::new(dialog), act: Box::new(act) })
    }

    /// The same for one ceremony; `reinsert` takes the practice key out and puts it back.
    pub(crate) fn of_ceremony(
        dialog: Dialog,
        controls: Controls,
        reinsert: impl Fn() + Send + Sync + 'static,
    ) -> Arc<Self> {
        let controls = Mutex::new(controls);
        Self::new(dialog, move |reply| {
            let controls = controls.lock().unwrap_or_else(PoisonError::into_inner);
            match reply {
                Reply::Answer(prompt, answer) => controls.answer(prompt, answer),
                Reply::Reinsert => reinsert(),
                Reply::Cancel => controls.cancel(),
            }
        })
    }

    /// Prints a view. What was typed before it is thrown away: it was meant for another question.
    pub(crate) fn show(&self, moment: &Moment) {
        let mut dialog = self.lock();
        Keyboard::discard_typed_ahead();
        let said = dialog.show(moment);
        self.perform(said);
    }

    /// Holds the dialog while bytes are read, so that none read before a view is an answer to it.
    pub(super) fn lock(&self) -> MutexGuard<'_, Dialog> {
        self.dialog.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints, and passes on what it amounts to.
    pub(super) fn perform(&self, (text, reply): (String, Option<Reply>)) {
        output::say(&text);
        if let Some(reply) = reply {
            (self.act)(reply);
        }
    }

    /// The person is gone: nobody can answer any more.
    pub(super) fn hang_up(&self) {
        (self.act)(Reply::Cancel);
    }
}

/// A terminal in use. Dropping it restores the terminal.
pub(crate) struct Session {
    // In this order: the keyboard is let go before the terminal echoes again.
    _keyboard: Keyboard,
    _mode: RawMode,
}

impl Session {
    /// Whether questions can be asked and answered here.
    pub(crate) fn is_possible() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Starts to read.
    ///
    /// # Errors
    /// The terminal does not do as it is told.
    pub(crate) fn start(shared: &Arc<Shared>) -> io::Result<Self> {
        let mode = RawMode::enter()?;
        let keyboard = Keyboard::listen(Arc::clone(shared))?;
        Ok(Self { _keyboard: keyboard, _mode: mode })
    }
}
