//! Which program this is. It must never name the person or the computer.

use serde::Serialize;

/// Name and version, for the window's foot and for a ticket.
#[derive(Serialize)]
pub(crate) struct About {
    name: &'static str,
    version: &'static str,
}

/// Answers name and version.
#[tauri::command]
pub(crate) fn about() -> About {
    About { name: "Touchstone", version: env!("CARGO_PKG_VERSION") }
}
