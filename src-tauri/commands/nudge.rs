//! The nudge and the practice sign-in that it belongs to. Nothing here may count one that nobody
//! saw.

use enrollment::rooms::{NudgeAct, PracticeSignIn};
use tauri::State;

use super::Answered;
use crate::shell::Shell;

/// Shows the nudge, or skips it.
#[tauri::command(async)]
pub(crate) fn nudge_act(shell: State<'_, Shell>, act: NudgeAct) -> Answered<()> {
    shell.house()?.nudge(act)
}

/// Another practice sign-in, as the person says that it happens.
#[tauri::command(async)]
pub(crate) fn practice_sign_in(shell: State<'_, Shell>, sign_in: PracticeSignIn) -> Answered<()> {
    shell.house()?.sign_in(sign_in)
}
