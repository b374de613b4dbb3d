use std::{
    env,
    process::{Command, Stdio},
};

use rustix::{
    fs::{Mode, OFlags, open},
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};

use super::*;

/// What the process of the other test runs: alone it would change the terminal of whoever tests.
#[test]
#[ignore = "run by a_panic_leaves_the_terminal_as_it_was, in a terminal of its own"]
fn panics_in_raw_mode() {
    let _mode = RawMode::enter().unwrap();
    assert!(!tcgetattr(stdin()).unwrap().local_modes.contains(LocalModes::ECHO));
    panic!("with nothing echoed");
}

#[test]
fn a_panic_leaves_the_terminal_as_it_was() {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap();
    let slave = open(name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap();
    let before = tcgetattr(&slave).unwrap().local_modes;
    assert!(before.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG));

    let output = Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "terminal::unix::tests::panics_in_raw_mode"])
        .stdin(slave.try_clone().unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("with nothing echoed"), "it got into raw mode: {said}");
    assert_eq!(tcgetattr(&slave).unwrap().local_modes, before);
}
