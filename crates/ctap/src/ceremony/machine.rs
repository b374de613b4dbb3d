//! What every ceremony shares: which key, its selection by touch, its PIN or its own verification, a
//! token, the moment to draw, and the end. What is done with the token is the [`Task`]'s.
//!
//! What it keeps, in any order of inputs: no PIN without a live prompt, a typed PIN is tried at most
//! once, nothing goes to a key that was removed, and after the end nothing happens at all. It must
//! never act on an answer to an older question or on a response to an older request.

use std::{collections::BTreeMap, fmt, mem, sync::Arc, time::Duration};

use zeroize::Zeroizing;

use crate::{
    AuthenticatorId, AuthenticatorInfo, AuthenticatorTransport, Entropy, Keepalive, NoEntropy,
    StatusCode, TransportError,
    ceremony::{
        Failure, InsertReason, NotOpen, PromptId, RegistrationView, Unusable, WhenUnusable,
        outcome::Malformed,
    },
    command::{self, Request},
    pin_uv_auth::PlatformKey,
};

mod ending;
mod event;
mod moment;
mod pin;
mod select;
mod state;
mod task;
mod token;
mod verify;
mod work;

pub use event::{Effect, ExchangeId, Input, Leave, Verdict};
pub(super) use state::{ChosenKey, Phase, Reply, Step};
pub(super) use task::{OnTouch, Task};
pub(super) use work::split;

use state::{ChosenBy, Key, Outstanding, Purpose, Standing};

/// For requests that need no person: getInfo, tries, key agreement, tokens by PIN.
const WITHOUT_A_PERSON: Duration = Duration::from_secs(10);

/// One ceremony, from "insert your key" to its outcome.
pub(super) struct Ceremony<T: Task> {
    pub(super) task: T,
    pub(super) entropy: Box<dyn Entropy>,
    touch_deadline: Duration,
    when_unusable: WhenUnusable,
    keys: BTreeMap<AuthenticatorId, Key>,
    pub(super) phase: Phase<T>,
    surveyed: bool,
    pub(super) insert_reason: InsertReason,
    last_refused: Option<AuthenticatorId>,
    pin_changed_on: Vec<AuthenticatorId>,
    /// The key that was sent a new PIN and has not answered.
    pin_unanswered: Option<AuthenticatorId>,
    /// Made beforehand, for the next key agreement.
    platform_key: Option<PlatformKey>,
    exchanges: u64,
    prompts: u64,
    shown: Option<RegistrationView>,
    pub(super) out: Vec<Effect<T::Outcome>>,
}

/// What a ceremony is told besides its task.
pub(super) struct Terms {
    /// How long a key may wait for a touch.
    pub(super) touch_deadline: Duration,
    pub(super) when_unusable: WhenUnusable,
    pub(super) entropy: Box<dyn Entropy>,
}

impl<T: Task> fmt::Debug for Ceremony<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Ceremony").field("shown", &self.shown).finish_non_exhaustive()
    }
}

impl<T: Task> Ceremony<T> {
    /// Starts; the first effects show what is waited for.
    pub(super) fn begin(task: T, terms: Terms) -> (Self, Vec<Effect<T::Outcome>>) {
        let Terms { touch_deadline, when_unusable, entropy } = terms;
        let mut ceremony = Self {
            task,
            entropy,
            touch_deadline,
            when_unusable,
            keys: BTreeMap::new(),
            phase: Phase::AwaitKey,
            surveyed: false,
            insert_reason: InsertReason::First,
            last_refused: None,
            pin_changed_on: Vec::new(),
            pin_unanswered: None,
            platform_key: None,
            exchanges: 0,
            prompts: 0,
            shown: None,
            out: Vec::new(),
        };
        ceremony.show();
        let effects = mem::take(&mut ceremony.out);
        (ceremony, effects)
    }

    /// Advances on one input. One that no longer applies has no effect.
    pub(super) fn step(&mut self, input: Input) -> Vec<Effect<T::Outcome>> {
        if self.is_over() {
            return Vec::new();
        }
        if let Err(NoEntropy) = self.react(input) {
            self.end(Failure::NoEntropy);
        }
        self.show();
        mem::take(&mut self.out)
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over)
    }

    fn react(&mut self, input: Input) -> Result<(), NoEntropy> {
        match input {
            Input::Attached(id, transport) => self.on_attached(id, transport),
            Input::NotOpen(id, why) => self.on_not_open(id, why),
            Input::Removed(id) => self.on_removed(&id),
            Input::Surveyed => {
                self.surveyed = true;
                self.settle();
            }
            Input::Replied { from, exchange, reply } => self.on_reply(from, exchange, reply)?,
            Input::StillWorking { from, exchange, keepalive } => {
                self.on_keepalive(&from, exchange, keepalive);
            }
            Input::Judged(id, verdict) => self.on_judged(&id, verdict)?,
            Input::Left(id, leave) => self.on_left(&id, leave)?,
            Input::Answered(prompt, answer) => self.on_answer(prompt, answer)?,
            Input::Cancelled => self.stop(Failure::Cancelled),
            Input::TimedOut => self.stop(Failure::TimedOut),
        }
        Ok(())
    }

    fn on_attached(&mut self, id: AuthenticatorId, transport: AuthenticatorTransport) {
        if self.keys.contains_key(&id) {
            self.on_removed(&id);
        }
        if self.is_over() || matches!(self.phase, Phase::Stopping { .. }) {
            return;
        }
        self.keys.insert(id.clone(), Key::new(transport));
        self.send(&id, Purpose::Greeting, command::get_info(), WITHOUT_A_PERSON);
    }

    fn on_not_open(&mut self, id: AuthenticatorId, why: NotOpen) {
        self.on_removed(&id);
        let key = Key { standing: Standing::NotOpen(why), ..Key::new(AuthenticatorTransport::Usb) };
        self.keys.insert(id, key);
        self.settle();
    }

    fn on_removed(&mut self, id: &AuthenticatorId) {
        let Some(_) = self.keys.remove(id) else { return };
        if self.last_refused.as_ref() == Some(id) {
            self.last_refused = None;
        }
        match mem::replace(&mut self.phase, Phase::AwaitKey) {
            Phase::Chosen(chosen) if chosen.id == *id => self.on_chosen_removed(chosen),
            Phase::Stopping { key, failure } if key == *id => {
                self.task.went_unanswered(&key);
                self.end(failure);
            }
            Phase::Selecting if self.selecting().len() < 2 => self.leave_selection(),
            same @ (Phase::AwaitKey
            | Phase::Selecting
            | Phase::Chosen(_)
            | Phase::Stopping { .. }
            | Phase::Over) => self.phase = same,
        }
        self.settle();
    }

    fn on_chosen_removed(&mut self, chosen: ChosenKey<T>) {
        self.insert_reason = InsertReason::TakenOut;
        if let Step::Task(step) = chosen.step {
            T::on_removed(self, &chosen.id, step);
        }
    }

    fn on_reply(
        &mut self,
        from: AuthenticatorId,
        exchange: ExchangeId,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) -> Result<(), NoEntropy> {
        let Some(key) = self.keys.get_mut(&from) else { return Ok(()) };
        let Some(purpose) = key.answered(exchange) else { return Ok(()) };
        if reply == Err(TransportError::Removed) {
            self.on_removed(&from);
            return Ok(());
        }
        match purpose {
            Purpose::Greeting => self.on_info(from, reply),
            Purpose::Selection => self.on_selection(from, reply),
            Purpose::Work => self.on_work(from, reply)?,
        }
        Ok(())
    }

    fn on_info(
        &mut self,
        from: AuthenticatorId,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) {
        let standing = match read_info(reply) {
            Ok(info) => {
                let unfit = self.task.unfit(&info);
                if let Some(key) = self.keys.get_mut(&from) {
                    key.info = Some(Arc::new(info));
                }
                unfit.map_or(Standing::Ready, Standing::Unusable)
            }
            Err(Unusable::Transport(TransportError::Denied)) => Standing::NotOpen(NotOpen::NoRight),
            Err(Unusable::Transport(TransportError::Busy)) => Standing::NotOpen(NotOpen::InUse),
            Err(why) => Standing::Unusable(why),
        };
        if matches!(standing, Standing::Unusable(_)) {
            self.last_refused = Some(from.clone());
        }
        if let Some(key) = self.keys.get_mut(&from) {
            key.standing = standing;
        }
        self.make_room_for_selection();
        self.settle();
    }

    /// The response belongs to the key in use, or came too late to matter.
    fn on_work(
        &mut self,
        from: AuthenticatorId,
        reply: Result<Zeroizing<Vec<u8>>, TransportError>,
    ) -> Result<(), NoEntropy> {
        match mem::replace(&mut self.phase, Phase::AwaitKey) {
            Phase::Chosen(chosen) if chosen.id == from => self.on_chosen_reply(chosen, reply),
            Phase::Stopping { key, failure } if key == from => {
                T::on_stopped(self, key, failure, split(reply));
                Ok(())
            }
            same @ (Phase::AwaitKey
            | Phase::Selecting
            | Phase::Chosen(_)
            | Phase::Stopping { .. }
            | Phase::Over) => {
                self.phase = same;
                self.settle();
                Ok(())
            }
        }
    }

    fn on_keepalive(&mut self, from: &AuthenticatorId, exchange: ExchangeId, status: Keepalive) {
        let current = self.keys.get(from).and_then(|key| key.outstanding.as_ref());
        if current.is_none_or(|outstanding| outstanding.exchange != exchange) {
            return;
        }
        if status != Keepalive::UpNeeded {
            return;
        }
        let Phase::Chosen(chosen) = &mut self.phase else { return };
        if chosen.id != *from {
            return;
        }
        if let Step::AwaitUvToken { touch, .. } = &mut chosen.step {
            *touch = true;
        } else if let Step::Task(step) = &mut chosen.step
            && T::on_touch(step) == OnTouch::Interrupt
        {
            self.interrupt(from);
        }
    }

    /// Nothing is under way: takes the one key that is ready, asks for a touch where there are
    /// several, or goes on waiting.
    fn settle(&mut self) {
        if !self.surveyed || !matches!(self.phase, Phase::AwaitKey) {
            return;
        }
        if self.keys.values().any(|key| matches!(key.standing, Standing::Greeting)) {
            return;
        }
        let ready: Vec<_> = self.ready().cloned().collect();
        match ready.as_slice() {
            [] => self.give_up_if_told_to(),
            [one] => self.choose(one.clone(), ChosenBy::BeingAlone),
            _ => self.begin_selection(&ready),
        }
    }

    fn ready(&self) -> impl Iterator<Item = &AuthenticatorId> {
        self.keys
            .iter()
            .filter(|(_, key)| matches!(key.standing, Standing::Ready))
            .map(|(id, _)| id)
    }

    fn send(
        &mut self,
        to: &AuthenticatorId,
        purpose: Purpose,
        request: Request,
        deadline: Duration,
    ) {
        let Some(key) = self.keys.get_mut(to) else { return };
        self.exchanges += 1;
        let exchange = ExchangeId(self.exchanges);
        key.outstanding = Some(Outstanding { exchange, purpose, interrupted: false });
        self.out.push(Effect::Send { to: to.clone(), exchange, request, deadline });
    }

    pub(super) fn interrupt(&mut self, at: &AuthenticatorId) {
        if let Some(outstanding) = self.keys.get_mut(at).and_then(|key| key.outstanding.as_mut())
            && !mem::replace(&mut outstanding.interrupted, true)
        {
            let exchange = outstanding.exchange;
            self.out.push(Effect::Interrupt { at: at.clone(), exchange });
        }
    }

    pub(super) fn prompt(&mut self) -> PromptId {
        self.prompts += 1;
        PromptId(self.prompts)
    }

    /// How a key is reached and what it said of itself, while it is there.
    pub(super) fn known(
        &self,
        id: &AuthenticatorId,
    ) -> Option<(AuthenticatorTransport, Arc<AuthenticatorInfo>)> {
        self.keys.get(id).and_then(|key| Some((key.transport, key.info.clone()?)))
    }

    /// Takes the key in use out of the phase, where it is as wanted; else leaves all as it is.
    fn take_chosen(&mut self, wanted: impl FnOnce(&ChosenKey<T>) -> bool) -> Option<ChosenKey<T>> {
        if !matches!(&self.phase, Phase::Chosen(chosen) if wanted(chosen)) {
            return None;
        }
        match mem::replace(&mut self.phase, Phase::AwaitKey) {
            Phase::Chosen(chosen) => Some(chosen),
            Phase::AwaitKey | Phase::Selecting | Phase::Stopping { .. } | Phase::Over => None,
        }
    }

    /// Shows the moment where it differs from the last one shown.
    fn show(&mut self) {
        let moment = self.moment();
        let revision = self.shown.as_ref().map_or(0, |view| view.revision);
        if self.shown.as_ref().is_none_or(|view| view.moment != moment) {
            let view = RegistrationView { revision: revision + 1, moment };
            self.shown = Some(view.clone());
            self.out.push(Effect::Show(view));
        }
    }
}

fn read_info(
    reply: Result<Zeroizing<Vec<u8>>, TransportError>,
) -> Result<AuthenticatorInfo, Unusable> {
    let response = reply.map_err(|error| {
        if error == TransportError::Unsupported {
            Unusable::NotCtap2
        } else {
            Unusable::Transport(error)
        }
    })?;
    let malformed = |error| Unusable::Malformed(Malformed::Response(error));
    match command::split(&response).map_err(malformed)? {
        (StatusCode::Success, body) => AuthenticatorInfo::parse(body)
            .map_err(|error| Unusable::Malformed(Malformed::Info(error))),
        (StatusCode::InvalidCommand, _) => Err(Unusable::NotCtap2),
        (status, _) => Err(Unusable::Refused(status)),
    }
}
