//! The organisation that a window works for, which changes while the window is open: somebody signs in, or out.
//! Practice must never stand in for an organisation whose sign-in has ended.

#[cfg(test)]
mod tests;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use enrollment::{
    rooms::{AccountScene, SignInMoment, SignInTrouble, SignInWish},
    settings::Settings,
    store::{Forgotten, Keeping, SettingsFile, StoreError},
};
use entra_graph::{
    GraphClient,
    sign_in::{Authority, Session},
};

use crate::{
    Places, Standing, sign_in,
    signing_in::{self, Plan, Stops, Underway},
    standing::{Employer, For},
};

/// Opens an address in a browser.
pub type Opens = fn(&str) -> io::Result<()>;

/// The organisation that a window works for.
pub struct AtWork {
    places: Places,
    /// A practice authority that was named when the program was started.
    named: Option<Authority>,
    key_folders: Vec<PathBuf>,
    /// The practice organisation of this program.
    practice: Arc<GraphClient>,
    opens: Opens,
    now: Mutex<For>,
    underway: Mutex<Option<Underway>>,
    /// Whoever changes for whom the window works holds it, so that a sign-in that was stopped comes to nothing.
    turn: Mutex<()>,
}

impl AtWork {
    /// As the settings say. `practice` is the practice organisation of this program, `key_folders` are
    /// where practice keys lie.
    ///
    /// # Errors
    /// What is kept of the sign-in cannot be read.
    pub fn open(
        places: &Places,
        settings: &Settings,
        (named, key_folders): (Option<Authority>, Vec<PathBuf>),
        practice: &Arc<GraphClient>,
        opens: Opens,
    ) -> Result<Arc<Self>, StoreError> {
        let now = match settings.account {
            Some(AccountScene::Practice) | None => For::Practice,
            Some(AccountScene::Tenant) => {
                let session = sign_in::resume(places)?;
                session.map_or(For::Nobody, |session| {
                    For::Employer(Employer::of(Arc::new(session), &key_folders))
                })
            }
        };
        let (places, practice, now) = (places.clone(), Arc::clone(practice), Mutex::new(now));
        let (underway, turn) = (Mutex::default(), Mutex::default());
        Ok(Arc::new(Self { places, named, key_folders, practice, opens, now, underway, turn }))
    }

    /// How it stands at this moment, whatever comes after: whoever does one thing looks once.
    pub fn standing(&self, settings: Settings) -> Standing {
        let named = self.named.as_ref().map(sign_in::remembered);
        Standing::new(self.lock().clone(), Arc::clone(&self.practice), named, settings)
    }

    /// Whether it is the practice organisation of this program at this moment.
    pub fn practises_here(&self) -> bool {
        matches!(*self.lock(), For::Practice)
    }

    /// Begins a sign-in; one that is under way is stopped. Its moments are drawn from a thread of its own.
    pub fn sign_in(
        self: &Arc<Self>,
        wish: SignInWish,
        mut draw: impl FnMut(SignInMoment) + Send + 'static,
    ) {
        let (underway, stops) = Underway::new();
        if let Some(before) = self.underway().replace(underway) {
            before.stop();
        }
        let this = Arc::clone(self);
        let body = move || {
            draw(SignInMoment::Asking);
            let settings = SettingsFile::at(&this.places.settings).load();
            let settings = settings.map(|loaded| loaded.settings).unwrap_or_default();
            // Not before the one that was stopped has come to its end.
            let session = this.settled_session();
            let planned = Plan::of(wish, session, this.named.as_ref(), &settings);
            let done = planned.and_then(|plan| {
                let newer = plan.carry_out(this.opens, &stops, &mut draw)?;
                this.keep(plan, newer, &stops)
            });
            draw(match done {
                Ok((kept, stays)) => {
                    SignInMoment::Done { lasts: signing_in::lasts_of(kept), stays }
                }
                Err(trouble) => SignInMoment::Failed { trouble },
            });
        };
        if let Err(error) = std::thread::Builder::new().name("sign-in".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread for a sign-in");
        }
    }

    /// Stops the sign-in that is under way. When this returns nothing comes of it any more.
    pub fn stop(&self) {
        let underway = self.underway().take();
        if let Some(underway) = underway {
            underway.stop();
            drop(self.turn());
        }
    }

    /// Signs out. The window works for practice from now on. Whether all of the sign-in is gone.
    ///
    /// # Errors
    /// What is kept is there still.
    pub fn sign_out(&self) -> Result<Forgotten, StoreError> {
        self.stop();
        let _turn = self.turn();
        // First what only this program has.
        let here = self.session().map(|session| session.sign_out()).transpose()?;
        let (_, kept) = sign_in::end(&self.places)?;
        *self.lock() = For::Practice;
        Ok(kept.and(here.unwrap_or(Forgotten::Everything)))
    }

    /// Keeps it, and works for its organisation from now on; with it, whether that was so before.
    /// Nothing of it where it was stopped.
    fn keep(
        &self,
        plan: Plan,
        newer: Option<Session>,
        stops: &Stops,
    ) -> Result<(Keeping, bool), SignInTrouble> {
        let _turn = self.turn();
        stops.check().map_err(|error| signing_in::trouble(error, None))?;
        let unwritten = |error: StoreError| {
            tracing::warn!(%error, "a sign-in");
            SignInTrouble::NotKept
        };
        let (session, by) = match (plan.session, newer) {
            // It was asked for more, and nobody had to come.
            (Some(session), None) => (session, plan.by),
            (Some(session), Some(newer)) => {
                session.take_over(newer).map_err(|error| signing_in::trouble(error, None))?;
                (session, plan.by)
            }
            (None, Some(newer)) => (Arc::new(newer), plan.by),
            (None, None) => return Err(SignInTrouble::SignedOut),
        };
        if let Some(before) = self.session().filter(|before| !Arc::ptr_eq(before, &session)) {
            before.let_go();
        }
        let kept = sign_in::keep(&session, by, &self.places).map_err(unwritten)?;
        let mut now = self.lock();
        let is_at_work = now.session().is_some_and(|one| Arc::ptr_eq(one, &session));
        if !is_at_work {
            *now = For::Employer(Employer::of(session, &self.key_folders));
        }
        Ok((kept, is_at_work))
    }

    /// Who is signed in, once nothing is being changed about it.
    fn settled_session(&self) -> Option<Arc<Session>> {
        let _turn = self.turn();
        self.session()
    }

    fn session(&self) -> Option<Arc<Session>> {
        self.lock().session().cloned()
    }

    fn lock(&self) -> MutexGuard<'_, For> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn underway(&self) -> MutexGuard<'_, Option<Underway>> {
        self.underway.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
