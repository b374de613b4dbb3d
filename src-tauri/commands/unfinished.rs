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
    let taken = shell.take_up(&RegistrationId(registration), choice)?;
    let Some((round, means, left)) = taken else { return Ok(()) };
    shell.registration.begin_asked(round, || Wizard::resume(means, left, drawing(app, views)));
    Ok(())
}
