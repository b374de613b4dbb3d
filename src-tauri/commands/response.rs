//! Options from a person's file, and the answer to them back to that person. Files are chosen in a
//! dialog of the system; the page must never name one.

use std::fs::{self, File};

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
    let Some(place) = files::choose(&app, None)? else { return Ok(None) };
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let opened = File::open(&place).and_then(|file| OpenedOptions::read(name, file));
    opened.map(Some).map_err(CommandError::file)
}

/// Writes the answer to a file that the person names.
#[tauri::command(async)]
pub(crate) fn response_save<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<Option<String>> {
    let response = response(&shell)?;
    let place = files::choose(&app, Some("registration-response.json"))?;
    let Some(place) = place else { return Ok(None) };
    fs::write(&place, response).map_err(CommandError::file)?;
    Ok(Some(place.display().to_string()))
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
