//! Drives the machine: one thread, one more for each question to the directory. It must decide nothing,
//! and never let a directory that takes its time hold up the person.

use std::{
    fmt, io,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    Allowed, Mode, Preference, Problem, Sight, Terms, address,
    machine::{Ask, Effect, Heard, Machine},
    view::{AuthenticatorAct, AuthenticatorView},
};
use crate::tenant::{
    Administration, MethodKind, PersonId, SignInPreferences, Tenant, TenantError, Tree,
};

#[cfg(test)]
mod tests;

/// How long the thread sleeps where there is nothing to ask.
const LONG: Duration = Duration::from_secs(3600);

/// What an enrolment asks of a directory. Calls block.
pub trait AppDirectory: Send + Sync {
    /// What the policy says of the person.
    ///
    /// # Errors
    /// See [`TenantError`]; so for all of these.
    fn terms(&self, person: &str) -> Result<Terms, TenantError>;

    /// The person's apps.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn apps(&self, person: &str) -> Result<Sight, TenantError>;

    /// Which second factor comes first for them.
    ///
    /// # Errors
    /// See [`TenantError`].
    fn preference(&self, person: &str) -> Result<Preference, TenantError>;
}

impl<D: Tenant + Administration + SignInPreferences> AppDirectory for D {
    /// Somebody who may not read the policy is not kept out by that.
    fn terms(&self, person: &str) -> Result<Terms, TenantError> {
        let policy = match self.methods_policy(Tree::V1) {
            Err(TenantError::Refused(refusal)) if refusal.status == 403 => {
                return Ok(Terms { allowed: Allowed::NotSaid, mode: Mode::NotSaid });
            }
            read => read?,
        };
        Ok(Terms::of(&policy, &self.person(person)?))
    }

    fn apps(&self, person: &str) -> Result<Sight, TenantError> {
        let person = PersonId(person.to_owned());
        Ok(Sight::of(&self.methods(&person, MethodKind::MicrosoftAuthenticator)?))
    }

    fn preference(&self, person: &str) -> Result<Preference, TenantError> {
        self.sign_in_preferences(&PersonId(person.to_owned())).map(|said| Preference::of(&said))
    }
}

/// What an enrolment works with.
pub struct Means {
    /// The directory.
    pub directory: Arc<dyn AppDirectory>,
    /// The person, by object id or user principal name.
    pub person: String,
    /// Whether it is the practice organisation, which has no page to open.
    pub practice: bool,
    /// Where people of this cloud look after their sign-in methods.
    pub security_info: &'static str,
    /// Opens an address in the person's browser.
    pub browser: fn(&str) -> io::Result<()>,
}

/// An enrolment that is under way. Dropping it ends the watch.
pub struct Enrolment {
    inputs: Sender<Input>,
}

enum Input {
    Act(AuthenticatorAct),
    Phone(Option<Problem>),
    Heard(Heard),
    Closed,
}

impl Enrolment {
    /// Begins one. `draw` gets each view as it comes, from the thread; it must not wait for anything.
    pub fn begin(means: Means, draw: impl FnMut(&AuthenticatorView) + Send + 'static) -> Self {
        let (inputs, received) = mpsc::channel();
        let began = Instant::now();
        let runner = Runner {
            machine: Machine::begin(
                means.practice,
                address::links(means.security_info),
                Duration::ZERO,
            ),
            means,
            inputs: inputs.clone(),
            received,
            began,
            drawn: None,
            draw: Box::new(draw),
        };
        let thread = thread::Builder::new().name("authenticator".to_owned());
        if let Err(error) = thread.spawn(move || runner.run()) {
            tracing::error!(%error, "no thread to watch for Authenticator");
        }
        Self { inputs }
    }

    /// The person does something.
    pub fn act(&self, act: AuthenticatorAct) {
        self.tell(Input::Act(act));
    }

    /// The practice phone approved, or something went wrong with it.
    pub fn phone_did(&self, problem: Option<Problem>) {
        self.tell(Input::Phone(problem));
    }

    fn tell(&self, input: Input) {
        // One that is over has nobody left to tell.
        let _ = self.inputs.send(input);
    }
}

impl Drop for Enrolment {
    fn drop(&mut self) {
        self.tell(Input::Closed);
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

/// What the thread owns.
struct Runner {
    machine: Machine,
    means: Means,
    inputs: Sender<Input>,
    received: Receiver<Input>,
    began: Instant,
    drawn: Option<AuthenticatorView>,
    draw: Box<dyn FnMut(&AuthenticatorView) + Send>,
}

impl Runner {
    fn run(mut self) {
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
            match self.received.recv_timeout(wait) {
                Ok(Input::Act(act)) => {
                    let effect = self.machine.act(act, self.now());
                    effect.into_iter().for_each(|effect| self.carry_out(effect));
                }
                Ok(Input::Phone(problem)) => self.machine.phone_did(problem, self.now()),
                Ok(Input::Heard(heard)) => self.machine.heard(heard, self.now()),
                Err(RecvTimeoutError::Timeout) => {}
                Ok(Input::Closed) | Err(RecvTimeoutError::Disconnected) => return,
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
                Ask::Terms => Heard::Terms(directory.terms(&person)),
                Ask::Apps => Heard::Apps(directory.apps(&person)),
                Ask::Preference => Heard::Preference(directory.preference(&person)),
            };
            let _ = inputs.send(Input::Heard(heard));
        };
        if let Err(error) = thread::Builder::new().name("directory".to_owned()).spawn(question) {
            let none = || TenantError::Unreachable(error.to_string());
            let heard = match ask {
                Ask::Terms => Heard::Terms(Err(none())),
                Ask::Apps => Heard::Apps(Err(none())),
                Ask::Preference => Heard::Preference(Err(none())),
            };
            self.machine.heard(heard, self.now());
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
