//! What the arguments give to judge on. Everything is read before the first registration is judged.

use std::path::Path;

use enrollment::diagnosis::Given;
use entra_policy::Registrant;
use webauthn::{
    CoseAlgorithmIdentifier, PublicKeyCredentialCreationOptions, Timestamp, UserVerification,
};

use crate::{
    args::DiagnoseArguments,
    files, metadata, policy,
    problem::{FileKind, InputProblem, Problem},
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
        return Err(InputProblem::StdinTwice.into());
    }
    let policy = arguments
        .policy
        .as_ref()
        .map(|path| policy::read(path, &arguments.person, Registrant::Oneself));
    let at = arguments.at.unwrap_or(now);
    let metadata = arguments.mds.as_ref().map(|path| metadata::read(path, &arguments.mds_root, at));
    Ok(Given {
        asked: arguments.options.as_deref().map(options).transpose()?,
        origin: arguments.origin.clone(),
        policy: policy.transpose()?,
        metadata: metadata.transpose()?,
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
        .map_err(|why| InputProblem::File(FileKind::Options, path.to_owned(), why))?;
    PublicKeyCredentialCreationOptions::from_json(&json).map_err(|why| {
        InputProblem::Content(FileKind::Options, path.to_owned(), why.to_string()).into()
    })
}
