//! The desktop shell: builds the app and hands each command to the crates. It must never decide
//! anything about a key, a registration or a policy.

mod commands;
mod pin_window;
mod shell;

use tauri::{Builder, Context, Runtime};

pub use pin_window::{Answered, PinSlot};
pub use shell::Shell;

/// The app without its window system, so that tests run it on a mock.
pub fn builder<R: Runtime>(base: Builder<R>, shell: Shell) -> Builder<R> {
    base.manage(shell).invoke_handler(tauri::generate_handler![
        commands::about::about,
        commands::pin::pin_open,
        commands::pin::pin_question,
        commands::pin::pin_submit,
        commands::pin::pin_cancel,
    ])
}

/// Configuration, assets and capabilities, embedded. The macro is expanded here and nowhere else,
/// because each expansion embeds all of it once more.
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Opens the window and returns when it was closed.
///
/// # Errors
/// The window system or the configuration refused.
pub fn run() -> Result<(), tauri::Error> {
    builder(Builder::default(), Shell::default()).run(context())
}
