//! A screen that nobody sees. It must never be the one of whoever runs the tests.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use crate::process::Started;

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
        let mut number = String::new();
        let output = server.child().stdout.take().unwrap();
        BufReader::new(output).read_line(&mut number).unwrap();
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
