//! Sees whether a program's window opens: `opened CLASS PROGRAM [ARGUMENT...]`, on a screen of its own. It
//! must never call a window open whose page is not painted.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a look says what it expects by unwrapping

use std::{env, path::Path};

use test_window::{App, GROUND, STRIP, Screen};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [class, program, rest @ ..] = arguments.as_slice() else {
        panic!("usage: opened CLASS PROGRAM [ARGUMENT...]");
    };
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let home = env::var_os("HOME").unwrap();
    let screen = Screen::new();
    let mut app = App::start(&screen, Path::new(program), &rest, Path::new(&home));
    let paint = app.shows(&screen, GROUND);
    let room = app.shows(&screen, STRIP);
    // A desktop finds the entry, and with it name and icon, by the window's class.
    assert_eq!(screen.windows(class).len(), 1, "windows of the class {class}");
    println!("   painted after {} ms, its room after {} ms", paint.as_millis(), room.as_millis());
}
