//! The practice keys and the hand that holds them. They must never be offered as anything else.

use enrollment::rooms::{CommandCode, CommandError, PracticeDrawer};
use tauri::State;

use super::Answered;
use crate::{practice::failed, shell::Shell};

/// The drawer; `None` where there is no practice.
#[tauri::command(async)]
pub(crate) fn practice_drawer(shell: State<'_, Shell>) -> Answered<Option<PracticeDrawer>> {
    shell.house()?.practice.drawer.view().map(Some).map_err(failed)
}

/// Plugs a key in.
#[tauri::command(async)]
pub(crate) fn practice_plug(shell: State<'_, Shell>, key: String) -> Answered<()> {
    let gone = || CommandError::new(CommandCode::Gone, "there is no such practice key");
    shell.house()?.practice.drawer.plug(&key).then_some(()).ok_or_else(gone)
}

/// Takes it out.
#[tauri::command(async)]
pub(crate) fn practice_pull(shell: State<'_, Shell>, key: String) -> Answered<()> {
    shell.house()?.practice.drawer.pull(&key);
    Ok(())
}

/// Touches it.
#[tauri::command(async)]
pub(crate) fn practice_touch(shell: State<'_, Shell>, key: String) -> Answered<()> {
    shell.house()?.practice.drawer.touch(&key);
    Ok(())
}

/// Declines.
#[tauri::command(async)]
pub(crate) fn practice_decline(shell: State<'_, Shell>, key: String) -> Answered<()> {
    shell.house()?.practice.drawer.decline(&key);
    Ok(())
}
