//! What the arguments give to judge on. Everything is read before the first registration is judged.

use std::{
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use enrollment::{OrganisationPolicy, diagnosis::Grounds};
use entra_policy::Registrant;
use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, Timestamp, TrustAnchor,
    UserVerification,
    metadata::{BlobError, Consulted, MetadataBlob, MetadataRoots, Opening},
};

use crate::{
    args::DiagnoseArguments,
    files, policy,
    problem::{FileKind, Problem},
    trust,
};

/// Largest metadata file that is read (bytes); today's have ten million.
const LARGEST_METADATA: usize = 64 << 20;

/// Everything that was given.
pub(super) struct Given {
    /// What was asked, where no record says it.
    pub(super) asked: Option<PublicKeyCredentialCreationOptions>,
    /// Who asked, where it is not `https://` and the RP ID.
    pub(super) origin: Option<String>,
    policy: Option<OrganisationPolicy>,
    metadata: Option<Result<MetadataBlob, BlobError>>,
    trust_anchors: Vec<TrustAnchor>,
    at: Option<Timestamp>,
    now: Timestamp,
    user_verification: UserVerification,
    algorithms: Option<Vec<CoseAlgorithmIdentifier>>,
}

impl Given {
    /// Reads what the arguments name.
    ///
    /// # Errors
    /// Something cannot be read, or is not what it should be.
    pub(super) fn read(arguments: &DiagnoseArguments) -> Result<Self, Problem> {
        let named = [&arguments.batch, &arguments.options, &arguments.policy, &arguments.mds];
        let named = named.into_iter().flatten().chain(&arguments.files);
        if named.filter(|path| files::is_stdin(path)).count() > 1 {
            return Err(Problem::StdinTwice);
        }
        let now = now();
        let policy = arguments
            .policy
            .as_ref()
            .map(|path| policy::read(path, &arguments.person, Registrant::Oneself));
        let required = arguments.require_uv;
        Ok(Self {
            asked: arguments.options.as_deref().map(options).transpose()?,
            origin: arguments.origin.clone(),
            policy: policy.transpose()?,
            metadata: metadata(arguments, now)?,
            trust_anchors: trust::read(&arguments.trust)?,
            at: arguments.at,
            now,
            user_verification: if required {
                UserVerification::Required
            } else {
                UserVerification::NotRequired
            },
            algorithms: arguments
                .algorithms
                .clone()
                .map(|all| all.into_iter().map(CoseAlgorithmIdentifier).collect()),
        })
    }

    /// The same as the judge takes it.
    pub(super) fn grounds(&self) -> Grounds<'_> {
        Grounds {
            policy: self.policy.as_ref(),
            metadata: match &self.metadata {
                None => Consulted::Nothing,
                Some(Ok(blob)) => Consulted::Blob(blob),
                Some(Err(error)) => Consulted::Unusable(error),
            },
            trust_anchors: &self.trust_anchors,
            at: self.at,
            now: self.now,
            user_verification: self.user_verification,
            algorithms: self.algorithms.as_deref(),
        }
    }
}

fn options(path: &Path) -> Result<PublicKeyCredentialCreationOptions, Problem> {
    let json = files::read(path, PublicKeyCredentialCreationOptions::MAX_LENGTH)
        .map_err(|why| Problem::File(FileKind::Options, path.to_owned(), why))?;
    PublicKeyCredentialCreationOptions::from_json(&json)
        .map_err(|why| Problem::Content(FileKind::Options, path.to_owned(), why.to_string()))
}

/// Metadata that nobody stands for are a finding; a file that is none is an error.
fn metadata(
    arguments: &DiagnoseArguments,
    now: Timestamp,
) -> Result<Option<Result<MetadataBlob, BlobError>>, Problem> {
    let Some(path) = &arguments.mds else { return Ok(None) };
    let roots = trust::read(&arguments.mds_root)?;
    let roots = if roots.is_empty() { MetadataRoots::fido() } else { MetadataRoots::own(roots) };
    let bytes = files::read(path, LARGEST_METADATA)
        .map_err(|why| Problem::File(FileKind::Metadata, path.clone(), why))?;
    let at = arguments.at.unwrap_or(now);
    match MetadataBlob::open(&bytes, Opening { roots: &roots, at, previous: None }) {
        Err(error) if !error.is_of_signature() => {
            Err(Problem::Content(FileKind::Metadata, path.clone(), error.to_string()))
        }
        opened => Ok(Some(opened)),
    }
}

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}
