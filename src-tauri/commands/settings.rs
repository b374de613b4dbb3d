//! The room Settings. A change must never touch what it does not name.

use enrollment::rooms::{SettingsChange, SettingsView};
use practice::tenant::account;
use tauri::State;

use super::{Answered, about::about};
use crate::shell::Shell;

/// The room Settings.
#[tauri::command(async)]
pub(crate) fn settings(shell: State<'_, Shell>) -> Answered<SettingsView> {
    let house = shell.house()?;
    let (look, record) = (house.settings()?.look, house.record()?);
    Ok(SettingsView { account: account(), look, record, about: about() })
}

/// Changes one thing.
#[tauri::command(async)]
pub(crate) fn settings_change(
    shell: State<'_, Shell>,
    change: SettingsChange,
) -> Answered<SettingsView> {
    shell.house()?.change(|settings| settings.change(change))?;
    settings(shell)
}
