//! The PIN's own window and the one question it shows. A PIN must never get from here to anybody
//! but whoever asked, and the window must not outlive its question.

use ctap::ceremony::{Answer, PromptId};
use enrollment::rooms::{Answered, Asker, CommandCode, CommandError, Look, PinQuestion};
use tauri::{AppHandle, Manager, Runtime, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::shell::Shell;

/// The window's label, to which its capability is bound.
const LABEL: &str = "pin";

/// Asks what is asked now, and takes the answer there. A window that shows what is not asked any
/// more ends.
pub(crate) fn follow<R: Runtime>(
    app: &AppHandle<R>,
    asker: Asker,
    asks: impl FnOnce(Look) -> Option<PinQuestion>,
    answered: fn(&Shell, PromptId, Answer),
) {
    let shell = app.state::<Shell>();
    let question = asks(shell.house().map(|house| house.look()).unwrap_or_default());
    let app = app.clone();
    let question = question.map(|question| {
        let (app, prompt) = (app.clone(), question.prompt);
        let answered: Answered =
            Box::new(move |answer| answered(&app.state::<Shell>(), prompt, answer));
        (question, answered)
    });
    if shell.pin.ask(asker, question)
        && let Err(error) = close(&app)
    {
        tracing::warn!(%error, "the PIN window stays");
    }
}

/// This one asks nothing any more: its window goes, and nobody else's.
pub(crate) fn forget<R: Runtime>(app: &AppHandle<R>, asker: Asker) -> Result<(), CommandError> {
    if app.state::<Shell>().pin.ask(asker, None) { close(app) } else { Ok(()) }
}

/// Opens the window with this one's question, or brings it to the front; where it stands open with
/// another's, that is answered first.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>, asker: Asker) -> Result<(), CommandError> {
    let shell = app.state::<Shell>();
    if let Some(window) = app.get_webview_window(LABEL) {
        window.set_focus().map_err(failed)?;
        return shell.pin.shows(asker);
    }
    shell.pin.show(asker)?;
    let page = WebviewUrl::App("pin.html".into());
    // Larger text needs more room, as far as a small screen has it.
    let size = shell.house().map(|house| house.look().text_size).unwrap_or_default();
    let larger = f64::from(u16::from(size)) / 100.0 - 1.0;
    // On top and not a child of the main window: which window is whose parent differs by system.
    let window = WebviewWindowBuilder::new(app, LABEL, page)
        .title("Security key PIN")
        .inner_size(460.0 + 180.0 * larger, 640.0 + 100.0 * larger)
        .resizable(true)
        .always_on_top(true)
        .content_protected(true)
        .data_directory(shell.places().web_view())
        .center();
    window.build().map(drop).map_err(failed)
}

/// Destroys the window: its page held the PIN in a string, which only its end takes away.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) -> Result<(), CommandError> {
    let window = app.get_webview_window(LABEL);
    window.as_ref().map_or(Ok(()), WebviewWindow::destroy).map_err(failed)
}

fn failed(error: tauri::Error) -> CommandError {
    CommandError::new(CommandCode::Window, error)
}
