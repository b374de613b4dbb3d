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
    let (code, text) = run(program, arguments, longest)?;
    (code == 0).then_some(text)
}

/// The same; nothing of what a program does not find, which ends with 1 and prints nothing.
#[cfg(any(windows, test))]
pub(super) fn found(program: &str, arguments: &[&str]) -> Option<String> {
    let (code, text) = run(program, arguments, LONGEST)?;
    (code == 0 || (code == 1 && text.trim().is_empty())).then_some(text)
}

/// How it ended, and what it printed; `None` where it did not end by itself and in time, or printed too much.
fn run(program: &str, arguments: &[&str], longest: u64) -> Option<(i32, String)> {
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
        // One more than may be: what was cut is not taken for the whole.
        out.take(longest.saturating_add(1)).read_to_end(&mut bytes).ok()?;
        (u64::try_from(bytes.len()).ok()? <= longest).then_some(bytes)
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
    let code = status?.code()?;
    let bytes = reader.join().ok()??;
    Some((code, String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> [&str; 2] {
        ["-c", script]
    }

    #[test]
    fn what_is_not_found_is_nothing_and_what_failed_is_not_known() {
        let found = |script| found("sh", &shell(script));
        assert_eq!(found("echo here").as_deref(), Some("here\n"));
        assert_eq!(found("exit 1").as_deref(), Some(""));
        assert_eq!(found("echo half; exit 1"), None);
        assert_eq!(found("exit 2"), None);
        assert_eq!(super::found("a-program-that-is-not-there", &[]), None);
    }

    #[test]
    fn what_is_longer_than_may_be_is_not_taken_for_the_whole() {
        let print = |bytes: u32| format!("head -c {bytes} /dev/zero");
        let long = |bytes| long_output("sh", &shell(&print(bytes)), 100).map(|text| text.len());
        assert_eq!((long(100), long(101), long(5000)), (Some(100), None, None));
    }
}
