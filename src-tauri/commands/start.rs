//! The room Start. Nothing here may begin a registration.

use enrollment::{rooms::StartView, settings::Settings};
use tauri::State;

use super::Answered;
use crate::shell::Shell;

/// What the window shows first.
#[tauri::command(async)]
pub(crate) fn start(shell: State<'_, Shell>) -> Answered<StartView> {
    shell.house()?.start()
}

/// The person wants the practice organisation; from now on this is no first run.
#[tauri::command(async)]
pub(crate) fn choose_practice(shell: State<'_, Shell>) -> Answered<()> {
    shell.house()?.change(Settings::choose_practice)
}
