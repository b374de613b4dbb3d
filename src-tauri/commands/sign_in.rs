//! Signing in to an organisation, and out. No token may come to the page.

use enrollment::{
    rooms::{Asker, CommandError, SignInMoment, SignInWish},
    store::Forgotten,
};
use tauri::{AppHandle, Manager, Runtime, State, ipc::Channel};

use super::Answered;
use crate::{pin_window, shell::Shell};

/// Begins a sign-in; its moments come through the channel.
#[tauri::command(async)]
pub(crate) fn sign_in_begin<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    wish: SignInWish,
    moments: Channel<SignInMoment>,
) -> Answered<()> {
    let draw = drawing(app, moments);
    shell.house()?.work.sign_in(wish, draw);
    Ok(())
}

/// Stops the one that is under way.
#[tauri::command(async)]
pub(crate) fn sign_in_stop(shell: State<'_, Shell>) -> Answered<()> {
    shell.house()?.work.stop();
    Ok(())
}

/// Signs out, and says whether all of the sign-in is gone. A registration that is open is closed: it was for that
/// organisation.
#[tauri::command(async)]
pub(crate) fn sign_out<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<Forgotten> {
    let house = shell.house()?;
    shell.registration.close();
    pin_window::forget(&app, Asker::Registration)?;
    shell.clear_table();
    pin_window::forget(&app, Asker::Oneself)?;
    house.leave()?;
    house.work.sign_out().map_err(CommandError::record)
}

/// Sends each moment to the page. Of an organisation before, nothing stays on the table.
fn drawing<R: Runtime>(
    app: AppHandle<R>,
    moments: Channel<SignInMoment>,
) -> impl FnMut(SignInMoment) + Send + 'static {
    move |moment| {
        if let SignInMoment::Done { stays: false, .. } = moment {
            let shell = app.state::<Shell>();
            shell.clear_table();
            if let Err(error) = pin_window::forget(&app, Asker::Oneself) {
                tracing::warn!(%error, "the PIN window stays");
            }
            // A prompt that stands is of the organisation before.
            if let Some(Err(error)) = shell.house().ok().map(|house| house.leave()) {
                tracing::warn!(%error, "that a prompt was closed could not be written down");
            }
        }
        if let Err(error) = moments.send(moment) {
            tracing::warn!(%error, "a moment did not reach the page");
        }
    }
}
