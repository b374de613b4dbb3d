//! Drives the machine in the thread of a watch. It must decide nothing, and ask nothing but the directory.

use std::{fmt, io, sync::Arc, time::Duration};

use super::{
    Allowed, Mode, Preference, Problem, Sight, Terms, address,
    machine::{Ask, Effect, Heard, Machine},
    view::{AuthenticatorAct, AuthenticatorView},
};
use crate::{
    tenant::{Administration, MethodKind, PersonId, SignInPreferences, Tenant, TenantError, Tree},
    watch::{Watch, Watching},
};

#[cfg(test)]
mod tests;

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
pub struct Enrolment(Watching<Runner>);

impl Enrolment {
    /// Begins one. `draw` gets each view as it comes, from the thread; it must not wait for anything.
    pub fn begin(means: Means, draw: impl FnMut(&AuthenticatorView) + Send + 'static) -> Self {
        Self(Watching::begin(|_| Runner::new(means), draw))
    }

    /// The person does something.
    pub fn act(&self, act: AuthenticatorAct) {
        self.0.tell(Input::Act(act));
    }

    /// The practice phone approved, or something went wrong with it.
    pub fn phone_did(&self, problem: Option<Problem>) {
        self.0.tell(Input::Phone(problem));
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Enrolment").finish_non_exhaustive()
    }
}

enum Input {
    Act(AuthenticatorAct),
    Phone(Option<Problem>),
}

/// What the thread owns.
struct Runner {
    machine: Machine,
    means: Means,
}

impl Runner {
    fn new(means: Means) -> Self {
        let links = address::links(means.security_info);
        Self { machine: Machine::begin(means.practice, links, Duration::ZERO), means }
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
}

impl Watch for Runner {
    const NAME: &'static str = "authenticator";
    type Ask = Ask;
    type Heard = Heard;
    type Input = Input;
    type View = AuthenticatorView;

    fn next(&self) -> Option<(Duration, Ask)> {
        self.machine.next()
    }

    fn question(&mut self, ask: Ask) -> Box<dyn FnOnce() -> Heard + Send> {
        self.machine.asked(ask);
        let (directory, person) = (Arc::clone(&self.means.directory), self.means.person.clone());
        Box::new(move || match ask {
            Ask::Terms => Heard::Terms(directory.terms(&person)),
            Ask::Apps => Heard::Apps(directory.apps(&person)),
            Ask::Preference => Heard::Preference(directory.preference(&person)),
        })
    }

    fn unasked(ask: Ask, why: TenantError) -> Heard {
        match ask {
            Ask::Terms => Heard::Terms(Err(why)),
            Ask::Apps => Heard::Apps(Err(why)),
            Ask::Preference => Heard::Preference(Err(why)),
        }
    }

    fn hear(&mut self, heard: Heard, now: Duration) {
        self.machine.heard(heard, now);
    }

    fn take(&mut self, input: Input, now: Duration) {
        match input {
            Input::Act(act) => {
                let effect = self.machine.act(act, now);
                effect.into_iter().for_each(|effect| self.carry_out(effect));
            }
            Input::Phone(problem) => self.machine.phone_did(problem, now),
        }
    }

    fn view(&self, revision: u32) -> AuthenticatorView {
        AuthenticatorView { revision, ..self.machine.view() }
    }
}
