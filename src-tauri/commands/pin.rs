//! The PIN's way in, through a window that may ask for nothing else. A PIN must never be JSON, nor
//! stand in an answer, an error or the log.

use enrollment::rooms::{Asker, CommandCode, CommandError, PinQuestion};
use tauri::{
    AppHandle, Runtime, State,
    ipc::{InvokeBody, Request},
};
use zeroize::Zeroizing;

use crate::{pin_window, shell::Shell};

/// Opens the PIN window for who asks there, or brings it to the front. The main window asks this.
#[tauri::command(async)]
pub(crate) fn pin_open<R: Runtime>(app: AppHandle<R>, asker: Asker) -> Result<(), CommandError> {
    pin_window::open(&app, asker)
}

/// What is asked; `None` where nothing is any more.
#[tauri::command]
pub(crate) fn pin_question(shell: State<'_, Shell>) -> Option<PinQuestion> {
    shell.pin.question().ok()
}

/// Takes the PIN, as bytes, and ends the window.
#[tauri::command]
pub(crate) fn pin_submit<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    request: Request<'_>,
) -> Result<(), CommandError> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(CommandError::new(CommandCode::Malformed, "a PIN comes as bytes"));
    };
    shell.pin.answer(Zeroizing::new(bytes.clone()))?;
    pin_window::close(&app)
}

/// Ends the window without an answer; the question stays open.
#[tauri::command]
pub(crate) fn pin_cancel<R: Runtime>(app: AppHandle<R>) -> Result<(), CommandError> {
    pin_window::close(&app)
}
