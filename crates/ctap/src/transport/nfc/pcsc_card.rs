//! A card through PC/SC, on a thread of its own, because `SCardTransmit` has no timeout. A card that
//! keeps its reader waiting must never keep anybody else waiting past a deadline.

use std::{
    ffi::{CStr, CString},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::Duration,
};

use pcsc::{
    Attribute, Context, Disposition, MAX_BUFFER_SIZE_EXTENDED, Protocols, Scope, ShareMode,
};
use zeroize::{Zeroize, Zeroizing};

use super::{Card, Protocol, atr::Atr};
use crate::{TransportError, transport::patience::Patience};

/// How long to wait, when done, until the card is free for the next user.
const RELEASE: Duration = Duration::from_millis(300);

/// How long to insist on having the card alone before sharing it.
const INSIST: Duration = Duration::from_millis(1500);

/// The longest command in the short form: every reader passes it on (bytes).
const LONGEST_SHORT: usize = 261;

/// Whether other programs may use the card meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sharing {
    /// They may, as for a short look.
    Shared,
    /// They may not, if that can be had: some programs keep every card open for ever.
    AloneIfPossible,
}

/// What the card's thread is asked for. All but `End` are answered.
enum Job {
    Transmit(Zeroizing<Vec<u8>>),
    Begin,
    End,
}

type Transmitted = Result<Zeroizing<Vec<u8>>, pcsc::Error>;

/// A connected card.
pub(crate) struct PcscCard {
    jobs: Option<Sender<Job>>,
    responses: Receiver<Transmitted>,
    /// The response to a request that was given up is still to come.
    owed: bool,
    atr: Atr,
    protocol: Protocol,
    longest: Option<usize>,
}

impl PcscCard {
    /// Connects to the card in a reader.
    pub(crate) fn connect(
        reader: &CStr,
        sharing: Sharing,
        patience: &Patience,
    ) -> Result<Self, TransportError> {
        let insist = patience.at_most(INSIST);
        let mut backoff = patience.backoff();
        loop {
            let mode = match sharing {
                Sharing::AloneIfPossible if !insist.is_over() => ShareMode::Exclusive,
                Sharing::AloneIfPossible | Sharing::Shared => ShareMode::Shared,
            };
            match Self::connect_once(reader, mode, patience) {
                Err(TransportError::Busy) if backoff.pause() => {}
                outcome => return outcome,
            }
        }
    }

    fn connect_once(
        reader: &CStr,
        mode: ShareMode,
        patience: &Patience,
    ) -> Result<Self, TransportError> {
        let (jobs, inbound) = channel();
        let (outbound, responses) = channel();
        let (greet, greeting) = channel();
        let reader = reader.to_owned();
        thread::Builder::new()
            .name("card".to_owned())
            .spawn(move || {
                let served = AssertUnwindSafe(|| serve(&reader, mode, &greet, &inbound, &outbound));
                if catch_unwind(served).is_err() {
                    tracing::warn!("the card's thread panicked");
                }
            })
            .map_err(|error| TransportError::Io {
                attempted: "starting a thread for a card",
                message: error.to_string(),
            })?;
        let connected = match greeting.recv_timeout(patience.left()) {
            Ok(connected) => connected.map_err(|error| failed("connecting to a card", error))?,
            Err(RecvTimeoutError::Timeout) => return Err(TransportError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => return Err(thread_ended()),
        };
        let Connected { atr, protocol, longest } = connected;
        tracing::debug!(?atr, ?protocol, ?longest, ?mode, "connected to a card");
        Ok(Self { jobs: Some(jobs), responses, owed: false, atr, protocol, longest })
    }

    fn ask(&mut self, job: Job, timeout: Duration) -> Result<Transmitted, TransportError> {
        let patience = Patience::new(timeout);
        if self.owed {
            // The answer to what was given up: nobody's any more.
            drop(self.receive(patience.left())?);
        }
        let jobs = self.jobs.as_ref().ok_or_else(thread_ended)?;
        jobs.send(job).map_err(|_| thread_ended())?;
        self.owed = true;
        self.receive(patience.left())
    }

    fn receive(&mut self, timeout: Duration) -> Result<Transmitted, TransportError> {
        match self.responses.recv_timeout(timeout) {
            Ok(response) => {
                self.owed = false;
                Ok(response)
            }
            Err(RecvTimeoutError::Timeout) => Err(TransportError::TimedOut),
            Err(RecvTimeoutError::Disconnected) => Err(thread_ended()),
        }
    }
}

impl Card for PcscCard {
    fn transmit(
        &mut self,
        apdu: &[u8],
        timeout: Duration,
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        match self.ask(Job::Transmit(Zeroizing::new(apdu.to_vec())), timeout)? {
            // Some drivers report a card that left the field as a response of nothing.
            Ok(response) if response.is_empty() => Err(TransportError::Removed),
            Ok(response) => Ok(response),
            // Said before anything is sent; "insufficient buffer" could be about the response.
            Err(pcsc::Error::InvalidParameter | pcsc::Error::InvalidValue)
                if apdu.len() > LONGEST_SHORT =>
            {
                Err(TransportError::TooLong(apdu.len()))
            }
            Err(error) => Err(failed("sending a command to a card", error)),
        }
    }

    fn begin(&mut self, timeout: Duration) -> Result<(), TransportError> {
        let begun = self.ask(Job::Begin, timeout)?;
        begun.map(drop).map_err(|error| failed("having a card to ourselves", error))
    }

    fn end(&mut self) {
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::End);
        }
    }

    fn atr(&self) -> Atr {
        self.atr
    }

    fn protocol(&self) -> Protocol {
        self.protocol
    }

    fn longest(&self) -> Option<usize> {
        self.longest
    }
}

impl Drop for PcscCard {
    fn drop(&mut self) {
        self.jobs = None;
        if !self.owed {
            // Ends when the thread has let go of the card.
            let _ = self.responses.recv_timeout(RELEASE);
        }
    }
}

struct Connected {
    atr: Atr,
    protocol: Protocol,
    longest: Option<usize>,
}

/// The thread: has the card from the first to the last request.
fn serve(
    reader: &CString,
    mode: ShareMode,
    greet: &Sender<Result<Connected, pcsc::Error>>,
    jobs: &Receiver<Job>,
    responses: &Sender<Transmitted>,
) {
    let mut card = match Context::establish(Scope::User)
        .and_then(|context| context.connect(reader, mode, Protocols::ANY))
    {
        Ok(card) => card,
        Err(error) => {
            let _ = greet.send(Err(error));
            return;
        }
    };
    let connected = card.status2_owned().map(|status| Connected {
        atr: Atr::parse(status.atr()),
        protocol: match status.protocol2() {
            Some(pcsc::Protocol::T0) => Protocol::T0,
            Some(pcsc::Protocol::T1 | pcsc::Protocol::RAW) | None => Protocol::T1,
        },
        longest: longest_command(&card),
    });
    let mut buffer = Zeroizing::new(vec![0; MAX_BUFFER_SIZE_EXTENDED]);
    if greet.send(connected).is_ok() {
        for job in jobs {
            let response = match job {
                Job::Transmit(apdu) => transmit(&card, &apdu, &mut buffer),
                Job::Begin => match card.transaction() {
                    Ok(transaction) => {
                        serve_alone(&transaction, jobs, responses, &mut buffer);
                        continue;
                    }
                    Err(error) => Err(error),
                },
                Job::End => continue,
            };
            if responses.send(response).is_err() {
                break;
            }
        }
    }
    // The card is left as it is: others may be using it.
    let _ = card.disconnect(Disposition::LeaveCard);
}

/// The same within a transaction, until its end.
fn serve_alone(
    card: &pcsc::Card,
    jobs: &Receiver<Job>,
    responses: &Sender<Transmitted>,
    buffer: &mut [u8],
) {
    let mut response = Ok(Zeroizing::default());
    while responses.send(response).is_ok() {
        response = match jobs.recv() {
            Ok(Job::Transmit(apdu)) => transmit(card, &apdu, buffer),
            Ok(Job::Begin) => Ok(Zeroizing::default()),
            Ok(Job::End) | Err(_) => break,
        };
    }
}

fn transmit(card: &pcsc::Card, apdu: &[u8], buffer: &mut [u8]) -> Transmitted {
    let response = card.transmit(apdu, buffer).map(|bytes| Zeroizing::new(bytes.to_vec()));
    buffer.zeroize();
    response
}

/// Many readers do not say.
fn longest_command(card: &pcsc::Card) -> Option<usize> {
    let mut buffer = [0; 8];
    let value = card.get_attribute(Attribute::Maxinput, &mut buffer).ok()?;
    let value = u32::from_ne_bytes(*value.first_chunk()?);
    usize::try_from(value).ok().filter(|longest| *longest >= LONGEST_SHORT)
}

fn thread_ended() -> TransportError {
    TransportError::Io { attempted: "reaching a card", message: "its thread has ended".to_owned() }
}

/// What PC/SC's errors mean here.
pub(super) fn failed(attempted: &'static str, error: pcsc::Error) -> TransportError {
    use pcsc::Error as E;
    // A card that leaves the field in the middle of a command is "not transacted" first, and only
    // later, when the reader has looked again, "removed".
    const GONE: [E; 10] = [
        E::RemovedCard,
        E::NoSmartcard,
        E::ResetCard,
        E::UnpoweredCard,
        E::UnresponsiveCard,
        E::NotTransacted,
        E::UnknownReader,
        E::ReaderUnavailable,
        E::NoReadersAvailable,
        E::NotReady,
    ];
    const REFUSED: [E; 2] = [E::NoAccess, E::SecurityViolation];
    if GONE.contains(&error) {
        TransportError::Removed
    } else if REFUSED.contains(&error) {
        TransportError::Denied
    } else if error == E::SharingViolation {
        TransportError::Busy
    } else {
        TransportError::Io { attempted, message: error.to_string() }
    }
}
