//! Registrations that an earlier run left. What a key may hold must never be forgotten unasked.

use enrollment::{
    ledger::RegistrationId,
    rooms::UnfinishedChoice,
    wizard::{Wizard, WizardView},
};
use tauri::{AppHandle, Runtime, State, ipc::Channel};

use super::{Answered, register::drawing};
use crate::shell::Shell;

/// Sends it, takes it off the key, or leaves it.
#[tauri::command(async)]
pub(crate) fn unfinished_resolve<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    registration: String,
    choice: UnfinishedChoice,
    views: Channel<WizardView>,
) -> Answered<()> {
    let (round, of) = (shell.registration.asked(), RegistrationId(registration));
    let Some((means, left)) = shell.take_up(&of, choice)? else { return Ok(()) };
    shell.registration.begin_asked(round, || Wizard::resume(means, left, drawing(app, views)));
    Ok(())
}
