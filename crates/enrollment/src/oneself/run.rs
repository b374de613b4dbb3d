//! Drives the machine: one thread, one more for each question to the directory or to a key. It must decide
//! nothing, and never let a directory or a key that takes its time hold up the person.

use std::{
    fmt, io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use ctap::{
    AuthenticatorId, AuthenticatorInfo, Entropy,
    ceremony::{self, Failure, Moment, PromptId, RegistrationView, Verdict},
    driver::{Controls, Driver, Face},
};
use entra_policy::Registrant;
use webauthn::CredentialId;

use super::{
    OneselfAct, OneselfView,
    machine::{Ask, Begun, Choice, Effect, Grounds, Heard, Machine},
};
use crate::{
    OrganisationPolicy,
    hand::{self, News},
    removal::{Finding, Removal, Removed},
    tenant::{Fido2Method, PersonId, Tenant, TenantError},
    wizard::means::{KeySeen, KeySource},
};

#[cfg(test)]
mod tests;

/// How long the end waits for a key that is asked.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long the thread sleeps where there is nothing to ask.
const LONG: Duration = Duration::from_secs(3600);

/// What it works with.
#[derive(Clone)]
pub struct Means {
    /// The directory.
    pub directory: Arc<dyn Tenant>,
    /// Who is signed in, by object id or user principal name.
    pub person: String,
    /// Where keys come from.
    pub keys: Arc<dyn KeySource>,
    /// What keys are judged by besides the policy.
    pub grounds: Grounds,
    /// Random bytes, anew for each question to a key.
    pub entropy: fn() -> Box<dyn Entropy>,
    /// Where people of this cloud look after their sign-in methods.
    pub security_info: &'static str,
    /// Opens an address in the person's browser.
    pub browser: fn(&str) -> io::Result<()>,
}

/// A registration for oneself that is under way. Dropping it ends the watch, and lets go of every key.
pub struct Oneself {
    inputs: Sender<Input>,
    /// Closed once the thread has ended.
    over: Receiver<()>,
}

enum Input {
    Act(OneselfAct),
    Key(PromptId, ceremony::Answer),
    Heard(Heard),
    Hand(u32, News),
    Met(KeySeen),
    Moment(Moment),
    Proved(Removed),
    Closed,
}

impl Oneself {
    /// Begins one. `draw` gets each view as it comes, from the thread; it must not wait for anything.
    pub fn begin(means: Means, draw: impl FnMut(&OneselfView) + Send + 'static) -> Self {
        let (inputs, received) = mpsc::channel();
        let (ends, over) = mpsc::channel();
        let this = Self { inputs: inputs.clone(), over };
        let body = move || {
            let _ends: Sender<()> = ends;
            let (machine, effects) = Machine::begin(means.grounds.clone(), Duration::ZERO);
            let runner = Runner {
                machine,
                means,
                inputs,
                received,
                began: Instant::now(),
                drawn: None,
                draw: Box::new(draw),
                watching: None,
                proof: None,
            };
            runner.run(effects);
        };
        if let Err(error) = thread::Builder::new().name("oneself".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread to watch for a passkey");
        }
        this
    }

    /// The person does something.
    pub fn act(&self, act: OneselfAct) {
        self.tell(Input::Act(act));
    }

    /// Answers the key's question for a PIN. A late answer does nothing.
    pub fn answer_key(&self, prompt: PromptId, answer: ceremony::Answer) {
        self.tell(Input::Key(prompt, answer));
    }

    /// Ends it, and waits for that: its key blinks no more, and nothing is drawn any more.
    pub fn close(self) {
        self.tell(Input::Closed);
        if self.over.recv_timeout(FAREWELL + FAREWELL) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("a registration for oneself takes its time to end");
        }
    }

    fn tell(&self, input: Input) {
        // One that is over has nobody left to tell.
        let _ = self.inputs.send(input);
    }
}

impl Drop for Oneself {
    fn drop(&mut self) {
        self.tell(Input::Closed);
    }
}

impl fmt::Debug for Oneself {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Oneself").finish_non_exhaustive()
    }
}

/// What the thread owns.
struct Runner {
    machine: Machine,
    means: Means,
    inputs: Sender<Input>,
    received: Receiver<Input>,
    began: Instant,
    drawn: Option<OneselfView>,
    draw: Box<dyn FnMut(&OneselfView) + Send>,
    watching: Option<hand::Watching>,
    proof: Option<Controls>,
}

impl Runner {
    fn run(mut self, effects: Vec<Effect>) {
        effects.into_iter().for_each(|effect| self.carry_out(effect));
        loop {
            self.draw();
            let wait = match self.machine.next() {
                Some((due, ask)) if due <= self.now() => {
                    self.ask(ask);
                    continue;
                }
                Some((due, _)) => due.saturating_sub(self.now()),
                None => LONG,
            };
            let effects = match self.received.recv_timeout(wait) {
                Ok(Input::Act(act)) => self.machine.act(act, self.now()),
                Ok(Input::Key(prompt, answer)) => {
                    let theirs = self.machine.theirs(prompt);
                    if let (Some(theirs), Some(proof)) = (theirs, &self.proof) {
                        proof.answer(theirs, answer);
                    }
                    Vec::new()
                }
                Ok(Input::Heard(heard)) => self.machine.heard(heard, self.now()),
                Ok(Input::Hand(watch, news)) => {
                    self.machine.hand(watch, news);
                    Vec::new()
                }
                Ok(Input::Met(seen)) => {
                    self.machine.met(seen);
                    Vec::new()
                }
                Ok(Input::Moment(moment)) => {
                    self.machine.moment(moment);
                    Vec::new()
                }
                Ok(Input::Proved(removed)) => {
                    self.proof = None;
                    self.machine.proved(removed)
                }
                Err(RecvTimeoutError::Timeout) => Vec::new(),
                Ok(Input::Closed) | Err(RecvTimeoutError::Disconnected) => break,
            };
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
        self.part();
    }

    /// Its key must not go on blinking.
    fn part(&self) {
        let Some(proof) = &self.proof else { return };
        proof.cancel();
        let end = Instant::now() + FAREWELL;
        let left = || end.saturating_duration_since(Instant::now());
        while let Ok(input) = self.received.recv_timeout(left()) {
            if matches!(input, Input::Proved(_)) {
                break;
            }
        }
    }

    /// Asks the directory on a thread of its own; whoever closes meanwhile hears nothing of the answer.
    fn ask(&mut self, ask: Ask) {
        self.machine.asked(ask);
        let (directory, person) = (Arc::clone(&self.means.directory), self.means.person.clone());
        let inputs = self.inputs.clone();
        let question = move || {
            let heard = match ask {
                Ask::Begin => Heard::Begin(Box::new(begun(directory.as_ref(), &person))),
                Ask::Look => Heard::Look(listed(directory.as_ref(), &person)),
            };
            let _ = inputs.send(Input::Heard(heard));
        };
        if let Err(error) = thread::Builder::new().name("directory".to_owned()).spawn(question) {
            let none = TenantError::Unreachable(error.to_string());
            let heard = match ask {
                Ask::Begin => Heard::Begin(Box::new(Err(none))),
                Ask::Look => Heard::Look(Err(none)),
            };
            let effects = self.machine.heard(heard, self.now());
            effects.into_iter().for_each(|effect| self.carry_out(effect));
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::OpenPage => {
                if let Err(error) = (self.means.browser)(self.means.security_info) {
                    tracing::warn!(%error, "no browser");
                    self.machine.no_browser();
                }
            }
            Effect::WatchKeys(watch, asked) => {
                // Before the new one: a key is held by one of them at most.
                drop(self.watching.take());
                let inputs = self.inputs.clone();
                let hear = move |news| drop(inputs.send(Input::Hand(watch, news)));
                self.watching = Some(hand::watch(self.means.keys.as_ref(), asked, hear));
            }
            Effect::Prove(credential) => {
                drop(self.watching.take());
                self.prove(&credential);
            }
            Effect::Answer(prompt, choice) => {
                if let Some(proof) = &self.proof {
                    proof.answer(prompt, choice.into());
                }
            }
            Effect::StopProof => self.proof.iter().for_each(Controls::cancel),
        }
    }

    /// Asks a key for this on a thread of its own.
    fn prove(&mut self, credential: &CredentialId) {
        let driver = Driver::new();
        let controls = driver.controls();
        self.proof = Some(controls.clone());
        let removal = Removal::look_for_entra(credential).awaiting_another();
        let (keys, entropy) = (Arc::clone(&self.means.keys), (self.means.entropy)());
        let (inputs, met) = (self.inputs.clone(), self.inputs.clone());
        let body = move || {
            let heard = Box::new(move |seen| drop(met.send(Input::Met(seen))));
            let feed = keys.feed(controls, heard);
            let mut face = Facing(inputs.clone());
            let run = AssertUnwindSafe(|| removal.run(driver, entropy, &mut face));
            let removed = catch_unwind(run).unwrap_or_else(|_| ended(Failure::TimedOut));
            drop(feed);
            let _ = inputs.send(Input::Proved(removed));
        };
        if let Err(error) = thread::Builder::new().name("ceremony".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread for a ceremony");
            let _ = self.inputs.send(Input::Proved(ended(Failure::Cancelled)));
        }
    }

    /// Draws what changed.
    fn draw(&mut self) {
        let mut view = self.machine.view();
        let revision = self.drawn.as_ref().map_or(0, |drawn| drawn.revision);
        view.revision = revision;
        if self.drawn.as_ref() == Some(&view) {
            return;
        }
        view.revision = revision.saturating_add(1);
        (self.draw)(&view);
        self.drawn = Some(view);
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }
}

/// The policy, and what is registered. Somebody who may not read the policy is not kept out by that.
fn begun(directory: &dyn Tenant, person: &str) -> Result<Begun, TenantError> {
    let person = directory.person(person)?;
    let listed = directory.fido2_methods(&person.id)?;
    let policy = match directory.fido2_configuration() {
        Ok(document) => {
            let read = OrganisationPolicy::for_person(&document, &person, Registrant::Oneself);
            let attempted = "giving its policy";
            let malformed = |error: entra_policy::PolicyError| TenantError::Malformed {
                attempted,
                why: error.to_string(),
            };
            Some(read.map_err(malformed)?)
        }
        Err(TenantError::Refused(refusal)) if refusal.status == 403 => None,
        Err(error) => return Err(error),
    };
    Ok(Begun { policy, listed })
}

fn listed(directory: &dyn Tenant, person: &str) -> Result<Vec<Fido2Method>, TenantError> {
    directory.fido2_methods(&PersonId(person.to_owned()))
}

fn ended(failure: Failure) -> Removed {
    let finding = Finding::Ended { failure, possibly_deleted_from: None };
    Removed { finding, pin_changed_on: Vec::new() }
}

/// The face of the question to a key: all of it is the machine's.
struct Facing(Sender<Input>);

impl Face for Facing {
    fn show(&mut self, view: &RegistrationView) {
        let _ = self.0.send(Input::Moment(view.moment.clone()));
    }

    fn judge(&mut self, _: &AuthenticatorId, _: &AuthenticatorInfo) -> Verdict {
        Verdict::Admitted
    }
}

impl From<Choice> for ceremony::Answer {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::Again => Self::Again,
            Choice::UsePin => Self::UsePin,
        }
    }
}
