//! Files that a person names in a dialog of the system, and the clipboard. No path may come from
//! the page. Linux has them; where they are missing a command says so.

use std::{
    fs::{self, File},
    path::PathBuf,
};

use enrollment::rooms::{CommandCode, CommandError};
#[cfg(target_os = "linux")]
use gtk::prelude::*;
use tauri::{AppHandle, Runtime};

/// Asks for a file: a new one that is called like this for a start, or one that is there. `None`:
/// the person chose none.
#[cfg(target_os = "linux")]
pub(crate) fn choose<R: Runtime>(
    app: &AppHandle<R>,
    new: Option<&'static str>,
) -> Result<Option<PathBuf>, CommandError> {
    #[cfg(feature = "e2e")]
    if let Some(chosen) = std::env::var_os("TOUCHSTONE_CHOSEN_FILE") {
        return Ok(Some(chosen.into()));
    }
    let (sender, chosen) = std::sync::mpsc::channel();
    on_main_thread(app, move || {
        use gtk::FileChooserAction::{Open, Save};
        let action = if new.is_some() { Save } else { Open };
        let dialog = gtk::FileChooserNative::new(None, None::<&gtk::Window>, action, None, None);
        dialog.set_do_overwrite_confirmation(true);
        new.iter().for_each(|name| dialog.set_current_name(name));
        let accepted = dialog.run() == gtk::ResponseType::Accept;
        let _ = sender.send(dialog.filename().filter(|_| accepted));
        dialog.destroy();
    })?;
    // Where the window is closed meanwhile, nobody chose anything.
    Ok(chosen.recv().unwrap_or_default())
}

/// Opens the file that the person chooses; with it comes its name without its folder.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> Result<Option<(String, File)>, CommandError> {
    let Some(place) = choose(app, None)? else { return Ok(None) };
    let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
    File::open(&place).map(|file| Some((name, file))).map_err(CommandError::file)
}

/// Writes a file that the person names; answers its place.
pub(crate) fn save<R: Runtime>(
    app: &AppHandle<R>,
    name: &'static str,
    bytes: &[u8],
) -> Result<Option<String>, CommandError> {
    let Some(place) = choose(app, Some(name))? else { return Ok(None) };
    fs::write(&place, bytes).map_err(CommandError::file)?;
    Ok(Some(place.display().to_string()))
}

/// Puts a text into the clipboard.
#[cfg(target_os = "linux")]
pub(crate) fn copy<R: Runtime>(app: &AppHandle<R>, text: String) -> Result<(), CommandError> {
    on_main_thread(app, move || {
        gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD).set_text(&text);
    })
}

#[cfg(target_os = "linux")]
fn on_main_thread<R: Runtime>(
    app: &AppHandle<R>,
    run: impl FnOnce() + Send + 'static,
) -> Result<(), CommandError> {
    app.run_on_main_thread(run).map_err(|error| CommandError::new(CommandCode::Window, error))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn choose<R: Runtime>(
    _: &AppHandle<R>,
    _: Option<&'static str>,
) -> Result<Option<PathBuf>, CommandError> {
    Err(CommandError::new(CommandCode::Window, "this version has no file dialog here"))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn copy<R: Runtime>(_: &AppHandle<R>, _: String) -> Result<(), CommandError> {
    Err(CommandError::new(CommandCode::Window, "this version has no clipboard here"))
}
