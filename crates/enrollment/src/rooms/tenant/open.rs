//! The room with what was read and what somebody wants otherwise. Nothing that lies there may be drawn for
//! whoever sits there after somebody else.

use std::{
    collections::BTreeMap,
    fmt,
    io::{self, BufRead, Read},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use entra_policy::{
    ObjectId,
    campaign::{Assumptions, usual_assumptions},
};
use serde_json::Value;
use webauthn::Timestamp;

use super::{
    CampaignWish, ForecastFormat, HandWish, SentView, TargetView, TenantChange, TenantDesk,
    TenantView,
    draw::{Drawing, choices, gone},
    hand::Looked,
    read::Readings,
    review::Reviewed,
};
use crate::{
    campaign::CampaignEdit,
    forecast::{Exported, open_export},
    readiness::Tried,
    rooms::{Account, CommandCode, CommandError},
    tenant::{DirectoryObject, ObjectKind},
};

/// The longest export that a window holds (bytes); the command line streams.
const LONGEST_EXPORT: u64 = 64 << 20;

/// Ends with an error, and not as if it were whole, where a file is longer than that.
struct Bounded<R> {
    input: R,
    left: u64,
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let filled = self.input.fill_buf()?;
        if self.left == 0 && !filled.is_empty() {
            let words = "it is longer than 64 MiB; `touchstone tenant forecast` takes any length";
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, words));
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(filled.len());
        Ok(filled.get(..most).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.left = self.left.saturating_sub(u64::try_from(amount).unwrap_or(u64::MAX));
        self.input.consume(amount);
    }
}

/// The room, if somebody has been in it.
#[derive(Default)]
pub struct OpenTenant(Mutex<Table>);

/// What lies on the table.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) readings: Option<Arc<Readings>>,
    pub(super) edit: Option<CampaignEdit>,
    pub(super) assumed: Assumptions,
    pub(super) rules: Option<String>,
    pub(super) sent: Option<SentView>,
    /// Names of what was searched for, by their ids in lower case.
    pub(super) names: BTreeMap<String, String>,
    pub(super) person: Option<Arc<Looked>>,
    /// People of a file instead of the directory's, and what the file is called.
    pub(super) export: Option<(String, Arc<Vec<Exported>>)>,
    pub(super) tried: Option<Tried>,
    pilot: Option<ObjectId>,
    pub(super) reviewed: Option<Reviewed>,
    pub(super) reviews: u32,
    /// How often it was forgotten: what was begun before is about another organisation.
    pub(super) era: u32,
    /// Who sat before it.
    whose: Option<Account>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            readings: None,
            edit: None,
            assumed: usual_assumptions(),
            rules: None,
            sent: None,
            names: BTreeMap::new(),
            person: None,
            export: None,
            tried: None,
            pilot: None,
            reviewed: None,
            reviews: 0,
            era: 0,
            whose: None,
        }
    }
}

impl Table {
    pub(super) fn is_of(&self, desk: &TenantDesk<'_>) -> bool {
        self.whose.as_ref().is_some_and(|whose| whose.is_same(&desk.account))
    }

    fn forget(&mut self) {
        let (reviews, era) = (self.reviews, self.era.wrapping_add(1));
        *self = Self { reviews, era, ..Self::default() };
    }
}

impl OpenTenant {
    /// Somebody signed in or out: what was read, drafted and shown is of another organisation.
    pub fn forget(&self) {
        self.lock().forget();
    }

    /// What lies on the table before whoever sits there now. Where it is somebody else than before nothing
    /// lies there: a change is sent to the organisation that it was shown of, or to none.
    pub(super) fn before(&self, desk: &TenantDesk<'_>) -> MutexGuard<'_, Table> {
        let mut table = self.lock();
        if !table.is_of(desk) {
            table.forget();
        }
        table.whose.get_or_insert_with(|| desk.account.clone());
        table
    }

    /// From now on this is what a rehearsal showed of a key; `None`: there is none.
    pub fn tried(&self, tried: Option<Tried>) {
        self.lock().tried = tried;
    }

    /// Reads the directory anew. What somebody wants otherwise stays.
    ///
    /// # Errors
    /// Only where this program's own rules cannot be read: what the directory does not give is said in
    /// the view.
    pub fn read(&self, desk: &TenantDesk<'_>, now: Timestamp) -> Result<TenantView, CommandError> {
        self.before(desk).sent = None;
        self.read_again(desk, now)
    }

    pub(super) fn read_again(
        &self,
        desk: &TenantDesk<'_>,
        now: Timestamp,
    ) -> Result<TenantView, CommandError> {
        let (pilot, person, tried, era) = {
            let table = self.lock();
            (table.pilot, table.person.clone(), table.tried.clone(), table.era)
        };
        // Not under the lock: a directory may take its time.
        let readings = Readings::of(desk, pilot, now);
        let person = person.map(|known| Arc::new(known.again(desk, tried.as_ref())));
        if self.lock().era != era {
            return Err(gone());
        }
        self.lay(desk, |table| {
            table.readings = Some(Arc::new(readings));
            table.person = person;
            table.reviewed = None;
        })
    }

    /// Changes what lies on the table, and draws it.
    pub(super) fn lay(
        &self,
        desk: &TenantDesk<'_>,
        change: impl FnOnce(&mut Table),
    ) -> Result<TenantView, CommandError> {
        let table = {
            let mut table = self.lock();
            if !table.is_of(desk) {
                return Err(gone());
            }
            change(&mut table);
            table.clone()
        };
        let drawing = Drawing::of(&table, desk)?;
        if table.edit.is_some() && drawing.draft().is_none() && drawing.readings.campaign.is_ok() {
            self.lock().edit = None;
        }
        drawing.view()
    }

    /// Counts the people of an export instead of the directory's, until somebody wants those again.
    ///
    /// # Errors
    /// [`CommandCode::File`], with what it lacks.
    pub fn count(
        &self,
        (name, input): (String, impl BufRead + 'static),
        desk: &TenantDesk<'_>,
    ) -> Result<TenantView, CommandError> {
        let unusable = |error| CommandError::new(CommandCode::File, error);
        drop(self.before(desk));
        let read = Bounded { input, left: LONGEST_EXPORT };
        let people = open_export(read).map_err(unusable)?;
        let people = people.collect::<Result<Vec<_>, _>>().map_err(unusable)?;
        self.lay(desk, |table| table.export = Some((name, Arc::new(people))))
    }

    /// Changes something here, and nothing in the directory.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] before anything was read, [`CommandCode::Malformed`].
    pub fn change(
        &self,
        change: TenantChange,
        desk: &TenantDesk<'_>,
    ) -> Result<TenantView, CommandError> {
        drop(self.before(desk));
        self.look_for_what_was_tried(desk);
        match change {
            TenantChange::Campaign(wish) => self.wish(wish, desk),
            TenantChange::Discard => self.lay(desk, |table| table.edit = None),
            TenantChange::Assume { path, value } => self.assume(path, value, desk),
            TenantChange::DirectoryPeople => self.lay(desk, |table| table.export = None),
            TenantChange::UsualAssumptions => {
                self.lay(desk, |table| table.assumed = usual_assumptions())
            }
            TenantChange::Rules(id) => self.lay(desk, |table| table.rules = Some(id)),
            TenantChange::Pilot(id) => self.pilot(id.as_deref(), desk),
            TenantChange::Person(id) => self.person(id.as_deref(), desk),
            TenantChange::Hand(wish) => self.hand(wish, desk),
        }
    }

    /// Asks the keys in hand which of them was tried, where one was since they were looked at.
    fn look_for_what_was_tried(&self, desk: &TenantDesk<'_>) {
        let (person, tried) = {
            let table = self.lock();
            (table.person.clone(), table.tried.clone())
        };
        let Some(known) = person.filter(|known| known.is_before(tried.as_ref())) else { return };
        let person = known.again(desk, tried.as_ref());
        let mut table = self.lock();
        // Somebody else may be looked at by now.
        if table.person.as_ref().is_some_and(|now| Arc::ptr_eq(now, &known)) {
            table.person = Some(Arc::new(person));
        }
    }

    fn wish(&self, wish: CampaignWish, desk: &TenantDesk<'_>) -> Result<TenantView, CommandError> {
        let readings = self.lock().readings.clone().ok_or_else(gone)?;
        let standing = readings.campaign.as_ref().map_err(|_| gone())?;
        let edit = wish.edit(&standing.campaign);
        self.lay(desk, |table| {
            table.edit = Some(edit);
            table.reviewed = None;
        })
    }

    fn assume(
        &self,
        path: String,
        value: Value,
        desk: &TenantDesk<'_>,
    ) -> Result<TenantView, CommandError> {
        if !value.is_null() && !choices(&path).contains(&value) {
            let message = format!("{path} cannot be assumed to be {value}");
            return Err(CommandError::new(CommandCode::Malformed, message));
        }
        self.lay(desk, |table| {
            if value.is_null() {
                table.assumed.shift_remove(&path);
            } else {
                table.assumed.insert(path, value);
            }
        })
    }

    fn pilot(&self, id: Option<&str>, desk: &TenantDesk<'_>) -> Result<TenantView, CommandError> {
        let pilot: Option<ObjectId> = id
            .map(str::parse)
            .transpose()
            .map_err(|error| CommandError::new(CommandCode::Malformed, error))?;
        let readings = self.lock().readings.clone().ok_or_else(gone)?;
        let readings = readings.with_pilot(desk, pilot);
        self.lay(desk, |table| {
            table.pilot = pilot;
            table.readings = Some(Arc::new(readings));
            table.reviewed = None;
        })
    }

    fn person(&self, id: Option<&str>, desk: &TenantDesk<'_>) -> Result<TenantView, CommandError> {
        let person = id.map(|id| desk.directory.person(id)).transpose();
        let person = person.map_err(CommandError::directory)?;
        let tried = self.lock().tried.clone();
        let person = person.map(|person| Arc::new(Looked::at(person, desk, tried.as_ref())));
        self.lay(desk, |table| table.person = person)
    }

    fn hand(&self, wish: HandWish, desk: &TenantDesk<'_>) -> Result<TenantView, CommandError> {
        let known = self.lock().person.clone().ok_or_else(gone)?;
        self.lay(desk, |table| table.person = Some(Arc::new(known.with(wish))))
    }

    /// Groups and people whose names begin like this.
    ///
    /// # Errors
    /// [`CommandCode::Directory`].
    pub fn find(
        &self,
        beginning: &str,
        desk: &TenantDesk<'_>,
    ) -> Result<Vec<TargetView>, CommandError> {
        let beginning = beginning.trim();
        if beginning.is_empty() {
            return Ok(Vec::new());
        }
        let found = desk.directory.beginning_with(beginning);
        let found = found.map_err(CommandError::directory)?;
        let mut table = self.before(desk);
        for one in &found {
            table.names.insert(one.id.to_ascii_lowercase(), one.name.clone());
        }
        Ok(found.into_iter().map(Into::into).collect())
    }

    /// The forecast, written out.
    ///
    /// # Errors
    /// [`CommandCode::Gone`] where there is none.
    pub fn export(
        &self,
        format: ForecastFormat,
        desk: &TenantDesk<'_>,
    ) -> Result<Vec<u8>, CommandError> {
        let table = self.before(desk).clone();
        let drawing = Drawing::of(&table, desk)?;
        let found = || drawing.forecasted()?.map_err(|_| gone());
        Ok(match format {
            ForecastFormat::Csv => found()?.csv().into_bytes(),
            ForecastFormat::Json => format!("{}\n", found()?.document()).into_bytes(),
            ForecastFormat::People => drawing.people_table()?.into_bytes(),
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl From<DirectoryObject> for TargetView {
    fn from(found: DirectoryObject) -> Self {
        let target_type = match found.kind {
            ObjectKind::Group => "group",
            ObjectKind::User => "user",
        };
        Self {
            id: found.id,
            target_type: target_type.to_owned(),
            name: Some(found.name),
            account: found.account,
            members: None,
        }
    }
}

impl fmt::Debug for OpenTenant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = self.lock().readings.as_ref().map(|readings| readings.at);
        write!(out, "OpenTenant(read {read:?})")
    }
}
