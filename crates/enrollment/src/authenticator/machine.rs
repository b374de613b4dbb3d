//! The enrolment as a pure machine: acts and the directory's answers in, a view and the next question out.
//! It must never be done before the directory lists the app, nor stay done once it does not.

mod draw;
pub mod problem;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use super::{
    Allowed, Preference, Sight, Terms,
    view::{AuthenticatorAct as Act, AuthenticatorWatch, Link},
};
use crate::{
    tenant::TenantError,
    watch::{Looking, Looks},
};
use problem::{Problem, SaidBy};

/// How often the directory is asked for a preference before it counts as not saying.
const PREFERENCE_LOOKS: u8 = 3;

/// What the directory is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// What the policy says of the person.
    Terms,
    /// Which apps are registered.
    Apps,
    /// Which second factor comes first.
    Preference,
}

/// What it answers.
#[derive(Clone, Debug)]
pub enum Heard {
    /// To [`Ask::Terms`].
    Terms(Result<Terms, TenantError>),
    /// To [`Ask::Apps`].
    Apps(Result<Sight, TenantError>),
    /// To [`Ask::Preference`].
    Preference(Result<Preference, TenantError>),
}

/// Something to be done outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The page of sign-in methods is opened in a browser.
    OpenPage,
}

/// Where the person is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Nothing was done yet.
    Begin,
    GetApp,
    OpenPage,
    Scan,
    Approve,
    PhoneSignIn,
    Done,
}

/// One enrolment. Times are since some fixed moment.
#[derive(Clone, Debug)]
pub struct Machine {
    practice: bool,
    links: Arc<[Link]>,
    terms: Option<Terms>,
    /// The latest whole answer.
    sight: Option<Sight>,
    /// What was there at first: an app that is not among them came meanwhile.
    known: BTreeSet<String>,
    /// The app that this is about.
    ours: Option<String>,
    preference: Preference,
    preference_looks: u8,
    at: At,
    problem: Option<(Problem, SaidBy)>,
    page_opened: bool,
    no_browser: bool,
    looks: Looks<Ask>,
}

impl Machine {
    /// One that begins now; `links` are where people are sent.
    pub fn begin(practice: bool, links: Arc<[Link]>, now: Duration) -> Self {
        Self {
            practice,
            links,
            terms: None,
            sight: None,
            known: BTreeSet::new(),
            ours: None,
            preference: Preference::NotSaid,
            preference_looks: 0,
            at: At::Begin,
            problem: None,
            page_opened: false,
            no_browser: false,
            looks: Looks::begin(now),
        }
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
    pub fn heard(&mut self, heard: Heard, now: Duration) {
        let of = match &heard {
            Heard::Terms(_) => Ask::Terms,
            Heard::Apps(_) => Ask::Apps,
            Heard::Preference(_) => Ask::Preference,
        };
        if !self.looks.answered(of) {
            return;
        }
        match heard {
            Heard::Terms(Ok(terms)) => {
                self.terms = Some(terms);
                self.looks.pace.goes_on(now);
            }
            Heard::Apps(Ok(sight)) => {
                self.looks.pace.succeeded(now, self.is_near());
                self.saw(sight, now);
            }
            Heard::Preference(answer) => {
                self.preference_looks = self.preference_looks.saturating_add(1);
                match answer {
                    Ok(preference) => {
                        self.preference = preference;
                        self.looks.pace.succeeded(now, self.is_near());
                    }
                    Err(error) => self.looks.pace.failed(&error, now),
                }
            }
            Heard::Terms(Err(error)) | Heard::Apps(Err(error)) => {
                self.looks.pace.failed(&error, now)
            }
        }
    }

    /// The person does something. What does not fit the moment does nothing.
    pub fn act(&mut self, act: Act, now: Duration) -> Option<Effect> {
        if self.terms.is_none() || self.sight.is_none() {
            if act == Act::Look {
                self.looks.pace.hurry(now);
            }
            return None;
        }
        self.looks.pace.person_is_here(now);
        match (act, self.at) {
            (Act::Look, _) => {
                if self.is_barred() {
                    self.terms = None;
                }
                self.looks.pace.hurry(now);
            }
            (Act::Again, _) => {
                if let Some((problem, _)) = self.problem.take() {
                    self.at = match problem.back_to() {
                        problem::Back::GetApp => At::GetApp,
                        problem::Back::OpenPage => At::OpenPage,
                        problem::Back::Approve => At::Approve,
                    };
                }
            }
            (Act::Report { problem }, _) => self.went_wrong(problem, SaidBy::Person),
            _ if self.problem.is_some() || self.is_barred() => {}
            (Act::AddAnother, At::Begin) => self.at = At::GetApp,
            (Act::PhoneSignIn, At::Begin | At::Done) => self.turn_to_phone(now),
            (Act::Later, At::PhoneSignIn) if self.is_optional() => self.at = At::Done,
            (Act::Next, At::GetApp) => self.at = At::OpenPage,
            (Act::Next, At::OpenPage) => self.at = At::Scan,
            (Act::Next, At::Scan) => self.at = At::Approve,
            (Act::Back, At::OpenPage) => self.at = At::GetApp,
            (Act::Back, At::Scan) => self.at = At::OpenPage,
            (Act::Back, At::Approve) => self.at = At::Scan,
            (Act::OpenPage, At::OpenPage) => {
                self.page_opened = true;
                self.no_browser = false;
                return (!self.practice).then_some(Effect::OpenPage);
            }
            (
                Act::Next
                | Act::Back
                | Act::OpenPage
                | Act::AddAnother
                | Act::PhoneSignIn
                | Act::Later,
                At::Begin
                | At::GetApp
                | At::OpenPage
                | At::Scan
                | At::Approve
                | At::PhoneSignIn
                | At::Done,
            ) => {}
        }
        None
    }

    /// The practice phone approved, or something went wrong with it: the directory is looked at now.
    pub fn phone_did(&mut self, problem: Option<Problem>, now: Duration) {
        self.looks.pace.person_is_here(now);
        if let Some(problem) = problem {
            self.went_wrong(problem, SaidBy::PracticePhone);
        }
        self.looks.pace.hurry(now);
    }

    /// There is no browser, or it could not be opened.
    pub fn no_browser(&mut self) {
        self.no_browser = true;
    }

    /// A step that only the person could do went wrong. Once the directory lists the app it did not.
    fn went_wrong(&mut self, problem: Problem, by: SaidBy) {
        let fits = match self.at {
            At::OpenPage | At::Scan | At::Approve => problem.can_be_said(),
            At::Begin | At::GetApp | At::PhoneSignIn | At::Done => false,
        };
        if fits && !self.is_barred() {
            self.problem = Some((problem, by));
        }
    }

    /// The directory lists these apps.
    fn saw(&mut self, sight: Sight, now: Duration) {
        if self.sight.is_none() {
            self.known = sight.apps.iter().map(|app| app.id.clone()).collect();
            if sight.apps.is_empty() {
                self.at = At::GetApp;
            }
        }
        let came = sight.apps.iter().find(|app| !self.known.contains(&app.id));
        let gone = self.ours.as_ref().is_some_and(|ours| sight.app(ours).is_none());
        if gone {
            // Should it come back, it is new.
            self.ours.take().map(|ours| self.known.remove(&ours));
            if matches!(self.at, At::PhoneSignIn | At::Done) {
                self.at = At::GetApp;
                self.problem = Some((Problem::TakenAway, SaidBy::Directory));
            }
        }
        let new = came.map(|app| app.id.clone()).filter(|_| self.ours.is_none());
        self.sight = Some(sight);
        if let Some(id) = new {
            self.known.insert(id.clone());
            self.ours = Some(id);
            self.problem = None;
            self.preference_looks = 0;
            self.at = At::PhoneSignIn;
            self.looks.pace.goes_on(now);
            let offered = self.offers_phone_sign_in() == Some(true);
            if !offered {
                self.at = At::Done;
            }
        }
        if self.at == At::PhoneSignIn && self.phone_sign_in() == Some(true) {
            self.at = At::Done;
        }
    }

    /// An app that has no phone sign-in yet, or the one that this is about.
    fn turn_to_phone(&mut self, now: Duration) {
        if self.offers_phone_sign_in() != Some(true) {
            return;
        }
        let apps = self.sight.iter().flat_map(|sight| &sight.apps);
        let without = apps.clone().find(|app| app.phone_sign_in != Some(true));
        let about = self.ours.clone().or_else(|| without.map(|app| app.id.clone()));
        if about.is_some() {
            self.ours = about;
            self.at = At::PhoneSignIn;
            self.looks.pace.hurry(now);
        }
        if self.phone_sign_in() == Some(true) {
            self.at = At::Done;
        }
    }

    /// What is worth asking now.
    fn wanted(&self) -> Option<Ask> {
        if self.terms.is_none() {
            return Some(Ask::Terms);
        }
        if self.sight.is_none() {
            return Some(Ask::Apps);
        }
        let unsaid = self.preference == Preference::NotSaid;
        if self.ours.is_some() && unsaid && self.preference_looks < PREFERENCE_LOOKS {
            return Some(Ask::Preference);
        }
        match self.at {
            At::Begin | At::Done => None,
            At::GetApp | At::OpenPage | At::Scan | At::Approve | At::PhoneSignIn => {
                (!self.is_barred()).then_some(Ask::Apps)
            }
        }
    }

    /// Whether the app may come at any moment.
    fn is_near(&self) -> bool {
        match self.at {
            At::Begin | At::GetApp => false,
            At::OpenPage | At::Scan | At::Approve | At::PhoneSignIn | At::Done => true,
        }
    }

    /// Whether the policy keeps the person out. An app that is listed all the same shows that it did not.
    fn is_barred(&self) -> bool {
        let barred = self.terms.is_some_and(|terms| match terms.allowed {
            Allowed::MethodOff | Allowed::NotInScope => true,
            Allowed::Yes | Allowed::NotSaid => false,
        });
        let listed = self.sight.as_ref().is_some_and(|sight| !sight.apps.is_empty());
        barred && !(listed && matches!(self.at, At::Begin | At::PhoneSignIn | At::Done))
    }

    fn offers_phone_sign_in(&self) -> Option<bool> {
        self.terms.and_then(|terms| terms.mode.allows_phone_sign_in())
    }

    /// Whether phone sign-in is on in the app that this is about.
    fn phone_sign_in(&self) -> Option<bool> {
        let app = self.sight.as_ref()?.app(self.ours.as_ref()?)?;
        app.phone_sign_in
    }

    /// Whether the app is of use without phone sign-in.
    fn is_optional(&self) -> bool {
        self.terms.is_none_or(|terms| terms.mode != super::Mode::Passwordless)
    }

    /// How it is watched.
    fn watch(&self) -> AuthenticatorWatch {
        match self.looks.state(self.wanted()) {
            Looking::Over => AuthenticatorWatch::Over,
            Looking::Resting => AuthenticatorWatch::Resting,
            Looking::Failing(trouble, seconds) => {
                AuthenticatorWatch::Failing { trouble: trouble.clone(), seconds }
            }
            Looking::Watching => AuthenticatorWatch::Watching,
        }
    }
}
