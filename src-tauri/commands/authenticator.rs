//! Setting up Authenticator, and the practice phone. What the phone does must never be taken for
//! what the directory lists.

use enrollment::{
    authenticator::{AuthenticatorAct, AuthenticatorView, Enrolment},
    rooms::{CommandCode, CommandError, PracticePhone, PracticePhoneAct},
};
use practice::tenant::account;
use tauri::{AppHandle, Manager, Runtime, State, ipc::Channel};

use super::Answered;
use crate::shell::Shell;

/// Begins it. Another one that is open is not watched for any more.
#[tauri::command(async)]
pub(crate) fn authenticator_open<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    views: Channel<AuthenticatorView>,
) -> Answered<()> {
    let round = shell.authenticator.asked();
    let means = shell.house()?.standing()?.authenticator();
    shell.authenticator.begin_asked(round, || Enrolment::begin(means, drawing(app, views)));
    Ok(())
}

/// Does what the person does.
#[tauri::command(async)]
pub(crate) fn authenticator_act(shell: State<'_, Shell>, act: AuthenticatorAct) -> Answered<()> {
    shell.authenticator.act(act)
}

/// Ends the watch. What the directory has, it has.
#[tauri::command(async)]
pub(crate) fn authenticator_close(shell: State<'_, Shell>) -> Answered<()> {
    shell.authenticator.close();
    Ok(())
}

/// Does with the practice phone what a hand would.
#[tauri::command(async)]
pub(crate) fn practice_phone(
    shell: State<'_, Shell>,
    act: PracticePhoneAct,
) -> Answered<PracticePhone> {
    let gone = || CommandError::new(CommandCode::Gone, "there is no practice phone");
    let house = shell.house()?;
    let here = house.work.practises_here().then(|| house.practice.running.control());
    let phone = here.and_then(|hand| hand.phone(&account().person, act)).ok_or_else(gone)?;
    shell.authenticator.phone_did(act, &phone);
    Ok(phone)
}

/// Sends each view to the page; a nudge that stands sees how it goes.
fn drawing<R: Runtime>(
    app: AppHandle<R>,
    views: Channel<AuthenticatorView>,
) -> impl FnMut(&AuthenticatorView) + Send + 'static {
    move |view| {
        app.state::<Shell>().house().iter().for_each(|house| house.follow(view));
        if let Err(error) = views.send(view.clone()) {
            tracing::warn!(%error, "a view did not reach the page");
        }
    }
}
