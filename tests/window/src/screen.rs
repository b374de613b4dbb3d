//! A screen that nobody sees. It must never be the one of whoever runs the tests.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::process::Started;

/// For the server to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// An X server without a display.
pub struct Screen {
    _server: Started,
    display: String,
}

impl Screen {
    /// Starts one; it picks a number that is free.
    pub fn new() -> Self {
        let mut server = Started::new(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let output = server.child().stdout.take().unwrap();
        let (sender, number) = mpsc::channel();
        thread::spawn(move || {
            let mut number = String::new();
            let read = BufReader::new(output).read_line(&mut number);
            let _ = sender.send(read.map(|_| number));
        });
        let number = number.recv_timeout(PATIENCE).expect("the X server did not come").unwrap();
        Self { _server: server, display: format!(":{}", number.trim()) }
    }

    /// Its name, as `DISPLAY` wants it.
    pub fn display(&self) -> &str {
        &self.display
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}
