//! The registration that is open. A PIN must never come this way.

use enrollment::{
    rooms::{Asker, PinQuestion},
    wizard::{Answer, Source, Wizard, WizardView},
};
use tauri::{AppHandle, Manager, Runtime, State, ipc::Channel};

use super::Answered;
use crate::{pin_window, shell::Shell};

/// Begins a registration. Another one that is open is closed.
#[tauri::command(async)]
pub(crate) fn register_open<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    source: Source,
    views: Channel<WizardView>,
) -> Answered<()> {
    let (round, means) = (shell.registration.asked(), shell.house()?.means(&source)?);
    let begin = || Wizard::begin(means, source, drawing(app, views));
    shell.registration.begin_asked(round, begin);
    Ok(())
}

/// Answers a question; a late answer does nothing.
#[tauri::command(async)]
pub(crate) fn register_answer(shell: State<'_, Shell>, answer: Answer) -> Answered<()> {
    shell.registration.with(|wizard| wizard.answer(answer))
}

/// Asks it to stop.
#[tauri::command(async)]
pub(crate) fn register_cancel(shell: State<'_, Shell>) -> Answered<()> {
    shell.registration.with(Wizard::cancel)
}

/// The last view was seen; keys and memory may go.
#[tauri::command(async)]
pub(crate) fn register_close<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<()> {
    shell.registration.close();
    pin_window::forget(&app, Asker::Registration)
}

/// Sends each view to the page, and the question for a PIN to its window.
pub(super) fn drawing<R: Runtime>(
    app: AppHandle<R>,
    views: Channel<WizardView>,
) -> impl FnMut(&WizardView) + Send + 'static {
    move |view| {
        let asks = |look| PinQuestion::of(view, look);
        pin_window::follow(&app, Asker::Registration, asks, |shell, prompt, answer| {
            shell.registration.answer_key(prompt, answer);
        });
        // Whoever is signed in registers for others here: for oneself the browser does it.
        let house = app.state::<Shell>().house().ok();
        house
            .filter(|house| house.work.practises_here())
            .iter()
            .for_each(|house| house.follow(view));
        if let Err(error) = views.send(view.clone()) {
            tracing::warn!(%error, "a view did not reach the page");
        }
    }
}
