use std::{fs, os::unix::fs::PermissionsExt, time::Instant};

use super::*;

const CLIENT: Client = Client::CtapHidFido2;
const PATIENCE: Duration = Duration::from_secs(5);

/// What comes of a program that does this, and how long it took.
fn said(script: &str, deadline: Duration) -> (Result<Vec<Opinion>, Trouble>, Duration) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(PROGRAM);
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let began = Instant::now();
    (ask_of(&program, CLIENT, deadline), began.elapsed())
}

#[test]
fn a_document_after_other_output_is_read() {
    let (opinions, _) = said(r#"echo noise; echo "{\"client\":\"$1\",\"keys\":[]}""#, PATIENCE);
    assert_eq!(opinions.unwrap(), []);
}

#[test]
fn a_program_that_is_not_there_is_named() {
    let nowhere = Path::new("/nowhere/touchstone-second-opinion");
    let trouble = ask_of(nowhere, CLIENT, PATIENCE).unwrap_err();
    assert!(matches!(trouble, Trouble::Missing(path) if path == nowhere));
}

#[test]
fn a_program_that_hangs_is_ended_at_the_deadline() {
    let (opinions, took) = said("exec sleep 60", Duration::from_millis(300));
    assert!(matches!(opinions, Err(Trouble::TimedOut)));
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn a_program_that_closes_its_output_and_stays_is_ended() {
    let (opinions, took) = said("exec >&-; exec sleep 60", PATIENCE);
    assert!(matches!(opinions, Err(Trouble::TimedOut)));
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn a_program_that_falls_has_no_opinion_whatever_it_said() {
    let script = r#"echo "{\"client\":\"$1\",\"keys\":[]}"; kill -ABRT $$"#;
    let (opinions, _) = said(script, PATIENCE);
    assert!(matches!(opinions, Err(Trouble::Ended(_))));
}

#[test]
fn output_without_end_is_cut_and_the_program_ended() {
    let (opinions, took) = said("exec yes", PATIENCE);
    assert!(matches!(opinions, Err(Trouble::Ended(_) | Trouble::Malformed | Trouble::TimedOut)));
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn nothing_of_our_environment_goes_along() {
    // Cargo sets it for every test run.
    assert!(env::var_os("CARGO_MANIFEST_DIR").is_some());
    let script = r#"echo "{\"client\":\"$1\",\"failed\":\"${CARGO_MANIFEST_DIR:-none}\"}""#;
    let (opinions, _) = said(script, PATIENCE);
    assert!(matches!(opinions, Err(Trouble::Failed(why)) if why == "none"));
}
