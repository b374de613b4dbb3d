//! Everything behind the window: settings, record, outbox, practice. It must never be opened twice by
//! one process, nor before the window is on the screen.

use std::{fs::File, path::PathBuf, sync::Arc};

use enrollment::{
    hand::{self, Said},
    ledger::{RegistrationId, Scene},
    metadata::MetadataCache,
    nudge::{Followed, Nudges},
    ports::Wanted,
    rooms::{
        Account, Administered, CommandCode, CommandError, ComputerView, Kept, Look, NudgeAct,
        PolicyGrounds, PracticeSignIn, RecordView, SeenHere, SignInState, StartView, TakenUp,
        TenantDesk, UnfinishedChoice,
    },
    settings::Settings,
    store::SettingsFile,
    wizard::{
        machine::Resumption,
        means::{Clock, KeySeen, KeySource, Means, Models, Ports, SystemClock, system_entropy},
    },
};
use entra_graph::MetadataService;
use faces::{AtWork, Places, browser, computer, sign_in};
use practice::{
    drawer::{Keys, PracticeModels},
    tenant::account,
};
use webauthn::Timestamp;

use crate::{
    arguments::Arguments,
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
    /// The organisation that the window works for.
    pub(crate) work: Arc<AtWork>,
}

impl House {
    /// Opens all of it. What is there stays; what is not is made.
    pub(crate) fn open(arguments: &Arguments) -> Result<Self, CommandError> {
        let places = Places::new(arguments.state.as_deref());
        let places = places.map_err(|error| CommandError::new(CommandCode::Record, error))?;
        let kept = Kept::open(&places.state).map_err(CommandError::record)?;
        let file = SettingsFile::at(&places.settings);
        let settings = file.load().map_err(CommandError::record)?.settings;
        let json = arguments.practice.as_deref().map(File::open).transpose();
        let json = json.map_err(CommandError::file)?;
        let named = json.map(sign_in::practice_authority).transpose();
        let named = named.map_err(|why| CommandError::new(CommandCode::File, why))?;
        let named = (named, vec![places.practice_keys()]);
        let work = AtWork::open(&places, &settings, named, browser::open);
        let house = Self {
            settings: file,
            nudges: Nudges::new(Arc::clone(&kept.prompts))?,
            kept,
            practice: Practice::start(&places, arguments.faults.as_deref())?,
            record: Kept::record(&places.state),
            metadata: MetadataCache::fido(&places.metadata(), MetadataService::default()),
            work: work.map_err(CommandError::record)?,
        };
        house.kept.tidy(settings.retention_days, now(), &house.work.actor())?;
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
        let (tenant, settings) = (self.at_work(), self.settings()?);
        let (account, sign_in) = self.account(&settings);
        let models: &dyn Models = &PracticeModels;
        let (tenant, at) = (tenant.as_ref(), (computer::sign_in, models));
        let (person, whose) = (&account.person, &sign_in.standing);
        let nudge = self.nudges.at_start(tenant, person, (&settings, whose), at, now())?;
        StartView::read(&settings, (account, sign_in), &self.kept, tenant, nudge, now())
    }

    /// Whom the window works for, and whether that is because somebody signed in.
    pub(crate) fn account(&self, settings: &Settings) -> (Account, SignInState) {
        (self.work.account(settings), self.work.sign_in_state(settings))
    }

    /// The directory that the window works with.
    pub(crate) fn at_work(&self) -> Arc<dyn Administered> {
        self.work.directory(&self.practice.tenant)
    }

    /// The room This computer.
    pub(crate) fn computer(&self) -> Result<ComputerView, CommandError> {
        let (tenant, account) = (self.at_work(), self.work.account(&self.settings()?));
        let whose = (tenant.as_ref(), account.person.as_str());
        ComputerView::read(computer::look(), whose, &PracticeModels, now())
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
        // Not by what was agreed to: that waits where a sign-in is being renewed.
        let practice = self.settings()?.practice_sign_in;
        let practice = if self.work.practises_here() { practice } else { Default::default() };
        Ok(practice.moment(now()))
    }

    /// What is to be done about a registration that was left.
    pub(crate) fn resumption(
        &self,
        registration: &RegistrationId,
        choice: UnfinishedChoice,
    ) -> Result<Option<(Means, Resumption)>, CommandError> {
        let practice = &self.practice.tenant;
        let directory_of = |scene| self.work.registering(scene, practice).map(|of| of.tenant);
        let at = (now(), &self.work.actor());
        let taken = choice.resumption(registration, &self.kept, directory_of, at)?;
        let Some(TakenUp { scene, ledger, resumption }) = taken else { return Ok(None) };
        Ok(Some((Means { ledger, ..self.means(scene)? }, resumption)))
    }

    /// The practice organisation's policy, for a ticket.
    pub(crate) fn practice_grounds(&self) -> Result<PolicyGrounds, CommandError> {
        let roots = self.practice.drawer.roots().map_err(failed)?;
        PolicyGrounds::read(self.practice.tenant.as_ref(), &account(), roots)
    }

    /// Does something with the directory that the room Tenant is about.
    pub(crate) fn desk<T>(
        &self,
        does: impl FnOnce(&TenantDesk<'_>) -> Result<T, CommandError>,
    ) -> Result<T, CommandError> {
        let (directory, account) = (self.at_work(), self.work.account(&self.settings()?));
        let models = &|model| self.work.what_it_makes(model);
        let tallies = self.kept.tallies.as_ref();
        let looks_here =
            &|| SeenHere { keys: self.hand(), windows_hello: computer::windows_hello() };
        let directory = directory.as_ref();
        does(&TenantDesk { directory, account, models, tallies, looks_here })
    }

    /// The keys in hand, as they say of themselves.
    fn hand(&self) -> Vec<(KeySeen, Said)> {
        let means =
            self.means(self.work.scene()).map_err(|error| tracing::warn!(%error, "no keys"));
        means.map_or_else(|()| Vec::new(), |means| hand::survey(means.keys.as_ref()))
    }

    /// The record as Settings shows it.
    pub(crate) fn record(&self) -> Result<RecordView, CommandError> {
        let retention_days = self.settings()?.retention_days;
        RecordView::read(self.kept.ledger.as_ref(), &self.record, retention_days)
            .map_err(CommandError::record)
    }

    /// What a registration of this scene works with.
    pub(crate) fn means(&self, scene: Scene) -> Result<Means, CommandError> {
        let drawer = Arc::clone(&self.practice.drawer);
        let roots = || self.practice.drawer.roots().map_err(failed);
        let (keys, trust_anchors): (Arc<dyn KeySource>, _) = match scene {
            Scene::Practice => (Arc::new(Keys::Practice(drawer)), roots()?),
            Scene::Options => (Arc::new(Keys::All(drawer)), roots()?),
            // A practice key registers nothing in a real organisation.
            Scene::Tenant => (Arc::new(Ports(Wanted::Any)), Vec::new()),
        };
        Ok(Means {
            directory: Some(self.work.registering(scene, &self.practice.tenant)?),
            ledger: self.kept.claiming(),
            outbox: self.kept.outbox.clone(),
            actor: self.work.actor(),
            keys,
            models: Arc::new(PracticeModels),
            trust_anchors,
            enterprise_attestation: self.settings()?.enterprise_attestation.into_iter().collect(),
            clock: Arc::new(SystemClock),
            entropy: system_entropy,
        })
    }
}

/// The time, in seconds.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(SystemClock.now().0 / 1000).unwrap_or(i64::MAX))
}
