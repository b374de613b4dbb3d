//! Two ends of a wire in memory: a client in the test talks to a key in another thread.
//! Dropping one end is pulling the plug; the other end must then get an error, not silence.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use super::{Link, Report};

/// One end.
#[derive(Debug)]
pub struct Memory {
    out: Sender<Report>,
    inn: Receiver<Report>,
}

/// Both ends, alike.
#[must_use]
pub fn pair() -> (Memory, Memory) {
    let (to_one, from_other) = channel();
    let (to_other, from_one) = channel();
    (Memory { out: to_other, inn: from_other }, Memory { out: to_one, inn: from_one })
}

impl Link for Memory {
    fn send(&mut self, report: &Report) -> io::Result<()> {
        self.out.send(*report).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn recv(&mut self, wait: Duration) -> io::Result<Option<Report>> {
        match self.inn.recv_timeout(wait) {
            Ok(report) => Ok(Some(report)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }
}
