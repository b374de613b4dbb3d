//! One person's passkeys in the directory, and a pass for the time without one. What is deleted
//! must have been confirmed by its word.

use enrollment::{
    rooms::{MethodsDesk, MethodsView, PassOutcome},
    tenant::{OtherKind, PassWish},
};
use tauri::State;

use super::Answered;
use crate::{house::now, shell::Shell};

/// Lists them.
#[tauri::command(async)]
pub(crate) fn methods_read(shell: State<'_, Shell>, person: String) -> Answered<MethodsView> {
    with(&shell, |desk| MethodsView::read(&person, desk))
}

/// Takes one out.
#[tauri::command(async)]
pub(crate) fn method_delete(
    shell: State<'_, Shell>,
    person: String,
    method: String,
    word: String,
) -> Answered<MethodsView> {
    with(&shell, |desk| MethodsView::take_out((&person, &method, &word), desk))
}

/// Takes a method besides passkeys out.
#[tauri::command(async)]
pub(crate) fn other_method_delete(
    shell: State<'_, Shell>,
    person: String,
    kind: OtherKind,
    method: String,
    word: String,
) -> Answered<MethodsView> {
    with(&shell, |desk| MethodsView::take_out_other((&person, kind, &method, &word), desk))
}

/// Issues a pass.
#[tauri::command(async)]
pub(crate) fn pass_issue(
    shell: State<'_, Shell>,
    person: String,
    wanted: PassWish,
) -> Answered<PassOutcome> {
    with(&shell, |desk| PassOutcome::issue(&person, wanted, desk))
}

/// Does something with somebody's passkeys, which goes on record.
fn with<T>(shell: &Shell, does: impl FnOnce(MethodsDesk<'_>) -> Answered<T>) -> Answered<T> {
    let house = shell.house()?;
    house.standing()?.methods_desk(&house.kept, &house.practice.drawer, now(), does)
}
