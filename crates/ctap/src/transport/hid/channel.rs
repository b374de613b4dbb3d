//! One CTAPHID channel of one key: allocation, transactions, cancelling, retries, and getting back
//! in step (CTAP 2.1 §11.2.5). It must never wait past a deadline, whatever the key sends.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use zeroize::Zeroizing;

use super::{
    Nonces, Reports, SLICE,
    frame::{ChannelId, Command, ErrorCode, REPORT_SIZE, Report, packets},
    inbox::{Heard, Inbox},
    init::{INIT_PATIENCE, Initialization, initialize},
};
use crate::{Keepalive, StatusCode, TransportError, transport::patience::Patience};

/// How long a key that was told to cancel may take to say so. Firmware that ignores
/// `CTAPHID_CANCEL` (it is working, not waiting) must not keep the person waiting with it.
const CANCEL_PATIENCE: Duration = Duration::from_secs(2);

/// How often a request is repeated that the key said it never received whole.
const REPEATS: u8 = 3;

/// Most reports thrown away before a request: more than the 64 that Linux buffers.
const MOST_STALE: usize = 256;

/// Whether the key and we agree on what is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    In,
    /// Something was left unfinished: the next answer could be an old one.
    Lost,
}

/// One allocated channel.
pub(super) struct Channel<R> {
    reports: R,
    nonces: Nonces,
    id: ChannelId,
    about: Initialization,
    step: Step,
    cancelled: Arc<AtomicBool>,
}

/// How a transaction ended that was not broken off.
enum Reply {
    Message(Zeroizing<Vec<u8>>),
    Refused(ErrorCode),
}

impl<R: Reports> Channel<R> {
    /// Asks the key for a channel.
    pub(super) fn open(
        mut reports: R,
        mut nonces: Nonces,
        deadline: Duration,
    ) -> Result<Self, TransportError> {
        let patience = Patience::new(deadline);
        let about =
            initialize(&mut reports, &mut nonces, ChannelId::BROADCAST, &patience, deadline)?;
        let cancelled = Arc::new(AtomicBool::new(false));
        Ok(Self { reports, nonces, id: about.channel, about, step: Step::In, cancelled })
    }

    pub(super) fn about(&self) -> &Initialization {
        &self.about
    }

    pub(super) fn cancel_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled)
    }

    /// Sends one message and answers the response to it, and to nothing else.
    pub(super) fn transact(
        &mut self,
        command: Command,
        request: &[u8],
        deadline: Duration,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        self.cancelled.store(false, Ordering::SeqCst);
        let patience = Patience::new(deadline);
        tracing::debug!(?command, bytes = request.len(), "to the key");
        let outcome = self.attempt(command, request, &patience, events);
        match &outcome {
            Ok(response) => tracing::debug!(?command, bytes = response.len(), "from the key"),
            Err(error) => tracing::debug!(?command, %error, "no response"),
        }
        outcome
    }

    fn attempt(
        &mut self,
        command: Command,
        request: &[u8],
        patience: &Patience,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if self.step == Step::Lost {
            self.resynchronize(patience)?;
        }
        self.discard_stale(patience)?;
        let mut repeats = 0;
        let mut backoff = patience.backoff();
        loop {
            self.write(command, request, patience)?;
            let code = match self.listen(command, patience, events)? {
                Reply::Message(message) => return Ok(message),
                Reply::Refused(code) => code,
            };
            tracing::debug!(?command, ?code, "CTAPHID_ERROR");
            // In every case that is repeated here the key has not taken the request up.
            match code {
                ErrorCode::ChannelBusy | ErrorCode::LockRequired => {
                    if self.cancel_wanted(command) {
                        return Ok(cancelled_by_us());
                    }
                    if !backoff.pause() {
                        return Err(TransportError::Busy);
                    }
                }
                ErrorCode::InvalidSequence | ErrorCode::MessageTimeout if repeats < REPEATS => {
                    repeats += 1;
                    self.resynchronize(patience)?;
                }
                ErrorCode::InvalidChannel if repeats < REPEATS => {
                    repeats += 1;
                    self.reallocate(patience)?;
                }
                ErrorCode::InvalidSequence | ErrorCode::MessageTimeout => {
                    return Err(TransportError::Malformed("requests reach the key in pieces"));
                }
                ErrorCode::InvalidChannel => {
                    return Err(TransportError::Malformed("the key forgets its channels"));
                }
                ErrorCode::InvalidCommand => return Err(TransportError::Unsupported),
                ErrorCode::InvalidLength => return Err(TransportError::TooLong(request.len())),
                ErrorCode::InvalidParameter | ErrorCode::Other(_) => {
                    return Err(TransportError::Malformed("the key answered CTAPHID_ERROR"));
                }
            }
        }
    }

    fn write(
        &mut self,
        command: Command,
        message: &[u8],
        patience: &Patience,
    ) -> Result<(), TransportError> {
        // Until it is answered, whatever breaks off leaves something unfinished on the key.
        self.step = Step::Lost;
        let packets: Vec<Report> = packets(self.id, command, message)?.collect();
        self.reports.send(&packets, patience.left())
    }

    /// Waits for the answer. CANCEL goes out when it is asked for, and shortly before the deadline,
    /// so that the key does not go on waiting for a touch nobody will give.
    fn listen(
        &mut self,
        command: Command,
        patience: &Patience,
        events: &mut dyn FnMut(Keepalive),
    ) -> Result<Reply, TransportError> {
        let mut inbox = Inbox::new(self.id, command);
        let mut told: Option<(Told, Patience)> = None;
        let mut report = [0; REPORT_SIZE];
        loop {
            if told.is_none()
                && let Some(why) = self.why_cancel(command, patience)
            {
                tracing::debug!(?command, ?why, "CTAPHID_CANCEL");
                let packets: Vec<Report> = packets(self.id, Command::Cancel, &[])?.collect();
                self.reports.send(&packets, patience.left())?;
                told = Some((why, patience.at_most(CANCEL_PATIENCE)));
            }
            let left = told.as_ref().map_or(patience, |(_, patience)| patience).left();
            if left.is_zero() {
                return Err(TransportError::TimedOut);
            }
            let count = self.reports.receive(&mut report, left.min(SLICE))?;
            let heard = inbox.hear(report.get(..count).unwrap_or(&report));
            match heard? {
                Heard::Nothing => {}
                Heard::Keepalive(status) => events(status),
                Heard::Error(code) => {
                    self.step = step_after(told.is_some());
                    return Ok(Reply::Refused(code));
                }
                Heard::Message(message) => {
                    self.step = step_after(told.is_some());
                    let late = matches!(told, Some((Told::TooLate, _)));
                    if late && *message == *cancelled_by_us() {
                        return Err(TransportError::TimedOut);
                    }
                    return Ok(Reply::Message(message));
                }
            }
        }
    }

    fn why_cancel(&self, command: Command, patience: &Patience) -> Option<Told> {
        if self.cancel_wanted(command) {
            return Some(Told::Asked);
        }
        (command == Command::Cbor && patience.is_nearly_over()).then_some(Told::TooLate)
    }

    /// CANCEL concerns CTAP2 requests only (CTAP 2.1 §11.2.9.1.5).
    fn cancel_wanted(&self, command: Command) -> bool {
        command == Command::Cbor && self.cancelled.load(Ordering::SeqCst)
    }

    /// INIT on our own channel ends what is under way there, and everything before its answer is
    /// old (CTAP 2.1 §11.2.9.1.3). Where the key does not know the channel any more, a new one.
    fn resynchronize(&mut self, patience: &Patience) -> Result<(), TransportError> {
        self.step = Step::Lost;
        let own = initialize(
            &mut self.reports,
            &mut self.nonces,
            self.id,
            &patience.at_most(INIT_PATIENCE),
            INIT_PATIENCE,
        );
        match own {
            Ok(_) => {
                self.step = Step::In;
                Ok(())
            }
            Err(TransportError::TimedOut | TransportError::Malformed(_)) => {
                self.reallocate(patience)
            }
            Err(other) => Err(other),
        }
    }

    fn reallocate(&mut self, patience: &Patience) -> Result<(), TransportError> {
        let (reports, nonces) = (&mut self.reports, &mut self.nonces);
        self.about = initialize(reports, nonces, ChannelId::BROADCAST, patience, INIT_PATIENCE)?;
        self.id = self.about.channel;
        self.step = Step::In;
        Ok(())
    }

    /// Throws away what lies in the system's buffer. Another program's traffic with the same key
    /// fills that buffer while we are silent, and a full one loses our answer.
    fn discard_stale(&mut self, patience: &Patience) -> Result<(), TransportError> {
        let mut report = [0; REPORT_SIZE];
        for _ in 0..MOST_STALE {
            if patience.is_over() || self.reports.receive(&mut report, Duration::ZERO)? == 0 {
                break;
            }
        }
        Ok(())
    }
}

/// A CANCEL that crosses the answer on its way may itself be answered, and that answer must not be
/// taken for the next one.
fn step_after(cancel_sent: bool) -> Step {
    if cancel_sent { Step::Lost } else { Step::In }
}

/// Why CANCEL was sent.
#[derive(Clone, Copy, Debug)]
enum Told {
    Asked,
    TooLate,
}

/// What a key answers to a cancelled request, for one that never reached the key.
fn cancelled_by_us() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(vec![StatusCode::KeepaliveCancel.into()])
}
