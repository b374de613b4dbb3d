//! The thread of one key. It must answer every request it was given, whatever the key or the
//! transport does.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
    time::Duration,
};

use zeroize::Zeroizing;

use super::{Event, Opener};
use crate::{
    Authenticator, AuthenticatorId, Canceller, StatusCode, TransportError,
    ceremony::{ExchangeId, Input},
};

/// The driver's handle on that thread. Dropping it lets the thread end after its present request.
pub(super) struct Worker {
    id: AuthenticatorId,
    generation: u64,
    jobs: Sender<Job>,
    shared: Arc<Mutex<Shared>>,
    interrupted: Option<ExchangeId>,
    outstanding: Option<ExchangeId>,
    gone: bool,
}

struct Job {
    exchange: ExchangeId,
    request: Zeroizing<Vec<u8>>,
    deadline: Duration,
}

/// What both threads look at.
#[derive(Default)]
struct Shared {
    canceller: Option<Canceller>,
    interrupted: Option<ExchangeId>,
}

impl Worker {
    /// Starts the thread; `None` where the system has none to give.
    pub(super) fn start(
        id: AuthenticatorId,
        generation: u64,
        open: Opener,
        events: Sender<Event>,
    ) -> Option<Self> {
        let (jobs, queue) = mpsc::channel();
        let shared = Arc::<Mutex<Shared>>::default();
        let root = Root { id: id.clone(), generation, queue, events, shared: Arc::clone(&shared) };
        thread::Builder::new()
            .name("authenticator".to_owned())
            .spawn(move || root.run(open))
            .inspect_err(|error| tracing::error!(%error, "no thread for an authenticator"))
            .ok()?;
        Some(Self {
            id,
            generation,
            jobs,
            shared,
            interrupted: None,
            outstanding: None,
            gone: false,
        })
    }

    pub(super) fn id(&self) -> &AuthenticatorId {
        &self.id
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn send(
        &mut self,
        exchange: ExchangeId,
        request: Zeroizing<Vec<u8>>,
        deadline: Duration,
    ) {
        self.outstanding = Some(exchange);
        // A thread that has ended has said so before; the machine hears of the removal.
        let _ = self.jobs.send(Job { exchange, request, deadline });
    }

    pub(super) fn interrupt(&mut self, exchange: ExchangeId) {
        self.interrupted = Some(exchange);
        lock(&self.shared).interrupted = Some(exchange);
        self.interrupt_again();
    }

    pub(super) fn interrupt_again(&mut self) {
        if self.interrupted.is_some()
            && let Some(canceller) = lock(&self.shared).canceller.clone()
        {
            canceller.cancel();
        }
    }

    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupted.is_some()
    }

    /// The watch saw the key go while a request was under way. Its answer may have come in time all
    /// the same, and is heard first. False where nothing is awaited.
    pub(super) fn gone_before_its_answer(&mut self) -> bool {
        self.gone = self.outstanding.is_some();
        self.gone
    }

    /// Takes note of an answer; true where the key was seen to go before it.
    pub(super) fn heard(&mut self, input: &Input) -> bool {
        let Input::Replied { exchange, .. } = input else { return false };
        self.interrupted.take_if(|one| one == exchange);
        self.outstanding.take_if(|one| one == exchange);
        self.gone
    }
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the thread owns.
struct Root {
    id: AuthenticatorId,
    generation: u64,
    queue: Receiver<Job>,
    events: Sender<Event>,
    shared: Arc<Mutex<Shared>>,
}

impl Root {
    fn run(self, open: Opener) {
        let mut device = caught("opening it", || {
            let device = open()?;
            lock(&self.shared).canceller = Some(device.canceller());
            Ok(device)
        });
        while let Ok(job) = self.queue.recv() {
            let reply = match &mut device {
                Ok(device) => self.serve(device.as_mut(), &job),
                Err(error) => Err(error.clone()),
            };
            tracing::debug!(id = %self.id, exchange = job.exchange.0, ok = reply.is_ok(), "answered");
            self.tell(Input::Replied { from: self.id.clone(), exchange: job.exchange, reply });
        }
    }

    fn serve(
        &self,
        device: &mut dyn Authenticator,
        job: &Job,
    ) -> Result<Zeroizing<Vec<u8>>, TransportError> {
        if lock(&self.shared).interrupted == Some(job.exchange) {
            // Asked to stop before it was even sent: the key would have answered so.
            return Ok(Zeroizing::new(vec![StatusCode::KeepaliveCancel.into()]));
        }
        // Each status is told once: a key that floods must neither fill the queue nor keep the driver
        // from asking it to stop.
        let mut told = Vec::new();
        caught("serving it", || {
            device.send_cbor(&job.request, job.deadline, &mut |keepalive| {
                if told.contains(&keepalive) {
                    return;
                }
                told.push(keepalive);
                self.tell(Input::StillWorking {
                    from: self.id.clone(),
                    exchange: job.exchange,
                    keepalive,
                });
            })
        })
    }

    fn tell(&self, input: Input) {
        // A driver that is gone has lost interest.
        let _ = self.events.send(Event::FromWorker(self.generation, input));
    }
}

/// A panic in a transport is that key's end, not the program's.
fn caught<T>(
    attempted: &'static str,
    act: impl FnOnce() -> Result<T, TransportError>,
) -> Result<T, TransportError> {
    catch_unwind(AssertUnwindSafe(act)).unwrap_or_else(|_| {
        let message = "the program's own fault, caught".to_owned();
        Err(TransportError::Io { attempted, message })
    })
}
