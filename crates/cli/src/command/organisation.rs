//! The organisation that a command works for, and a new sign-in where it wants one and somebody is there. What
//! was asked of a directory must never be asked again where it may have been done.

use std::{path::PathBuf, sync::Arc};

use enrollment::{
    lost_key::{self, Done, Where},
    rooms::Kept,
    settings::{Settings, SignInBy},
    tenant::{Claims, NewSignIn, Person, TenantError},
};
use entra_graph::{
    GraphClient,
    sign_in::{Job, Session, SignInError, Wanted},
};
use faces::{
    Places,
    organisation::{Organisation, OrganisationError},
};

use super::{
    ceremony::{Attendance, Waiting},
    settings::settings,
    sign_in::{self, Page},
};
use crate::{
    args::Common,
    clock::now,
    output,
    problem::{
        ConsentMissing, ConsentProblem, DirectoryProblem, PlaceProblem, Problem,
        RegistrationProblem, SignInProblem,
    },
    terminal::agrees,
    text,
};

/// An organisation, and whoever can be asked to sign in to it again.
pub(super) struct AtWork {
    pub(super) organisation: Organisation,
    /// Empty before it is [`ready`](Self::ready).
    pub(super) name: String,
    attendance: Attendance,
    by: SignInBy,
    state: PathBuf,
}

impl AtWork {
    /// The organisation that the settings say, agreed to for these jobs.
    ///
    /// # Errors
    /// There is none, nobody is signed in and nobody can be asked, or nobody agreed.
    pub(super) fn open(common: &Common, jobs: &[Job]) -> Result<Self, Problem> {
        Self::begin(common, jobs)?.ready(jobs)
    }

    /// The same, with nobody asked yet: neither the authority nor the directory, unless somebody has to
    /// sign in anew, for these jobs.
    ///
    /// # Errors
    /// There is none, or nobody is signed in and nobody can be asked.
    pub(super) fn begin(common: &Common, jobs: &[Job]) -> Result<Self, Problem> {
        let places = common.places()?;
        let settings = settings(common)?;
        let attendance = Attendance::here(common, Waiting::WhereSomebodyReads);
        let key_folders = vec![places.state.clone()];
        let organisation = match Organisation::open(&places, &settings, key_folders.clone()) {
            Ok(organisation) => organisation,
            Err(OrganisationError::SignedOut) => {
                let session = anew(&places, &settings, attendance, jobs)?;
                Organisation::of(Arc::new(session), key_folders)
            }
            Err(OrganisationError::Practice(error)) => {
                return Err(PlaceProblem::PracticeTenant(error).into());
            }
            Err(OrganisationError::Kept(error)) => return Err(SignInProblem::Kept(error).into()),
            Err(OrganisationError::Address(error)) => {
                return Err(
                    DirectoryProblem::Tenant(TenantError::Unreachable(error.to_string())).into()
                );
            }
        };
        let by = settings.sign_in_by;
        let state = places.state;
        Ok(Self { organisation, name: String::new(), attendance, by, state })
    }

    /// Agreed to for these jobs, and with its name.
    ///
    /// # Errors
    /// Nobody agreed, or the directory does not answer.
    pub(super) fn ready(mut self, jobs: &[Job]) -> Result<Self, Problem> {
        self.agree(jobs)?;
        self.name = self.ask(|_| self.organisation.name())?;
        Ok(self)
    }

    /// Its directory.
    pub(super) fn directory(&self) -> &GraphClient {
        self.organisation.directory()
    }

    /// The record, before something is changed in the directory that has to be on it.
    ///
    /// # Errors
    /// Nothing can be put on record.
    pub(super) fn record(&self) -> Result<Kept, Problem> {
        Kept::open_with_key(&self.state).map_err(|why| PlaceProblem::DirectoryRecord(why).into())
    }

    /// That a registration can be kept here until somebody sends it.
    ///
    /// # Errors
    /// It would be gone with this program.
    pub(super) fn can_keep(&self) -> Result<(), Problem> {
        let kept = self.record()?;
        match kept.outbox.seals() {
            Ok(true) => Ok(()),
            Ok(false) => Err(RegistrationProblem::CannotKeep.into()),
            Err(error) => Err(PlaceProblem::DirectoryRecord(error).into()),
        }
    }

    /// Puts on it what was done. It was done all the same.
    pub(super) fn put_on_record(&self, kept: &Kept, done: Done<'_>, person: &Person) {
        let place = Where {
            scene: self.organisation.scene(),
            organisation: self.name.clone(),
            actor: self.organisation.actor(),
            at: now(),
        };
        if let Err(error) = lost_key::put_on_record(kept.ledger.as_ref(), done, person, &place) {
            output::say_line(&text::unrecorded(&error));
        }
    }

    /// Which organisation it is and who is at work, for people.
    pub(super) fn said(&self) -> text::Whose<'_> {
        let session = self.organisation.session();
        text::Whose {
            name: &self.name,
            is_practice: self.organisation.is_practice(),
            myself: session.map(|session| session.account().username.as_str()),
        }
    }

    /// Asks the directory. Where it wants a new or a stronger sign-in and somebody is there, they are
    /// asked for it, and the directory is asked once more: it did nothing before.
    ///
    /// # Errors
    /// See [`TenantError`].
    pub(super) fn ask<T>(
        &self,
        mut call: impl FnMut(&GraphClient) -> Result<T, TenantError>,
    ) -> Result<T, Problem> {
        match call(self.directory()) {
            Ok(answer) => Ok(answer),
            Err(error) if self.signs_in_for(&error)? => {
                call(self.directory()).map_err(|why| DirectoryProblem::Tenant(why).into())
            }
            Err(error) => Err(DirectoryProblem::Tenant(error).into()),
        }
    }

    /// Whether somebody signed in again because of this. `false` where that would not help or nobody is
    /// there.
    ///
    /// # Errors
    /// Nobody agreed, or the sign-in did not work.
    pub(super) fn signs_in_for(&self, error: &TenantError) -> Result<bool, Problem> {
        let claims = match error.new_sign_in() {
            Some(NewSignIn::AsBefore) => None,
            Some(NewSignIn::WithClaims(claims)) => Some(claims.clone()),
            None => return Ok(false),
        };
        let (Some(session), Attendance::Attended) = (self.organisation.session(), self.attendance)
        else {
            return Ok(false);
        };
        output::say_line(&text::problem(&DirectoryProblem::Tenant(error.clone()).into()));
        self.again(session, &[], claims).map(|()| true)
    }

    /// Sees to it that these jobs were agreed to.
    ///
    /// # Errors
    /// They were not.
    pub(super) fn agree(&self, jobs: &[Job]) -> Result<(), Problem> {
        let lacking = self.organisation.not_agreed(jobs);
        let (false, Some(session)) = (lacking.is_empty(), self.organisation.session()) else {
            return Ok(());
        };
        let why = match session.widen(&lacking) {
            Ok(()) if session.lacks(&lacking).is_empty() => return Ok(()),
            Ok(()) | Err(SignInError::ConsentMissing(_)) => {
                let missing = ConsentMissing::of(session, lacking.clone());
                SignInProblem::ConsentMissing(Box::new(missing)).into()
            }
            Err(SignInError::InteractionNeeded(_) | SignInError::SignedOut) => {
                Problem::from(DirectoryProblem::Tenant(TenantError::SignInNeeded))
            }
            Err(error) => return Err(SignInProblem::Failed(error).into()),
        };
        match self.attendance {
            Attendance::Unattended(_) => Err(why),
            Attendance::Attended => {
                output::say_line(&text::problem(&why));
                self.again(session, &lacking, None)
            }
        }
    }

    fn again(
        &self,
        session: &Session,
        more: &[Job],
        claims: Option<Claims>,
    ) -> Result<(), Problem> {
        offer()?;
        let wanted = Wanted {
            // All that was agreed to, or the new token would be good for less.
            jobs: [self.organisation.agreed(), more.to_vec()].concat(),
            claims,
            login_hint: Some(session.account().username.clone()),
        };
        if faces::sign_in::way(&wanted, self.by) != self.by {
            output::say(text::CODE_PROVES_NO_MORE);
        }
        let newer = sign_in::sign_in(session.authority(), wanted, self.by, Page::default())?;
        session.take_over(newer).map_err(|why| SignInProblem::Failed(why).into())
    }
}

/// Signs in where nothing is left of an earlier sign-in, or says so.
fn anew(
    places: &Places,
    settings: &Settings,
    attendance: Attendance,
    jobs: &[Job],
) -> Result<Session, Problem> {
    let gone = || Problem::from(DirectoryProblem::Tenant(TenantError::SignInNeeded));
    let application = settings.application.as_ref().ok_or_else(gone)?;
    let (Attendance::Attended, Ok(authority)) =
        (attendance, faces::sign_in::authority(application))
    else {
        return Err(gone());
    };
    output::say_line(&text::problem(&gone()));
    offer()?;
    let jobs = if jobs.is_empty() { vec![Job::Desk] } else { jobs.to_vec() };
    let wanted = Wanted { jobs, ..Wanted::default() };
    let session = sign_in::sign_in(&authority, wanted, settings.sign_in_by, Page::default())?;
    let keeping = faces::sign_in::keep(&session, settings.sign_in_by, places);
    output::say(&text::keeping(keeping.map_err(SignInProblem::Kept)?));
    Ok(session)
}

fn offer() -> Result<(), Problem> {
    output::say(text::SIGN_IN_NOW);
    if agrees().map_err(PlaceProblem::Terminal)? {
        Ok(())
    } else {
        Err(ConsentProblem::NotAgreed.into())
    }
}
