//! Feeds a ceremony: one thread for each key in use, the machine in the caller's. It must decide
//! nothing, and must never let a panic or a silent key of one thread reach another.

use std::{
    collections::BTreeMap,
    fmt,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use crate::{
    Authenticator, AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Entropy,
    TransportError,
    ceremony::{
        Answer, Effect, Input, Leave, NotOpen, Outcome, PromptId, Registration,
        RegistrationRequest, RegistrationView, Removal, RemovalOutcome, RemovalRequest, Verdict,
    },
};

#[cfg(test)]
mod tests;
mod worker;

use worker::Worker;

/// How often a key that was asked to stop is asked again: the first time may have come before the
/// request did.
const INTERRUPT_AGAIN: Duration = Duration::from_millis(100);

/// How long keys that were asked to stop are waited for at the end, so that none goes on blinking.
const FAREWELL: Duration = Duration::from_secs(1);

/// Opens a key, or waits until it is open, in the thread that will serve it.
pub type Opener = Box<dyn FnOnce() -> Result<Box<dyn Authenticator>, TransportError> + Send>;

/// What the watch on the ports reports.
pub enum Arrival {
    /// A key is there.
    Attached(AuthenticatorId, AuthenticatorTransport, Opener),
    /// A key is there and is known not to open.
    NotOpen(AuthenticatorId, NotOpen),
    /// A key is gone.
    Removed(AuthenticatorId),
    /// All keys that were there at the start have been reported.
    Surveyed,
}

impl fmt::Debug for Arrival {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attached(id, transport, _) => write!(out, "Attached({id}, {transport:?})"),
            Self::NotOpen(id, why) => write!(out, "NotOpen({id}, {why:?})"),
            Self::Removed(id) => write!(out, "Removed({id})"),
            Self::Surveyed => out.write_str("Surveyed"),
        }
    }
}

/// The side that faces the person.
pub trait Face {
    /// Draws a moment. Answers go through [`Controls`], now or later.
    fn show(&mut self, view: &RegistrationView);

    /// Judges a key before any PIN or touch.
    fn judge(&mut self, id: &AuthenticatorId, info: &AuthenticatorInfo) -> Verdict;

    /// A key is opening, which takes the system a while (50 ms on Linux), and nothing is to be done
    /// meanwhile. What would have to be done later anyway can be done here; it must not take longer.
    fn opening(&mut self) {}

    /// Says whether this key may be told to make a credential now. Whoever keeps a record comes back
    /// once it is on the disk; without one there is nothing to wait for.
    fn leave(&mut self, _: &AuthenticatorId) -> Leave {
        Leave::Given
    }
}

/// What reaches the ceremony from other threads.
#[derive(Clone)]
pub struct Controls(Sender<Event>);

impl Controls {
    /// Answers a question. Late answers do nothing.
    pub fn answer(&self, prompt: PromptId, answer: Answer) {
        self.tell(Event::Input(Input::Answered(prompt, answer)));
    }

    /// Asks to stop.
    pub fn cancel(&self) {
        self.tell(Event::Input(Input::Cancelled));
    }

    /// Reports a change at the ports. False once the ceremony is over.
    pub fn arrived(&self, arrival: Arrival) -> bool {
        self.0.send(Event::Arrival(arrival)).is_ok()
    }

    fn tell(&self, event: Event) {
        // A ceremony that is over has nobody left to tell.
        let _ = self.0.send(event);
    }
}

pub(crate) enum Event {
    Arrival(Arrival),
    Input(Input),
    /// From a worker's thread: only of interest while that worker is the key's present one.
    FromWorker(u64, Input),
}

/// Runs one ceremony at a time.
pub struct Driver {
    events: Receiver<Event>,
    sender: Sender<Event>,
    workers: BTreeMap<AuthenticatorId, Worker>,
    generation: u64,
}

impl Default for Driver {
    fn default() -> Self {
        Self::new()
    }
}

impl Driver {
    /// A driver with no keys.
    pub fn new() -> Self {
        let (sender, events) = mpsc::channel();
        Self { events, sender, workers: BTreeMap::new(), generation: 0 }
    }

    /// What other threads hold.
    pub fn controls(&self) -> Controls {
        Controls(self.sender.clone())
    }

    /// What the ports report, for whoever runs no ceremony on the keys: until it is cancelled, or nobody
    /// holds the controls any more.
    pub fn into_arrivals(self) -> impl Iterator<Item = Arrival> {
        let Self { events, sender, .. } = self;
        drop(sender);
        let news = events.into_iter().map_while(|event| match event {
            Event::Arrival(arrival) => Some(Some(arrival)),
            Event::Input(Input::Cancelled) => None,
            Event::Input(_) | Event::FromWorker(..) => Some(None),
        });
        news.flatten()
    }

    /// Runs a registration to its end. After `limit` it is stopped.
    pub fn register(
        self,
        request: RegistrationRequest,
        entropy: Box<dyn Entropy>,
        limit: Duration,
        face: &mut dyn Face,
    ) -> Outcome {
        let (mut machine, effects) = Registration::begin(request, entropy);
        let step = |input| {
            // A key opens slowly: meanwhile this thread has nothing better to do.
            if matches!(input, Input::Attached(..)) {
                machine.prepare();
            }
            machine.step(input)
        };
        self.run(effects, step, limit, face)
    }

    /// Looks for what an earlier registration may have left on a key, and takes it away where that is
    /// asked. After `limit` it is stopped.
    pub fn remove(
        self,
        request: RemovalRequest,
        entropy: Box<dyn Entropy>,
        limit: Duration,
        face: &mut dyn Face,
    ) -> RemovalOutcome {
        let (mut machine, effects) = Removal::begin(request, entropy);
        self.run(effects, |input| machine.step(input), limit, face)
    }

    fn run<O>(
        mut self,
        mut effects: Vec<Effect<O>>,
        mut step: impl FnMut(Input) -> Vec<Effect<O>>,
        limit: Duration,
        face: &mut dyn Face,
    ) -> O {
        let mut end = Instant::now().checked_add(limit);
        let mut opening = false;
        loop {
            if let Some(outcome) = self.perform(effects, face) {
                self.farewell();
                return outcome;
            }
            if opening {
                face.opening();
            }
            let input = self.next_input(&mut end);
            opening = matches!(input, Input::Attached(..));
            effects = step(input);
        }
    }

    /// Does what the machine asks; the outcome, where it has ended.
    fn perform<O>(&mut self, effects: Vec<Effect<O>>, face: &mut dyn Face) -> Option<O> {
        let mut outcome = None;
        for effect in effects {
            match effect {
                Effect::Show(view) => face.show(&view),
                Effect::Send { to, exchange, request, deadline } => {
                    if let Some(worker) = self.workers.get_mut(&to) {
                        worker.send(exchange, request, deadline);
                    }
                }
                Effect::Interrupt { at, exchange } => {
                    if let Some(worker) = self.workers.get_mut(&at) {
                        worker.interrupt(exchange);
                    }
                }
                Effect::Judge(id, info) => {
                    let verdict = face.judge(&id, &info);
                    self.controls().tell(Event::Input(Input::Judged(id, verdict)));
                }
                Effect::AskLeave(id) => {
                    let leave = face.leave(&id);
                    self.controls().tell(Event::Input(Input::Left(id, leave)));
                }
                Effect::Finish(end) => outcome = Some(end),
            }
        }
        outcome
    }

    /// Waits for what happens next. Time running out is told once.
    fn next_input(&mut self, end: &mut Option<Instant>) -> Input {
        loop {
            let left = end.map(|end| end.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                *end = None;
                return Input::TimedOut;
            }
            let patience = left.unwrap_or(INTERRUPT_AGAIN).min(self.patience());
            match self.events.recv_timeout(patience) {
                Ok(event) => {
                    if let Some(input) = self.take(event) {
                        return input;
                    }
                }
                // The driver holds a sender itself, so that the channel never closes.
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    self.workers.values_mut().for_each(Worker::interrupt_again);
                }
            }
        }
    }

    fn patience(&self) -> Duration {
        let interrupted = self.workers.values().any(Worker::is_interrupted);
        if interrupted { INTERRUPT_AGAIN } else { Duration::from_secs(3600) }
    }

    /// Keeps the workers in step with the ports; what is left is for the machine.
    fn take(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Input(input) => Some(input),
            Event::FromWorker(generation, input) => {
                let worker =
                    self.workers.values_mut().find(|worker| worker.generation() == generation)?;
                if worker.heard(&input) {
                    let removed = Arrival::Removed(worker.id().clone());
                    self.controls().arrived(removed);
                }
                Some(input)
            }
            Event::Arrival(Arrival::Attached(id, transport, open)) => {
                self.generation += 1;
                let worker = Worker::start(id.clone(), self.generation, open, self.sender.clone())?;
                self.workers.insert(id.clone(), worker);
                Some(Input::Attached(id, transport))
            }
            Event::Arrival(Arrival::NotOpen(id, why)) => {
                self.workers.remove(&id);
                Some(Input::NotOpen(id, why))
            }
            Event::Arrival(Arrival::Removed(id)) => {
                if self.workers.get_mut(&id).is_some_and(Worker::gone_before_its_answer) {
                    return None;
                }
                self.workers.remove(&id);
                Some(Input::Removed(id))
            }
            Event::Arrival(Arrival::Surveyed) => Some(Input::Surveyed),
        }
    }

    /// Waits a little for keys that were asked to stop.
    fn farewell(&mut self) {
        let end = Instant::now() + FAREWELL;
        while self.workers.values().any(Worker::is_interrupted) && Instant::now() < end {
            if let Ok(event) = self.events.recv_timeout(INTERRUPT_AGAIN) {
                // What happens after the end has no consequence but that a key fell silent.
                let _ = self.take(event);
            } else {
                self.workers.values_mut().for_each(Worker::interrupt_again);
            }
        }
    }
}
