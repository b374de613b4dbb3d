//! The room Diagnose. A ticket's bytes come from the page or from a file that the person chooses;
//! the page must never name a file.

use enrollment::rooms::{
    CommandCode, CommandError, DiagnosisChange, DiagnosisFile, DiagnosisFormat, DiagnosisView,
};
use enrollment::wizard::Wizard;
use tauri::{
    AppHandle, Runtime, State,
    ipc::{InvokeBody, Request},
};

use super::Answered;
use crate::{files, house::now, shell::Shell};

/// Judges what was pasted or dropped, as bytes; a header says what its file is called.
#[tauri::command(async)]
pub(crate) fn diagnose_read(
    shell: State<'_, Shell>,
    request: Request<'_>,
) -> Answered<DiagnosisView> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err(CommandError::new(CommandCode::Malformed, "a ticket comes as bytes"));
    };
    let name = request.headers().get("name").map(|name| name.as_bytes());
    shell.ticket().read(name, bytes, now())
}

/// Reads a file that the person chooses: a ticket, or what it is to be judged on.
#[tauri::command(async)]
pub(crate) fn diagnose_open<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    what: DiagnosisFile,
) -> Answered<Option<DiagnosisView>> {
    let Some(file) = files::open(&app)? else { return Ok(None) };
    shell.ticket().open(what, file, now()).map(Some)
}

/// Puts what a key has shown in a rehearsal on the table, and closes that.
#[tauri::command(async)]
pub(crate) fn diagnose_rehearsed(shell: State<'_, Shell>) -> Answered<DiagnosisView> {
    let shown = shell.registration.with(Wizard::rehearsed)?;
    shell.ticket().lay(shown, || shell.house()?.practice_grounds(), now())
}

/// Changes what is shown, or what it is judged on.
#[tauri::command(async)]
pub(crate) fn diagnose_change(
    shell: State<'_, Shell>,
    change: DiagnosisChange,
) -> Answered<Option<DiagnosisView>> {
    shell.ticket().change(change, || shell.house()?.practice_grounds(), now())
}

/// Writes what is shown to a file that the person names.
#[tauri::command(async)]
pub(crate) fn diagnose_export<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    format: DiagnosisFormat,
) -> Answered<Option<String>> {
    files::save(&app, format.file_name(), &shell.diagnosis.export(format)?)
}
