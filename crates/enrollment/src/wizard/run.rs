//! Drives the machine: one thread of its own, one more for the ceremony and for each call to the
//! directory. It must decide nothing, and never let one of them hold up a cancel.

mod ceremony;
mod directory;

use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId,
    ceremony::{Answer as KeyAnswer, Leave, PromptId, Verdict, WhenUnusable},
    driver::Controls,
};
use entra_policy::Registrant;
use webauthn::Timestamp;

use super::{
    Answer, Finish, Source, Step, WizardView,
    machine::{Effect, Input, Machine, Reply, Resumption, Setup},
    means::Means,
};
use crate::{
    diagnosis::Recorded,
    ledger::{Event, Scene},
    rehearsal::Rehearsal,
};

/// How long the thread sleeps where the machine waits for nothing.
const LONG: Duration = Duration::from_secs(3600);

/// A registration that is under way. Dropping it closes it.
pub struct Wizard {
    inputs: Sender<Input>,
    shared: Arc<Shared>,
}

/// What the thread leaves for others to look at.
#[derive(Default)]
struct Shared {
    state: Mutex<Seen>,
    changed: Condvar,
}

#[derive(Default)]
struct Seen {
    view: Option<WizardView>,
    response: Option<String>,
    recorded: Option<Recorded>,
    over: bool,
}

impl Wizard {
    /// Begins a registration. `draw` gets each view as it comes, from a thread of the wizard's; it must
    /// not wait for anything.
    pub fn begin(
        means: Means,
        source: Source,
        draw: impl FnMut(&WizardView) + Send + 'static,
    ) -> Self {
        Self::run(means, draw, move |setup, means| Machine::begin(setup, source, means.clock.now()))
    }

    /// Takes up what an earlier run left.
    pub fn resume(
        means: Means,
        resumption: Resumption,
        draw: impl FnMut(&WizardView) + Send + 'static,
    ) -> Self {
        Self::run(means, draw, move |setup, means| {
            Machine::resume(setup, resumption, means.clock.now())
        })
    }

    fn run(
        means: Means,
        draw: impl FnMut(&WizardView) + Send + 'static,
        begin: impl FnOnce(Setup, &Means) -> (Machine, Vec<Effect>) + Send + 'static,
    ) -> Self {
        let (inputs, received) = mpsc::channel();
        let shared = Arc::<Shared>::default();
        let wizard = Self { inputs: inputs.clone(), shared: Arc::clone(&shared) };
        let run = move || {
            let _over = Over(Arc::clone(&shared));
            let (machine, effects) = begin(setup(&means), &means);
            let runner = Runner {
                machine,
                means,
                inputs,
                received,
                at_once: VecDeque::new(),
                draw: Box::new(draw),
                shared,
                ceremony: None,
            };
            runner.run(effects);
        };
        if let Err(error) = thread::Builder::new().name("wizard".to_owned()).spawn(run) {
            tracing::error!(%error, "no thread for a registration");
        }
        wizard
    }

    /// Answers a question. A late answer does nothing.
    pub fn answer(&self, answer: Answer) {
        self.tell(Input::Answered(answer.prompt, Reply::Choice(answer.choice)));
    }

    /// Answers the key's question for a PIN.
    pub fn answer_key(&self, prompt: PromptId, answer: KeyAnswer) {
        self.tell(Input::Answered(prompt, Reply::Key(answer)));
    }

    /// The person wants to stop.
    pub fn cancel(&self) {
        self.tell(Input::Cancelled);
    }

    /// Ends it without asking anybody, and waits for it: keys stop blinking, and the record says how far
    /// it came. False where it was not over within `patience`; the record holds all the same.
    pub fn close(&self, patience: Duration) -> bool {
        self.tell(Input::Closed);
        self.wait(patience)
    }

    /// Waits for its end; false where it did not come.
    pub fn wait(&self, patience: Duration) -> bool {
        let seen = self.shared.lock();
        let waited = self.shared.changed.wait_timeout_while(seen, patience, |seen| !seen.over);
        waited.unwrap_or_else(PoisonError::into_inner).0.over
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.shared.lock().over
    }

    /// The last view, for a page that was loaded anew.
    pub fn view(&self) -> Option<WizardView> {
        self.shared.lock().view.clone()
    }

    /// The response for whoever brought the options, as JSON, once it was handed over.
    pub fn response(&self) -> Option<String> {
        self.shared.lock().response.clone()
    }

    /// What a rehearsal showed, once it has, and the key that did.
    pub fn rehearsed(&self) -> Option<(AuthenticatorId, Recorded)> {
        let seen = self.shared.lock();
        let step = seen.view.as_ref().map(|view| &view.step);
        let Some(Step::Over { finish: Finish::Rehearsed { key, .. }, .. }) = step else {
            return None;
        };
        seen.recorded.clone().map(|recorded| (key.clone(), recorded))
    }

    fn tell(&self, input: Input) {
        // One that is over has nobody left to tell.
        let _ = self.inputs.send(input);
    }
}

impl Drop for Wizard {
    fn drop(&mut self) {
        self.tell(Input::Closed);
    }
}

impl fmt::Debug for Wizard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Wizard").field("over", &self.is_over()).finish_non_exhaustive()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whatever ends the thread, nobody waits for it any longer.
struct Over(Arc<Shared>);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_all();
    }
}

/// What the thread owns.
struct Runner {
    machine: Machine,
    means: Means,
    inputs: Sender<Input>,
    received: Receiver<Input>,
    /// What came of what was done at once.
    at_once: VecDeque<Input>,
    draw: Box<dyn FnMut(&WizardView) + Send>,
    shared: Arc<Shared>,
    ceremony: Option<Ceremony>,
}

/// The ceremony under way.
struct Ceremony {
    controls: Controls,
    verdicts: Sender<Verdict>,
    leaves: Sender<Leave>,
}

impl Runner {
    fn run(mut self, mut effects: Vec<Effect>) {
        loop {
            for effect in effects {
                self.perform(effect);
            }
            if self.machine.is_over() {
                // A ceremony that still runs hears of it: its key must not go on blinking.
                return self.stop_ceremony();
            }
            let input = self.next_input();
            effects = self.machine.step(self.means.clock.now(), input);
        }
    }

    fn next_input(&mut self) -> Input {
        if let Some(input) = self.at_once.pop_front() {
            return input;
        }
        let now = self.means.clock.now();
        let left = self.machine.next_tick().map(|then| then.0.saturating_sub(now.0));
        let patience = left.map_or(LONG, Duration::from_millis).min(LONG);
        match self.received.recv_timeout(patience) {
            Ok(input) => input,
            // This thread holds a sender itself, so that the channel never closes.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Input::Ticked,
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Show(view) => {
                (self.draw)(&view);
                self.shared.lock().view = Some(*view);
            }
            Effect::Read { person, life } => self.read(person, life),
            Effect::Draw => self.draw_request(),
            Effect::Register(prepared) => self.register(*prepared),
            Effect::Remove(removal, aaguid) => self.remove(removal, aaguid),
            Effect::Verdict(verdict) => {
                if let Some(ceremony) = &self.ceremony {
                    let _ = ceremony.verdicts.send(verdict);
                }
            }
            Effect::Leave(leave) => {
                if let Some(ceremony) = &self.ceremony {
                    let _ = ceremony.leaves.send(leave);
                }
            }
            Effect::Tell(prompt, answer) => {
                if let Some(ceremony) = &self.ceremony {
                    ceremony.controls.answer(prompt, answer);
                }
            }
            Effect::StopCeremony => self.stop_ceremony(),
            Effect::Record(event) => {
                let written = self.record(&event);
                self.at_once.push_back(Input::Recorded(written));
            }
            Effect::Seal(waiting) => {
                let kept = self.means.outbox.keep(&waiting).map_err(|error| error.to_string());
                self.at_once.push_back(Input::Sealed(kept));
            }
            Effect::Erase(registration) => {
                if let Err(error) = self.means.outbox.discard(&registration) {
                    // The record says that it is over, and what expires goes by itself.
                    tracing::warn!(%error, "a response that is done with was not forgotten");
                }
            }
            Effect::Send(waiting) => self.send(waiting),
            Effect::List(job, person) => self.list(job, person),
            Effect::HandOut(response) => self.shared.lock().response = Some(response),
            Effect::Lay(recorded) => self.shared.lock().recorded = Some(*recorded),
        }
    }

    fn draw_request(&mut self) {
        let mut entropy = (self.means.entropy)();
        let drawn = Rehearsal::new(entropy.as_mut(), WhenUnusable::AwaitAnother, self.seconds());
        let drawn =
            drawn.map(|one| Box::new(one.into_prepared())).map_err(|error| error.to_string());
        self.at_once.push_back(Input::Drawn(drawn));
    }

    fn seconds(&self) -> Timestamp {
        Timestamp(i64::try_from(self.means.clock.now().0 / 1000).unwrap_or(i64::MAX))
    }

    fn stop_ceremony(&self) {
        if let Some(ceremony) = &self.ceremony {
            ceremony.controls.cancel();
        }
    }

    fn record(&self, event: &Event) -> Result<u64, String> {
        let entry = self.means.ledger.append(event, self.seconds(), &self.means.actor);
        entry.map(|entry| entry.sequence.0).map_err(|error| {
            tracing::warn!(%error, "an event was not recorded");
            error.to_string()
        })
    }
}

fn setup(means: &Means) -> Setup {
    let mut seed = [0; 16];
    let mut entropy = (means.entropy)();
    if entropy.fill(&mut seed).is_err() {
        // The ceremony will say so; until then a name that differs will do.
        seed = (u128::from(means.clock.now().0) << 64).to_be_bytes();
    }
    let directory = means.directory.as_ref();
    Setup {
        seed: u128::from_be_bytes(seed),
        scene: directory.map_or(Scene::Options, |directory| directory.scene),
        registrant: directory.map_or(Registrant::Oneself, |directory| directory.registrant),
        trust_anchors: means.trust_anchors.clone(),
        metadata: means.metadata.clone(),
        enterprise_attestation: means.enterprise_attestation.clone(),
        models: Arc::clone(&means.models),
    }
}

/// How long something took, for the log.
fn since(begun: Instant) -> u128 {
    begun.elapsed().as_millis()
}
