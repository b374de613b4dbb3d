//! Registering for oneself as a pure machine: acts, keys and the directory's answers in, a view, the next
//! question and what is to be done out. It must never call a passkey proved that no key said it holds.

mod draw;
mod held;
mod proof;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use webauthn::{CredentialId, Timestamp};

use self::{held::Hand, proof::Proving};
use super::{
    Known,
    view::{OneselfAct as Act, OneselfPage, OneselfWatch, PasskeyHolder},
};
use crate::{
    OrganisationPolicy,
    metadata::Metadata,
    tenant::{Fido2Method, MethodId, TenantError},
    watch::{Looking, Looks},
    wizard::means::Models,
};

/// What the directory is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The policy, and what is registered already.
    Begin,
    /// What is registered now.
    Look,
}

/// What it answers.
#[derive(Clone, Debug)]
pub enum Heard {
    /// To [`Ask::Begin`].
    Begin(Box<Result<Begun, TenantError>>),
    /// To [`Ask::Look`].
    Look(Result<Vec<Fido2Method>, TenantError>),
}

/// How things stand at first.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The policy for this person; `None`: whoever asks may not read it.
    pub policy: Option<OrganisationPolicy>,
    /// What is registered.
    pub listed: Vec<Fido2Method>,
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The page of sign-in methods is opened in a browser.
    OpenPage,
    /// The keys in hand are asked anew, and whether they hold these; their news carry this number.
    WatchKeys(u32, Vec<MethodId>),
    /// The keys are let go, and one is asked with its PIN.
    Prove(CredentialId),
    /// The key's question is answered.
    Answer(ctap::ceremony::PromptId, Choice),
    /// It is asked no more.
    StopProof,
}

/// An answer to a key that is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Once more.
    Again,
    /// By its PIN.
    UsePin,
}

/// What keys are judged by besides the policy.
#[derive(Clone)]
pub struct Grounds {
    /// Whether it is the practice organisation.
    pub practice: bool,
    /// Where the passkey is to be made.
    pub holder: PasskeyHolder,
    /// What models are called.
    pub models: Arc<dyn Models>,
    /// FIDO metadata, where there are some.
    pub metadata: Option<Metadata>,
    /// The time of day at which it begins.
    pub at: Timestamp,
}

/// One registration for oneself. Times are since some fixed moment.
pub struct Machine {
    grounds: Grounds,
    begun: Option<(Option<OrganisationPolicy>, usize)>,
    known: Option<Known>,
    came: Vec<Fido2Method>,
    hand: Hand,
    proving: Proving,
    page: OneselfPage,
    looks: Looks<Ask>,
    stopped: bool,
    over: bool,
    signed_out: bool,
}

impl Machine {
    /// One that begins now, and what is to be done first.
    pub fn begin(grounds: Grounds, now: Duration) -> (Self, Vec<Effect>) {
        let mut machine = Self {
            grounds,
            begun: None,
            known: None,
            came: Vec::new(),
            hand: Hand::default(),
            proving: Proving::default(),
            page: OneselfPage::NotOpened,
            looks: Looks::begin(now),
            stopped: false,
            over: false,
            signed_out: false,
        };
        let effects = machine.watch_keys();
        (machine, effects)
    }

    /// What the directory is to be asked next, and when; `None`: nothing, or an answer is awaited.
    pub fn next(&self) -> Option<(Duration, Ask)> {
        self.looks.next(self.wanted())
    }

    /// The question went out.
    pub fn asked(&mut self, ask: Ask) {
        self.looks.asked(ask);
    }

    /// Its answer came. One that nobody waits for does nothing.
    pub fn heard(&mut self, heard: Heard, now: Duration) -> Vec<Effect> {
        let of = match &heard {
            Heard::Begin(_) => Ask::Begin,
            Heard::Look(_) => Ask::Look,
        };
        if !self.looks.answered(of) {
            return Vec::new();
        }
        let failed = match heard {
            Heard::Begin(answer) => match *answer {
                Ok(Begun { policy, listed }) => {
                    self.looks.pace.succeeded(now, self.is_near());
                    self.begun = Some((policy, listed.len()));
                    self.known = Some(Known::of(&listed));
                    return Vec::new();
                }
                Err(error) => error,
            },
            Heard::Look(Ok(listed)) => {
                self.looks.pace.succeeded(now, self.is_near());
                let came = self.known.as_mut().map(|known| known.came(listed)).unwrap_or_default();
                return self.take(came);
            }
            Heard::Look(Err(error)) => error,
        };
        self.signed_out =
            matches!(failed, TenantError::SignInNeeded | TenantError::StepUpNeeded { .. });
        self.looks.pace.failed(&failed, now);
        Vec::new()
    }

    /// These came: the watch is over, and the keys in hand are asked for them.
    fn take(&mut self, came: Vec<Fido2Method>) -> Vec<Effect> {
        if came.is_empty() {
            return Vec::new();
        }
        self.came.extend(came);
        self.over = true;
        if self.proving.is_under_way() { Vec::new() } else { self.watch_keys() }
    }

    /// The person does something. What does not fit the moment does nothing.
    pub fn act(&mut self, act: Act, now: Duration) -> Vec<Effect> {
        self.looks.pace.person_is_here(now);
        match act {
            Act::OpenPage if self.begun.is_some() => {
                self.page = OneselfPage::Opened;
                self.looks.pace.hurry(now);
                return vec![Effect::OpenPage];
            }
            Act::OpenPage => {}
            Act::Look => {
                (self.stopped, self.over, self.signed_out) = (false, false, false);
                self.looks.pace.hurry(now);
            }
            Act::Stop => self.stopped = self.begun.is_some() && !self.over,
            Act::Prove { method } => return self.prove(&MethodId(method)),
            Act::Answer { answer } => return self.answer(&answer),
            Act::StopProof if self.proving.is_under_way() => return vec![Effect::StopProof],
            Act::StopProof => {}
        }
        Vec::new()
    }

    /// There is no browser, or it could not be opened.
    pub fn no_browser(&mut self) {
        self.page = OneselfPage::NoBrowser;
    }

    /// The keys in hand, asked anew for what is not proved; none where no key is to hold it.
    fn watch_keys(&mut self) -> Vec<Effect> {
        match self.grounds.holder {
            PasskeyHolder::SecurityKey => {}
            PasskeyHolder::Provider => return Vec::new(),
        }
        let open = |one: &&Fido2Method| !self.proving.is_proved(&one.id);
        let asked = self.came.iter().filter(open).map(|one| one.id.clone()).collect();
        vec![Effect::WatchKeys(self.hand.begin(), asked)]
    }

    /// What is worth asking now.
    fn wanted(&self) -> Option<Ask> {
        if self.signed_out {
            return None;
        }
        if self.begun.is_none() {
            return Some(Ask::Begin);
        }
        (!self.stopped && !self.over).then_some(Ask::Look)
    }

    /// Whether something may come at any moment.
    fn is_near(&self) -> bool {
        match self.page {
            OneselfPage::NotOpened => false,
            // Its address can be copied, and opened elsewhere.
            OneselfPage::Opened | OneselfPage::NoBrowser => true,
        }
    }

    /// How the directory is watched.
    fn watched(&self) -> OneselfWatch {
        match self.looks.state(self.wanted()) {
            Looking::Over if self.stopped => OneselfWatch::Stopped,
            Looking::Over => OneselfWatch::Over,
            Looking::Resting => OneselfWatch::Resting,
            Looking::Failing(trouble, seconds) => {
                OneselfWatch::Failing { trouble: trouble.clone(), seconds }
            }
            Looking::Watching => OneselfWatch::Watching,
        }
    }
}
