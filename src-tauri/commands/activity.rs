//! The record, read and written out. Nothing here may change it.

use std::fs::File;

use enrollment::rooms::{ActivityFilter, ActivityView, CommandError, ExportFormat};
use tauri::{AppHandle, Runtime, State};

use super::Answered;
use crate::{files, house::now, shell::Shell};

/// A page of the record, and how its chain stands.
#[tauri::command(async)]
pub(crate) fn activity(shell: State<'_, Shell>, filter: ActivityFilter) -> Answered<ActivityView> {
    ActivityView::read(shell.house()?.kept.ledger.as_ref(), &filter, now())
}

/// Writes what the filter lets through to a file that the person names.
#[tauri::command(async)]
pub(crate) fn activity_export<R: Runtime>(
    app: AppHandle<R>,
    shell: State<'_, Shell>,
    format: ExportFormat,
    filter: ActivityFilter,
) -> Answered<Option<String>> {
    let Some(place) = files::choose(&app, Some(format.file_name()))? else { return Ok(None) };
    let mut out = File::create(&place).map_err(CommandError::file)?;
    filter.export(shell.house()?.kept.ledger.as_ref(), format, now(), &mut out)?;
    Ok(Some(place.display().to_string()))
}
