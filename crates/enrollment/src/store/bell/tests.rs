use std::{fs, sync::mpsc};

use super::*;

const SOON: Duration = Duration::from_secs(20);

fn first(folder: &Path) -> Bell {
    come(folder, None).unwrap().unwrap()
}

#[test]
fn the_second_rings_and_the_first_hears_what_it_says() {
    let folder = tempfile::tempdir().unwrap();
    let (sender, heard) = mpsc::channel();
    first(folder.path()).answer(move |word| sender.send(word.to_owned()).unwrap());
    for word in [Some("desktop_TIME7"), None] {
        assert!(come(folder.path(), word).unwrap().is_none());
        assert_eq!(heard.recv_timeout(SOON).unwrap(), word.unwrap_or_default());
    }
}

#[test]
fn every_state_has_a_door_of_its_own() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let _one = first(one.path());
    first(two.path());
}

#[test]
fn whoever_comes_while_the_first_is_about_to_go_is_the_first_then() {
    let folder = tempfile::tempdir().unwrap();
    let bell = first(folder.path());
    thread::scope(|scope| {
        let second = scope.spawn(|| come(folder.path(), None).unwrap());
        thread::sleep(PAUSE * 3);
        drop(bell);
        assert!(second.join().unwrap().is_some());
    });
}

#[test]
fn somebody_who_does_not_hear_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let _deaf = first(folder.path());
    assert!(come(folder.path(), None).is_err());
}

#[test]
fn what_a_dead_process_or_somebody_else_left_there_is_no_bell() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("window.bell");
    fs::write(&place, "no pipe").unwrap();
    let bell = first(folder.path());
    assert!(come(folder.path(), Some("x")).is_err(), "a file does not ring");
    assert_eq!(fs::read(&place).unwrap(), b"no pipe", "and is not written to");
    let (sender, heard) = mpsc::channel();
    bell.answer(move |_| sender.send(()).unwrap());
    assert!(come(folder.path(), None).unwrap().is_none());
    heard.recv_timeout(SOON).unwrap();
}

#[test]
fn a_word_that_could_be_two_rings_is_left_out() {
    for word in ["two\nrings", "a b", "\u{7f}", "\u{e9}", &"x".repeat(LONGEST_WORD + 1)] {
        assert_eq!(plain(word), "", "{word:?}");
    }
    assert_eq!(
        plain("gnome-shell/Touchstone/1-0-host_TIME42"),
        "gnome-shell/Touchstone/1-0-host_TIME42"
    );
}
