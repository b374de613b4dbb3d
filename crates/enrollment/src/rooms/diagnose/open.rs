//! The ticket on the table and what is judged on. A change of what is given must be judged at once, for
//! every registration of the ticket.

use std::{
    fmt,
    io::Read,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ctap::AuthenticatorId;
use webauthn::{
    Judgement, PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor, base64url,
    metadata::MetadataRoots,
};

use super::{
    DiagnosisChange, DiagnosisFile, DiagnosisFormat, DiagnosisView, FoundRegistration,
    FoundStanding, GivenMetadata, GivenView, PolicyChoice, PolicyGrounds, ShownRegistration,
};
use crate::{
    diagnosis::{
        Given, Recorded, RecordedError, Ticket, TicketError, TicketWords, deciding, diagnose,
    },
    metadata::Metadata,
    readiness::{Tried, trial},
    rooms::{CommandCode, CommandError, KeptMetadataView},
    store::KeptMetadata,
};

/// The ticket on the table, if one is.
#[derive(Default)]
pub struct OpenTicket(Mutex<Table>);

#[derive(Default)]
struct Table {
    ticket: Option<Opened>,
    given: Given,
    view: GivenView,
    /// Metadata out of a file.
    metadata: Option<(GivenMetadata, Metadata)>,
    /// Those that this computer keeps, for whoever gives no file.
    kept: Option<(KeptMetadata, Metadata)>,
    /// Roots out of a file; those of a policy are others.
    anchors: Vec<TrustAnchor>,
    policy_anchors: Vec<TrustAnchor>,
}

struct Opened {
    name: Option<String>,
    /// The key that showed it here.
    key: Option<AuthenticatorId>,
    ticket: Ticket,
    place: usize,
    judged: Vec<Judged>,
}

type Judged = Result<(Recorded, Judgement, Timestamp), RecordedError>;

impl OpenTicket {
    /// From now on tickets are judged by these metadata, where nobody gives others.
    pub fn lean_on(&self, kept: Option<(KeptMetadata, Metadata)>) {
        self.lock().kept = kept;
    }

    /// Reads what was pasted or dropped. The name of a file that was dropped comes as UTF-8 in
    /// base64url: a header holds ASCII only.
    ///
    /// # Errors
    /// [`CommandCode::TooLarge`], [`CommandCode::NotATicket`], [`CommandCode::OptionsOnly`]. What was on
    /// the table stays there.
    pub fn read(
        &self,
        name: Option<&[u8]>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<DiagnosisView, CommandError> {
        let name = name.and_then(|name| base64url::decode(std::str::from_utf8(name).ok()?));
        let name = name.and_then(|name| String::from_utf8(name).ok());
        self.put(name, bytes, now)
    }

    /// Puts what a key has shown in a rehearsal on the table. A practice key is held against the practice
    /// organisation, which knows its roots; of any other key nobody knows whose it will be.
    ///
    /// # Errors
    /// [`CommandCode::Gone`]: nothing was shown; and what reading a policy may answer.
    pub fn lay(
        &self,
        shown: Option<(AuthenticatorId, Recorded)>,
        practice: impl FnOnce() -> Result<PolicyGrounds, CommandError>,
        now: Timestamp,
    ) -> Result<DiagnosisView, CommandError> {
        let (key, recorded) = shown.ok_or_else(gone)?;
        let policy = is_practice(&key).then(practice).transpose()?;
        let mut table = self.lock();
        let ticket = Ticket { registrations: vec![Ok(recorded)], ..Ticket::default() };
        table.ticket =
            Some(Opened { name: None, key: Some(key), ticket, place: 0, judged: Vec::new() });
        table.hold_against(policy);
        table.judged(now)
    }

    fn put(
        &self,
        name: Option<String>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<DiagnosisView, CommandError> {
        DiagnosisFile::Ticket.fits(bytes.len())?;
        let ticket = Ticket::read(bytes).map_err(not_read)?;
        let mut table = self.lock();
        table.ticket = Some(Opened { name, key: None, ticket, place: 0, judged: Vec::new() });
        table.judged(now)
    }

    /// Reads a file that somebody chose.
    ///
    /// # Errors
    /// As [`Self::read`], and [`CommandCode::NotGiven`] for a file that is not what it is given as.
    pub fn open(
        &self,
        what: DiagnosisFile,
        (name, from): (String, impl Read),
        now: Timestamp,
    ) -> Result<DiagnosisView, CommandError> {
        let bytes = what.read(from)?;
        let not_one = |error: &dyn fmt::Display| CommandError::new(CommandCode::NotGiven, error);
        let mut table = self.lock();
        match what {
            DiagnosisFile::Ticket => {
                drop(table);
                return self.put(Some(name), &bytes, now);
            }
            DiagnosisFile::Options => {
                let options = PublicKeyCredentialCreationOptions::from_json(&bytes);
                table.given.asked = Some(options.map_err(|error| not_one(&error))?);
                table.view.options = Some(name);
            }
            DiagnosisFile::Anchors => {
                let anchors = TrustAnchor::all_from_file(&bytes);
                table.anchors = anchors.map_err(|error| not_one(&error))?;
                table.view.anchors = Some(name);
            }
            DiagnosisFile::Metadata => {
                let at = table.given.at.unwrap_or(now);
                let opened = Metadata::read(&bytes, &MetadataRoots::fido(), at);
                let opened = opened.map_err(|error| not_one(&error))?;
                table.metadata = Some((GivenMetadata::of_file(name, &opened), opened));
            }
        }
        table.judged(now)
    }

    /// Changes what is shown or what is judged on. `None`: the table is empty now.
    ///
    /// # Errors
    /// [`CommandCode::Gone`], [`CommandCode::NotATime`], and what reading a policy may answer.
    pub fn change(
        &self,
        change: DiagnosisChange,
        practice: impl FnOnce() -> Result<PolicyGrounds, CommandError>,
        now: Timestamp,
    ) -> Result<Option<DiagnosisView>, CommandError> {
        // Not under the lock: a directory may take its time.
        let policy = match &change {
            DiagnosisChange::Policy(PolicyChoice::Practice) => Some(practice()?),
            DiagnosisChange::Policy(PolicyChoice::None)
            | DiagnosisChange::Show(_)
            | DiagnosisChange::At(_)
            | DiagnosisChange::TakeBack(_)
            | DiagnosisChange::Close => None,
        };
        let mut table = self.lock();
        match change {
            DiagnosisChange::Show(place) => table.show(place)?,
            DiagnosisChange::At(at) => table.at(at.as_deref())?,
            DiagnosisChange::Policy(_) => table.hold_against(policy),
            DiagnosisChange::TakeBack(what) => table.take_back(what),
            DiagnosisChange::Close => {
                table.ticket = None;
                return Ok(None);
            }
        }
        table.judged(now).map(Some)
    }

    /// What a key has shown in a rehearsal, as it was judged; `None` where that is not on the table.
    pub fn tried(&self) -> Option<Tried> {
        let table = self.lock();
        let opened = table.ticket.as_ref()?;
        let (recorded, judgement, _) = opened.judged.first()?.as_ref().ok()?;
        opened.key.as_ref()?;
        let credential = recorded.credential_id.clone()?.into();
        Some(Tried { credential, model: judgement.aaguid, trial: trial(judgement) })
    }

    /// What is shown, written out.
    ///
    /// # Errors
    /// [`CommandCode::Gone`]: nothing is shown.
    pub fn export(&self, format: DiagnosisFormat) -> Result<Vec<u8>, CommandError> {
        let table = self.lock();
        let opened = table.ticket.as_ref().ok_or_else(gone)?;
        let refusals = &opened.ticket.refusals;
        if opened.judged.is_empty() {
            return Ok(format.of_a_server_only(refusals));
        }
        let shown = opened.judged.get(opened.place).and_then(|one| one.as_ref().ok());
        let (recorded, judgement, at) = shown.ok_or_else(gone)?;
        Ok(format.of((recorded, judgement, *at), refusals))
    }

    fn lock(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Table {
    fn show(&mut self, place: u32) -> Result<(), CommandError> {
        let opened = self.ticket.as_mut().ok_or_else(gone)?;
        opened.place = usize::try_from(place)
            .ok()
            .filter(|place| *place < opened.ticket.registrations.len())
            .ok_or_else(gone)?;
        Ok(())
    }

    fn at(&mut self, at: Option<&str>) -> Result<(), CommandError> {
        let read = |text: &str| {
            text.parse::<Timestamp>()
                .map_err(|error| CommandError::new(CommandCode::NotATime, error))
        };
        self.given.at = at.map(read).transpose()?;
        self.view.at = self.given.at.map(|at| at.0);
        Ok(())
    }

    fn hold_against(&mut self, policy: Option<PolicyGrounds>) {
        let (organisation, policy, anchors) = match policy {
            Some(one) => (Some(one.organisation), Some(one.policy), one.trust_anchors),
            None => (None, None, Vec::new()),
        };
        self.view.policy = organisation;
        self.given.policy = policy;
        self.policy_anchors = anchors;
    }

    fn take_back(&mut self, what: DiagnosisFile) {
        match what {
            DiagnosisFile::Ticket => {}
            DiagnosisFile::Options => (self.given.asked, self.view.options) = (None, None),
            DiagnosisFile::Anchors => (self.anchors, self.view.anchors) = (Vec::new(), None),
            DiagnosisFile::Metadata => self.metadata = None,
        }
    }

    /// Those of a file; else those that are kept. They know nothing of the practice organisation's keys,
    /// whose models are nobody's: to its policy they would all be strangers.
    fn metadata(&self, now: Timestamp) -> Option<(GivenMetadata, Metadata)> {
        let kept = self.kept.as_ref().filter(|_| self.given.policy.is_none());
        let kept = kept.map(|(kept, opened)| {
            (GivenMetadata::Kept(KeptMetadataView::new(kept, now)), opened.clone())
        });
        self.metadata.clone().or(kept)
    }

    /// Judges everything anew and draws it.
    fn judged(&mut self, now: Timestamp) -> Result<DiagnosisView, CommandError> {
        (self.view.metadata, self.given.metadata) = self.metadata(now).unzip();
        self.given.trust_anchors = [self.anchors.as_slice(), &self.policy_anchors].concat();
        let given = &self.given;
        let opened = self.ticket.as_mut().ok_or_else(gone)?;
        let name = opened.name.as_deref();
        let judge = |recorded: Recorded| {
            let judgement = diagnose(&recorded, &given.grounds(now));
            let at = given.at.or(recorded.verify_at).unwrap_or(now);
            (recorded, judgement, at)
        };
        opened.judged = (0..opened.ticket.registrations.len())
            .filter_map(|place| opened.ticket.registration(place, name, given))
            .map(|read| read.map(judge))
            .collect();
        opened.draw(self.view.clone())
    }
}

impl Opened {
    fn draw(&self, given: GivenView) -> Result<DiagnosisView, CommandError> {
        let shown = self.judged.get(self.place).and_then(|one| one.as_ref().ok());
        let words = match shown {
            Some((_, judgement, _)) => Some(TicketWords::of(judgement)),
            None => self.judged.is_empty().then(TicketWords::of_a_server_only),
        };
        Ok(DiagnosisView {
            name: self.name.clone(),
            rehearsed: self.ticket.is_rehearsal(),
            found: self.judged.iter().map(found).collect(),
            place: u32::try_from(self.place).map_err(|_| gone())?,
            shown: shown.map(|(recorded, judgement, at)| {
                ShownRegistration::new(recorded, judgement.clone(), *at)
            }),
            server: self.ticket.refusals.iter().map(Into::into).collect(),
            words,
            given,
        })
    }
}

fn found(judged: &Judged) -> FoundRegistration {
    match judged {
        Ok((_, judgement, _)) => FoundRegistration {
            id: judgement.id.clone(),
            standing: FoundStanding::Judged {
                verdict: judgement.verdict,
                reason: deciding(judgement).and_then(|one| one.reason),
            },
        },
        Err(error) => FoundRegistration {
            id: None,
            standing: FoundStanding::Unreadable {
                code: error.code().to_owned(),
                detail: error.to_string(),
            },
        },
    }
}

fn not_read(error: TicketError) -> CommandError {
    let code = match error {
        TicketError::TooLong(_) | TicketError::TooManyParts => CommandCode::TooLarge,
        TicketError::NotRecognised => CommandCode::NotATicket,
        TicketError::OptionsOnly => CommandCode::OptionsOnly,
    };
    CommandError::new(code, error)
}

/// Practice keys are in places of their own.
fn is_practice(key: &AuthenticatorId) -> bool {
    key.as_str().starts_with("practice")
}

fn gone() -> CommandError {
    CommandError::new(CommandCode::Gone, "there is no such ticket or registration")
}

impl fmt::Debug for OpenTicket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = self.lock().ticket.as_ref().map(|opened| opened.judged.len());
        write!(out, "OpenTicket({open:?} registrations)")
    }
}
