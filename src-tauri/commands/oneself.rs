//! Registering for oneself, which a browser does. What the directory lists must never be called
//! proved before a key said so.

use enrollment::{
    oneself::{Oneself, OneselfAct, OneselfView, PasskeyHolder},
    rooms::{Asker, PinQuestion},
};
use tauri::{AppHandle, Manager, Runtime, State, ipc::Channel};

use super::Answered;
use crate::{house::now, pin_window, shell::Shell};

/// Begins it: keys are held against the policy where one is to hold it, and the directory is
/// watched. Another one that is open is closed.
#[tauri::command(async)]
pub(crate) fn oneself_open<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    holder: PasskeyHolder,
    views: Channel<OneselfView>,
) -> Answered<()> {
    let (round, house) = (shell.oneself.asked(), shell.house()?);
    let (kept, drawer) = (&house.kept, &house.practice.drawer);
    let means = house.standing()?.oneself(kept, drawer, &house.metadata, (holder, now()))?;
    shell.oneself.begin_asked(round, || Oneself::begin(means, drawing(app, views)));
    Ok(())
}

/// Does what the person does.
#[tauri::command(async)]
pub(crate) fn oneself_act(shell: State<'_, Shell>, act: OneselfAct) -> Answered<()> {
    shell.oneself.act(act)
}

/// Ends it, and lets go of every key. What the directory has, it has.
#[tauri::command(async)]
pub(crate) fn oneself_close<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<()> {
    shell.oneself.close();
    pin_window::forget(&app, Asker::Oneself)
}

/// Sends each view to the page, and the question for a PIN to its window.
fn drawing<R: Runtime>(
    app: AppHandle<R>,
    views: Channel<OneselfView>,
) -> impl FnMut(&OneselfView) + Send + 'static {
    move |view| {
        app.state::<Shell>().house().iter().for_each(|house| house.follow(view));
        let asks = |look| PinQuestion::of_proof(view, look);
        pin_window::follow(&app, Asker::Oneself, asks, |shell, prompt, answer| {
            shell.oneself.answer_key(prompt, answer);
        });
        if let Err(error) = views.send(view.clone()) {
            tracing::warn!(%error, "a view did not reach the page");
        }
    }
}
