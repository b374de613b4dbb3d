//! First paint and memory of a window. Figures of two programs may only be compared where they were
//! taken in turns on one screen.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use crate::{
    Screen,
    process::{self, Started},
};

/// What one start was like.
#[derive(Clone, Copy, Debug)]
pub struct First {
    /// From the start of the process until the page was painted once.
    pub paint: Duration,
    /// Proportional set size of the app's own process, idle (KiB).
    pub own: u64,
    /// The same with the processes of its web view (KiB).
    pub all: u64,
}

/// Starts a program that prints `painted` once its page was, and takes its figures.
pub fn measure(screen: &Screen, program: &Path, arguments: &[&str], home: &Path) -> First {
    let begun = Instant::now();
    let mut app = Started::new(
        Command::new(program)
            .args(arguments)
            .env("DISPLAY", screen.display())
            .env("GDK_BACKEND", "x11")
            .env("HOME", home)
            .env("XDG_RUNTIME_DIR", home)
            .env("NO_AT_BRIDGE", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("TOUCHSTONE_LOG")
            .stdout(Stdio::piped())
            .stderr(Stdio::null()),
    );
    let output = app.child().stdout.take().unwrap();
    let painted = BufReader::new(output).lines().any(|line| line.unwrap() == "painted");
    let paint = begun.elapsed();
    assert!(painted, "{} ended before it painted", program.display());
    std::thread::sleep(Duration::from_secs(5));
    let own = proportional_set_size(app.id());
    let all = process::family(app.id()).into_iter().map(proportional_set_size).sum();
    First { paint, own, all }
}

/// proc(5), `smaps_rollup`: shared pages count by their share.
fn proportional_set_size(of: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{of}/smaps_rollup")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    line.and_then(|rest| rest.trim().strip_suffix(" kB")?.trim().parse().ok()).unwrap_or_default()
}
