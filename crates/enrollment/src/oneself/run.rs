//! Drives the machine in the thread of a watch, with one more for a question to a key. It must decide nothing, and
//! never let a key that takes its time hold up the person.

use std::{fmt, io, sync::Arc, time::Duration};

use ctap::{
    Entropy,
    ceremony::{self, Moment, PromptId},
    driver::Controls,
};
use entra_policy::Registrant;

use super::{
    OneselfAct, OneselfView,
    machine::{Ask, Begun, Effect, Grounds, Heard, Machine},
};
use crate::{
    OrganisationPolicy,
    hand::{self, Asked, News},
    removal::Removed,
    tenant::{Fido2Method, PersonId, Tenant, TenantError},
    watch::{Parting, Tell, Watch, Watching},
    wizard::means::{KeySeen, KeySource},
};

mod proof;
#[cfg(test)]
mod tests;

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
pub struct Oneself(Watching<Runner>);

impl Oneself {
    /// Begins one. `draw` gets each view as it comes, from the thread; it must not wait for anything.
    pub fn begin(means: Means, draw: impl FnMut(&OneselfView) + Send + 'static) -> Self {
        Self(Watching::begin(|tell| Runner::new(means, tell), draw))
    }

    /// The person does something.
    pub fn act(&self, act: OneselfAct) {
        self.0.tell(Input::Act(act));
    }

    /// Answers the key's question for a PIN. A late answer does nothing.
    pub fn answer_key(&self, prompt: PromptId, answer: ceremony::Answer) {
        self.0.tell(Input::Key(prompt, answer));
    }

    /// Ends it, and waits for that: its key blinks no more, and nothing is drawn any more.
    pub fn close(self) {
        self.0.close();
    }
}

impl fmt::Debug for Oneself {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Oneself").finish_non_exhaustive()
    }
}

enum Input {
    Act(OneselfAct),
    Key(PromptId, ceremony::Answer),
    Hand(u32, News),
    Met(KeySeen),
    Moment(Moment),
    Proved(Removed),
}

/// What the thread owns.
struct Runner {
    machine: Machine,
    means: Means,
    tell: Tell<Self>,
    watching: Option<hand::Watching>,
    proof: Option<Controls>,
}

impl Watch for Runner {
    const NAME: &'static str = "oneself";
    type Ask = Ask;
    type Heard = Heard;
    type Input = Input;
    type View = OneselfView;

    fn next(&self) -> Option<(Duration, Ask)> {
        self.machine.next()
    }

    fn question(&mut self, ask: Ask) -> Box<dyn FnOnce() -> Heard + Send> {
        self.machine.asked(ask);
        let (directory, person) = (Arc::clone(&self.means.directory), self.means.person.clone());
        Box::new(move || match ask {
            Ask::Begin => Heard::Begin(Box::new(begun(directory.as_ref(), &person))),
            Ask::Look => Heard::Look(listed(directory.as_ref(), &person)),
        })
    }

    fn unasked(ask: Ask, why: TenantError) -> Heard {
        match ask {
            Ask::Begin => Heard::Begin(Box::new(Err(why))),
            Ask::Look => Heard::Look(Err(why)),
        }
    }

    fn hear(&mut self, heard: Heard, now: Duration) {
        let effects = self.machine.heard(heard, now);
        self.carry_out(effects);
    }

    fn take(&mut self, input: Input, now: Duration) {
        let effects = match input {
            Input::Act(act) => self.machine.act(act, now),
            Input::Key(prompt, answer) => {
                let theirs = self.machine.theirs(prompt);
                if let (Some(theirs), Some(proof)) = (theirs, &self.proof) {
                    proof.answer(theirs, answer);
                }
                Vec::new()
            }
            Input::Hand(watch, news) => {
                self.machine.hand(watch, news);
                Vec::new()
            }
            Input::Met(seen) => {
                self.machine.met(seen);
                Vec::new()
            }
            Input::Moment(moment) => {
                self.machine.moment(moment);
                Vec::new()
            }
            Input::Proved(removed) => {
                self.proof = None;
                self.machine.proved(removed)
            }
        };
        self.carry_out(effects);
    }

    fn view(&self, revision: u32) -> OneselfView {
        OneselfView { revision, ..self.machine.view() }
    }

    /// Its key must not go on blinking.
    fn part(&mut self) -> Parting<Input> {
        let Some(proof) = &self.proof else { return Parting::Over };
        proof.cancel();
        Parting::Awaits(|input| matches!(input, Input::Proved(_)))
    }
}

impl Runner {
    fn new(means: Means, tell: Tell<Self>) -> Self {
        let (machine, effects) = Machine::begin(means.grounds.clone(), Duration::ZERO);
        let mut this = Self { machine, means, tell, watching: None, proof: None };
        this.carry_out(effects);
        this
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        effects.into_iter().for_each(|effect| self.does(effect));
    }

    fn does(&mut self, effect: Effect) {
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
                let tell = self.tell.clone();
                let hear = move |news| tell.tell(Input::Hand(watch, news));
                self.watching = Some(hand::watch(
                    self.means.keys.as_ref(),
                    Asked { passkeys: asked, rehearsed: None },
                    hear,
                ));
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
