//! What the arguments give to judge on. Everything is read before the first registration is judged.

use std::path::Path;

use enrollment::diagnosis::Given;
use entra_policy::Registrant;
use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, Timestamp, UserVerification,
    metadata::{BlobError, MetadataBlob, MetadataRoots},
};

use crate::{
    args::DiagnoseArguments,
    files, policy,
    problem::{FileKind, Problem},
    trust,
};

/// Reads what the arguments name.
///
/// # Errors
/// Something cannot be read, or is not what it should be.
pub(super) fn read(arguments: &DiagnoseArguments, now: Timestamp) -> Result<Given, Problem> {
    let named = [&arguments.batch, &arguments.options, &arguments.policy, &arguments.mds];
    let named = named.into_iter().flatten().chain(&arguments.files);
    if named.filter(|path| files::is_stdin(path)).count() > 1 {
        return Err(Problem::StdinTwice);
    }
    let policy = arguments
        .policy
        .as_ref()
        .map(|path| policy::read(path, &arguments.person, Registrant::Oneself));
    Ok(Given {
        asked: arguments.options.as_deref().map(options).transpose()?,
        origin: arguments.origin.clone(),
        policy: policy.transpose()?,
        metadata: metadata(arguments, now)?,
        trust_anchors: trust::read(&arguments.trust)?,
        at: arguments.at,
        user_verification: if arguments.require_uv {
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
    let bytes = files::read(path, Given::LARGEST_METADATA)
        .map_err(|why| Problem::File(FileKind::Metadata, path.clone(), why))?;
    Given::open_metadata(&bytes, &roots, arguments.at.unwrap_or(now))
        .map(Some)
        .map_err(|error| Problem::Content(FileKind::Metadata, path.clone(), error.to_string()))
}
