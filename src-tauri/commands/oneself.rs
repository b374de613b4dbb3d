//! Registering for oneself, which a browser does. What the directory lists must never be called proved before a
//! key said so.

use enrollment::{
    ledger::Scene,
    oneself::{Means, Oneself, OneselfAct, OneselfView, machine::Grounds},
    rooms::PinQuestion,
};
use faces::browser;
use tauri::{AppHandle, Runtime, State, ipc::Channel};

use super::Answered;
use crate::{
    house::{House, now},
    pin_window,
    shell::Shell,
};

/// Begins it: keys are held against the policy, and the directory is watched. Another one that is open is closed.
#[tauri::command(async)]
pub(crate) fn oneself_open<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    views: Channel<OneselfView>,
) -> Answered<()> {
    let means = means(shell.house()?.as_ref())?;
    shell.oneself.begin(|| Oneself::begin(means, drawing(app, views)));
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
    shell.pin.ask(None);
    pin_window::close(&app)
}

/// Who registers, where, and by what a key is judged.
fn means(house: &House) -> Answered<Means> {
    let scene = house.work.scene();
    let (person, of) = (house.account(&house.settings()?).0.person, house.means(scene)?);
    let metadata = house.metadata.kept().filter(|_| scene == Scene::Tenant).map(|(_, kept)| kept);
    let practice = scene == Scene::Practice;
    let grounds = Grounds { practice, models: of.models, metadata, at: now() };
    let directory = house.at_work();
    let (keys, entropy, security_info) = (of.keys, of.entropy, house.work.security_info());
    Ok(Means { directory, person, keys, grounds, entropy, security_info, browser: browser::open })
}

/// Sends each view to the page, and the question for a PIN to its window.
fn drawing<R: Runtime>(
    app: AppHandle<R>,
    views: Channel<OneselfView>,
) -> impl FnMut(&OneselfView) + Send + 'static {
    move |view| {
        let asks = |look| PinQuestion::of_proof(view, look);
        pin_window::follow(&app, asks, |shell, prompt, answer| {
            shell.oneself.answer_key(prompt, answer);
        });
        if let Err(error) = views.send(view.clone()) {
            tracing::warn!(%error, "a view did not reach the page");
        }
    }
}
