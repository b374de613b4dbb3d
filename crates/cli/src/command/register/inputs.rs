//! What a registration is started with: files, descriptors, and the means to reach a person and a
//! key. Everything is read and checked before a key is touched.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use ctap::{AuthenticatorId, ceremony::WhenUnusable};
use enrollment::{OrganisationPolicy, ports::Wanted};
use entra_policy::Registrant;
use practice::{
    key::{PRACTICE, PracticeKey},
    models,
};
use webauthn::{PublicKeyCredentialCreationOptions, RelatedOrigins, TrustAnchor};
use zeroize::Zeroizing;

use super::ceremony;
use crate::{
    args::{Common, RegisterArguments},
    face::Patience,
    files,
    names::Names,
    pin_fd, policy,
    problem::{FileKind, Problem},
    terminal::Session,
    text::Scene,
    trust,
};

/// Everything that was given.
pub(super) struct Inputs {
    pub(super) options: PublicKeyCredentialCreationOptions,
    pub(super) related: Option<RelatedOrigins>,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) policy: Option<OrganisationPolicy>,
    pub(super) pin: Option<Zeroizing<Vec<u8>>>,
    pub(super) attendance: Attendance,
}

/// The ways to a person and to a key.
pub(super) struct Means {
    pub(super) scene: Scene,
    pub(super) attendance: Attendance,
    pub(super) pin: Option<Zeroizing<Vec<u8>>>,
    pub(super) keys: Keys,
    pub(super) names: Names,
}

/// Whether somebody can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attendance {
    Attended,
    Unattended(Patience),
}

impl Attendance {
    /// Nobody to ask for another key means that the first refusal is the end.
    pub(super) fn when_unusable(self) -> WhenUnusable {
        match self {
            Self::Attended => WhenUnusable::AwaitAnother,
            Self::Unattended(_) => WhenUnusable::End,
        }
    }
}

/// Where the key comes from.
pub(super) enum Keys {
    Ports(Wanted),
    Practice { key: Box<PracticeKey>, touch_ms: u32, folder: PathBuf },
}

impl Inputs {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// Something cannot be read, or is not what it should be.
    pub(super) fn read(arguments: &RegisterArguments, common: &Common) -> Result<Self, Problem> {
        let path = arguments.options.as_deref().unwrap_or(Path::new("-"));
        let policy_path = arguments.policy.as_deref();
        let on_stdin = [Some(path), policy_path].into_iter().flatten();
        let on_stdin = on_stdin.filter(|path| files::is_stdin(path)).count();
        if on_stdin + usize::from(arguments.pin_fd == Some(0)) > 1 {
            return Err(Problem::StdinTwice);
        }
        if arguments.touch_ms.is_some() && arguments.key.as_deref() != Some(PRACTICE) {
            return Err(Problem::NotPractice);
        }
        let options = options(path)?;
        let related = arguments.related_origins.as_deref().map(related).transpose()?;
        let policy = arguments.policy.as_ref().map(|path| {
            // Options that somebody brought do not say who registers; for the policy it is the same.
            policy::read(path, &arguments.person, Registrant::Oneself)
        });
        Self::with(options, related, policy.transpose()?, arguments, common)
    }

    /// The same where options and policy come from a directory.
    ///
    /// # Errors
    /// Something cannot be read, or is not what it should be.
    pub(super) fn of_tenant(
        options: PublicKeyCredentialCreationOptions,
        policy: OrganisationPolicy,
        arguments: &RegisterArguments,
        common: &Common,
    ) -> Result<Self, Problem> {
        if arguments.touch_ms.is_some() && arguments.key.as_deref() != Some(PRACTICE) {
            return Err(Problem::NotPractice);
        }
        Self::with(options, None, Some(policy), arguments, common)
    }

    fn with(
        options: PublicKeyCredentialCreationOptions,
        related: Option<RelatedOrigins>,
        policy: Option<OrganisationPolicy>,
        arguments: &RegisterArguments,
        common: &Common,
    ) -> Result<Self, Problem> {
        let anchors = trust::read(&arguments.trust)?;
        let read_pin = |fd| pin_fd::read(fd).map_err(|why| Problem::PinFd(fd, why));
        let pin = arguments.pin_fd.map(read_pin).transpose()?;
        let attendance = attendance(arguments, common);
        Ok(Self { options, related, anchors, policy, pin, attendance })
    }
}

impl Means {
    /// Finds the key that was asked for; only now the practice key is made, where it has to be.
    ///
    /// # Errors
    /// The practice key cannot be opened or made.
    pub(super) fn new(
        arguments: &RegisterArguments,
        common: &Common,
        attendance: Attendance,
        pin: Option<Zeroizing<Vec<u8>>>,
    ) -> Result<Self, Problem> {
        let only = |id: &str| Keys::Ports(Wanted::Only(AuthenticatorId::new(id.to_owned())));
        let (scene, keys) = match arguments.key.as_deref() {
            Some(PRACTICE) => {
                let folder = common.places()?.practice_key();
                let touch_ms = arguments.touch_ms.unwrap_or(0);
                // The practice organisation lists models; the first of them is what it hands out.
                let model = arguments.upn.as_ref().map(|_| models::PRACTICE_KEY_C.aaguid);
                let key = ceremony::practice_key(&folder, model, pin.as_ref(), touch_ms)?;
                let key = Box::new(key);
                (Scene::Practice, Keys::Practice { key, touch_ms, folder })
            }
            Some(id) => (Scene::Real, only(id)),
            None => (Scene::Real, Keys::Ports(Wanted::Any)),
        };
        Ok(Self { scene, attendance, pin, keys, names: Names::default() })
    }
}

fn attendance(arguments: &RegisterArguments, common: &Common) -> Attendance {
    if Session::is_possible() && !common.json {
        return Attendance::Attended;
    }
    // Somebody who reads along can put a key in, even where nothing can be typed.
    let reads_along = io::stderr().is_terminal() && !common.json;
    let patience = if arguments.wait || reads_along { Patience::Ceremony } else { Patience::None };
    Attendance::Unattended(patience)
}

fn options(path: &Path) -> Result<PublicKeyCredentialCreationOptions, Problem> {
    let json = read(FileKind::Options, path, PublicKeyCredentialCreationOptions::MAX_LENGTH)?;
    PublicKeyCredentialCreationOptions::from_json(&json)
        .map_err(|why| Problem::Content(FileKind::Options, path.to_owned(), why.to_string()))
}

fn related(path: &Path) -> Result<RelatedOrigins, Problem> {
    let json = read(FileKind::RelatedOrigins, path, RelatedOrigins::MAX_LENGTH)?;
    RelatedOrigins::from_json(&json)
        .map_err(|why| Problem::Content(FileKind::RelatedOrigins, path.to_owned(), why.to_string()))
}

fn read(kind: FileKind, path: &Path, limit: usize) -> Result<Vec<u8>, Problem> {
    files::read(path, limit).map_err(|why| Problem::File(kind, path.to_owned(), why))
}
