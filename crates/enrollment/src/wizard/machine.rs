//! One registration as a pure machine: what happened goes in, what to do comes out.
//!
//! What it keeps, in any order of inputs: no key is told to make a credential before `Began` is on
//! the disk, nothing is sent before the response is sealed and `Created` is on the disk, nothing sealed
//! is forgotten before the record says what became of it, and a response whose fate is unknown is not
//! sent again before the directory was asked. A rehearsal goes the same way up to the key and no
//! further, and is on no record. It must never do IO, read a clock, or act on an answer to an older question.

mod answer;
mod draw;
mod event;
mod key;
mod made;
mod read;
mod rehearsal;
mod removal;
mod resume;
mod same;
mod send;
mod state;
#[cfg(test)]
mod tests;
mod write;

use std::{fmt, mem, sync::Arc};

use ctap::ceremony::PromptId;
use entra_policy::Registrant;
use webauthn::{Timestamp, TrustAnchor};

pub use event::{Effect, Input, JobId, Reading, Reply};
pub(crate) use key::prompt_of;
pub use resume::{OnRecord, Resumption};

use super::{
    Aside, Finish, KeyView, Source, Subject, TroubleView,
    means::{Models, UnixMillis},
};
use crate::{
    ledger::{Event, EventKind, RegistrationId, Scene},
    metadata::Metadata,
};
use state::{State, Task};

/// What a registration is told at its start.
#[derive(Clone)]
pub struct Setup {
    /// Random: from it come its name in the record, and those of further attempts.
    pub seed: u128,
    /// What the directory is.
    pub scene: Scene,
    /// Whether people register for themselves.
    pub registrant: Registrant,
    /// What attestation is held against.
    pub trust_anchors: Vec<TrustAnchor>,
    /// What models are held against besides, where it is kept here.
    pub metadata: Option<Metadata>,
    /// RP IDs whose enterprise attestation the settings allow.
    pub enterprise_attestation: Vec<String>,
    /// What models are called.
    pub models: Arc<dyn Models>,
}

/// One registration.
pub struct Machine {
    setup: Setup,
    source: Option<Source>,
    now: UnixMillis,
    registration: RegistrationId,
    names: u128,
    prompts: u64,
    jobs: u64,
    revision: u64,
    /// The live question of the ceremony: as it is known outside, and to the ceremony.
    asked: Option<(PromptId, PromptId)>,
    subject: Option<Subject>,
    keys: Vec<KeyView>,
    task: Option<Task>,
    aside: Aside,
    state: State,
    /// Nobody can be asked any more.
    closing: bool,
    changed: bool,
    out: Vec<Effect>,
}

impl Machine {
    /// Starts from a directory or from options.
    pub fn begin(setup: Setup, source: Source, now: UnixMillis) -> (Self, Vec<Effect>) {
        let mut machine = Self::new(setup, now);
        machine.source = Some(source);
        machine.read();
        let effects = machine.effects();
        (machine, effects)
    }

    /// Starts from what an earlier run left.
    pub fn resume(setup: Setup, resumption: Resumption, now: UnixMillis) -> (Self, Vec<Effect>) {
        let mut machine = Self::new(setup, now);
        machine.take_up(resumption);
        let effects = machine.effects();
        (machine, effects)
    }

    fn new(setup: Setup, now: UnixMillis) -> Self {
        Self {
            registration: RegistrationId::numbered(setup.seed),
            setup,
            source: None,
            now,
            names: 0,
            prompts: 0,
            jobs: 0,
            revision: 0,
            asked: None,
            subject: None,
            keys: Vec::new(),
            task: None,
            aside: Aside::default(),
            state: State::AwaitReading,
            closing: false,
            changed: true,
            out: Vec::new(),
        }
    }

    /// Advances on one input. One that no longer applies has no effect.
    pub fn step(&mut self, now: UnixMillis, input: Input) -> Vec<Effect> {
        self.now = now;
        if self.is_over() {
            return Vec::new();
        }
        match input {
            Input::CannotKeep => self.on_not_read(TroubleView::CannotKeep),
            Input::Guest => self.on_not_read(TroubleView::Guest),
            Input::Read(read) => self.on_read(read),
            Input::Drawn(drawn) => self.on_drawn(drawn),
            Input::Answered(prompt, reply) => self.on_answered(prompt, reply),
            Input::KeySeen(key) => self.on_key_seen(key),
            Input::Moment(view) => self.on_moment(view),
            Input::KeyInHand(id, info) => self.on_key_in_hand(id, &info),
            Input::LeaveAsked(id) => self.on_leave_asked(&id),
            Input::Made(made) => self.on_made(*made),
            Input::NotMade(ended) => self.on_not_made(*ended),
            Input::Recorded(written) => self.on_recorded(written),
            Input::Sealed(kept) => self.on_sealed(kept),
            Input::Sent(sent) => self.on_sent(sent),
            Input::Listed(job, methods) => self.on_listed(job, methods),
            Input::RemovalEnded(removed) => self.on_removal_ended(removed),
            Input::Ticked => self.on_ticked(),
            Input::Cancelled => self.stop(),
            Input::Closed => self.close(),
        }
        self.effects()
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over(_))
    }

    /// When the machine next wants to hear of the time ([`Input::Ticked`]).
    pub fn next_tick(&self) -> Option<UnixMillis> {
        let State::AwaitKept(_, dispatch, pause) = &self.state else { return None };
        let end = UnixMillis(millis(dispatch.waiting.expires.0));
        match pause.next.filter(|_| pause.probe.is_none()) {
            Some(next) if self.now < end => Some(next.min(end)),
            Some(next) => Some(next),
            None => Some(end).filter(|end| self.now < *end),
        }
    }

    fn close(&mut self) {
        self.closing = true;
        self.stop();
        self.leave_what_is_on_its_way();
    }

    fn effects(&mut self) -> Vec<Effect> {
        while self.closing && self.asks() {
            self.stop();
        }
        self.show();
        mem::take(&mut self.out)
    }

    fn finish(&mut self, finish: Finish) {
        self.state = State::Over(Box::new(finish));
        self.asked = None;
        self.changed = true;
    }

    fn turn_to(&mut self, state: State) {
        self.state = state;
        self.changed = true;
    }

    /// Takes the state where it is the one wanted; else leaves it as it is.
    fn take_if(&mut self, wanted: impl FnOnce(&State) -> bool) -> Option<State> {
        wanted(&self.state).then(|| mem::replace(&mut self.state, State::AwaitReading))
    }

    fn prompt(&mut self) -> PromptId {
        self.prompts += 1;
        PromptId(self.prompts)
    }

    fn job(&mut self) -> JobId {
        self.jobs += 1;
        JobId(self.jobs)
    }

    /// A name for another attempt: one that may be on a key stays on record under its own.
    fn next_registration(&mut self) -> RegistrationId {
        self.names += 1;
        RegistrationId::numbered(self.setup.seed.wrapping_add(self.names))
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.now.0 / 1000).unwrap_or(i64::MAX)
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp(self.seconds())
    }

    /// Milliseconds until then, in seconds since 1970.
    fn left_ms(&self, expires: Option<i64>) -> Option<u64> {
        expires.map(|end| millis(end).saturating_sub(self.now.0))
    }

    fn event(&self, kind: EventKind) -> Event {
        Event { registration: self.registration.clone(), kind }
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Machine")
            .field("registration", &self.registration)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

fn millis(seconds: i64) -> u64 {
    u64::try_from(seconds).unwrap_or(0).saturating_mul(1000)
}
