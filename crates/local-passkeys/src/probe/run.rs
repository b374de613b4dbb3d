//! Runs a program of the system and reads what it prints, within a time and a length. A program that hangs
//! must be ended.

use std::{
    io::Read,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a program may take.
const PATIENCE: Duration = Duration::from_secs(3);
/// How much of what it prints is read (bytes).
const LONGEST: u64 = 256 << 10;
const PAUSE: Duration = Duration::from_millis(10);

/// What it prints, where it ends well and in time, and is not too long.
pub(super) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    long_output(program, arguments, LONGEST)
}

/// The same, of a program that prints up to this much (bytes).
pub(super) fn long_output(program: &str, arguments: &[&str], longest: u64) -> Option<String> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let out = child.stdout.take()?;
    let reader = thread::spawn(move || {
        let mut bytes = Vec::new();
        out.take(longest).read_to_end(&mut bytes).ok().map(|_| bytes)
    });
    let begun = Instant::now();
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            Ok(None) | Err(_) => {
                // It is ended and waited for, so that nothing of it is left.
                let _ = child.kill();
                let _ = child.wait();
                break None;
            }
        }
    };
    if !status?.success() {
        return None;
    }
    let bytes = reader.join().ok()??;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
