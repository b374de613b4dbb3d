//! A second start on a state brings the window that is open there to the front. Nothing but that
//! may come of it.

use std::env;

use enrollment::store::Bell;
use tauri::{AppHandle, Manager, Runtime};

/// The desktop's leave to be in front, which it gave to this start.
pub(crate) fn leave() -> Option<String> {
    let named = ["XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID"];
    named.iter().find_map(|name| env::var(name).ok())
}

/// From now on a second start raises the windows.
pub(crate) fn answer<R: Runtime>(bell: Bell, app: &AppHandle<R>) {
    let app = app.clone();
    bell.answer(move |leave| {
        let (windows, leave) = (app.clone(), leave.to_owned());
        // Fails where the window is being closed.
        let _ = app.run_on_main_thread(move || raise(&windows, &leave));
    });
}

/// The PIN's window last: it is over the other.
fn raise<R: Runtime>(app: &AppHandle<R>, _leave: &str) {
    for window in ["main", "pin"].iter().filter_map(|label| app.get_webview_window(label)) {
        #[cfg(target_os = "linux")]
        if let (false, Ok(window)) = (_leave.is_empty(), window.gtk_window()) {
            gtk::prelude::GtkWindowExt::set_startup_id(&window, _leave);
        }
        let shown = window.unminimize().and_then(|()| window.show());
        let _ = shown.and_then(|()| window.set_focus());
    }
}
