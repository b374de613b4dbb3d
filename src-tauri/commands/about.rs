//! Which program this is. It must never name the person or the computer.

use std::fs;

use enrollment::rooms::About;

/// Answers name and version, and what a ticket wants to know of the surroundings.
#[tauri::command]
pub(crate) fn about() -> About {
    About {
        name: "Touchstone".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: About::system(&fs::read_to_string("/etc/os-release").unwrap_or_default()),
        webview: tauri::webview_version().ok(),
    }
}
