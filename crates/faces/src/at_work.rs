//! The organisation that a window works for, which changes while the window is open: somebody signs in, or out.
//! Practice must never stand in for an organisation whose sign-in has ended.

#[cfg(test)]
mod tests;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

use enrollment::{
    ledger::{Actor, Scene},
    lost_key::Where,
    rooms::{
        Account, AccountScene, Administered, CommandCode, CommandError, SignInMoment,
        SignInStanding, SignInState, SignInTrouble, SignInWish,
    },
    settings::Settings,
    store::{Keeping, SettingsFile, StoreError},
    tenant::Nobody,
    wizard::means::Directory,
};
use entra_graph::{
    CloudKind, GraphClient,
    sign_in::{Authority, Job, Session},
};
use entra_policy::{PasskeyType, Registrant};
use practice::{models, tenant};
use webauthn::{Aaguid, Timestamp};

use crate::{
    Places,
    organisation::Organisation,
    sign_in,
    signing_in::{self, Plan, Underway},
};

/// Opens an address in a browser.
pub type Opens = fn(&str) -> io::Result<()>;

/// The organisation that a window works for.
pub struct AtWork {
    places: Places,
    /// A practice authority that was named when the program was started.
    named: Option<Authority>,
    key_folders: Vec<PathBuf>,
    opens: Opens,
    standing: Mutex<Standing>,
    underway: Mutex<Option<Underway>>,
}

#[derive(Clone)]
enum Standing {
    /// The practice organisation of this program.
    Practice,
    /// The one that somebody signed in to.
    SignedIn(Arc<Employer>),
    /// Somebody had, and nothing is left of it.
    Ended,
}

struct Employer {
    organisation: Organisation,
    /// Once the directory has said it.
    name: OnceLock<String>,
}

impl AtWork {
    /// As the settings say. `key_folders` are where practice keys lie.
    ///
    /// # Errors
    /// What is kept of the sign-in cannot be read.
    pub fn open(
        places: &Places,
        settings: &Settings,
        (named, key_folders): (Option<Authority>, Vec<PathBuf>),
        opens: Opens,
    ) -> Result<Arc<Self>, StoreError> {
        let standing = match settings.account {
            Some(AccountScene::Practice) | None => Standing::Practice,
            Some(AccountScene::Tenant) => {
                let session = sign_in::resume(places)?;
                session.map_or(Standing::Ended, |session| {
                    Standing::SignedIn(Employer::of(session, &key_folders))
                })
            }
        };
        let (places, standing) = (places.clone(), Mutex::new(standing));
        let underway = Mutex::default();
        Ok(Arc::new(Self { places, named, key_folders, opens, standing, underway }))
    }

    /// Its directory; `practice` is the one of this program.
    pub fn directory(&self, practice: &Arc<GraphClient>) -> Arc<dyn Administered> {
        match self.standing() {
            Standing::Practice => practice.clone(),
            Standing::SignedIn(employer) => employer.organisation.shared(),
            Standing::Ended => Arc::new(Nobody),
        }
    }

    /// The organisation that somebody signed in to, if its registrations are of this scene.
    fn signed_in_to(&self, scene: Scene) -> Option<Arc<dyn Administered>> {
        match self.standing() {
            Standing::SignedIn(employer) if employer.organisation.scene() == scene => {
                Some(employer.organisation.shared())
            }
            Standing::Practice | Standing::SignedIn(_) | Standing::Ended => None,
        }
    }

    /// The directory of a registration of this scene; `practice` is the one of this program. What
    /// somebody who signed in began is for their organisation and nobody else's.
    ///
    /// # Errors
    /// [`CommandCode::SignedOut`].
    pub fn registering(
        &self,
        scene: Scene,
        practice: &Arc<GraphClient>,
    ) -> Result<Directory, CommandError> {
        if let Some(tenant) = self.signed_in_to(scene) {
            return Ok(Directory { scene, tenant, registrant: Registrant::OnBehalf });
        }
        let (tenant, registrant) = (practice.clone(), Registrant::Oneself);
        match scene {
            Scene::Practice | Scene::Options => {
                Ok(Directory { scene: Scene::Practice, tenant, registrant })
            }
            Scene::Tenant => Err(CommandError::new(CommandCode::SignedOut, "nobody is signed in")),
        }
    }

    /// Whether it is the practice organisation of this program, whose phone is at hand.
    pub fn practises_here(&self) -> bool {
        match self.standing() {
            Standing::Practice => true,
            Standing::SignedIn(_) | Standing::Ended => false,
        }
    }

    /// What the record says it is.
    pub fn scene(&self) -> Scene {
        match self.standing() {
            Standing::Practice => Scene::Practice,
            Standing::SignedIn(employer) => employer.organisation.scene(),
            Standing::Ended => Scene::Tenant,
        }
    }

    /// Who the window works for. Of an organisation that somebody signed in to the name is asked for;
    /// where nobody says, its id stands for it.
    pub fn account(&self, settings: &Settings) -> Account {
        match self.standing() {
            Standing::Practice => tenant::account(),
            Standing::SignedIn(employer) => employer.account(),
            Standing::Ended => Account {
                scene: AccountScene::Tenant,
                organisation: settings.application.as_ref().map_or_else(String::new, name_of),
                person: String::new(),
                display_name: String::new(),
                account: String::new(),
            },
        }
    }

    /// Who is at work, for the record.
    pub fn actor(&self) -> Actor {
        match self.standing() {
            Standing::SignedIn(employer) => employer.organisation.actor(),
            Standing::Practice | Standing::Ended => Actor(tenant::account().account),
        }
    }

    /// Where and by whom something is done now, for the record.
    pub fn place(&self, account: &Account, at: Timestamp) -> Where {
        let organisation = account.organisation.clone();
        Where { scene: self.scene(), organisation, actor: self.actor(), at }
    }

    /// What a model makes; of a practice organisation the models are keys.
    pub fn what_it_makes(&self, model: Aaguid) -> Option<PasskeyType> {
        match self.standing() {
            Standing::Practice => models::what_it_makes(model),
            Standing::SignedIn(employer) => employer.organisation.what_it_makes(model),
            Standing::Ended => None,
        }
    }

    /// How things stand with the sign-in.
    pub fn sign_in_state(&self, settings: &Settings) -> SignInState {
        let standing = match self.standing() {
            Standing::Practice => SignInStanding::Nobody,
            Standing::SignedIn(employer) => employer.standing(),
            Standing::Ended => SignInStanding::Ended,
        };
        let named = self.named.as_ref().map(sign_in::remembered);
        let application = named.or_else(|| settings.application.clone());
        let application = application.as_ref().and_then(signing_in::view_of);
        SignInState { standing, application, by: signing_in::way_of(settings.sign_in_by) }
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
            let planned = Plan::of(wish, this.session(), this.named.as_ref(), &settings);
            let done = planned.and_then(|plan| {
                let newer = plan.carry_out(this.opens, &stops, &mut draw)?;
                this.keep(plan, newer)
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

    /// The page where people look after their own methods, of the cloud that the window works in.
    pub fn security_info(&self) -> &'static str {
        let session = self.session();
        let kind = session.map_or(CloudKind::Worldwide, |one| one.authority().cloud().kind());
        kind.security_info()
    }

    /// Stops the sign-in that is under way.
    pub fn stop(&self) {
        if let Some(underway) = self.underway().take() {
            underway.stop();
        }
    }

    /// Signs out. The window works for practice from now on.
    ///
    /// # Errors
    /// What is kept is there still.
    pub fn sign_out(&self) -> Result<(), StoreError> {
        self.stop();
        // First what only this program has.
        if let Some(session) = self.session() {
            session.sign_out()?;
        }
        sign_in::end(&self.places)?;
        *self.lock() = Standing::Practice;
        Ok(())
    }

    /// Keeps it, and works for its organisation from now on; with it, whether that was so before.
    fn keep(&self, plan: Plan, newer: Option<Session>) -> Result<(Keeping, bool), SignInTrouble> {
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
        let mut standing = self.lock();
        let is_at_work = match &*standing {
            Standing::SignedIn(employer) => {
                employer.organisation.session().is_some_and(|one| Arc::ptr_eq(one, &session))
            }
            Standing::Practice | Standing::Ended => false,
        };
        if !is_at_work {
            *standing = Standing::SignedIn(Employer::shared(session, &self.key_folders));
        }
        Ok((kept, is_at_work))
    }

    fn session(&self) -> Option<Arc<Session>> {
        match self.standing() {
            Standing::SignedIn(employer) => employer.organisation.session().cloned(),
            Standing::Practice | Standing::Ended => None,
        }
    }

    fn standing(&self) -> Standing {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn underway(&self) -> MutexGuard<'_, Option<Underway>> {
        self.underway.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Employer {
    fn of(session: Session, key_folders: &[PathBuf]) -> Arc<Self> {
        Self::shared(Arc::new(session), key_folders)
    }

    fn shared(session: Arc<Session>, key_folders: &[PathBuf]) -> Arc<Self> {
        let organisation = Organisation::of(session, key_folders.to_vec());
        Arc::new(Self { organisation, name: OnceLock::new() })
    }

    fn account(&self) -> Account {
        let scene = match self.organisation.is_practice() {
            true => AccountScene::Practice,
            false => AccountScene::Tenant,
        };
        let account = self.organisation.session().map(|session| session.account().clone());
        let of = |part: fn(&entra_graph::sign_in::Account) -> &str| {
            account.as_ref().map(part).unwrap_or_default().to_owned()
        };
        Account {
            scene,
            organisation: self.name().unwrap_or_else(|| of(|one| &one.tenant)),
            person: of(|one| &one.object),
            display_name: of(|one| &one.display_name),
            account: of(|one| &one.username),
        }
    }

    fn name(&self) -> Option<String> {
        if let Some(name) = self.name.get() {
            return Some(name.clone());
        }
        let name = self.organisation.name();
        let name = name.inspect_err(|error| tracing::info!(%error, "no name")).ok()?;
        Some(self.name.get_or_init(|| name).clone())
    }

    fn standing(&self) -> SignInStanding {
        let session = self.organisation.session();
        let cloud = session.map_or(CloudKind::Practice, |one| one.authority().cloud().kind());
        let has = |job: &Job| self.organisation.not_agreed(&[*job]).is_empty();
        SignInStanding::SignedIn {
            cloud: signing_in::cloud_view(cloud),
            jobs: Job::ALL.into_iter().filter(has).map(signing_in::job_view).collect(),
            registers_for_others: cloud.lacks().is_empty(),
            security_info: cloud.security_info().to_owned(),
        }
    }
}

fn name_of(application: &enrollment::settings::RegisteredApplication) -> String {
    application.tenant.clone()
}
