//! Everything behind the window: settings, record, outbox, practice. It must never be opened twice
//! by one process, nor before the window is on the screen.

use std::{
    fs::{self, File},
    path::PathBuf,
    sync::Arc,
};

use enrollment::{
    metadata::MetadataCache,
    nudge::{Followed, Nudges},
    rooms::{
        CommandCode, CommandError, ComputerView, Kept, Look, NudgeAct, PolicyGrounds,
        PracticeSignIn, RecordView, StartView, TenantDesk,
    },
    settings::Settings,
    store::SettingsFile,
    wizard::{
        Source,
        means::{Clock, Means, Models, SystemClock},
    },
};
use entra_graph::MetadataService;
use faces::{
    AtWork, Places, Standing, browser, computer,
    practising::{Practising, failed},
    sign_in,
};
use practice::{drawer::PracticeModels, tenant::account};
use webauthn::Timestamp;

use crate::arguments::Arguments;

/// Everything behind the window.
pub(crate) struct House {
    settings: SettingsFile,
    pub(crate) kept: Kept,
    record: PathBuf,
    pub(crate) metadata: Arc<MetadataCache>,
    nudges: Nudges,
    pub(crate) practice: Practising,
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
        let faults = arguments.faults.as_deref().map(fs::read).transpose();
        let faults = faults.map_err(CommandError::file)?;
        let practice = Practising::start(&places, faults.as_deref())?;
        let work = AtWork::open(&places, &settings, named, &practice.tenant, browser::open);
        let house = Self {
            settings: file,
            nudges: Nudges::new(Arc::clone(&kept.prompts))?,
            kept,
            practice,
            record: Kept::record(&places.state),
            metadata: MetadataCache::fido(&places.metadata(), MetadataService::default()),
            work: work.map_err(CommandError::record)?,
        };
        let retention = settings.retention_days;
        house.kept.tidy(retention, now(), &house.work.standing(settings.clone()).actor())?;
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

    /// How the window's organisation stands now. A command looks once.
    pub(crate) fn standing(&self) -> Result<Standing, CommandError> {
        Ok(self.work.standing(self.settings()?))
    }

    /// The room Start.
    pub(crate) fn start(&self) -> Result<StartView, CommandError> {
        let standing = self.standing()?;
        let (tenant, settings) = (standing.directory(), standing.settings());
        let (account, sign_in) = (standing.account(), standing.sign_in_state());
        let models: &dyn Models = &PracticeModels;
        let (tenant, at) = (tenant.as_ref(), (computer::sign_in, models));
        let (person, whose) = (&account.person, &sign_in.standing);
        let nudge = self.nudges.at_start(tenant, person, (settings, whose), at, now())?;
        let id = standing.tenant_id();
        let whose = (account, sign_in);
        let settings = (settings, models);
        StartView::read(settings, whose, &self.kept, (tenant, id.as_deref()), nudge, now())
    }

    /// The room This computer.
    pub(crate) fn computer(&self) -> Result<ComputerView, CommandError> {
        self.standing()?.computer(&self.kept, &self.practice.drawer, now())
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

    /// What a registration from this works with.
    pub(crate) fn means(&self, source: &Source) -> Result<Means, CommandError> {
        let standing = self.standing()?;
        standing.to_register(source, &self.kept, &self.practice.drawer, &self.metadata)
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
        self.standing()?.desk(&self.kept, &self.practice.drawer, does)
    }

    /// The record as Settings shows it.
    pub(crate) fn record(&self) -> Result<RecordView, CommandError> {
        let retention_days = self.settings()?.retention_days;
        RecordView::read(self.kept.ledger.as_ref(), &self.record, retention_days)
            .map_err(CommandError::record)
    }
}

/// The time, in seconds.
pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(SystemClock.now().0 / 1000).unwrap_or(i64::MAX))
}
