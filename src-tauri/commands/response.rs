//! Options from a person's file, and the answer to them back to that person. Files are chosen in a
//! dialog of the system; the page must never name one.

use enrollment::{
    rooms::{CommandCode, CommandError, OpenedOptions},
    wizard::Wizard,
};
use tauri::{AppHandle, Runtime, State};

use super::Answered;
use crate::{files, shell::Shell};

/// Reads a file with options that the person chooses.
#[tauri::command(async)]
pub(crate) fn options_open<R: Runtime>(app: AppHandle<R>) -> Answered<Option<OpenedOptions>> {
    let Some((name, file)) = files::open(&app)? else { return Ok(None) };
    OpenedOptions::read(name, file).map(Some).map_err(CommandError::file)
}

/// Writes the answer to a file that the person names.
#[tauri::command(async)]
pub(crate) fn response_save<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<Option<String>> {
    files::save(&app, "registration-response.json", response(&shell)?.as_bytes())
}

/// Puts the answer into the clipboard.
#[tauri::command(async)]
pub(crate) fn response_copy<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<()> {
    files::copy(&app, response(&shell)?)
}

fn response(shell: &Shell) -> Answered<String> {
    let none = || CommandError::new(CommandCode::Gone, "there is no answer to hand over");
    shell.registration.with(Wizard::response)?.ok_or_else(none)
}
