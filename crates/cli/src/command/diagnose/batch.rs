//! A batch: one line of JSON for each record, in their order, on all processors. A line that is no
//! record has a line of its own, and the batch goes on.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, BufWriter, Write},
    num::NonZero,
    path::Path,
    thread,
};

use enrollment::diagnosis::{BatchError, Given, Recorded, Records, diagnose, judge_batch};
use serde::Serialize;
use webauthn::{Timestamp, Verdict};

use crate::{
    exit::Exit,
    files::{self, FileError},
    problem::{FileKind, InputProblem, PlaceProblem, Problem},
};

/// Judges the records of a file, or of stdin.
///
/// # Errors
/// It cannot be read, or the answers cannot be written.
pub(super) fn run(path: &Path, given: &Given, now: Timestamp) -> Result<Exit, Problem> {
    let unreadable = |why| {
        Problem::from(InputProblem::File(FileKind::Batch, path.to_owned(), FileError::Io(why)))
    };
    if files::is_stdin(path) {
        // The lock cannot go to another thread.
        judge(BufReader::new(io::stdin()), (given, now), unreadable)
    } else {
        let file = File::open(path).map_err(unreadable)?;
        judge(BufReader::with_capacity(1 << 16, file), (given, now), unreadable)
    }
}

fn judge(
    input: impl BufRead + Send,
    (given, now): (&Given, Timestamp),
    unreadable: impl FnOnce(io::Error) -> Problem,
) -> Result<Exit, Problem> {
    let threads = thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut exit = Exit::Done;
    let mut unwritten = None;
    let read = judge_batch(
        Records::new(input),
        threads,
        |number, recorded| answer(number, recorded, (given, now)),
        |(line, admitted)| {
            if admitted == Admitted::No {
                exit = Exit::Refused;
            }
            out.write_all(&line).inspect_err(|error| unwritten = Some(error.kind()))
        },
    );
    let flushed = out.flush();
    match unwritten {
        Some(kind) => Err(PlaceProblem::Output(kind.into()).into()),
        None => read
            .map_err(unreadable)
            .and(flushed.map_err(|why| PlaceProblem::Output(why).into()))
            .map(|()| exit),
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Admitted {
    Yes,
    No,
}

/// What is said of a line that is no record. There may be millions, so that it is no tree of values.
#[derive(Serialize)]
struct NoRecord {
    line: u64,
    error: &'static str,
}

fn answer(
    number: u64,
    recorded: Result<Recorded, BatchError>,
    (given, now): (&Given, Timestamp),
) -> (Vec<u8>, Admitted) {
    let (document, admitted) = match recorded {
        Ok(recorded) => {
            let judgement = diagnose(&recorded, &given.grounds(now));
            let admitted =
                if judgement.verdict == Verdict::Admitted { Admitted::Yes } else { Admitted::No };
            (serde_json::to_vec(&judgement), admitted)
        }
        Err(error) => {
            let document = NoRecord { line: number, error: error.code() };
            (serde_json::to_vec(&document), Admitted::No)
        }
    };
    let mut line = document.unwrap_or_default();
    line.push(b'\n');
    (line, admitted)
}
