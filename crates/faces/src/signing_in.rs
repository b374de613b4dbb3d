//! One sign-in of a window from wish to session, its moments drawn on the way. An address or a code must get
//! nowhere but into the moment that the person sees.

mod words;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use enrollment::{
    rooms::{ApplicationPart, SignInMoment, SignInTrouble, SignInWho, SignInWish},
    settings::{RegisteredApplication, Settings, SignInBy},
};
use entra_graph::sign_in::{
    ApplicationError, Authority, BrowserSignIn, DeviceSignIn, Job, Prompt, Session, SignInError,
    Wanted, Words,
};

use crate::{
    at_work::Opens,
    sign_in::{self, NoAuthority},
};

use words::{by_of, cloud_of, job_of};
pub(crate) use words::{cloud_view, job_view, lasts_of, trouble, view_of, way_of};

/// How long the browser may take to come back.
const LIMIT: Duration = Duration::from_secs(600);

/// What was decided about a sign-in before anybody is asked.
pub(crate) struct Plan {
    authority: Authority,
    wanted: Wanted,
    prompt: Prompt,
    words: Words,
    /// Whether the authority may be asked without a person first.
    silently: bool,
    pub(crate) by: SignInBy,
    /// Who is signed in and stays it.
    pub(crate) session: Option<Arc<Session>>,
}

/// The handle of a sign-in that is under way.
pub(crate) struct Underway(Arc<Stops>);

/// How it hears of it.
#[derive(Default)]
pub(crate) struct Stops {
    stopped: AtomicBool,
    wakes: Mutex<Option<Box<dyn Fn() + Send>>>,
}

impl Underway {
    pub(crate) fn new() -> (Self, Arc<Stops>) {
        let stops = Arc::<Stops>::default();
        (Self(Arc::clone(&stops)), stops)
    }

    pub(crate) fn stop(&self) {
        self.0.stopped.store(true, Ordering::SeqCst);
        let wakes = self.0.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        wakes.iter().for_each(|wake| wake());
    }
}

impl Stops {
    /// What wakes whoever waits; at once where it was stopped before.
    fn by(&self, wake: impl Fn() + Send + 'static) {
        let mut wakes = self.wakes.lock().unwrap_or_else(PoisonError::into_inner);
        if self.stopped.load(Ordering::SeqCst) {
            wake();
        }
        *wakes = Some(Box::new(wake));
    }

    pub(crate) fn check(&self) -> Result<(), SignInError> {
        if self.stopped.load(Ordering::SeqCst) { Err(SignInError::Stopped) } else { Ok(()) }
    }
}

impl Plan {
    /// Whom to ask for what. Whoever is signed in stays it, unless another account is wanted or another
    /// application is named.
    pub(crate) fn of(
        wish: SignInWish,
        session: Option<Arc<Session>>,
        named: Option<&Authority>,
        settings: &Settings,
    ) -> Result<Self, SignInTrouble> {
        let SignInWish { application, way, jobs, who, words } = wish;
        let stays = match (who, &application) {
            (SignInWho::Usual | SignInWho::Again, None) => session,
            (SignInWho::Another, _) | (_, Some(_)) => None,
        };
        let authority = match (&stays, application, named) {
            (Some(session), ..) => session.authority().clone(),
            (None, Some(application), _) => {
                let cloud = cloud_of(application.cloud).as_str().to_owned();
                authority(&RegisteredApplication {
                    client_id: application.client_id.trim().to_owned(),
                    tenant: application.tenant.trim().to_owned(),
                    cloud,
                })?
            }
            (None, None, Some(named)) => named.clone(),
            (None, None, None) => {
                authority(settings.application.as_ref().ok_or(SignInTrouble::NoApplication)?)?
            }
        };
        let claims = stays.as_ref().and_then(|session| session.wanted());
        let agreed = |job: &Job| stays.iter().any(|session| session.lacks(&[*job]).is_empty());
        // A sign-in for nothing at all would end at the first question to the directory.
        let nothing = stays.is_none() && jobs.is_empty();
        let jobs = jobs.into_iter().map(job_of);
        let wanted = Wanted {
            // All that was agreed to, or the new token would be good for less.
            jobs: if nothing {
                vec![Job::Own]
            } else {
                Job::ALL.into_iter().filter(agreed).chain(jobs).collect()
            },
            login_hint: stays.as_ref().map(|session| session.account().username.clone()),
            claims,
        };
        let prompt = match who {
            SignInWho::Usual | SignInWho::Again => Prompt::Usual,
            SignInWho::Another => Prompt::SelectAccount,
        };
        let silently = stays.is_some() && who == SignInWho::Usual && wanted.claims.is_none();
        let words = Words {
            title: words.title,
            done: words.done,
            refused: words.refused,
            not_ours: words.not_ours,
        };
        let by = by_of(way);
        Ok(Self { authority, wanted, prompt, words, silently, by, session: stays })
    }

    /// Asks, and answers who signed in; `None`: nobody had to.
    pub(crate) fn carry_out(
        &self,
        opens: Opens,
        stops: &Stops,
        draw: &mut impl FnMut(SignInMoment),
    ) -> Result<Option<Session>, SignInTrouble> {
        if let Some(session) = self.session.as_ref().filter(|_| self.silently) {
            let widened = session.widen(&self.wanted.jobs);
            if widened.is_ok() && session.lacks(&self.wanted.jobs).is_empty() {
                return Ok(None);
            }
        }
        let done = match sign_in::way(&self.wanted, self.by) {
            SignInBy::Browser => self.with_browser(opens, stops, draw),
            SignInBy::DeviceCode => self.with_code(stops, draw),
        };
        // Whoever stopped it does not want what came all the same.
        let done = done.and_then(|session| stops.check().map(|()| session));
        done.map(Some).map_err(|error| trouble(error, Some(&self.authority)))
    }

    fn with_browser(
        &self,
        opens: Opens,
        stops: &Stops,
        draw: &mut impl FnMut(SignInMoment),
    ) -> Result<Session, SignInError> {
        let (authority, wanted) = (self.authority.clone(), self.wanted.clone());
        let begun = BrowserSignIn::begin(authority, wanted, self.prompt, self.words.clone())?;
        let stopper = begun.stopper();
        stops.by(move || stopper.stop());
        stops.check()?;
        let opened = opens(begun.url());
        let opened = opened.inspect_err(|error| tracing::info!(%error, "no browser was opened"));
        let (address, opened) = (begun.url().to_owned(), opened.is_ok());
        draw(SignInMoment::Browser { address, opened, only: self.wanted.claims.is_some() });
        begun.finish(LIMIT)
    }

    fn with_code(
        &self,
        stops: &Stops,
        draw: &mut impl FnMut(SignInMoment),
    ) -> Result<Session, SignInError> {
        let begun = DeviceSignIn::begin(self.authority.clone(), &self.wanted.jobs)?;
        let stopper = begun.stopper();
        stops.by(move || stopper.store(true, Ordering::SeqCst));
        let view = begun.view();
        draw(SignInMoment::Code {
            code: view.user_code,
            address: view.verification_uri,
            left_ms: u64::try_from(view.life.as_millis()).unwrap_or(u64::MAX),
        });
        begun.finish()
    }
}

fn authority(application: &RegisteredApplication) -> Result<Authority, SignInTrouble> {
    let malformed = |part| SignInTrouble::ApplicationMalformed { part };
    sign_in::authority(application).map_err(|why| match why {
        NoAuthority::Cloud(_) => malformed(ApplicationPart::Cloud),
        NoAuthority::Practice => SignInTrouble::PracticeGone,
        NoAuthority::Application(ApplicationError::ClientId) => {
            malformed(ApplicationPart::ClientId)
        }
        NoAuthority::Application(ApplicationError::Tenant) => malformed(ApplicationPart::Tenant),
    })
}
