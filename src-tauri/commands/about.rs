//! Which program this is. It must never name the person or the computer.

use std::fs;

use enrollment::rooms::About;

/// Answers name and version, and what a ticket wants to know of the surroundings.
#[tauri::command]
pub(crate) fn about() -> About {
    About {
        name: "Touchstone".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: system(),
        webview: tauri::webview_version().ok(),
    }
}

/// The operating system as it calls itself (os-release(5)).
fn system() -> Option<String> {
    let text = fs::read_to_string("/etc/os-release").ok()?;
    let name = text.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
    Some(name.trim_matches('"').to_owned())
}
