//! One window for each state, seen on the screen: which window lies over which.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test says what it expects by unwrapping
#![cfg(target_os = "linux")]

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use test_window::{App, GROUND, STRIP, Screen, app};

/// How long anything may take to appear on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(40);

fn start(screen: &Screen, home: &Path, state: &str) -> App {
    let state = home.join(state);
    App::start(screen, &app(), &["--state", state.to_str().unwrap()], home)
}

fn wait(what: &str, mut came: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !came() {
        assert!(Instant::now() < end, "{what}");
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_second_start_brings_the_first_window_to_the_front() {
    let (screen, home) = (Screen::new(), tempfile::tempdir().unwrap());
    let mut first = start(&screen, home.path(), "one");
    first.shows(&screen, GROUND);
    first.shows(&screen, STRIP);
    let [of_first] = screen.windows("touchstone-desktop")[..] else { panic!("one window") };

    // With a state of its own it is a window of its own, which lies over the first.
    let mut other = start(&screen, home.path(), "two");
    wait("the other window", || screen.windows("touchstone-desktop").len() == 2);
    wait("it lies above", || screen.windows("touchstone-desktop")[0] != of_first);

    let mut second = start(&screen, home.path(), "one");
    wait("the second ends", || second.ended().is_some());
    assert_eq!(second.ended(), Some(true));
    wait("the first is in front", || screen.windows("touchstone-desktop")[0] == of_first);
    assert_eq!(screen.windows("touchstone-desktop").len(), 2, "and no window came");
    assert_eq!((first.ended(), other.ended()), (None, None));
}

#[test]
fn a_state_whose_window_was_killed_opens_again() {
    let (screen, home) = (Screen::new(), tempfile::tempdir().unwrap());
    let mut first = start(&screen, home.path(), "one");
    first.shows(&screen, GROUND);
    drop(first);
    wait("its window goes", || screen.windows("touchstone-desktop").is_empty());
    start(&screen, home.path(), "one").shows(&screen, GROUND);
}
