//! Commands to the person at the key, one a line, from a FIFO or from stdin.
//! An unknown line is said on stderr and skipped: a test shows it in its log.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use test_keys::Person;

/// Where the lines come from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Source {
    Stdin,
    /// Opened again each time its writers are gone.
    Fifo(PathBuf),
}

/// Obeys in a thread of its own.
pub(crate) fn listen(source: Source, person: Person) {
    thread::spawn(move || match source {
        Source::Stdin => obey(io::stdin(), &person),
        Source::Fifo(path) => loop {
            match File::open(&path) {
                Ok(file) => obey(file, &person),
                Err(error) => {
                    eprintln!("vkey: {}: {error}", path.display());
                    break;
                }
            }
        },
    });
}

fn obey(lines: impl Read, person: &Person) {
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["touch"] => person.touch(),
            ["decline"] => person.decline(),
            ["pull"] => person.pull_out(),
            ["insert"] => person.put_back(),
            ["habit", habit] => match crate::arguments::touch(habit) {
                Some(habit) => person.set_habit(habit),
                None => eprintln!("vkey: no habit {habit:?}"),
            },
            // For a script's own order of events: returns when the key blinks.
            ["await-blinking"] => {
                let _ = person.await_blinking(Duration::from_secs(30));
            }
            ["await-blinking", "pull"] => {
                if person.await_blinking(Duration::from_secs(30)) {
                    person.pull_out();
                }
            }
            [] => (),
            _ => eprintln!("vkey: no command {line:?}"),
        }
    }
}
