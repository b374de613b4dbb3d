//! What a window may ask for, through the real message router, configuration and capabilities, on a
//! mock of the window system. It must never grant anything that the shipped files do not.

#![allow(clippy::unwrap_used)] // a test says what it expects by unwrapping

use serde_json::{Value, json};
use tauri::{
    WebviewUrl, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, get_ipc_response, mock_builder},
    webview::InvokeRequest,
};

/// Where the window's own page comes from.
const OWN_PAGE: &str = if cfg!(windows) { "http://tauri.localhost" } else { "tauri://localhost" };

/// Calls a command as the page `url` in the window `label` would.
fn call(label: &str, url: &str, command: &str) -> Result<Value, Value> {
    let app = touchstone_shell::builder(mock_builder()).build(touchstone_shell::context()).unwrap();
    let window = WebviewWindowBuilder::new(&app, label, WebviewUrl::default()).build().unwrap();
    let request = InvokeRequest {
        cmd: command.into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: url.parse().unwrap(),
        body: InvokeBody::Json(json!({})),
        headers: Default::default(),
        invoke_key: INVOKE_KEY.into(),
    };
    get_ipc_response(&window, request).map(|body| body.deserialize().unwrap())
}

/// The router said no because nothing allows it, not because the command failed.
fn assert_refused(answer: Result<Value, Value>) {
    let why = answer.unwrap_err();
    assert!(why.as_str().unwrap().contains("not allowed"), "{why}");
}

#[test]
fn the_main_window_may_ask_which_program_this_is() {
    let about = call("main", OWN_PAGE, "about").unwrap();
    assert_eq!(about, json!({ "name": "Touchstone", "version": env!("CARGO_PKG_VERSION") }));
}

#[test]
fn another_window_may_ask_nothing() {
    assert_refused(call("stranger", OWN_PAGE, "about"));
}

#[test]
fn a_page_from_elsewhere_may_ask_nothing() {
    assert_refused(call("main", "https://example.org", "about"));
}

#[test]
fn what_tauri_brings_along_is_refused() {
    for command in ["plugin:event|listen", "plugin:path|resolve_directory", "plugin:app|version"] {
        assert_refused(call("main", OWN_PAGE, command));
    }
}

#[test]
fn a_command_that_does_not_exist_is_refused() {
    assert_refused(call("main", OWN_PAGE, "open_everything"));
}
