//! A batch on all processors: whoever is free takes the next records, so that a slow processor holds up
//! nobody. What is under way must stay bounded, however fast the records come.

use std::{
    collections::BTreeMap,
    io::{self, BufRead},
    num::NonZero,
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use super::{BatchError, Line, Records};
use crate::diagnosis::Recorded;

/// Records that a worker takes at once, unless they are long: a portion costs two wake-ups, which very
/// short ones would spend their time on.
const PORTION: usize = 1024;

/// Bytes after which a portion has no further record: some fifty of usual length.
const LARGEST_PORTION: usize = 128 << 10;

/// Portions for each worker that may be under way: read, judged, or waiting for an earlier one.
const AHEAD: usize = 4;

type Portion = Vec<Line>;

/// What a worker hands back: the answers to the portion of that number, or that it will never come.
type Answered<T> = (u64, Option<Vec<T>>);

/// Leave to have one more portion under way.
struct Leave;

/// Lets `judge` answer each record, or the reason why it is none, on so many threads, and hands the
/// answers to `take` in the order of the records. It ends where `take` fails.
///
/// # Errors
/// The records cannot be read on, or `take` failed.
pub fn judge_batch<T: Send>(
    records: Records<impl BufRead + Send>,
    threads: NonZero<usize>,
    judge: impl Fn(u64, Result<Recorded, BatchError>) -> T + Sync,
    mut take: impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let (grant, granted) = channel();
    for _ in 0..threads.get().saturating_mul(AHEAD) {
        // The other end is right here.
        let _ = grant.send(Leave);
    }
    let source = Mutex::new(Source { records, granted, next: 0, end: Ok(()) });
    let taken = thread::scope(|scope| {
        let (answer, answers) = channel();
        for _ in 0..threads.get() {
            let (source, judge, answer) = (&source, &judge, answer.clone());
            scope.spawn(move || work(source, answer, judge));
        }
        drop(answer);
        in_order(answers, grant, &mut take)
    });
    taken.and(source.into_inner().unwrap_or_else(PoisonError::into_inner).end)
}

/// Hands answers on by the number of their portion, and lets a further one begin for each. Nobody begins
/// another once this has returned.
fn in_order<T>(
    answers: Receiver<Answered<T>>,
    grant: Sender<Leave>,
    take: &mut impl FnMut(T) -> io::Result<()>,
) -> io::Result<()> {
    let mut early = BTreeMap::new();
    let mut next = 0;
    for (number, portion) in answers {
        // Its worker ended in a panic, which is passed on when all have ended.
        let Some(portion) = portion else { break };
        early.insert(number, portion);
        while let Some(portion) = early.remove(&next) {
            portion.into_iter().try_for_each(&mut *take)?;
            next += 1;
            // Once the records are over nobody waits for it.
            let _ = grant.send(Leave);
        }
    }
    Ok(())
}

/// Where the workers get their portions, one worker at a time.
struct Source<R> {
    records: Records<R>,
    granted: Receiver<Leave>,
    next: u64,
    end: io::Result<()>,
}

impl<R: BufRead> Source<R> {
    /// The next portion and its number. `None`: there is none, or nobody wants it.
    fn portion(&mut self) -> Option<(u64, Portion)> {
        let Leave = self.granted.recv().ok()?;
        let mut portion = Vec::with_capacity(PORTION);
        let mut bytes = 0;
        while portion.len() < PORTION && bytes < LARGEST_PORTION {
            match self.records.next_record() {
                Ok(Some(line)) => {
                    bytes += line.json.as_ref().map_or(0, Vec::len);
                    portion.push(line);
                }
                Ok(None) => break,
                Err(error) => {
                    self.end = Err(error);
                    break;
                }
            }
        }
        let number = self.next;
        self.next += 1;
        (!portion.is_empty()).then_some((number, portion))
    }
}

fn work<T>(
    source: &Mutex<Source<impl BufRead>>,
    answer: Sender<Answered<T>>,
    judge: &impl Fn(u64, Result<Recorded, BatchError>) -> T,
) {
    loop {
        // Poisoned: a worker panicked while it read, which ends the batch.
        let Ok(mut reading) = source.lock() else { break };
        let Some((number, portion)) = reading.portion() else { break };
        drop(reading);
        let missed = Missed { number, answer: &answer };
        let answers = portion.into_iter().map(|Line { number, json }| {
            let recorded = json.and_then(|json| {
                let value = serde_json::from_slice(&json).map_err(|_| BatchError::NotJson)?;
                Recorded::from_value(&value).map_err(BatchError::Record)
            });
            judge(number, recorded)
        });
        let answers = answers.collect();
        drop(missed);
        if answer.send((number, Some(answers))).is_err() {
            break;
        }
    }
}

/// Says of a portion that it will never come, where judging it panics: nobody may wait for it.
struct Missed<'a, T> {
    number: u64,
    answer: &'a Sender<Answered<T>>,
}

impl<T> Drop for Missed<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.answer.send((self.number, None));
        }
    }
}
