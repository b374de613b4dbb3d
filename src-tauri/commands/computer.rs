//! The room This computer. Nothing here may change what it looks at.

use enrollment::rooms::ComputerView;
use tauri::State;

use super::Answered;
use crate::shell::Shell;

/// Looks at this computer.
#[tauri::command(async)]
pub(crate) fn this_computer(shell: State<'_, Shell>) -> Answered<ComputerView> {
    shell.house()?.computer()
}
