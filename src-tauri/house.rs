//! Everything behind the window: settings, record, outbox, practice. It must never be opened twice by
//! one process, nor before the window is on the screen.

use std::{path::PathBuf, sync::Arc};

use enrollment::{
    ledger::{Actor, RegistrationId, Scene},
    metadata::MetadataCache,
    nudge::{Followed, Nudges},
    rooms::{
        CommandCode, CommandError, ComputerView, Kept, Look, NudgeAct, PolicyGrounds,
        PracticeSignIn, RecordView, StartView, TakenUp, TenantDesk, UnfinishedChoice,
    },
    settings::Settings,
    store::SettingsFile,
    wizard::{
        machine::Resumption,
        means::{Clock, Directory, Means, Models, SystemClock, system_entropy},
    },
};
use entra_graph::{CloudKind, GraphClient, MetadataService, sign_in::Session};
use entra_policy::Registrant;
use faces::{Places, sign_in};
use practice::{
    drawer::{Keys, PracticeModels},
    models,
    tenant::account,
};
use webauthn::Timestamp;

use crate::{
    arguments::Arguments,
    computer,
    practice::{Practice, failed},
};

/// Everything behind the window.
pub(crate) struct House {
    settings: SettingsFile,
    pub(crate) kept: Kept,
    record: PathBuf,
    pub(crate) metadata: Arc<MetadataCache>,
    nudges: Nudges,
    pub(crate) practice: Practice,
    places: Places,
}

impl House {
    /// Opens all of it. What is there stays; what is not is made.
    pub(crate) fn open(arguments: &Arguments) -> Result<Self, CommandError> {
        let places = Places::new(arguments.state.as_deref());
        let places = places.map_err(|error| CommandError::new(CommandCode::Record, error))?;
        let kept = Kept::open(&places.state).map_err(CommandError::record)?;
        let house = Self {
            settings: SettingsFile::at(&places.settings),
            nudges: Nudges::new(Arc::clone(&kept.prompts))?,
            kept,
            practice: Practice::start(&places, arguments.faults.as_deref())?,
            record: Kept::record(&places.state),
            metadata: MetadataCache::fido(&places.metadata(), MetadataService::default()),
            places,
        };
        let settings = house.settings()?;
        house.kept.tidy(settings.retention_days, now(), &actor())?;
        // A test driver's window asks nobody outside.
        if !cfg!(feature = "e2e") {
            house.metadata.at_start(&settings, now());
        }
        Ok(house)
    }

    pub(crate) fn settings(&self) -> Result<Settings, CommandError> {
        self.settings.load().map(|loaded| loaded.settings).map_err(CommandError::record)
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut Settings)) -> Result<(), CommandError> {
        self.settings.change(change).map(drop).map_err(CommandError::record)
    }

    /// How the window looks; as at first where nobody can say.
    pub(crate) fn look(&self) -> Look {
        self.settings().map(|settings| settings.look).unwrap_or_default()
    }

    /// The room Start.
    pub(crate) fn start(&self) -> Result<StartView, CommandError> {
        let tenant = self.practice.tenant.as_ref();
        let (settings, account) = (self.settings()?, account());
        let models: &dyn Models = &PracticeModels;
        let at = (computer::sign_in, models);
        let nudge = self.nudges.at_start(tenant, &account.person, &settings, at, now())?;
        StartView::read(&settings, account, &self.kept, tenant, nudge, now())
    }

    /// The room This computer.
    pub(crate) fn computer(&self) -> Result<ComputerView, CommandError> {
        let (tenant, person) = (self.practice.tenant.as_ref(), account().person);
        ComputerView::read(computer::look(), (tenant, &person), &PracticeModels, now())
    }

    /// Does with the nudge what the person does.
    pub(crate) fn nudge(&self, act: NudgeAct) -> Result<(), CommandError> {
        self.nudges.act(act, self.sign_in_at()?)
    }

    /// Another practice sign-in begins. A nudge that stands there counts as closed.
    pub(crate) fn sign_in(&self, sign_in: PracticeSignIn) -> Result<(), CommandError> {
        self.leave()?;
        self.change(|settings| settings.practice_sign_in = sign_in)
    }

    /// Sees how something goes that may meet the nudge.
    pub(crate) fn follow(&self, view: &impl Followed) {
        self.nudges.follow(view, self.sign_in_at().unwrap_or_else(|_| now()));
    }

    /// The window ends.
    pub(crate) fn leave(&self) -> Result<(), CommandError> {
        self.nudges.leave(self.sign_in_at()?)
    }

    /// When the sign-in happens that the window stands for.
    fn sign_in_at(&self) -> Result<Timestamp, CommandError> {
        Ok(self.settings()?.practice_sign_in.moment(now()))
    }

    /// What is to be done about a registration that was left.
    pub(crate) fn resumption(
        &self,
        registration: &RegistrationId,
        choice: UnfinishedChoice,
    ) -> Result<Option<(Means, Resumption)>, CommandError> {
        let directory_of = |scene| self.directory(scene).map(|directory| directory.tenant);
        let at = (now(), &actor());
        let taken = choice.resumption(registration, &self.kept, directory_of, at)?;
        let Some(TakenUp { scene, ledger, resumption }) = taken else { return Ok(None) };
        Ok(Some((Means { ledger, ..self.means(scene)? }, resumption)))
    }

    /// The practice organisation's policy, for a ticket.
    pub(crate) fn practice_grounds(&self) -> Result<PolicyGrounds, CommandError> {
        let roots = self.practice.drawer.roots().map_err(failed)?;
        PolicyGrounds::read(self.practice.tenant.as_ref(), &account(), roots)
    }

    /// The directory that the room Tenant is about.
    pub(crate) fn desk(&self) -> TenantDesk<'_> {
        let directory = self.practice.tenant.as_ref();
        TenantDesk { directory, account: account(), models: &models::what_it_makes }
    }

    /// The record as Settings shows it.
    pub(crate) fn record(&self) -> Result<RecordView, CommandError> {
        let retention_days = self.settings()?.retention_days;
        RecordView::read(self.kept.ledger.as_ref(), &self.record, retention_days)
            .map_err(CommandError::record)
    }

    /// The directory of a registration of this scene. What somebody who signed in began is for their
    /// organisation and nobody else's.
    fn directory(&self, scene: Scene) -> Result<Directory, CommandError> {
        Ok(match scene {
            Scene::Practice | Scene::Options => Directory {
                scene: Scene::Practice,
                tenant: self.practice.tenant.clone(),
                registrant: Registrant::Oneself,
            },
            Scene::Tenant => {
                let session = session(&self.places)?;
                let settings = entra_graph::Settings::for_cloud(session.authority().cloud());
                let tenant = Arc::new(GraphClient::signed_in(session, settings));
                Directory { scene, tenant, registrant: Registrant::OnBehalf }
            }
        })
    }

    /// What a registration of this scene works with.
    pub(crate) fn means(&self, scene: Scene) -> Result<Means, CommandError> {
        let drawer = Arc::clone(&self.practice.drawer);
        let roots = || self.practice.drawer.roots().map_err(failed);
        let (keys, trust_anchors, actor) = match scene {
            Scene::Practice => (Keys::Practice(drawer), roots()?, actor()),
            Scene::Options => (Keys::All(drawer), roots()?, actor()),
            Scene::Tenant => {
                let myself = session(&self.places)?.account().username.clone();
                (Keys::All(drawer), Vec::new(), Actor(myself))
            }
        };
        Ok(Means {
            directory: Some(self.directory(scene)?),
            ledger: self.kept.claiming(),
            outbox: self.kept.outbox.clone(),
            actor,
            keys: Arc::new(keys),
            models: Arc::new(PracticeModels),
            trust_anchors,
            enterprise_attestation: self.settings()?.enterprise_attestation.into_iter().collect(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        })
    }
}

/// The sign-in of an organisation that is none of practice.
fn session(places: &Places) -> Result<Arc<Session>, CommandError> {
    let session = sign_in::resume(places).map_err(CommandError::record)?;
    let real = session.filter(|one| one.authority().cloud().kind() != CloudKind::Practice);
    let gone = || CommandError::new(CommandCode::Directory, "nobody is signed in any more");
    real.map(Arc::new).ok_or_else(gone)
}

/// The time, in seconds.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(SystemClock.now().0 / 1000).unwrap_or(i64::MAX))
}

/// Who is at work, for the record.
fn actor() -> Actor {
    Actor(account().account)
}
