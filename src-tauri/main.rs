//! The desktop app's entry. It prepares the process and must never hold anything that a test of the
//! library could not reach.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::{env, error::Error};

use touchstone_shell::{Arguments, Unknown};

fn main() -> Result<(), Box<dyn Error>> {
    close_to_test_drivers();
    forbid_core_dumps();
    let arguments = Arguments::read(env::args_os().skip(1));
    let usage = |Unknown(argument)| format!("{argument:?} is not known, or has no value");
    touchstone_shell::run(arguments.map_err(usage)?)
}

/// A released window must not obey a variable that lets another program drive it, PIN and all.
#[cfg(not(feature = "e2e"))]
#[allow(unsafe_code)] // listed in tests/architecture.rs
fn close_to_test_drivers() {
    // SAFETY: the first statement of the program; no other thread exists that could read the
    // environment meanwhile.
    unsafe { env::remove_var("TAURI_WEBVIEW_AUTOMATION") };
}

#[cfg(feature = "e2e")]
fn close_to_test_drivers() {}

/// A PIN must not be in a file that the system writes when a program falls. Holds for the web
/// view's processes too, which are this one's children.
#[cfg(unix)]
fn forbid_core_dumps() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Where even this is refused, there is nobody yet to tell.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// Windows writes none unless the administrator has asked for them.
#[cfg(not(unix))]
fn forbid_core_dumps() {}
