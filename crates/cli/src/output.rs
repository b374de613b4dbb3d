//! The way out: the document to stdout, words for people to stderr. Nothing else in this program may
//! write to either, and a closed pipe must never be a panic.

use std::io::{self, Write};

use serde_json::Value;

/// Writes the command's one document, on one line.
///
/// # Errors
/// It did not get through; what it held may be lost.
pub(crate) fn document(value: &Value) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{value}")?;
    out.flush()
}

/// Writes lines of a command whose result people read on stdout.
///
/// # Errors
/// They did not get through.
pub(crate) fn result(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The way out for many lines. Whoever takes it has to flush it.
pub(crate) fn lines() -> impl Write {
    io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Says something to the person. Where nobody listens, nothing happens.
pub(crate) fn say(text: &str) {
    let mut out = io::stderr().lock();
    let _ = out.write_all(text.as_bytes());
    let _ = out.flush();
}

/// The same, with the end of a line.
pub(crate) fn say_line(text: &str) {
    say(&format!("{text}\n"));
}
