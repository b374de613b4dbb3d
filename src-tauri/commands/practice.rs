//! The practice keys and the hand that holds them. They must never be offered as anything else.

use enrollment::rooms::{CommandCode, CommandError, PracticeAct, PracticeDrawer};
use faces::practising::failed;
use practice::tenant::account;
use tauri::State;

use super::Answered;
use crate::shell::Shell;

/// The drawer; `None` where there is no practice.
#[tauri::command(async)]
pub(crate) fn practice_drawer(shell: State<'_, Shell>) -> Answered<Option<PracticeDrawer>> {
    shell.house()?.practice.drawer.view().map(Some).map_err(failed)
}

/// Does with a key what a hand would.
#[tauri::command(async)]
pub(crate) fn practice_hand(
    shell: State<'_, Shell>,
    key: String,
    act: PracticeAct,
) -> Answered<()> {
    let gone = || CommandError::new(CommandCode::Gone, "there is no such practice key");
    shell.house()?.practice.drawer.hand(&key, act).then_some(()).ok_or_else(gone)
}

/// Makes a passkey of the practice password manager, as the page of sign-in methods would; false:
/// the policy refused it.
#[tauri::command(async)]
pub(crate) fn practice_provider(shell: State<'_, Shell>) -> Answered<bool> {
    let gone = || CommandError::new(CommandCode::Gone, "there is no practice password manager");
    let house = shell.house()?;
    let here = house.work.practises_here().then(|| house.practice.running.control());
    here.map(|hand| hand.provider(&account().person).is_some()).ok_or_else(gone)
}
