//! This computer as the board that the firmware runs on: clock, entropy, a folder and a person.
//! Once the key is pulled out it must never store or accept anything more.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use ctap::Keepalive;

use super::{
    firmware::{Board, BoardError, Touch},
    presence::{Gesture, Presence},
};
use crate::{PracticeError, store::Store};

/// The file that holds the key's memory.
pub(super) const MEMORY: &str = "practice-key.cbor";
/// Between keep-alives (CTAP 2.1 §11.2.9.1.6: at least every 100 ms).
const KEEPALIVE_INTERVAL: Duration = Duration::from_millis(100);
/// How soon a cancel or a pull is noticed.
const GLANCE: Duration = Duration::from_millis(10);

/// What other threads tell the key.
#[derive(Default)]
pub(super) struct Signals {
    pub(super) working: AtomicBool,
    pub(super) cancelled: AtomicBool,
    pub(super) pulled: AtomicBool,
    pub(super) insertions: AtomicU64,
    inserted_at: Mutex<Option<Instant>>,
}

impl Signals {
    pub(super) fn is_pulled(&self) -> bool {
        self.pulled.load(Ordering::SeqCst)
    }

    pub(super) fn insert(&self, now: Instant) {
        *self.inserted_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        self.insertions.fetch_add(1, Ordering::SeqCst);
        self.pulled.store(false, Ordering::SeqCst);
    }

    pub(super) fn inserted_at(&self) -> Option<Instant> {
        *self.inserted_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The board, for the length of one use.
pub(super) struct HostBoard<'a> {
    store: &'a Store,
    clock: Instant,
    /// The moment it is; `None`: now.
    moment: Option<Instant>,
    request: Option<Request<'a>>,
    failure: Option<PracticeError>,
    timed_out: bool,
}

/// The request under way.
pub(super) struct Request<'a> {
    pub(super) presence: &'a mut dyn Presence,
    pub(super) events: &'a mut dyn FnMut(Keepalive),
    pub(super) signals: &'a Signals,
    /// From now; `None`: never.
    pub(super) deadline: Option<Instant>,
}

impl<'a> HostBoard<'a> {
    /// Without a request: nobody can touch it.
    pub(super) fn idle(store: &'a Store, clock: Instant) -> Self {
        Self { store, clock, moment: None, request: None, failure: None, timed_out: false }
    }

    /// As it was at that moment.
    pub(super) fn at(self, moment: Instant) -> Self {
        Self { moment: Some(moment), ..self }
    }

    pub(super) fn working(self, request: Request<'a>) -> Self {
        Self { request: Some(request), ..self }
    }

    /// Whether a touch was waited for until the platform's deadline.
    pub(super) fn timed_out(&self) -> bool {
        self.timed_out
    }

    /// What made the firmware say that the board failed.
    pub(super) fn into_failure(self) -> PracticeError {
        self.failure.unwrap_or(PracticeError::Entropy)
    }
}

impl Board for HostBoard<'_> {
    fn now(&self) -> Duration {
        let moment = self.moment.unwrap_or_else(Instant::now);
        moment.saturating_duration_since(self.clock)
    }

    fn random(&mut self, out: &mut [u8]) -> Result<(), BoardError> {
        SystemRandom::new().fill(out).map_err(|_| {
            self.failure = Some(PracticeError::Entropy);
            BoardError
        })
    }

    fn touch(&mut self, patience: Duration) -> Touch {
        let Some(request) = &mut self.request else { return Touch::Missing };
        let (touch, timed_out) = request.wait(patience);
        self.timed_out = timed_out;
        touch
    }

    fn store(&mut self, image: &[u8]) -> Result<(), BoardError> {
        if self.request.as_ref().is_some_and(|request| request.signals.is_pulled()) {
            return Err(BoardError);
        }
        self.store.replace(MEMORY, image).map_err(|failure| {
            self.failure = Some(failure);
            BoardError
        })
    }
}

impl Request<'_> {
    /// The touch, and whether the platform's deadline passed.
    fn wait(&mut self, patience: Duration) -> (Touch, bool) {
        let begun = Instant::now();
        let mut said = None;
        self.presence.asked();
        loop {
            let now = Instant::now();
            let waited = now.saturating_duration_since(begun);
            if self.signals.is_pulled() || self.signals.cancelled.load(Ordering::SeqCst) {
                return (Touch::Cancelled, false);
            }
            if self.deadline.is_some_and(|deadline| now >= deadline) {
                return (Touch::Cancelled, true);
            }
            if waited >= patience {
                return (Touch::Missing, false);
            }
            let due =
                said.is_none_or(|said| now.saturating_duration_since(said) >= KEEPALIVE_INTERVAL);
            if due {
                said = Some(now);
                (self.events)(Keepalive::UpNeeded);
            }
            match self.presence.wait(GLANCE.min(patience.saturating_sub(waited))) {
                Some(Gesture::Touch) => return (Touch::Given, false),
                Some(Gesture::Decline) => return (Touch::Declined, false),
                None => {}
            }
        }
    }
}
