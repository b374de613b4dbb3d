//! The desktop shell: builds the app and hands each command to the crates. It must never decide
//! anything about a key, a registration or a policy.

mod arguments;
mod commands;
mod door;
mod files;
mod house;
mod pin_window;
mod shell;

use std::error::Error;

use enrollment::store;
use faces::log::{self, LevelFilter};
use tauri::{App, Builder, Context, Manager, RunEvent, Runtime, WebviewWindowBuilder};

pub use arguments::{Arguments, Unknown};
pub use shell::Shell;

/// The app without its window system, so that tests run it on a mock.
pub fn builder<R: Runtime>(base: Builder<R>, shell: Shell) -> Builder<R> {
    base.manage(shell).setup(|app| Ok(open_window(app)?)).invoke_handler(tauri::generate_handler![
        commands::about::about,
        commands::activity::activity,
        commands::activity::activity_export,
        commands::authenticator::authenticator_act,
        commands::authenticator::authenticator_close,
        commands::authenticator::authenticator_open,
        commands::authenticator::practice_phone,
        commands::computer::this_computer,
        commands::diagnose::diagnose_change,
        commands::diagnose::diagnose_export,
        commands::diagnose::diagnose_open,
        commands::diagnose::diagnose_read,
        commands::diagnose::diagnose_rehearsed,
        commands::methods::method_delete,
        commands::methods::methods_read,
        commands::methods::other_method_delete,
        commands::methods::pass_issue,
        commands::nudge::nudge_act,
        commands::nudge::practice_sign_in,
        commands::oneself::oneself_act,
        commands::oneself::oneself_close,
        commands::oneself::oneself_open,
        commands::pin::pin_cancel,
        commands::pin::pin_open,
        commands::pin::pin_question,
        commands::pin::pin_submit,
        commands::practice::practice_drawer,
        commands::practice::practice_hand,
        commands::practice::practice_provider,
        commands::register::register_answer,
        commands::register::register_cancel,
        commands::register::register_close,
        commands::register::register_open,
        commands::response::options_open,
        commands::response::response_copy,
        commands::response::response_save,
        commands::settings::metadata_update,
        commands::settings::settings,
        commands::settings::settings_change,
        commands::sign_in::sign_in_begin,
        commands::sign_in::sign_in_stop,
        commands::sign_in::sign_out,
        commands::start::choose_practice,
        commands::start::start,
        commands::tenant::tenant_change,
        commands::tenant::tenant_count,
        commands::tenant::tenant_export,
        commands::tenant::tenant_find,
        commands::tenant::tenant_read,
        commands::tenant::tenant_review,
        commands::tenant::tenant_review_on,
        commands::tenant::tenant_send,
        commands::unfinished::unfinished_resolve,
    ])
}

/// Opens the main window as the configuration has it, its web view's own files beside ours.
fn open_window<R: Runtime>(app: &App<R>) -> Result<(), tauri::Error> {
    let place = app.state::<Shell>().places().web_view();
    for window in app.config().app.windows.iter().filter(|window| !window.create) {
        WebviewWindowBuilder::from_config(app, window)?.data_directory(place.clone()).build()?;
    }
    Ok(())
}

/// Configuration, assets and capabilities, embedded. The macro is expanded here and nowhere else,
/// because each expansion embeds all of it once more.
pub fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Opens the window and returns when it was closed. A registration that is open then is closed too,
/// so that no key goes on blinking. Where a window is open on this state, that one comes to the
/// front.
///
/// # Errors
/// The window system or the configuration refused, or the window that is open does not answer.
pub fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    log::start(LevelFilter::WARN);
    let shell = Shell::new(arguments);
    let bell = store::come(&shell.places().state, door::leave().as_deref())?;
    let Some(bell) = bell else { return Ok(()) };
    let app = builder(Builder::default(), shell).build(context())?;
    door::answer(bell, app.handle());
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            app.state::<Shell>().end();
        }
    });
    Ok(())
}
