//! One yes or no, before anything is asked of a key. Whatever is not a clear yes must never count as one.

use std::io::{self, BufRead, Read};

/// Longest line that is read (bytes).
const LONGEST: u64 = 64;

/// Whether the person says yes.
///
/// # Errors
/// The terminal cannot be read.
pub(crate) fn agrees() -> io::Result<bool> {
    answer(&mut io::stdin().lock())
}

/// Whether the person types this word.
///
/// # Errors
/// The terminal cannot be read.
pub(crate) fn types(word: &str) -> io::Result<bool> {
    line(&mut io::stdin().lock()).map(|line| is_word(&line, word))
}

fn is_word(line: &[u8], word: &str) -> bool {
    line.trim_ascii().eq_ignore_ascii_case(word.as_bytes())
}

fn answer(input: &mut dyn BufRead) -> io::Result<bool> {
    let line = line(input)?;
    let word = line.trim_ascii();
    Ok(word.eq_ignore_ascii_case(b"y") || word.eq_ignore_ascii_case(b"yes"))
}

fn line(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    input.take(LONGEST).read_until(b'\n', &mut line)?;
    Ok(line)
}

#[cfg(test)]
mod tests;
