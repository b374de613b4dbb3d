//! The room Tenant. A change goes out only under the number of the review in which it was shown.

use std::io::BufReader;

use enrollment::rooms::{
    ForecastFormat, ReadOn, ReviewView, TargetView, TenantChange, TenantView, TenantWhat,
};
use tauri::{AppHandle, Runtime, State};

use super::Answered;
use crate::{files, house::now, shell::Shell};

/// Reads the directory anew.
#[tauri::command(async)]
pub(crate) fn tenant_read(shell: State<'_, Shell>) -> Answered<TenantView> {
    shell.tenant.tried(shell.ticket().tried());
    shell.house()?.desk(|desk| shell.tenant.read(desk, now()))
}

/// Changes what is looked at or drafted, and nothing in the directory.
#[tauri::command(async)]
pub(crate) fn tenant_change(shell: State<'_, Shell>, change: TenantChange) -> Answered<TenantView> {
    shell.tenant.tried(shell.ticket().tried());
    shell.house()?.desk(|desk| shell.tenant.change(change, desk))
}

/// Groups and people whose names begin like this.
#[tauri::command(async)]
pub(crate) fn tenant_find(shell: State<'_, Shell>, beginning: String) -> Answered<Vec<TargetView>> {
    shell.house()?.desk(|desk| shell.tenant.find(&beginning, desk))
}

/// A change as it would be sent, and whom it would lock out.
#[tauri::command(async)]
pub(crate) fn tenant_review(shell: State<'_, Shell>, what: TenantWhat) -> Answered<ReviewView> {
    shell.house()?.desk(|desk| shell.tenant.review(what, desk))
}

/// Reads a few more of the people whom the change may lock out, or nobody else.
#[tauri::command(async)]
pub(crate) fn tenant_review_on(
    shell: State<'_, Shell>,
    review: u32,
    on: ReadOn,
) -> Answered<ReviewView> {
    shell.house()?.desk(|desk| shell.tenant.review_on((review, on), desk))
}

/// Sends the change of this review, once.
#[tauri::command(async)]
pub(crate) fn tenant_send(
    shell: State<'_, Shell>,
    review: u32,
    word: Option<String>,
) -> Answered<TenantView> {
    shell.house()?.desk(|desk| shell.tenant.send((review, word.as_deref()), desk, now()))
}

/// Counts the people of a file that the person names instead of the directory's. `None`: they named
/// none.
#[tauri::command(async)]
pub(crate) fn tenant_count<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
) -> Answered<Option<TenantView>> {
    let Some((name, file)) = files::open(&app)? else { return Ok(None) };
    let file = (name, BufReader::new(file));
    shell.house()?.desk(|desk| shell.tenant.count(file, desk)).map(Some)
}

/// Writes the forecast to a file that the person names.
#[tauri::command(async)]
pub(crate) fn tenant_export<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    format: ForecastFormat,
) -> Answered<Option<String>> {
    let bytes = shell.house()?.desk(|desk| shell.tenant.export(format, desk))?;
    files::save(&app, format.file_name(), &bytes)
}
