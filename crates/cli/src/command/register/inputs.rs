//! What a registration is started with: files and descriptors. Everything is read and checked, and
//! must never be read again, before a key is touched.

use std::path::Path;

use enrollment::{OrganisationPolicy, metadata::Metadata};
use entra_policy::Registrant;
use practice::key::PRACTICE;
use webauthn::{PublicKeyCredentialCreationOptions, RelatedOrigins, TrustAnchor};
use zeroize::Zeroizing;

use super::super::ceremony::{Attendance, Waiting};
use crate::{
    args::{Common, RegisterArguments},
    files, metadata, pin_fd, policy,
    problem::{FileKind, InputProblem, Problem},
    trust,
};

/// Everything that was given.
pub(super) struct Inputs {
    pub(super) options: PublicKeyCredentialCreationOptions,
    pub(super) related: Option<RelatedOrigins>,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) policy: Option<OrganisationPolicy>,
    pub(super) metadata: Option<Metadata>,
    pub(super) pin: Option<Zeroizing<Vec<u8>>>,
    pub(super) attendance: Attendance,
}

impl Inputs {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// Something cannot be read, or is not what it should be.
    pub(super) fn read(arguments: &RegisterArguments, common: &Common) -> Result<Self, Problem> {
        let path = arguments.options.as_deref().unwrap_or(Path::new("-"));
        let policy_path = arguments.policy.as_deref();
        let mds_path = arguments.mds.as_deref();
        let on_stdin = [Some(path), policy_path, mds_path].into_iter().flatten();
        let on_stdin = on_stdin.filter(|path| files::is_stdin(path)).count();
        if on_stdin + usize::from(arguments.pin_fd == Some(0)) > 1 {
            return Err(InputProblem::StdinTwice.into());
        }
        if arguments.touch_ms.is_some() && arguments.key.as_deref() != Some(PRACTICE) {
            return Err(InputProblem::NotPractice.into());
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
            return Err(InputProblem::NotPractice.into());
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
        let (pin, attendance) = (pin(arguments)?, attendance(arguments, common));
        let metadata =
            metadata::to_judge_by(arguments.mds.as_deref(), &arguments.mds_root, common)?;
        Ok(Self { options, related, anchors, policy, metadata, pin, attendance })
    }
}

/// The PIN that was given, where one was.
///
/// # Errors
/// It cannot be read.
pub(super) fn pin(arguments: &RegisterArguments) -> Result<Option<Zeroizing<Vec<u8>>>, Problem> {
    let read = |fd| pin_fd::read(fd).map_err(|why| InputProblem::PinFd(fd, why).into());
    arguments.pin_fd.map(read).transpose()
}

/// Who is there.
pub(super) fn attendance(arguments: &RegisterArguments, common: &Common) -> Attendance {
    let waiting = if arguments.wait { Waiting::Asked } else { Waiting::WhereSomebodyReads };
    Attendance::here(common, waiting)
}

fn options(path: &Path) -> Result<PublicKeyCredentialCreationOptions, Problem> {
    let json = read(FileKind::Options, path, PublicKeyCredentialCreationOptions::MAX_LENGTH)?;
    PublicKeyCredentialCreationOptions::from_json(&json).map_err(|why| {
        InputProblem::Content(FileKind::Options, path.to_owned(), why.to_string()).into()
    })
}

fn related(path: &Path) -> Result<RelatedOrigins, Problem> {
    let json = read(FileKind::RelatedOrigins, path, RelatedOrigins::MAX_LENGTH)?;
    RelatedOrigins::from_json(&json).map_err(|why| {
        InputProblem::Content(FileKind::RelatedOrigins, path.to_owned(), why.to_string()).into()
    })
}

fn read(kind: FileKind, path: &Path, limit: usize) -> Result<Vec<u8>, Problem> {
    files::read(path, limit).map_err(|why| InputProblem::File(kind, path.to_owned(), why).into())
}
