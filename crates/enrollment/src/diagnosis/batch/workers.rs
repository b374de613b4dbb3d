//! A batch on all processors: whoever is first waits for nobody but the order of the answers. What is
//! under way must stay bounded, however fast the records come.

use std::{
    io::{self, BufRead},
    num::NonZero,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use super::{BatchError, Line, Records};
use crate::diagnosis::Recorded;

/// Records that a worker gets at once.
const PORTION: usize = 64;

/// Portions that wait for a worker, and answers of one that wait to be taken.
const WAITING: usize = 2;

type Portion = Vec<Line>;

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
    thread::scope(|scope| {
        let mut jobs = Vec::new();
        let mut answers: Vec<Receiver<Vec<T>>> = Vec::new();
        for _ in 0..threads.get() {
            let (give, given) = sync_channel::<Portion>(WAITING);
            let (answer, answered) = sync_channel(WAITING);
            let judge = &judge;
            scope.spawn(move || work(&given, &answer, judge));
            jobs.push(give);
            answers.push(answered);
        }
        let reading = scope.spawn(move || read(records, &jobs));
        // Portion by portion in the order in which they were given out.
        for answered in answers.iter().cycle() {
            let Ok(portion) = answered.recv() else { break };
            for one in portion {
                take(one)?;
            }
        }
        drop(answers);
        reading.join().unwrap_or_else(|_| Err(io::Error::other("reading ended in a panic")))
    })
}

fn read(mut records: Records<impl BufRead>, jobs: &[SyncSender<Portion>]) -> io::Result<()> {
    for job in jobs.iter().cycle() {
        let mut portion = Vec::with_capacity(PORTION);
        while portion.len() < PORTION
            && let Some(line) = records.next_record()?
        {
            portion.push(line);
        }
        // Nobody takes it any more where `take` has failed.
        if portion.is_empty() || job.send(portion).is_err() {
            break;
        }
    }
    Ok(())
}

fn work<T>(
    given: &Receiver<Portion>,
    answer: &SyncSender<Vec<T>>,
    judge: &impl Fn(u64, Result<Recorded, BatchError>) -> T,
) {
    for portion in given {
        let answers = portion.into_iter().map(|Line { number, json }| {
            let recorded = json.and_then(|json| {
                let value = serde_json::from_slice(&json).map_err(|_| BatchError::NotJson)?;
                Recorded::from_value(&value).map_err(BatchError::Record)
            });
            judge(number, recorded)
        });
        if answer.send(answers.collect()).is_err() {
            break;
        }
    }
}
