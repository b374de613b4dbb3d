//! The page as PDF 1.7, on A4, in the faces that every reader has. It must come out the same byte for byte
//! for the same diagnosis: no time of writing, no id, nothing of the computer.

mod face;
mod sheet;

use webauthn::Outcome;

use super::{Line, Report};
use face::Face;
use sheet::{Ink, Sheets};

/// Space between name and value (points).
const COLUMN: f32 = 92.0;

impl Report {
    /// The page as PDF.
    pub fn pdf(&self) -> Vec<u8> {
        let mut sheets = Sheets::new(&self.title);
        sheets.text(&self.title, (Face::Strong, 19.0), Ink::Black, 0.0);
        sheets.gap(6.0);
        sheets.text(&self.words, (Face::Plain, 11.5), Ink::Black, 0.0);
        if !self.facts.is_empty() {
            sheets.heading("What is known");
            self.facts.iter().for_each(|(what, value)| fact(&mut sheets, what, value));
        }
        for answer in &self.server {
            sheets.heading("What the server said");
            answer.iter().for_each(|(what, value)| fact(&mut sheets, what, value));
        }
        if !self.checks.is_empty() {
            sheets.heading("The chain, link by link");
            self.checks.iter().for_each(|line| check(&mut sheets, line));
        }
        sheets.finish()
    }
}

fn fact(sheets: &mut Sheets, what: &str, value: &str) {
    sheets.beside(what, (Face::Plain, 9.5), Ink::Grey);
    sheets.text(value, (Face::Plain, 9.5), Ink::Black, COLUMN);
    sheets.gap(2.0);
}

fn check(sheets: &mut Sheets, line: &Line) {
    sheets.keep_together(48.0);
    sheets.beside(line.word(), (Face::Strong, 9.0), ink(line));
    sheets.text(line.check, (Face::Strong, 9.5), Ink::Black, COLUMN);
    if let Some((words, code)) = line.reason {
        sheets.text(&format!("{words} ({code})"), (Face::Plain, 9.5), Ink::Black, COLUMN);
    }
    for (what, value) in &line.evidence {
        sheets.text(&format!("{what}: {value}"), (Face::Code, 8.0), Ink::Black, COLUMN);
    }
    sheets.text(&line.spec, (Face::Plain, 8.5), Ink::Grey, COLUMN);
    sheets.gap(5.0);
}

fn ink(line: &Line) -> Ink {
    match line.outcome {
        Outcome::Pass => Ink::Green,
        Outcome::Fail => Ink::Red,
        Outcome::Warn => Ink::Amber,
        Outcome::Unknown | Outcome::Skipped => Ink::Grey,
    }
}
