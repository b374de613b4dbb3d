//! The PIN's own window and the one question it asks. A PIN must never get from here to anybody but
//! whoever asked, and the window must not outlive its question.

use std::sync::{Mutex, MutexGuard, PoisonError};

use ctap::ceremony::Answer;
use enrollment::rooms::{CommandCode, CommandError, PinQuestion};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use zeroize::Zeroizing;

/// The window's label, to which its capability is bound.
const LABEL: &str = "pin";

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
    pub(crate) fn question(&self) -> Option<PinQuestion> {
        self.lock().as_ref().map(|(question, _)| question.clone())
    }

    /// Answers it, and with that closes it. What cannot be a PIN leaves it open.
    pub(crate) fn answer(&self, bytes: Zeroizing<Vec<u8>>) -> Result<(), CommandError> {
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

/// Opens the window, or brings it to the front.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> Result<(), CommandError> {
    if let Some(window) = app.get_webview_window(LABEL) {
        return window.set_focus().map_err(failed);
    }
    let page = WebviewUrl::App("pin.html".into());
    // On top and not a child of the main window: which window is whose parent differs by system.
    let window = WebviewWindowBuilder::new(app, LABEL, page)
        .title("Security key PIN")
        .inner_size(460.0, 640.0)
        .resizable(true)
        .always_on_top(true)
        .content_protected(true)
        .center();
    window.build().map(drop).map_err(failed)
}

/// Destroys the window: its page held the PIN in a string, which only its end takes away.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) -> Result<(), CommandError> {
    let window = app.get_webview_window(LABEL);
    window.as_ref().map_or(Ok(()), WebviewWindow::destroy).map_err(failed)
}

pub(crate) fn nobody_asks() -> CommandError {
    CommandError::new(CommandCode::NoPinAsked, "nobody asks for a PIN")
}

fn failed(error: tauri::Error) -> CommandError {
    CommandError::new(CommandCode::Window, error)
}
